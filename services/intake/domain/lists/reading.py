"""Reading a whole list: its sheets, tables and rows, what is asked once for all of them, and what is passed over."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from services.intake.domain.lists.fonts import Decoded, decode_sheet
from services.intake.domain.lists.lines import Line, LineKind, read_lines
from services.intake.domain.lists.money import unit_of
from services.intake.domain.lists.preview import (
    MOST_NOMINEES,
    Field,
    Ignored,
    ListPreview,
    ListQuestion,
    ListRow,
    ListTable,
    Remark,
)
from services.intake.domain.lists.repeats import ask_about_repeats
from services.intake.domain.lists.rows import Codes, RowReader
from services.intake.domain.lists.tables import Table
from services.intake.domain.lists.words import key_of, list_words
from shared.events.words import NomineeKind
from shared.files.sheets import Book, Sheet, column_name
from shared.refusals import FieldProblem, InvalidError
from shared.text.seen import compose_lines

# Told how many of how many lines are read.
Progress = Callable[[int, int], None]
_STEP = 250
# So many rows without a value are no slip in one of them.
_SEVERAL = 3
# These are looked at by their place, whatever is hidden in them.
_KEPT = (Field.NAME, Field.NUMBER, Field.COMMUNE_CODE)
_NO_TABLE = (
    "Không tìm thấy bảng danh sách: cần một dòng đầu bảng có cột họ tên và ít nhất hai cột khác (ngày sinh, số CCCD,"
    " hình thức khen thưởng, thành tích…). Thêm dòng đầu bảng, hoặc dùng tệp mẫu, rồi chọn tệp lại."
)
_ONLY_HIDDEN = "Danh sách nằm ở bảng đang ẩn ({}). Bỏ ẩn bảng (Unhide) rồi chọn tệp lại."
_NO_ROWS = (
    "Bảng có đầu bảng nhưng không có dòng nào là người hay tập thể được đề nghị. Nhập danh sách rồi chọn tệp lại."
)
_TOO_MANY = "Danh sách có {} dòng. Chia thành nhiều tệp, mỗi tệp tối đa {} dòng."
_GIFTS = (Field.GIFT, Field.MONEY, Field.GOODS_WORTH)


@dataclass(frozen=True)
class _Read:
    """What one sheet gave."""

    sheet: Decoded
    lines: tuple[Line, ...]
    rows: tuple[ListRow, ...]


def read_list(book: Book, codes: Codes, today: date, progress: Progress | None = None) -> ListPreview:
    """The list in the visible sheets of a book.

    Raises:
        InvalidError: There is no list in it, or one of more rows than a list may have.
    """
    total = sum(len(sheet.rows) for sheet in book.sheets if not sheet.is_hidden)
    counter = _Counter(total, progress)
    read = _without_guides(
        [_read(decode_sheet(sheet), codes, today, counter) for sheet in book.sheets if not sheet.is_hidden]
    )
    tables = [line.table for one in read for line in one.lines if line.kind is LineKind.HEADING and line.table]
    if not tables:
        hidden = [sheet.name for sheet in book.sheets if sheet.is_hidden]
        raise _refused(_ONLY_HIDDEN.format(", ".join(hidden)) if hidden and not total else _NO_TABLE)
    rows = ask_about_repeats([row for one in read for row in one.rows])
    if not rows:
        raise _refused(_NO_ROWS)
    counter.end()
    return ListPreview(
        tables=tuple(_tables(read)),
        rows=rows,
        questions=tuple(_questions(read, rows, codes)),
        ignored=tuple(ignored for one in read for ignored in _ignored(one)),
        notices=book.notices,
    )


def _without_guides(read: Sequence[_Read]) -> list[_Read]:
    """The sheets, of which those that explain or list codes give no rows where another sheet does."""
    guides = [key_of(one.sheet.sheet.name) in list_words().rows.guides for one in read]
    if not any(one.rows and not is_guide for one, is_guide in zip(read, guides, strict=True)):
        return list(read)
    return [
        replace(one, lines=tuple(replace(line, kind=LineKind.NO_TABLE, table=None) for line in one.lines), rows=())
        if is_guide
        else one
        for one, is_guide in zip(read, guides, strict=True)
    ]


class _Counter:
    def __init__(self, total: int, progress: Progress | None) -> None:
        self._total, self._progress, self._count, self.rows = total, progress, 0, 0

    def line(self) -> None:
        self._count += 1
        if self._progress is not None and self._count % _STEP == 0:
            self._progress(self._count, self._total)

    def row(self) -> None:
        self.rows += 1
        if self.rows > MOST_NOMINEES:
            most = f"{MOST_NOMINEES:,}".replace(",", ".")
            raise _refused(_TOO_MANY.format(f"hơn {most}", most))

    def end(self) -> None:
        if self._progress is not None:
            self._progress(self._total, self._total)


def _refused(sentence: str) -> InvalidError:
    return InvalidError([FieldProblem("file", sentence)], message=sentence)


def _read(decoded: Decoded, codes: Codes, today: date, counter: _Counter) -> _Read:
    lines, rows = _without_empty_columns(list(read_lines(decoded.sheet))), []
    reader: RowReader | None = None
    for line in lines:
        counter.line()
        if line.kind is LineKind.HEADING and line.table is not None:
            unit = unit_of((*line.table.title, *line.table.headings.values()))
            reader = RowReader(decoded.sheet, codes, today, unit, decoded.stored)
        if line.kind is LineKind.NOMINEE and reader is not None:
            counter.row()
            rows.append(reader.read(line))
        if line.kind is LineKind.CONTINUED and rows:
            rows[-1] = _continued(rows[-1], line)
    return _Read(decoded, tuple(lines), tuple(rows))


def _continued(row: ListRow, line: Line) -> ListRow:
    """The row with what the line under it adds to its achievement."""
    cell = (line.cells or {})[Field.SUMMARY]
    more = compose_lines(cell.text)
    say = f"Thành tích viết tiếp ở ô {cell.name}: ghép vào dòng này."
    values = replace(row.values, summary=f"{row.values.summary}\n{more}".strip())
    return replace(row, values=values, notices=(*row.notices, Remark(cell.name, say, "row.continued")))


def _without_empty_columns(lines: Sequence[Line]) -> list[Line]:
    """The lines under tables without the columns that all of several rows leave blank: asked once, not in each row."""
    filled: dict[tuple[int, ...], set[Field]] = {}
    counts: Counter[tuple[int, ...]] = Counter()
    for line in lines:
        if line.kind is LineKind.NOMINEE and line.table is not None:
            filled.setdefault(line.table.header_rows, set(_KEPT)).update(line.cells or {})
            counts[line.table.header_rows] += 1
    tables = {
        line.table.header_rows: line.table.only(filled[line.table.header_rows])
        for line in lines
        if line.table is not None and counts[line.table.header_rows] >= _SEVERAL
    }
    return [
        replace(line, table=tables[line.table.header_rows])
        if line.table is not None and line.table.header_rows in tables and line.kind is not LineKind.HEADING
        else line
        for line in lines
    ]


def _tables(read: Iterable[_Read]) -> Iterator[ListTable]:
    for one in read:
        seen: set[tuple[int, ...]] = set()
        for line in one.lines:
            if line.kind is LineKind.HEADING and line.table is not None and line.table.header_rows not in seen:
                seen.add(line.table.header_rows)
                yield _table(one.sheet.sheet, line.table)


def _table(sheet: Sheet, table: Table) -> ListTable:
    return ListTable(
        sheet=sheet.name,
        header_rows=table.header_rows,
        columns={column_name(column): field for column, field in table.columns.items()},
        headings={column_name(column): heading for column, heading in table.headings.items()},
    )


def _questions(read: Sequence[_Read], rows: Sequence[ListRow], codes: Codes) -> Iterator[ListQuestion]:
    """What the list as a whole leaves open; what no list ever holds is asked anyway, and is not repeated here."""
    for one in read:
        question = one.sheet.question([row.row for row in one.rows])
        if question is not None:
            yield question
    tables = {(one, line.table.header_rows): line.table for one, line in _numbered(read) if line.table is not None}
    for table in tables.values():
        for first, second in table.doubtful:
            ask = (
                f"Cột {column_name(first)} “{table.headings[first]}” và cột {column_name(second)}"
                f" “{table.headings[second]}” có thể là một: đang đọc cột {column_name(first)}, đúng không?"
            )
            yield ListQuestion("columns", ask, f"{column_name(first)}, {column_name(second)}")
    listed = list(tables.values())
    is_of_gifts = any(table.has(*_GIFTS) for table in listed)
    if not any(table.has(Field.PERIOD, Field.BEGAN_ON) for table in listed) and not is_of_gifts:
        yield ListQuestion(
            "period",
            "Danh sách không có cột thời gian lập thành tích: từ ngày nào đến ngày nào? Dùng cho mọi dòng chưa ghi đủ"
            " ngày trong phần tóm tắt.",
        )
    if not any(table.has(Field.SUMMARY) for table in listed):
        yield _about_summary(is_of_gifts=is_of_gifts)
    yield from _missing_columns(listed, rows, codes)


def _numbered(read: Sequence[_Read]) -> Iterator[tuple[int, Line]]:
    """The lines with the sheet that each is of; the last of a table knows which of its columns are filled."""
    for number, one in enumerate(read):
        yield from ((number, line) for line in one.lines)


def _about_summary(*, is_of_gifts: bool) -> ListQuestion:
    if is_of_gifts:
        return ListQuestion(
            "gifts",
            "Danh sách không có cột thành tích riêng: khoản ủng hộ và ngày ủng hộ là thành tích đóng góp, đúng không?",
        )
    return ListQuestion("summary", "Danh sách không có cột tóm tắt thành tích: viết một đoạn dùng cho mọi dòng?")


def _about_award_form(tables: Sequence[Table], codes: Codes) -> ListQuestion:
    named = [codes.award_forms.find(title) for table in tables for title in table.title]
    form = next((found[0] for found in named if len(found) == 1), None)
    hint = f" Tên danh sách gợi ý {form.name}." if form else ""
    ask = f"Danh sách không có cột hình thức: đề nghị hình thức nào cho mọi dòng?{hint}"
    return ListQuestion("award_form", ask, suggestion=form.code if form else "")


def _missing_columns(tables: Sequence[Table], rows: Sequence[ListRow], codes: Codes) -> Iterator[ListQuestion]:
    values = [row.values for row in rows]
    individuals = [one for one in values if one.kind is NomineeKind.INDIVIDUAL]
    if not any(table.has(Field.AWARD_FORM) for table in tables) and any(not one.award_form_code for one in values):
        yield _about_award_form(tables, codes)
    has_births = any(
        table.has(Field.BIRTH, Field.BIRTH_YEAR, Field.BIRTH_OF_MAN, Field.BIRTH_OF_WOMAN) for table in tables
    )
    if individuals and not has_births:
        yield ListQuestion(
            "birth", "Danh sách không có cột ngày sinh hay năm sinh. Thêm cột rồi chọn tệp lại, hoặc nhập ở từng người."
        )
    if any(one.sex is None for one in individuals) and not any(
        table.has(Field.SEX, Field.MAN, Field.WOMAN, Field.BIRTH_OF_MAN, Field.BIRTH_OF_WOMAN) for table in tables
    ):
        yield ListQuestion("sex", "Danh sách không có cột giới tính: lấy theo số CCCD của từng người, đúng không?")
    has_places = any(table.has(Field.COMMUNE, Field.ADDRESS, Field.COMMUNE_CODE) for table in tables)
    if not has_places and any(one.commune_code is None and not one.place_text for one in values):
        yield ListQuestion("place", "Danh sách không có cột xã hay địa chỉ: mọi dòng ở xã, phường, thị trấn nào?")


def _ignored(one: _Read) -> Iterator[Ignored]:
    """Stretches of lines that are passed over for one reason; blank lines inside a stretch belong to it."""
    stretch: Ignored | None = None
    has_table = any(line.kind is LineKind.HEADING for line in one.lines)
    for line in one.lines:
        if line.kind in {LineKind.NOMINEE, LineKind.HEADING}:
            if stretch is not None:
                yield stretch
            stretch = None
            continue
        why = (line.kind if has_table else LineKind.NO_TABLE).value
        if stretch is not None and stretch.why == why:
            stretch = replace(stretch, last=line.row)
            continue
        if stretch is not None:
            yield stretch
        stretch = Ignored(one.sheet.sheet.name, line.row, line.row, why)
    if stretch is not None:
        yield stretch
