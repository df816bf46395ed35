"""Identity numbers as lists have them: in number cells that lost zeros, in scientific writing, with signs around."""

import re
from dataclasses import dataclass

from services.intake.domain.lists.remarks import Remarks
from services.intake.domain.lists.words import key_of, list_words
from shared.events.words import NomineeKind, Sex
from shared.files.sheets import Cell, Kind
from shared.nominees.citizen_number import holder_of
from shared.nominees.identifiers import read_identifier
from shared.text.fields import compose_identity_number
from shared.text.seen import compose_line

_CITIZEN, _OLD, _ENTERPRISE = 12, 9, 10
_BRANCH = 13
_SHORT_OLD = 8
_SCIENTIFIC = re.compile(r"([1-9])(?:[.,](\d*))?[eE]\+?(\d{1,2})")
_TEXT_FORMULA = re.compile(r'=\s*"([^"]*)"')
_PASSPORT = re.compile(r"[A-Z]{1,2}\d{6,8}[A-Z]?")
_PEOPLE = frozenset({NomineeKind.INDIVIDUAL, NomineeKind.FOREIGNER})
_LABEL = re.compile(r"^(?:(?:số|cccd|cmnd|cmt|căn cước|hộ chiếu|mst|mã số thuế)\s*[:.]?\s*)+(?=\S*\d)", re.IGNORECASE)
_TYPE_AGAIN = "Đặt cột là Văn bản (Text) rồi gõ lại đủ 12 chữ số."
_MEND = "Sửa lại đủ 12 chữ số, hoặc xóa ô nếu không có."
_ABOUT = "identity_number"
# No number of a table keeps more digits than these.
_EXACT = 10**15


@dataclass(frozen=True)
class Holder:
    """What the row says of whoever the number is of."""

    kind: NomineeKind
    sex: Sex | None
    year: int | None


@dataclass(frozen=True)
class NumberReader:
    """Reads the identity number of one row. `has_lost_zeros` holds of text that a spreadsheet wrote from numbers."""

    holder: Holder
    remarks: Remarks
    has_lost_zeros: bool = False

    def read(self, cell: Cell) -> str | None:
        """The number in the form that it is kept in; nothing where it was asked or refused."""
        if cell.kind in {Kind.ERROR, Kind.UNKNOWN}:
            self._refuse(cell, "Ô số giấy tờ là lỗi hoặc công thức chưa có kết quả.", _TYPE_AGAIN)
            return None
        if isinstance(cell.value, float):
            return self._of_value(cell, cell.value)
        text = compose_line(cell.text)
        formula = _TEXT_FORMULA.fullmatch(text)
        if formula:
            self.remarks.notice(cell.name, f"{_ABOUT}.formula", 'Ghi dạng ="…": lấy chữ số trong ngoặc kép.')
            text = formula[1]
        if text.startswith("="):
            self._refuse(cell, "Ô số giấy tờ bắt đầu bằng “=”: là công thức, không phải số.", _TYPE_AGAIN)
            return None
        if text[:1] in {"'", "’", "‘", "`"}:
            self.remarks.notice(cell.name, f"{_ABOUT}.apostrophe", "Dấu nháy ở đầu bị gõ thành chữ: bỏ.")
            text = text[1:]
        scientific = _SCIENTIFIC.fullmatch(text.replace(" ", ""))
        if scientific:
            return self._of_scientific(cell, text, scientific)
        if key_of(text) in list_words().absent.words:
            self.remarks.notice(cell.name, f"{_ABOUT}.absent", f"“{text}”: đọc là chưa có số giấy tờ.")
            return None
        bare = _LABEL.sub("", text)
        return self._of_text(cell, compose_identity_number(bare), has_lost_zeros=self.has_lost_zeros)

    def _of_value(self, cell: Cell, value: float) -> str | None:
        if not value.is_integer() or not 0 < value < _EXACT:
            self._refuse(cell, f"“{cell.text}” không phải số giấy tờ, hoặc đã mất chữ số.", _TYPE_AGAIN)
            return None
        return self._of_text(cell, str(int(value)), has_lost_zeros=True)

    def _of_scientific(self, cell: Cell, text: str, found: re.Match[str]) -> str | None:
        digits = found[1] + (found[2] or "")
        if len(digits) != int(found[3]) + 1:
            say = f"“{text}” đã mất các chữ số cuối: không suy ra được số giấy tờ."
            self._refuse(cell, say, _TYPE_AGAIN)
            return None
        say = f"Chữ dạng khoa học còn đủ {len(digits)} chữ số: {digits}."
        self.remarks.notice(cell.name, f"{_ABOUT}.scientific", say)
        return self._of_text(cell, digits, has_lost_zeros=True)

    def _of_text(self, cell: Cell, number: str, *, has_lost_zeros: bool) -> str | None:
        if not number:
            return None
        if self.holder.kind in {NomineeKind.COLLECTIVE, NomineeKind.ENTERPRISE}:
            return self._of_body(cell, number, has_lost_zeros=has_lost_zeros)
        bare = number.replace("-", "")
        if bare.isascii() and bare.isdigit():
            return self._of_digits(cell, bare, has_lost_zeros=has_lost_zeros)
        if self.holder.kind is NomineeKind.INDIVIDUAL and not _PASSPORT.fullmatch(bare):
            self._refuse(cell, f"“{number[:24]}” không phải số CCCD hay CMND.", _MEND)
            return None
        if read_identifier(NomineeKind.FOREIGNER, bare) is None:
            self._refuse(cell, f"“{number[:24]}” không phải số giấy tờ.", _MEND)
            return None
        return bare

    def _of_digits(self, cell: Cell, number: str, *, has_lost_zeros: bool) -> str | None:
        count = len(number)
        if count == _CITIZEN:
            self._compare(cell, number)
            return number
        if count == _OLD and self.holder.kind in _PEOPLE | {NomineeKind.HOUSEHOLD}:
            return number
        if count in {_CITIZEN - 1, _CITIZEN - 2} and (has_lost_zeros or count == _CITIZEN - 1):
            return self._completed(cell, number, may_complete=has_lost_zeros and count == _CITIZEN - 1)
        if count == _SHORT_OLD:
            say = f"Số có 8 chữ số: có phải CMND 0{number} mất số 0? Không có gì để đối chiếu, không tự thêm."
            self.remarks.ask(cell.name, f"{_ABOUT}.eight", say)
            return None
        say = f"Số định danh có {count} chữ số: không phải CCCD 12 số hay CMND 9 số."
        self._refuse(cell, say, _MEND)
        return None

    def _completed(self, cell: Cell, number: str, *, may_complete: bool) -> str | None:
        whole = number.zfill(_CITIZEN)
        told = holder_of(whole)
        holder = self.holder
        known = holder.sex is not None and holder.year is not None
        contradicts = told is None or holder.sex not in {None, told.sex} or holder.year not in {None, told.year}
        if contradicts:
            say = (
                f"Số định danh có {len(number)} chữ số; thêm số 0 ở đầu thì không khớp mã tỉnh, giới tính hay năm sinh."
            )
            self._refuse(cell, say, _MEND)
            return None
        if known and may_complete:
            say = f"Đã mất số 0 ở đầu: đọc là {whole}, khớp mã tỉnh {whole[:3]}, giới tính và năm sinh."
            self.remarks.notice(cell.name, f"{_ABOUT}.zero", say)
            return whole
        say = f"Số có {len(number)} chữ số: có phải {whole} đã mất số 0 ở đầu?"
        self.remarks.ask(cell.name, f"{_ABOUT}.zero", say)
        return None

    def _compare(self, cell: Cell, number: str) -> None:
        """Ask where the number tells another sex or year than the row, or a place that is none."""
        told = holder_of(number)
        if self.holder.kind not in _PEOPLE:
            return
        if told is None:
            say = f"Ba chữ số đầu {number[:3]} không phải mã tỉnh hay mã quốc gia: số CCCD có đúng không?"
            self.remarks.ask(cell.name, f"{_ABOUT}.place", say)
            return
        sexes = {Sex.MALE: "nam", Sex.FEMALE: "nữ"}
        if self.holder.sex is not None and self.holder.sex is not told.sex:
            say = f"Số CCCD nói {sexes[told.sex]}, danh sách ghi {sexes[self.holder.sex]}: chỗ nào đúng?"
            self.remarks.ask(cell.name, f"{_ABOUT}.sex", say)
        if self.holder.year is not None and self.holder.year != told.year:
            say = f"Số CCCD nói sinh năm {told.year}, danh sách ghi {self.holder.year}: chỗ nào đúng?"
            self.remarks.ask(cell.name, f"{_ABOUT}.year", say)

    def _of_body(self, cell: Cell, number: str, *, has_lost_zeros: bool) -> str | None:
        digits = number.replace("-", "")
        if digits.isdigit() and len(digits) == _ENTERPRISE - 1 and has_lost_zeros:
            say = f"Mã số thuế đã mất số 0 ở đầu: đọc là 0{digits}, 10 chữ số, không phải CCCD."
            self.remarks.notice(cell.name, f"{_ABOUT}.zero", say)
            return f"0{digits}"
        if digits.isdigit() and len(digits) == _BRANCH:
            return f"{digits[:_ENTERPRISE]}-{digits[_ENTERPRISE:]}"
        if digits.isdigit() and len(digits) == _ENTERPRISE:
            return digits
        if digits.isdigit() and len(digits) == _CITIZEN:
            say = "Số 12 chữ số là số của một người, không phải mã số thuế: của ai? Xóa ô nếu không cần."
            self.remarks.ask(cell.name, f"{_ABOUT}.citizen", say)
            return None
        if read_identifier(self.holder.kind, number) is None or digits.isdigit():
            say = f"“{number[:24]}” không phải mã số thuế 10 chữ số."
            self._refuse(cell, say, "Sửa lại đủ 10 chữ số (chi nhánh thêm 3 số), hoặc xóa ô nếu không có.")
            return None
        return number

    def _refuse(self, cell: Cell, say: str, remedy: str) -> None:
        self.remarks.refuse(cell.name, f"{_ABOUT}.unread", say, remedy)


def looks_like_passport(text: str) -> bool:
    """Whether the number of a paper is one that only passports have."""
    return _PASSPORT.fullmatch(compose_identity_number(text)) is not None
