"""Cursors: where the next slice of a list begins, as its reader carries it and may have changed it."""

import base64
import json
from collections.abc import Callable, Sequence
from typing import Any

from shared.refusals import FieldProblem, InvalidError

_UNREADABLE = "Vị trí này không đọc được. Lấy `after` từ trường `next` của lần trả lời trước, hoặc đọc lại từ đầu."


def write_cursor(*values: str | int) -> str:
    """The cursor of a slice that ended with an entry of these values."""
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def read_cursor(cursor: str, *readers: Callable[[str], Any]) -> Sequence[Any]:
    """The values in a cursor, each by its reader.

    Raises:
        InvalidError: No slice of this list could have ended so: half characters, which cannot be asked for, included.
    """
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(values, list):
            raise ValueError("not a list of values")  # noqa: TRY004, TRY301 one kind of error, whatever is wrong
        json.dumps(values, ensure_ascii=False).encode()
        return [reader(str(value)) for reader, value in zip(readers, values, strict=True)]
    except (RecursionError, TypeError, ValueError):
        raise InvalidError([FieldProblem("after", _UNREADABLE)]) from None
