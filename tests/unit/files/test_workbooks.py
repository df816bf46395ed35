"""Sheets of lists: whatever a spreadsheet saved, or a sentence that names the file's kind and says how to save it."""

import io
import re
import tempfile
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from openpyxl import Workbook
from openpyxl.styles import PatternFill

from shared.files.apart import Apart, BookRead, Bounds
from shared.files.sheets import Area, Book, Cell, Kind, Sheet, read_book, write_book
from shared.files.verdicts import Fault, Refused
from shared.files.workbooks import read

MIB = 1024 * 1024
BOUNDS = Bounds(most_said=32 * MIB)
Fill = Callable[[Workbook], None]


def xlsx(fill: Fill | None = None, *, rows: int = 1) -> bytes:
    workbook = Workbook()
    for number in range(rows):
        workbook.worksheets[0].append([f"a{number}", 1.5, date(2021, 7, 1), True])
    if fill is not None:
        fill(workbook)
    saved = io.BytesIO()
    workbook.save(saved)
    return saved.getvalue()


def rewritten(content: bytes, change: Callable[[str, bytes], bytes], added: dict[str, bytes] | None = None) -> bytes:
    """The package with its parts changed, and others added."""
    saved = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(saved, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name, part in (added or {}).items():
            new.writestr(name, part)
    return saved.getvalue()


def book_of(content: bytes) -> Book:
    found = read(io.BytesIO(content))
    assert isinstance(found, Book), found
    return found


def refused(content: bytes) -> Refused:
    found = read(io.BytesIO(content))
    assert isinstance(found, Refused), found
    return found


def test_reads_values_of_every_kind_at_their_places() -> None:
    def fill(workbook: Workbook) -> None:
        workbook.worksheets[0]["D9"] = "xa"

    (sheet,) = book_of(xlsx(fill)).sheets

    assert {one.name: (one.kind, one.value) for row in sheet.rows.values() for one in row.values()} == {
        "A1": (Kind.TEXT, "a0"),
        "B1": (Kind.NUMBER, 1.5),
        "C1": (Kind.DAY, date(2021, 7, 1)),
        "D1": (Kind.FLAG, True),
        "D9": (Kind.TEXT, "xa"),
    }


def test_tells_hidden_rows_columns_and_merged_cells() -> None:
    def fill(workbook: Workbook) -> None:
        sheet = workbook.worksheets[0]
        sheet["A3"] = sheet["C3"] = "x"
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["C"].hidden = True
        sheet.merge_cells("A5:B6")
        workbook.create_sheet("An").sheet_state = "hidden"

    shown, hidden = book_of(xlsx(fill)).sheets

    assert (shown.hidden_rows, shown.hidden_columns, shown.merged) == ({3}, {3}, (Area(5, 1, 6, 2),))
    assert hidden.is_hidden


def test_tells_errors_and_formulas_without_result() -> None:
    def change(name: str, part: bytes) -> bytes:
        cells = b'<c r="E1" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="F1"><f>A1</f></c><c r="G1"><f>B1</f><v>1.5</v></c>'
        return part.replace(b"</row>", cells + b"</row>", 1) if "sheet1" in name else part

    row = book_of(rewritten(xlsx(), change)).sheets[0].rows[1]

    assert row[5] == Cell(1, 5, Kind.ERROR, "#DIV/0!", is_formula=True)
    assert row[6] == Cell(1, 6, Kind.UNKNOWN, "", is_formula=True)
    assert row[7] == Cell(1, 7, Kind.NUMBER, 1.5, is_formula=True)


def test_blank_cells_far_away_cost_nothing() -> None:
    def fill(workbook: Workbook) -> None:
        for row in range(2, 3_000):
            workbook.worksheets[0].cell(row * 100, 4).fill = PatternFill("solid", fgColor="FFFF00")

    assert list(book_of(xlsx(fill)).sheets[0].rows) == [1]


def test_refuses_value_far_away_and_names_its_cell() -> None:
    def fill(workbook: Workbook) -> None:
        workbook.worksheets[0]["M1048576"] = "x"

    found = refused(xlsx(fill))

    assert found.fault is Fault.TOO_MUCH
    assert "M1048576" in found.sentence


def test_refuses_more_rows_than_a_list_has() -> None:
    found = refused("\n".join(f"a{number};b" for number in range(12_001)).encode())

    assert "5.000" in found.sentence


def test_says_what_was_left_alone() -> None:
    content = rewritten(
        xlsx(), lambda _, part: part, {"xl/vbaProject.bin": b"x", "xl/externalLinks/externalLink1.xml": b"<x/>"}
    )

    assert [sentence for sentence in book_of(content).notices if "macro" in sentence or "tệp khác" in sentence] == list(
        book_of(content).notices
    )
    assert len(book_of(content).notices) == 2


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "trống"),
        (b"\x00" * 500, "trống"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\xff\xd8\xff\xe0", "ảnh"),
        (b"<html><table><tr><td>STT</td></tr></table>", "HTML"),
        (b'<?xml version="1.0"?><Workbook/>', "XML"),
        (b"{\\rtf1 ...}", "RTF"),
        (b"Rar!\x1a\x07", "nén"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"WordDocument".join([b"\0" * 600] * 2), "Word"),
        (b"PK\x03\x04 cut", "phần cuối"),
        ("H? và t?n;C?n b?\nTr?m Y t?;x\n".replace("à", "?").encode(), "dấu hỏi"),
        (bytes(range(128, 256)) * 9, "UTF-8"),
    ],
)
def test_refuses_other_files_in_words(content: bytes, word: str) -> None:
    found = refused(content)

    assert word in found.sentence
    assert found.sentence.endswith((".", "bên trong."))


def test_refuses_word_document_by_its_kind() -> None:
    def change(name: str, part: bytes) -> bytes:
        return part.replace(b"spreadsheetml.sheet", b"wordprocessingml.document") if name.startswith("[") else part

    assert "Word" in refused(rewritten(xlsx(), change)).sentence


def test_refuses_zip_bomb() -> None:
    content = rewritten(xlsx(), lambda _, part: part, {"xl/media/a.bin": b"\0" * (300 * MIB)})

    assert refused(content).fault is Fault.TOO_MUCH


def test_refuses_entities_in_a_sheet() -> None:
    def change(name: str, part: bytes) -> bytes:
        bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]>'
        return part.replace(b"<worksheet", bomb + b"<worksheet", 1) if "sheet1" in name else part

    assert refused(rewritten(xlsx(), change)).fault is Fault.DAMAGED


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1258"])
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_reads_separated_text_of_any_spreadsheet(encoding: str, separator: str) -> None:
    text = f'Tên{separator}Xã\n"Mẫu; Mai, {separator}"{separator}a\r\nĐức{separator}"hai\ndòng"\n'

    (sheet,) = book_of(_encoded(text, encoding)).sheets

    assert sheet.has_lost_zeros
    assert [[one.text for one in row.values()] for row in sheet.rows.values()] == [
        ["Tên", "Xã"],
        [f"Mẫu; Mai, {separator}", "a"],
        ["Đức", "hai\ndòng"],
    ]


def _encoded(text: str, encoding: str) -> bytes:
    if encoding != "cp1258":
        return text.encode(encoding)
    # Windows keeps letters with their hats, and tones behind them.
    return "".join(_with_tone_behind(letter) for letter in text).encode(encoding)


def _with_tone_behind(letter: str) -> str:
    parts = unicodedata.normalize("NFD", letter)
    tones = [part for part in parts if part in "\u0300\u0301\u0303\u0309\u0323"]
    return unicodedata.normalize("NFC", "".join(part for part in parts if part not in tones)) + "".join(tones)


def test_separator_line_is_believed() -> None:
    (sheet,) = book_of("sep=|\na|b;c;d\n".encode("utf-16")).sheets

    assert [one.text for one in sheet.rows[2].values()] == ["a", "b;c;d"]


def test_book_survives_its_way_between_processes() -> None:
    row = {
        1: Cell(2, 1, Kind.TEXT, "Ấn\n“x”"), 2: Cell(2, 2, Kind.NUMBER, 33085002345.0, is_formula=True),
        3: Cell(2, 3, Kind.DAY, date(1990, 7, 5)), 4: Cell(2, 4, Kind.FLAG, value=False),
        5: Cell(2, 5, Kind.ERROR, "#N/A", is_formula=True),
    }  # fmt: skip
    book = Book((Sheet("DS", {2: row}, hidden_rows=frozenset({2}), merged=(Area(1, 2, 3, 2),)),), ("Tệp có macro.",))

    assert read_book(write_book(book)) == book


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"sheets":[{}],"notices":[]}', '{"sheets":[[1]],"notices":[]}'])
def test_what_is_no_book_is_not_believed(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_book(text)


@pytest.fixture(scope="module")
def apart() -> Iterator[Apart]:
    begun = Apart("shared.files.workbooks.read", BOUNDS)
    yield begun
    begun.close()


def read_apart(apart: Apart, content: bytes) -> BookRead:
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.flush()
        return apart.read(file)


def test_process_apart_reads_the_same(apart: Apart) -> None:
    content = xlsx(rows=500)

    assert read_apart(apart, content).found == book_of(content)
    assert isinstance(read_apart(apart, b"%PDF-1.7").found, Refused)


def test_memory_of_a_book_is_bounded() -> None:
    content = xlsx(lambda workbook: workbook.worksheets[0].__setitem__("CV39999", "x"))
    narrow = Apart("shared.files.workbooks.read", Bounds(memory_bytes=64 * MIB, most_said=MIB))

    found = read_apart(narrow, content)
    again = read_apart(narrow, xlsx())
    narrow.close()

    assert isinstance(found.found, Refused)
    assert found.found.fault is Fault.HEAVY
    assert isinstance(again.found, Book)


def test_reads_workbook_with_macros_and_leaves_them() -> None:
    def change(name: str, part: bytes) -> bytes:
        plain = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
        return part.replace(plain, b"application/vnd.ms-excel.sheet.macroEnabled.main+xml") if name[0] == "[" else part

    book = book_of(rewritten(xlsx(), change, {"xl/vbaProject.bin": b"x"}))

    assert book.sheets[0].rows[1][1].value == "a0"
    assert "macro" in book.notices[0]


def test_reads_what_other_programs_pack() -> None:
    prefixed = rewritten(
        xlsx(),
        lambda name, part: (
            re.sub(rb"<(/?)([a-zA-Z])", rb"<\1x:\2", part).replace(b"xmlns=", b"xmlns:x=") if "sheet1" in name else part
        ),
    )
    saved = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx())) as old, zipfile.ZipFile(saved, "w") as new:
        for name in old.namelist():
            new.writestr(name.replace("/", "\\"), old.read(name))

    assert book_of(prefixed) == book_of(saved.getvalue()) == book_of(xlsx())


def test_reads_open_document_without_its_million_blank_rows() -> None:
    names = {kind: f"urn:oasis:names:tc:opendocument:xmlns:{kind}:1.0" for kind in ("office", "table", "text")}
    declared = " ".join(f'xmlns:{kind}="{name}"' for kind, name in names.items())
    cell = '<table:table-cell office:value-type="string"><text:p>Nguyễn Văn Mẫu</text:p></table:table-cell>'
    blank = '<table:table-cell table:number-columns-repeated="16000"/>'
    rows = f"<table:table-row>{cell}{blank}</table:table-row>"
    rows += f'<table:table-row table:number-rows-repeated="1048000">{blank}</table:table-row>'
    content = (
        f'<?xml version="1.0"?><office:document-content {declared}><office:body><office:spreadsheet>'
        f'<table:table table:name="DS">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    mark = "application/vnd.oasis.opendocument.spreadsheet"
    listed = (
        '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<m:file-entry m:full-path="/" m:media-type="{mark}"/></m:manifest>'
    )
    saved = io.BytesIO()
    with zipfile.ZipFile(saved, "w") as package:
        for name, part in (("mimetype", mark), ("META-INF/manifest.xml", listed), ("content.xml", content)):
            package.writestr(name, part)

    (sheet,) = book_of(saved.getvalue()).sheets

    assert {one.name: one.text for row in sheet.rows.values() for one in row.values()} == {"A1": "Nguyễn Văn Mẫu"}
