"""Which part of a file a `Range` header asks for (RFC 9110, section 14); several parts at once are answered whole."""

import re
from dataclasses import dataclass

_RANGE = re.compile(r"bytes=\s*(\d{0,18})-(\d{0,18})\s*$")


@dataclass(frozen=True)
class Part:
    """From `first` to `last`, both included."""

    first: int
    last: int
    is_part: bool


def find_range(header: str, size: int) -> Part | None:
    """The part, the whole where none is asked for in a way that is understood; nothing where it lies outside."""
    whole = Part(0, size - 1, is_part=False)
    found = _RANGE.match(header)
    if not found or found.groups() == ("", ""):
        return whole
    begin, end = found.groups()
    if not begin:
        length = min(int(end), size)
        return Part(size - length, size - 1, is_part=True) if length else None
    first, last = int(begin), min(int(end), size - 1) if end else size - 1
    if first >= size:
        return None
    # The last before the first is no range at all: the header is to be ignored.
    return Part(first, last, is_part=True) if first <= last else whole
