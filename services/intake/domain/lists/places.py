"""Communes by what people write of them: with or without a word before, inside an address, nearly right, or abroad."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache

from rapidfuzz import fuzz, process

from services.intake.domain.lists.remarks import Remarks
from services.intake.domain.lists.words import key_of, list_words
from shared.files.sheets import Cell
from shared.text.seen import compose_line

_BREAK = re.compile(r"\s*[,;–]\s*|\s+-\s+|\n")
_NEAR = 84
_LONGEST = 300
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_CODE = re.compile(r"[0-9]{5}")
_KIND_OF = {"xa": "xa", "x": "xa", "phuong": "phuong", "p": "phuong", "f": "phuong"}


@dataclass(frozen=True)
class Commune:
    """A commune of the province with the district that it lies in."""

    code: str
    name: str
    district: str = ""


@dataclass(frozen=True)
class Found:
    """A place of a row: a commune, with its address where more is said, or a text for one outside the province."""

    commune: Commune | None = None
    address: str = ""
    outside: str = ""


@dataclass(frozen=True)
class Communes:
    """All communes of the province, by what they are written as."""

    entries: Sequence[Commune]
    province: str = "Hưng Yên"
    _by_key: dict[str, list[Commune]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for one in self.entries:
            key = key_of(one.name)
            self._by_key.setdefault(key, []).append(one)
            self._by_key.setdefault(_bare(key), []).append(one)

    @cached_property
    def by_code(self) -> dict[str, Commune]:
        """By the official code."""
        return {one.code: one for one in self.entries}

    def exactly(self, text: str, district: str = "") -> list[Commune]:
        """Those that a text names, of any kind where it says none; of the district that is named beside it."""
        key = key_of(text)
        found = self._by_key.get(key) or self._by_key.get(_spelled(key)) or []
        if not text.isascii():
            # Typed with its accents: another accent is another name.
            spoken = _spoken(text)
            found = [one for one in found if spoken.endswith(_spoken(_name_alone(one.name)))]
        inside = [one for one in found if district and _bare(key_of(one.district)) == district]
        return inside or found

    def of_other_kind(self, text: str) -> list[Commune]:
        """Those of the same name, whatever it says that they are."""
        return self._by_key.get(_bare(key_of(text)), [])

    def near(self, text: str) -> Commune | None:
        """The one whose name is most like it; nothing where none is."""
        bare = _bare(key_of(text))
        keys = {_bare(key_of(one.name)): one for one in self.entries}
        best = process.extractOne(bare, list(keys), scorer=fuzz.ratio, score_cutoff=_NEAR)
        return keys[best[0]] if best else None


@dataclass(frozen=True)
class PlaceReader:
    """Reads where somebody lives, or a body is."""

    communes: Communes
    remarks: Remarks

    def read(self, cell: Cell, *, is_address: bool) -> Found:
        """The place in a cell. In a column of communes, what is none of them is refused or asked."""
        text = compose_line(cell.text)[:_LONGEST]
        if _CODE.fullmatch(text) and text in self.communes.by_code:
            return Found(self.communes.by_code[text])
        parts = [part for part in _BREAK.split(text) if key_of(part)] or [text]
        district = next((_bare_of(part, "district") for part in parts if _is(part, "district")), "")
        found = self._in_parts(parts, district)
        if self._is_elsewhere(parts):
            return Found(outside=text)
        if found:
            return self._one_of(cell, text, found, is_whole=len(parts) == 1)
        return self._unknown(cell, text, parts, is_address=is_address)

    def _in_parts(self, parts: Sequence[str], district: str) -> list[Commune]:
        # From the right: an address goes from the hamlet to the commune.
        for part in reversed(parts):
            if _is(part, "district") and not _is(part, "commune"):
                continue
            found = self.communes.exactly(part, district)
            if found and (len(parts) == 1 or _is(part, "commune") or part == parts[-1]):
                return found
        for part in reversed(parts):
            inside = re.search(r"\b(?:xã|phường|thị trấn)\s+(.+)$", part, re.IGNORECASE)
            found = self.communes.exactly(inside.group(), district) if inside else []
            if found:
                return found
        return []

    def _one_of(self, cell: Cell, text: str, found: list[Commune], *, is_whole: bool) -> Found:
        if len(found) > 1:
            names = ", ".join(f"{one.name} ({one.district}, {one.code})" for one in found[:6])
            self.remarks.ask(cell.name, "commune.several", f"“{text[:60]}” là nơi nào: {names}?")
            return Found(address=text)
        if is_whole and not _has_kind(text) and not key_of(found[0].name).startswith("xa "):
            say = f"“{text}” đọc là {found[0].name} ({found[0].code}): trong danh mục chỉ có nơi này mang tên đó."
            self.remarks.notice(cell.name, "commune.short", say)
        return Found(found[0], text)

    def _unknown(self, cell: Cell, text: str, parts: Sequence[str], *, is_address: bool) -> Found:
        named = next((part for part in reversed(parts) if _is(part, "commune")), "")
        if is_address and not named:
            say = f"Địa chỉ “{text[:80]}” chưa nêu xã, phường, thị trấn: nơi nào?"
            self.remarks.ask(cell.name, "commune.unsaid", say)
            return Found(address=text)
        sought = named or parts[-1] if parts else text
        near = next(iter(self.communes.of_other_kind(sought)), None) or self.communes.near(sought)
        if near is not None:
            self.remarks.ask(cell.name, "commune.near", f"Không có “{sought[:60]}”: có phải {near.name} ({near.code})?")
            return Found(address=text)
        self.remarks.refuse(
            cell.name,
            "commune.unknown",
            f"Không có “{sought[:60]}” trong danh mục, không có tên nào gần.",
            "Chọn xã, phường, thị trấn trong danh mục, hoặc ghi địa chỉ ngoài tỉnh kèm tên tỉnh.",
        )
        return Found(address=text)

    def _is_elsewhere(self, parts: Sequence[str]) -> bool:
        """Whether the last of an address is another province, or a country."""
        if len(parts) == 1 and self.communes.exactly(parts[0]):
            return False
        last = _bare_of(parts[-1], "province")
        own = key_of(self.communes.province)
        words = list_words()
        return last != own and (last in map(key_of, words.provinces.names) or last in words.countries.names)


def _is(part: str, level: str) -> bool:
    """Whether a part of an address says that it is of this level."""
    key = key_of(part)
    return any(key.startswith(f"{word} ") for word in _words(level))


def _bare_of(part: str, level: str) -> str:
    key = key_of(part)
    word = next((word for word in _words(level) if key.startswith(f"{word} ")), "")
    return key[len(word) :].strip()


@cache
def _words(level: str) -> list[str]:
    listed: Sequence[str] = getattr(list_words().places, level)
    return sorted(map(key_of, listed), key=len, reverse=True)


def _bare(key: str) -> str:
    word = next((word for word in _words("commune") if key.startswith(f"{word} ")), "")
    return key[len(word) :].strip()


def _name_alone(name: str) -> str:
    return re.sub(r"^(?:Thị trấn|Phường|Xã)\s+", "", name)


def _has_kind(text: str) -> bool:
    return _bare(key_of(text)) != key_of(text)


@lru_cache(maxsize=4_096)
def _spoken(text: str) -> str:
    """As it is spoken: “Hoà” and “Hòa” are one, with the tone behind each word."""
    words = []
    for word in unicodedata.normalize("NFD", text.replace("Ð", "Đ").casefold()).split():
        tones = "".join(letter for letter in word if letter in _TONES)
        words.append("".join(letter for letter in word if letter not in _TONES) + tones)
    return " ".join(words)


def _spelled(key: str) -> str:
    """The key with the word before it written out: “tt yen my” is “thi tran yen my”."""
    word = next((word for word in _words("commune") if key.startswith(f"{word} ")), "")
    whole = _KIND_OF.get(word, "thi tran" if word else "")
    return f"{whole} {key[len(word) :].strip()}" if word else key
