"""What was given, in the many ways in which lists write sums and goods."""

import re
from contextlib import suppress
from dataclasses import dataclass

from services.intake.domain.lists.remarks import Remarks
from services.intake.domain.lists.words import has_words, key_of, list_words
from shared.files.sheets import Cell, Kind
from shared.text.folding import fold
from shared.text.seen import compose_line
from shared.text.typed import NotReadError, read_money

_ABOUT = "gift"
_FIGURE = r"\d{1,3}(?:[.,\s]\d{3}){1,5}(?:[.,]\d{1,2})?|\d{1,15}(?:[.,]\d{1,9})?"
_SUM = re.compile(
    rf"({_FIGURE})\s*(tỷ|tỉ|triệu|trđ|tr|nghìn|ngàn|k|đồng|vnđ|vnd|đ|d)?(?![\w%])(?:\s*(đồng|vnđ|vnd|đ))?",
    re.IGNORECASE,
)
_GROUPED = re.compile(r"\d{1,3}(?:([.,\s])\d{3})(?:\1\d{3})*")
_COMPOUND = re.compile(r"(\d{1,6})\s*(?:tỷ|tỉ)\s*(\d{1,6})\s*(?:triệu|tr)?", re.IGNORECASE)
# A sum in đồng below this is no gift that anybody lists: a unit was left out.
_LEAST = 10_000
_MOST = 10**13
_THOUSAND, _SHORT = 1000, 4


@dataclass(frozen=True)
class Contribution:
    """A gift as far as it is plain, in đồng."""

    money_vnd: int | None = None
    goods_vnd: int | None = None
    goods: str = ""


@dataclass(frozen=True)
class GiftReader:
    """Reads what was given; `unit` is the unit of money that the list names above its table, 1 for đồng."""

    remarks: Remarks
    unit: int = 1

    def read(self, cell: Cell) -> Contribution:
        """The gift in one cell; what is not plain was asked or refused."""
        if cell.kind in {Kind.ERROR, Kind.UNKNOWN}:
            self._refuse(cell, "Ô số tiền là lỗi hoặc công thức chưa có kết quả.")
            return Contribution()
        if isinstance(cell.value, float):
            return self._of_number(cell, cell.value)
        text = compose_line(cell.text)
        if text.startswith("="):
            self._refuse(cell, "Ô số tiền bắt đầu bằng “=”: là công thức chưa có kết quả.")
            return Contribution()
        if re.match(r"\s*[-−–]\s*\d", text) or re.fullmatch(r"\(\s*[\d.,\s]+\)", text):
            self._refuse(cell, "Số tiền âm.")
            return Contribution()
        if any(word in f" {fold(text)} " for word in _foreign()):
            self._ask(cell, "foreign", f"Ngoại tệ “{text[:40]}”: nhập số tiền quy ra đồng.")
            return Contribution()
        return self._of_text(cell, text)

    def _of_number(self, cell: Cell, value: float) -> Contribution:
        if value < 0:
            self._refuse(cell, "Số tiền âm.")
            return Contribution()
        amount = round(value * self.unit)
        if amount == 0:
            return Contribution()
        if amount < _LEAST:
            self._ask(cell, "unit", f"“{cell.text}” là {cell.text} đồng, nghìn đồng hay triệu đồng?")
            return Contribution()
        return self._bounded(cell, amount)

    def _of_text(self, cell: Cell, text: str) -> Contribution:
        amount = self._plain(text)
        if amount is not None:
            return self._bounded(cell, amount)
        sums = list(_SUM.finditer(text))
        of_money = [one for one in sums if one[2] or _is_large(one[1])]
        if len(sums) == 1 and not _says_more(text, sums[0]):
            return self._of_sum(cell, text, sums[0])
        if not of_money:
            self._ask(cell, "worth", f"“{text[:60]}” chưa có trị giá: nhập trị giá hiện vật bằng đồng.")
            return Contribution(goods=text)
        is_worth = any(has_words(key_of(text), word) for word in list_words().money.worth)
        if is_worth and len(of_money) == 1:
            return self._of_goods(cell, text, of_money[0])
        self._ask(cell, "mixed", f"“{text[:80]}”: ghi riêng số tiền và trị giá hiện vật, bằng đồng.")
        return Contribution(goods=text)

    def _plain(self, text: str) -> int | None:
        """The sum of a text that is nothing else; nothing where it is too small to be one without its unit."""
        compound = _COMPOUND.fullmatch(text.removesuffix(" đồng").strip())
        if compound:
            return int(compound[1]) * 10**9 + int(compound[2]) * 10**6
        with suppress(NotReadError):
            amount = read_money(text)
            return amount if amount >= _LEAST and self.unit == 1 else None
        return None

    def _of_goods(self, cell: Cell, text: str, found: re.Match[str]) -> Contribution:
        goods = re.split(
            r"\s*[,;(–-]?\s*(?:trị giá|tổng trị giá|giá trị|tương đương|quy ra|quy đổi|khoảng)",
            text,
            maxsplit=1,
            flags=re.IGNORECASE,
        )[0]
        amount = _amount(found, 1)
        if amount < _LEAST:
            self._ask(cell, "unit", f"“{found.group().strip()}” là bao nhiêu đồng?")
            return Contribution(goods=goods)
        return Contribution(goods_vnd=amount, goods=goods)

    def _of_sum(self, cell: Cell, text: str, found: re.Match[str]) -> Contribution:
        amount = _amount(found, 1 if found[2] else self.unit)
        if amount == 0:
            return Contribution()
        if not found[2] and amount < _LEAST:
            self._ask(cell, "unit", f"“{text}” là {text} đồng, nghìn đồng hay triệu đồng?")
            return Contribution()
        if not found[2] and self.unit > 1 and _is_large(found[1]):
            self._ask(cell, "unit", f"Danh sách ghi đơn vị tính lớn hơn đồng, ô ghi “{text}”: là bao nhiêu đồng?")
            return Contribution()
        return self._bounded(cell, amount)

    def _bounded(self, cell: Cell, amount: int) -> Contribution:
        if amount > _MOST:
            self._refuse(cell, f"Số tiền “{cell.text[:40]}” quá lớn.")
            return Contribution()
        return Contribution(money_vnd=amount)

    def _ask(self, cell: Cell, about: str, say: str) -> None:
        self.remarks.ask(cell.name, f"{_ABOUT}.{about}", say)

    def _refuse(self, cell: Cell, say: str) -> None:
        self.remarks.refuse(cell.name, f"{_ABOUT}.unread", say, "Nhập số tiền đã ủng hộ, bằng đồng.")


def unit_of(titles: tuple[str, ...]) -> int:
    """The unit of money that a line above the table names: “Đơn vị tính: triệu đồng” is 1,000,000."""
    for title in titles:
        key = key_of(title)
        if not (has_words(key, "don vi tinh") or has_words(key, "dvt")):
            continue
        units = list_words().money.units
        return max((factor for word, factor in units.items() if has_words(key, key_of(word))), default=1)
    return 1


def _amount(found: re.Match[str], unit: int) -> int:
    figure, word = found[1].strip(), fold(found[2] or "")
    factor = list_words().money.units.get(word, 1) if word else unit
    digits = re.sub(r"\D", "", figure)
    # “1,500 tỷ” is one and a half; “1.500 triệu” is a thousand and a half.
    is_fraction = factor > _THOUSAND and len(digits) <= _SHORT and "," in figure
    if _GROUPED.fullmatch(figure) and not is_fraction:
        return int(digits) * factor
    whole, _, part = figure.replace(",", ".").rpartition(".")
    if not whole:
        return int(digits) * factor
    places: int = 10 ** len(part)
    return int(re.sub(r"\D", "", whole)) * factor + int(part) * factor // places


def _is_large(figure: str) -> bool:
    return int(re.sub(r"\D", "", figure) or 0) >= 1_000_000 and _GROUPED.fullmatch(figure.strip()) is not None  # noqa: PLR2004


def _says_more(text: str, found: re.Match[str]) -> bool:
    """Whether there are words besides the sum; what only says that it was given counts for nothing."""
    rest = key_of(text[: found.start()] + " " + text[found.end() :])
    idle = {"ung", "ho", "so", "tien", "mat", "tong", "cong", "dong", "vnd", "chan", "bang", "d", "la", "vn"}
    return bool(set(rest.split()) - idle)


def _foreign() -> list[str]:
    words = map(fold, list_words().money.foreign)
    return [f" {word} " if word.replace(" ", "").isalpha() else word for word in words]
