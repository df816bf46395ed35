"""Where the next page of a list begins, in the form in which its reader carries it and may have changed it."""

import base64
import json
from typing import Any


def read_mark(mark: str) -> list[Any]:
    """What is written in a mark.

    Raises:
        ValueError: Nothing that a list could have ended with: half characters, which cannot be asked for, included.
    """
    try:
        written = json.loads(base64.urlsafe_b64decode(mark + "=" * (-len(mark) % 4)))
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if not isinstance(written, list):
        raise ValueError("not a list of values")  # noqa: TRY004 one kind of error, whatever is wrong
    json.dumps(written, ensure_ascii=False).encode()
    return written
