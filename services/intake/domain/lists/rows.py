"""One line of a list, read whole: the values, and what is asked, refused and noticed at its cells."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from services.intake.domain.lists.award_forms import AwardForms
from services.intake.domain.lists.days import DayReader
from services.intake.domain.lists.homes import read_home
from services.intake.domain.lists.identity import Holder, NumberReader
from services.intake.domain.lists.lines import Line
from services.intake.domain.lists.money import Contribution, GiftReader
from services.intake.domain.lists.names import Name, check_letters, check_person, read_name
from services.intake.domain.lists.people import PEOPLE, PersonReader
from services.intake.domain.lists.periods import Period, check_order, period_in, read_period
from services.intake.domain.lists.places import Communes
from services.intake.domain.lists.preview import Field, ListRow, RowValues
from services.intake.domain.lists.remarks import Remarks
from services.intake.domain.lists.words import has_words, key_of
from shared.events.words import NomineeKind
from shared.files.sheets import Cell, Kind, Sheet
from shared.rules.rule_set import AwardForm, Coded
from shared.text.seen import compose_line, compose_lines
from shared.text.typed import NotReadError, read_choice

_UNREAD = frozenset({Field.NOTE, Field.CODE, Field.NUMBER, Field.COMMUNE_CODE})
_KEYS = {
    Field.BIRTH_OF_MAN: "birth_year",
    Field.BIRTH_OF_WOMAN: "birth_year",
    Field.MAN: "sex",
    Field.WOMAN: "sex",
    Field.POSITION_AND_WORKPLACE: "position",
}
_READ_ELSEWHERE = frozenset({Field.NAME, Field.IDENTITY_NUMBER, Field.AWARD_FORM, Field.BIRTH, Field.GIFT, Field.MONEY})
_MOST_DIGITS = 9
_CONTRIBUTED = (Field.GIFT, Field.MONEY, Field.GOODS, Field.GOODS_WORTH)


@dataclass(frozen=True)
class Codes:
    """The province's and the rule set's lists that a row is held against."""

    award_forms: AwardForms
    communes: Communes
    grounds: tuple[Coded, ...] = ()
    target_groups: tuple[Coded, ...] = ()


@dataclass(frozen=True)
class RowReader:
    """Reads the nominees of one sheet; `decoded` are cells that were typed for a font of old, as they were stored."""

    sheet: Sheet
    codes: Codes
    today: date
    money_unit: int
    decoded: Mapping[str, str]

    def read(self, line: Line) -> ListRow:
        """The row."""
        remarks = Remarks()
        cells = line.cells or {}
        person = PersonReader(line, self.today, remarks)
        name = read_name(cells.get(Field.NAME), line.extra, person.name_cell, remarks)
        self._tell(line, cells, person.name_cell, remarks)
        kind = person.kind(name)
        values = self._values(line, person, name, kind, remarks)
        return ListRow(
            sheet=self.sheet.name,
            row=line.row,
            values=values,
            cells={_KEYS.get(one, one.value): cell.name for one, cell in cells.items()},
            questions=tuple(remarks.questions),
            refusals=tuple(remarks.refusals),
            notices=tuple(remarks.notices),
            is_hidden=line.row in self.sheet.hidden_rows,
        )

    def _values(self, line: Line, person: PersonReader, name: Name, kind: NomineeKind, remarks: Remarks) -> RowValues:
        cells = line.cells or {}
        text = self._checked(name, kind, cells.get(Field.NAME), remarks)
        sex, birth = person.sex(kind, name), person.birth(kind)
        position, workplace = person.position(kind)
        place = read_home(self.sheet, self.codes.communes, person, name, remarks)
        form = self._award_form(line, cells, person, remarks)
        summary = compose_lines(cells[Field.SUMMARY].text) if Field.SUMMARY in cells else ""
        gift, given_on = self._gift(cells, person, remarks)
        began, ended = self._period(cells, person, summary, remarks)
        if (
            not summary
            and line.table is not None
            and line.table.has(Field.SUMMARY)
            and not line.table.has(*_CONTRIBUTED)
        ):
            remarks.ask(
                person.place_of(Field.SUMMARY),
                "summary.missing",
                "Thiếu tóm tắt thành tích: đã làm gì, kết quả ra sao?",
            )
        return RowValues(
            kind=kind,
            name=text,
            form_of_address=self._address_word(cells, name, kind),
            birth_date=birth.day,
            birth_year=birth.year,
            sex=sex,
            position=position,
            workplace=workplace,
            identity_number=self._number(cells, Holder(kind, sex, birth.known_year), remarks),
            commune=place.commune.name if place.commune else "",
            commune_code=place.commune.code if place.commune else None,
            address=place.address or place.outside or name.address,
            place_text=place.outside,
            award_form=form.name if form else "",
            award_form_code=form.code if form else None,
            summary=summary,
            began_on=began,
            ended_on=ended,
            money_vnd=gift.money_vnd,
            goods_vnd=gift.goods_vnd,
            goods=gift.goods if gift.goods_vnd else "",
            given_on=given_on,
            receiver=_text(cells, Field.RECEIVER),
            posthumous=kind in PEOPLE and (name.is_dead or _is_posthumous(cells)),
            duty=self._duty(cells, remarks) if kind is NomineeKind.INDIVIDUAL else None,
            ground=_coded(cells.get(Field.GROUND), self.codes.grounds, "căn cứ khen thưởng", remarks),
            target_group=_coded(cells.get(Field.TARGET_GROUP), self.codes.target_groups, "nhóm đối tượng", remarks),
            note=_text(cells, Field.NOTE),
            list_number=_whole(cells.get(Field.NUMBER)),
        )

    def _tell(self, line: Line, cells: Mapping[Field, Cell], name_cell: str, remarks: Remarks) -> None:
        """What holds of the line whatever it says."""
        if line.row in self.sheet.hidden_rows:
            remarks.notice(
                name_cell, "row.hidden", "Dòng đang bị ẩn hoặc bị bộ lọc ẩn: vẫn đọc, kiểm tra có đúng là cần."
            )
        lent = sorted((cells[one] for one in line.lent if one in cells), key=lambda cell: cell.column)
        if lent:
            named = ", ".join(cell.name for cell in lent)
            say = f"Ô gộp xuống nhiều dòng, hoặc ghi “như trên” ({named}): giá trị dùng cho cả dòng này."
            remarks.notice(lent[0].name, "row.lent", say)
        for one, cell in cells.items():
            if cell.kind in {Kind.ERROR, Kind.UNKNOWN} and one not in _UNREAD | _READ_ELSEWHERE:
                what = f"lỗi {cell.value}" if cell.kind is Kind.ERROR else "công thức chưa có kết quả"
                remarks.refuse(cell.name, "cell.unread", f"Ô là {what}.", "Gõ nội dung vào ô, thay công thức.")
            stored = self.decoded.get(cell.name)
            if stored is not None and one is Field.NAME:
                say = f"Chữ lưu trong ô: “{stored}”; phông cũ, đọc là “{compose_line(cell.text)}”."
                remarks.notice(cell.name, "font.decoded", say)
            elif one is Field.NAME and self.decoded and not cell.text.isascii():
                remarks.notice(cell.name, "font.kept", "Ô này đã là Unicode: giữ nguyên, không đổi mã lần nữa.")

    def _checked(self, name: Name, kind: NomineeKind, cell: Cell | None, remarks: Remarks) -> str | None:
        if name.text is None or cell is None:
            return None
        if kind in PEOPLE and not name.country:
            check_person(name.text, cell.name, remarks)
        return check_letters(
            name.text,
            kind,
            cell.name,
            remarks,
            is_of_capitals=cell.name in self.decoded,
            is_formula=cell.is_formula,
        )

    def _address_word(self, cells: Mapping[Field, Cell], name: Name, kind: NomineeKind) -> str:
        return (_text(cells, Field.FORM_OF_ADDRESS).casefold() or name.form_of_address) if kind in PEOPLE else ""

    def _number(self, cells: Mapping[Field, Cell], holder: Holder, remarks: Remarks) -> str | None:
        cell = cells.get(Field.IDENTITY_NUMBER)
        reader = NumberReader(holder, remarks, has_lost_zeros=self.sheet.has_lost_zeros)
        return reader.read(cell) if cell is not None else None

    def _award_form(
        self, line: Line, cells: Mapping[Field, Cell], person: PersonReader, remarks: Remarks
    ) -> AwardForm | None:
        cell = cells.get(Field.AWARD_FORM)
        if cell is not None:
            return self.codes.award_forms.read(cell, remarks)
        if line.part.title:
            found = self.codes.award_forms.find(line.part.title)
            if len(found) == 1:
                return found[0]
        if line.table is not None and line.table.has(Field.AWARD_FORM):
            remarks.ask(person.place_of(Field.AWARD_FORM), "award_form.missing", "Thiếu hình thức đề nghị khen thưởng.")
        return None

    def _gift(
        self, cells: Mapping[Field, Cell], person: PersonReader, remarks: Remarks
    ) -> tuple[Contribution, date | None]:
        reader = GiftReader(remarks, self.money_unit)
        given = cells.get(Field.GIVEN_ON)
        day = DayReader("ngày ủng hộ", "given_on", self.today, remarks).read(given).day if given else None
        whole = cells.get(Field.GIFT) or cells.get(Field.MONEY)
        gift = reader.read(whole) if whole is not None else Contribution()
        worth = cells.get(Field.GOODS_WORTH)
        if worth is not None:
            gift = replace(gift, goods_vnd=reader.read(worth).money_vnd, goods=_text(cells, Field.GOODS))
        elif Field.GOODS in cells and gift.goods_vnd is None:
            found = reader.read(cells[Field.GOODS])
            gift = replace(gift, goods_vnd=found.goods_vnd or found.money_vnd, goods=found.goods or gift.goods)
        table = person.line.table
        if table is not None and table.has(Field.GIFT) and whole is None and Field.SUMMARY not in cells:
            remarks.ask(person.place_of(Field.GIFT), "gift.missing", "Thiếu số tiền hoặc hiện vật đã ủng hộ.")
        return gift, day

    def _period(self, cells: Mapping[Field, Cell], person: PersonReader, summary: str, remarks: Remarks) -> Period:
        if Field.BEGAN_ON not in cells and Field.ENDED_ON not in cells:
            if Field.PERIOD in cells:
                began, ended = read_period(cells[Field.PERIOD], self.today, remarks)
                where = cells[Field.PERIOD].name
                check_order((began, where) if began else None, (ended, where) if ended else None, self.today, remarks)
                return began, ended
            found = period_in(summary)
            table = person.line.table
            if None in found and table is not None and table.has(Field.BEGAN_ON, Field.PERIOD):
                where = person.place_of(Field.BEGAN_ON, Field.PERIOD)
                remarks.ask(where, "period.missing", "Thiếu thời gian lập thành tích: từ ngày, đến ngày.")
            return found
        first = self._end(cells, person, Field.BEGAN_ON, "ngày bắt đầu", remarks)
        last = self._end(cells, person, Field.ENDED_ON, "ngày kết thúc", remarks)
        check_order(first, last, self.today, remarks)
        return (first[0] if first else None), (last[0] if last else None)

    def _end(
        self, cells: Mapping[Field, Cell], person: PersonReader, field: Field, label: str, remarks: Remarks
    ) -> tuple[date, str] | None:
        cell = cells.get(field)
        if cell is None:
            remarks.ask(person.place_of(field), f"{field}.missing", f"Thiếu {label} lập thành tích.")
            return None
        day = DayReader(label, field.value, self.today, remarks).read(cell).day
        return (day, cell.name) if day else None

    def _duty(self, cells: Mapping[Field, Cell], remarks: Remarks) -> str | None:
        cell = cells.get(Field.DUTY)
        if cell is None:
            return None
        key = key_of(cell.text)
        for code, words in (
            ("lanh-dao", ("lanh dao", "quan ly", "co")),
            ("truc-tiep", ("truc tiep", "khong", "lao dong")),
        ):
            if any(key.startswith(word) for word in words):
                return code
        remarks.ask(cell.name, "duty.unknown", f"“{cell.text[:40]}”: là lãnh đạo, quản lý hay người trực tiếp làm?")
        return None


def _is_posthumous(cells: Mapping[Field, Cell]) -> bool:
    return Field.AWARD_FORM in cells and has_words(key_of(cells[Field.AWARD_FORM].text), "truy tang")


def _text(cells: Mapping[Field, Cell], field: Field) -> str:
    return compose_line(cells[field].text) if field in cells else ""


def _whole(cell: Cell | None) -> int | None:
    text = cell.text.strip(" .") if cell is not None else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else None


def _coded(cell: Cell | None, listed: tuple[Coded, ...], label: str, remarks: Remarks) -> str | None:
    if cell is None:
        return None
    try:
        return read_choice(cell.text, {one.code: one.text for one in listed})
    except NotReadError:
        remarks.ask(cell.name, f"{label}.unknown", f"“{cell.text[:60]}” không có trong danh mục {label}: chọn mục nào?")
        return None
