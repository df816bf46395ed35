"""Text that cannot be stored is refused at the door: half characters and null characters, which JSON lets through."""

import json
import re
from collections.abc import Iterator

from fastapi import Request

from shared.refusals import FieldProblem, InvalidError

_SUSPICIOUS = re.compile(rb"\x00|\xed[\xa0-\xbf]|\\u(?:0000|[dD][89a-fA-F])")
_MESSAGE = "Nội dung có ký tự hỏng (nửa ký tự hoặc ký tự rỗng). Chép lại đoạn chữ đó từ nguồn, hoặc gõ lại."


async def sound_json(request: Request) -> None:
    """Pass unless the JSON body has such text; costs next to nothing on bodies without escapes.

    Raises:
        InvalidError: It has.
    """
    # Routes that take a body piece by piece store it as it is, whatever its sender calls it.
    if "json" not in request.headers.get("content-type", "") or request.scope["path"] in request.app.state.streamed:
        return
    body = await request.body()
    # Three quick looks spare most bodies the slower one.
    if not (b"\\u" in body or b"\xed" in body or b"\x00" in body) or not _SUSPICIOUS.search(body):
        return
    if not all(_is_sound(text) for text in _texts(json.loads(body))):
        raise InvalidError([FieldProblem("body", _MESSAGE)])


def _is_sound(text: str) -> bool:
    return "\x00" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


def _texts(value: object) -> Iterator[str]:
    """Every text in it, names of fields included; without recursion, since the sender chooses the depth."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict):
            waiting += one.keys()
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one
