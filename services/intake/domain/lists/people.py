"""Who the nominee of a row is: kind, sex, birth, position and workplace."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from services.intake.domain.lists.days import Birth, DayReader
from services.intake.domain.lists.lines import Line
from services.intake.domain.lists.names import Name, kind_of_name
from services.intake.domain.lists.preview import Field
from services.intake.domain.lists.remarks import Remarks
from services.intake.domain.lists.words import begins_with, has_words, key_of, list_words
from shared.events.words import NomineeKind, Sex
from shared.files.sheets import Cell, Kind, column_name
from shared.nominees.citizen_number import holder_of
from shared.nominees.identifiers import read_identifier
from shared.text.fields import compose_identity_number
from shared.text.seen import compose_line

PEOPLE = frozenset({NomineeKind.INDIVIDUAL, NomineeKind.FOREIGNER})
KIND_NAMES: Mapping[NomineeKind, str] = {
    NomineeKind.INDIVIDUAL: "cá nhân",
    NomineeKind.COLLECTIVE: "tập thể",
    NomineeKind.HOUSEHOLD: "hộ gia đình",
    NomineeKind.ENTERPRISE: "doanh nghiệp",
    NomineeKind.FOREIGNER: "người nước ngoài",
}
_SEX_COLUMNS = (Field.SEX, Field.MAN, Field.WOMAN, Field.BIRTH_OF_MAN, Field.BIRTH_OF_WOMAN)
_CITIZEN = 12


@dataclass(frozen=True)
class PersonReader:
    """Reads what one line says of its nominee beside the name."""

    line: Line
    today: date
    remarks: Remarks

    @property
    def cells(self) -> Mapping[Field, Cell]:
        """The known cells of the line."""
        return self.line.cells or {}

    def kind(self, name: Name) -> NomineeKind:
        """The kind: by its column, by the part that the line stands in, by the words of the name, by the paper."""
        told = self._kind_in_column()
        by_name = kind_of_name(name.text) if name.text else None
        if told is not None:
            return self._settled(told)
        if name.country or self._has_passport():
            return self._foreign(name)
        part = self.line.part.kind
        if part is NomineeKind.INDIVIDUAL and by_name is not None:
            say = (
                f"Nằm trong phần cá nhân nhưng tên là của {KIND_NAMES[by_name]}: là cá nhân hay {KIND_NAMES[by_name]}?"
            )
            self.remarks.ask(self.name_cell, "kind.part", say)
        return part or by_name or NomineeKind.INDIVIDUAL

    @property
    def name_cell(self) -> str:
        """Where the name stands, or is to be typed."""
        return self.place_of(Field.NAME)

    def place_of(self, *fields: Field) -> str:
        """The cell of the first of these fields that is a column; the name's where none is."""
        columns = self.line.table.column_of if self.line.table else {}
        column = next((columns[one] for one in fields if one in columns), columns.get(Field.NAME, 1))
        return f"{column_name(column)}{self.line.row}"

    def _kind_in_column(self) -> NomineeKind | None:
        cell = self.cells.get(Field.KIND)
        if cell is None:
            return None
        key = key_of(cell.text)
        found = {kind: begins_with(key, words) for kind, words in list_words().parts.items()}
        best = max(found, key=lambda kind: len(found[kind]))
        if found[best]:
            return best
        named = next((kind for kind in NomineeKind if has_words(key, kind.value.replace("-", " "))), None)
        if named is None:
            self.remarks.ask(cell.name, "kind.unknown", f"“{cell.text[:40]}” là loại đối tượng nào?")
        return named

    def _settled(self, told: NomineeKind) -> NomineeKind:
        personal = [
            one for one in (Field.BIRTH, Field.SEX, Field.BIRTH_OF_MAN, Field.BIRTH_OF_WOMAN) if one in self.cells
        ]
        if told in PEOPLE or not personal:
            return told
        cell = self.cells[Field.KIND]
        say = f"Cột loại đối tượng ghi “{cell.text}” nhưng có ngày sinh, giới tính: là cá nhân hay {KIND_NAMES[told]}?"
        self.remarks.ask(cell.name, "kind.personal", say)
        return NomineeKind.INDIVIDUAL

    def _has_passport(self) -> bool:
        cell = self.cells.get(Field.IDENTITY_NUMBER)
        text = compose_identity_number(cell.text) if cell is not None else ""
        return re.fullmatch(r"[A-Z]{1,2}\d{6,8}[A-Z]?", text) is not None

    def _foreign(self, name: Name) -> NomineeKind:
        if name.country:
            say = f"Có phải người nước ngoài, quốc tịch {name.country}; tên giữ nguyên như hộ chiếu?"
            self.remarks.ask(self.name_cell, "kind.foreign", say)
        else:
            cell = self.cells[Field.IDENTITY_NUMBER]
            self.remarks.ask(cell.name, "kind.passport", "Số hộ chiếu, không phải CCCD: có phải người nước ngoài?")
        return NomineeKind.FOREIGNER

    def sex(self, kind: NomineeKind, name: Name) -> Sex | None:
        """The sex, of people only; two that contradict each other are asked, never chosen between."""
        found = dict(self._sexes())
        if kind not in PEOPLE:
            for cell in found.values():
                say = f"{KIND_NAMES[kind].capitalize()} không có giới tính: bỏ “{cell.text}”?"
                self.remarks.ask(cell.name, "sex.body", say)
            return None
        both = [one for one in (Field.MAN, Field.WOMAN, Field.BIRTH_OF_MAN, Field.BIRTH_OF_WOMAN) if one in self.cells]
        if len(found) > 1 and len(both) > 1:
            where = f"{self.cells[both[0]].name}:{self.cells[both[1]].name}"
            self.remarks.ask(where, "sex.both", f"Ghi ở cả cột Nam và cột Nữ: là nam hay nữ?{self._hint()}")
            return None
        addressed = name.sex or self._sex_of_address()
        sex = next(iter(found), None)
        if sex is None:
            return addressed or self._missing_sex(kind)
        if addressed is not None and addressed is not sex:
            say = "Cách xưng hô và giới tính không khớp nhau: là nam hay nữ?"
            self.remarks.ask(found[sex].name, "sex.address", say)
        return sex

    def _sexes(self) -> Iterator[tuple[Sex, Cell]]:
        ticks = list_words().ticks.words
        for field, sex in ((Field.MAN, Sex.MALE), (Field.WOMAN, Sex.FEMALE)):
            cell = self.cells.get(field)
            if cell is not None and (cell.text.strip().casefold() in ticks or read_sex(cell.text) is sex):
                yield sex, cell
        for field, sex in ((Field.BIRTH_OF_MAN, Sex.MALE), (Field.BIRTH_OF_WOMAN, Sex.FEMALE)):
            if field in self.cells:
                yield sex, self.cells[field]
        cell = self.cells.get(Field.SEX)
        if cell is not None:
            found = read_sex(cell.text)
            if found is None:
                self.remarks.ask(cell.name, "sex.unknown", f"“{cell.text[:20]}” là nam hay nữ?{self._hint()}")
            else:
                yield found, cell

    def _sex_of_address(self) -> Sex | None:
        cell = self.cells.get(Field.FORM_OF_ADDRESS)
        return read_sex(cell.text) if cell is not None else None

    def _missing_sex(self, kind: NomineeKind) -> Sex | None:
        table = self.line.table
        if (
            kind is NomineeKind.INDIVIDUAL
            and table is not None
            and table.has(*_SEX_COLUMNS)
            and Field.SEX not in self.cells
        ):
            self.remarks.ask(self.place_of(*_SEX_COLUMNS), "sex.missing", f"Thiếu giới tính: nam hay nữ?{self._hint()}")
        return None

    def _hint(self) -> str:
        told = self.holder()
        names = {Sex.MALE: "nam", Sex.FEMALE: "nữ"}
        return f" Số CCCD gợi ý {names[told[0]]}, không tự chọn." if told else ""

    def holder(self) -> tuple[Sex, int] | None:
        """What the identity number tells of sex and year, if it is whole."""
        cell = self.cells.get(Field.IDENTITY_NUMBER)
        text = compose_identity_number(cell.text) if cell is not None else ""
        if len(text) == _CITIZEN - 1 and text.isdigit():
            text = f"0{text}"
        is_number = text.isascii() and text.isdigit() and len(text) == _CITIZEN
        if not is_number or read_identifier(NomineeKind.INDIVIDUAL, text) is None:
            return None
        told = holder_of(text)
        return (told.sex, told.year) if told else None

    def birth(self, kind: NomineeKind) -> Birth:
        """The day of birth, or its year alone."""
        columns = (Field.BIRTH, Field.BIRTH_OF_MAN, Field.BIRTH_OF_WOMAN, Field.BIRTH_YEAR)
        cell = next((self.cells[one] for one in columns if one in self.cells), None)
        if kind not in PEOPLE:
            if cell is not None:
                say = f"{KIND_NAMES[kind].capitalize()} không có ngày sinh: bỏ “{cell.text}”?"
                self.remarks.ask(cell.name, "birth.body", say)
            return Birth()
        table = self.line.table
        if cell is None:
            if kind is NomineeKind.INDIVIDUAL and table is not None and table.has(*columns):
                say = "Thiếu ngày sinh. Nhập ngày sinh; chỉ biết năm thì nhập năm."
                self.remarks.ask(self.place_of(*columns), "birth.missing", say)
            return Birth()
        told = self.holder()
        hint = told[1] if told else None
        reader = DayReader("ngày sinh", "birth", self.today, self.remarks, may_be_year=True, hint=hint)
        return reader.read(self._whole_birth(cell))

    def _whole_birth(self, cell: Cell) -> Cell:
        """The day out of three columns, where the list has it so."""
        parts = [self.cells.get(one) for one in (Field.BIRTH_DAY, Field.BIRTH_MONTH)]
        texts = [part.text.strip() for part in parts if part is not None and part.text.strip()]
        if len(texts) < len(parts) or Field.BIRTH in self.cells:
            return cell
        return Cell(cell.row, cell.column, Kind.TEXT, "/".join([*texts, cell.text.strip()]))

    def position(self, kind: NomineeKind) -> tuple[str, str]:
        """Position and workplace; one cell of both is divided where it says where."""
        position, workplace = (self._line_of(one) for one in (Field.POSITION, Field.WORKPLACE))
        both = self.cells.get(Field.POSITION_AND_WORKPLACE)
        where = both or self.cells.get(Field.POSITION)
        if kind not in PEOPLE:
            if where is not None:
                say = f"“{compose_line(where.text)[:80]}” không phải chức vụ của {KIND_NAMES[kind]}: giữ làm ghi chú."
                self.remarks.notice(where.name, "position.body", say)
            return "", ""
        if both is None:
            return position, workplace
        first, second = divide_position(both.text)
        if not second and not workplace and _names_body(first):
            say = "Ô không có dấu phân cách chức vụ và đơn vị: giữ nguyên làm chức vụ; đơn vị công tác là gì?"
            self.remarks.ask(both.name, "workplace.missing", say)
        return position or first, workplace or second

    def _line_of(self, field: Field) -> str:
        cell = self.cells.get(field)
        return compose_line(cell.text) if cell is not None else ""


def _names_body(text: str) -> bool:
    """Whether a position without anything between has words of a body in it, as “Chủ tịch Hội Nông dân xã Mẫu”."""
    words = list_words().kinds
    bodies = {*words["tap-the"], *words["doanh-nghiep"]} - set(words["may_be_surname"])
    return any(has_words(key_of(text), word) for word in bodies)


def read_sex(text: str) -> Sex | None:
    """The sex that a word means, in any usual writing."""
    key = key_of(text)
    return next((sex for sex, words in list_words().sexes.items() if key in words), None)


def divide_position(text: str) -> tuple[str, str]:
    """Position and workplace of one cell: at a comma before a dash, and where a body begins before anywhere else."""
    line = compose_line(text)
    for pattern in (r"\s*[,;]\s*", r"\s+[-–—]\s+"):
        places = list(re.finditer(pattern, line))
        best = next((one for one in places if kind_of_name(line[one.end() :]) is not None), None)
        chosen = best or next(iter(places), None)
        if chosen is not None:
            return line[: chosen.start()], line[chosen.end() :]
    first, _, rest = text.strip().partition("\n")
    return (compose_line(first), compose_line(rest)) if rest else (line, "")
