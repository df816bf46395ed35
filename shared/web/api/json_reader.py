"""The one reader of JSON bodies: what it costs is known before anything is built of them.

No library counts entries before it has built them: two million `{"":0}` in 13 MiB became half a gigabyte. Their texts
are taken out in one pass that stops at a bound, and what is left is counted; then `pydantic_core` reads the body, once.
"""

import re
from itertools import islice

from pydantic_core import from_json

from shared.refusals import FieldProblem, InvalidError

# A dossier of 500 nominations with all their fields has some 40,000 of each.
MOST_VALUES = 100_000
MOST_TEXTS = 200_000
# The longest text of any form has 20,000 characters; written as \uXXXX, each of them takes six bytes, or twelve.
LONGEST_TEXT_BYTES = 256 * 1024
LONGEST_NUMBER_DIGITS = 40
# A text with one sign beyond the first 65,536 takes four bytes in memory for each of its characters, and
# time: what is drawn for such a sign is worked out each time.
MOST_BYTES_OF_TEXTS_WITH_SIGNS = 1024 * 1024

_MARK = b"\xef\xbb\xbf"  # what some programs of Windows write before UTF-8
# An end that is missing counts as the end: looked for again from each quotation mark, it would take hours.
_TEXT = re.compile(rb'"[^"\\]*+(?:\\.?+[^"\\]*+)*+(?:"|\Z)', re.DOTALL)
_LONG_NUMBER = re.compile(rb"(?<![0-9])[0-9]{%d}" % (LONGEST_NUMBER_DIGITS + 1))
_SIGN = re.compile(rb"[\xf0-\xf4]|\\u[dD]8")
_NAME_OR_BRACKET = re.compile(rb'("[^"\\]*+(?:\\.?+[^"\\]*+)*+")[ \t\r\n]*+(:?)|[{}]', re.DOTALL)
_DAMAGED = re.compile(rb"\x00|\xed[\xa0-\xbf]|\\u[dD][89a-fA-F]")
_NULL = b"\\u0000"
_PLACE = re.compile(r"^(.*) at line (\d+) column (\d+)$", re.DOTALL)
_LONGEST_NAME = 60

_TOO_MANY = "Nội dung có quá nhiều mục. Chia thành nhiều lần gửi nhỏ hơn rồi gửi lại."
_TOO_DEEP = "Nội dung lồng quá nhiều lớp. Gửi theo mẫu mô tả tại /openapi.json."
_TOO_LONG = "Nội dung có đoạn chữ quá dài. Rút ngắn đoạn chữ đó rồi gửi lại."
_TOO_MANY_DIGITS = f"Nội dung có số dài quá {LONGEST_NUMBER_DIGITS} chữ số. Nhập số ngắn hơn rồi gửi lại."
_TOO_MANY_SIGNS = "Nội dung có quá nhiều đoạn chữ chứa biểu tượng. Bỏ các biểu tượng rồi gửi lại."
_BROKEN_TEXT = "Nội dung có ký tự hỏng (nửa ký tự hoặc ký tự rỗng). Chép lại đoạn chữ đó từ nguồn, hoặc gõ lại."
_TWICE = "“{name}” đứng hai lần trong cùng một nhóm nội dung. Giữ một lần rồi gửi lại."


class UnreadableError(ValueError):
    """The body is no JSON; `position` is the character, from 0, where that shows."""

    def __init__(self, position: int) -> None:
        super().__init__(position)
        self.position = position


def read_json(body: bytes) -> object:
    """What the body says, in memory of a few times its size at most.

    Raises:
        UnreadableError: It is no JSON in UTF-8.
        InvalidError: It has too much of something, a broken character, or a name that stands twice in one group.
    """
    body = body.removeprefix(_MARK)
    names = _count(body)
    try:
        value: object = from_json(body, allow_inf_nan=False, cache_strings="keys")
    except ValueError as error:
        raise _refusal(str(error), body) from None
    if _NULL in body and _has_null(value):
        raise _invalid(_BROKEN_TEXT)
    if names != _count_names(value):
        name = _repeated_name(body)[:_LONGEST_NAME]
        raise InvalidError([FieldProblem(name, _TWICE.format(name=name))])
    return value


def _count(body: bytes) -> int:
    """How many names there are in all its groups, once it is known that there is too much of nothing."""
    # Each text has two quotation marks: the slower look is for those with more of them inside.
    if body.count(b'"') > 2 * MOST_TEXTS and any(islice(_TEXT.finditer(body), MOST_TEXTS, None)):
        raise _invalid(_TOO_MANY)
    rest = _TEXT.sub(b"", body)
    if rest.count(b",") + rest.count(b"{") + rest.count(b"[") > MOST_VALUES:
        raise _invalid(_TOO_MANY)
    if _LONG_NUMBER.search(rest):
        raise _invalid(_TOO_MANY_DIGITS)
    if len(body) > LONGEST_TEXT_BYTES:
        _measure_texts(body)
    return rest.count(b":")


def _measure_texts(body: bytes) -> None:
    has_signs, with_signs = _SIGN.search(body) is not None, 0
    for text in _TEXT.finditer(body):
        start, end = text.span()
        if end - start > LONGEST_TEXT_BYTES:
            raise _invalid(_TOO_LONG)
        if has_signs and _SIGN.search(body, start, end):
            with_signs += end - start
    if with_signs > MOST_BYTES_OF_TEXTS_WITH_SIGNS:
        raise _invalid(_TOO_MANY_SIGNS)


def _refusal(complaint: str, body: bytes) -> Exception:
    found = _PLACE.match(complaint)
    what, line, column = (found[1], int(found[2]), int(found[3])) if found else (complaint, 1, 1)
    if "recursion" in what:
        return _invalid(_TOO_DEEP)
    if ("unicode" in what or "surrogate" in what or "hex" in what or "control" in what) and _DAMAGED.search(body):
        return _invalid(_BROKEN_TEXT)
    start = 0
    for _ in range(line - 1):
        start = body.find(b"\n", start) + 1
    return UnreadableError(len(body[: max(start + column - 1, 0)].decode("utf-8", "ignore")))


def _invalid(message: str) -> InvalidError:
    return InvalidError([FieldProblem("body", message)])


def _count_names(value: object) -> int:
    # Without recursion, since the sender chooses the depth; so below.
    count, waiting = 0, [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            count += len(part)
            waiting += part.values()
        elif isinstance(part, list):
            waiting += part
    return count


def _has_null(value: object) -> bool:
    waiting = [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, str):
            if "\x00" in part:
                return True
        elif isinstance(part, dict):
            waiting += part.keys()
            waiting += part.values()
        elif isinstance(part, list):
            waiting += part
    return False


def _repeated_name(body: bytes) -> str:
    groups: list[set[str]] = []
    for found in _NAME_OR_BRACKET.finditer(body):
        if found[0] == b"{":
            groups.append(set())
        elif found[0] == b"}":
            groups.pop()
        elif found[2]:
            name = str(from_json(found[1]))
            if name in groups[-1]:
                return name
            groups[-1].add(name)
    return ""
