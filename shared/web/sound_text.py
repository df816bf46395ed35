"""JSON bodies that cannot be taken as they are meant are refused at the door.

Half characters and null characters, which cannot be stored; a name that stands twice, of which one value would be lost;
JSON that is sent as something else.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator

from fastapi import Request
from fastapi.routing import APIRoute

from shared.refusals import FieldProblem, InvalidError, UnsupportedError

_SUSPICIOUS = re.compile(rb"\x00|\xed[\xa0-\xbf]|\\u(?:0000|[dD][89a-fA-F])")
_JSON = re.compile(r"\s*application/(?:[^;\s]+\+)?json\s*(?:;|$)", re.IGNORECASE)
_MESSAGE = "Nội dung có ký tự hỏng (nửa ký tự hoặc ký tự rỗng). Chép lại đoạn chữ đó từ nguồn, hoặc gõ lại."
_TOO_DEEP = "Nội dung lồng quá nhiều lớp. Gửi theo mẫu mô tả tại /openapi.json."
_NOT_JSON = "Nội dung gửi lên phải là JSON. Gửi lại với tiêu đề Content-Type: application/json."
_LONGEST_NAME = 60


class _RepeatedError(ValueError):
    """A name stands twice in one object."""


async def sound_json(request: Request) -> None:
    """Pass unless the body is JSON with such text or such a name, or is no JSON where JSON is taken.

    Raises:
        InvalidError: It has.
        UnsupportedError: It says to be something else.
    """
    # Routes that take a body piece by piece store it as it is, whatever its sender calls it.
    if request.scope["path"] in request.app.state.streamed:
        return
    if not _JSON.match(request.headers.get("content-type", "")):
        if _takes_json(request) and await request.body():
            raise UnsupportedError(_NOT_JSON)
        return
    body = await request.body()
    if not body:
        return
    value = _read(body)
    # Three quick looks spare most bodies the slower one.
    if not (b"\\u" in body or b"\xed" in body or b"\x00" in body) or not _SUSPICIOUS.search(body):
        return
    if not all(_is_sound(text) for text in _texts(value)):
        raise InvalidError([FieldProblem("body", _MESSAGE)])


def _takes_json(request: Request) -> bool:
    route = request.scope.get("route")
    return isinstance(route, APIRoute) and route.body_field is not None


def _read(body: bytes) -> object:
    try:
        return json.loads(body, object_pairs_hook=_to_object)
    except _RepeatedError as error:
        name = str(error)[:_LONGEST_NAME]
        message = f"“{name}” đứng hai lần trong cùng một nhóm nội dung. Giữ một lần rồi gửi lại."
        raise InvalidError([FieldProblem(name, message)]) from None
    except RecursionError:
        raise InvalidError([FieldProblem("body", _TOO_DEEP)]) from None
    except ValueError:
        # Where JSON is taken it has been read before; where it is not, nobody reads it.
        return None


def _to_object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _RepeatedError(Counter(name for name, _ in pairs).most_common(1)[0][0])
    return found


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
