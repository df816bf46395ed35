"""Tables that people wrote: whatever their spreadsheet made of it, or a sentence that says how to save it."""

import pytest

from shared.files.tables import Table, TableLine, read_table

COLUMNS = {"code": ("mã", "mã đơn vị"), "name": ("tên",), "managed_by": ("cơ quan quản lý",)}
TEXT = "code,name,managed_by\n33.a,Trạm Y tế,33.so-y-te\n"
ROW = {"code": "33.a", "name": "Trạm Y tế", "managed_by": "33.so-y-te"}
READ = Table((TableLine(2, ROW),))


def read(content: bytes | str) -> Table:
    return read_table(content if isinstance(content, bytes) else content.encode(), "don-vi.csv", COLUMNS)


@pytest.mark.parametrize(
    "content",
    [
        TEXT,
        "\ufeff" + TEXT,
        TEXT.replace("\n", "\r\n"),
        TEXT.replace("\n", "\r"),
        TEXT.replace(",", ";"),
        TEXT.replace(",", "\t"),
        TEXT.replace(",", "|"),
        TEXT.replace(",", '","').replace("\n", '"\n"')[:-1].join(['"', ""]),
        'code, "name",managed_by\n33.a, "Trạm Y tế",33.so-y-te\n',
        TEXT.encode("utf-16"),
        TEXT.replace(",", "\t").encode("utf-16"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
        b"\xfe\xff" + TEXT.encode("utf-16-be"),
        TEXT.encode("utf-32"),
        TEXT.replace("code,name,managed_by", "Code, NAME ,Managed By"),
        TEXT.replace("code,name,managed_by", "CODE,name\u200b,managed-by"),
        TEXT.replace("code,name,managed_by", "Mã đơn vị,Tên,Cơ quan quản lý"),
        TEXT.replace("code,name,managed_by", "ma don vi,TÊN,Cơ quan quản lý"),
        TEXT.replace("\n", ",,,\n"),
        TEXT.replace("\n", ";;\n").replace(",", ";"),
        TEXT + ",,\n\n , \u00a0,\u200b\n",
        "code,name,,managed_by\n33.a,Trạm Y tế,,33.so-y-te\n",
    ],
)
def test_a_table_is_read_as_any_spreadsheet_saves_it(content: bytes | str) -> None:
    assert read(content) == READ


@pytest.mark.parametrize("encoding", ["cp1258", "cp1252", "ascii"])
def test_letters_that_were_lost_in_saving_are_told(encoding: str) -> None:
    table = read(TEXT.encode(encoding, "replace"))

    [fault] = table.faults
    assert fault.startswith("don-vi.csv, dòng 2: chữ có dấu đã thành dấu hỏi")
    assert "CSV UTF-8" in fault


@pytest.mark.parametrize("first", ["sep=,", "sep = ,", "SEP=,", '"sep=,"', "sep=;", "sep=,,,,", "sep=\t"])
def test_a_line_that_names_the_separator_is_passed_over(first: str) -> None:
    separator = ";" if ";" in first else "\t" if "\t" in first else ","

    table = read(f"\ufeff{first}\r\n" + TEXT.replace(",", separator))

    assert table == Table((TableLine(3, ROW),))


def test_columns_may_come_in_any_order_and_lines_may_stand_apart() -> None:
    table = read('\n\nname,managed_by,code\n\n"Trạm\nY tế, xã",33.so-y-te,33.a\nB,33.so-y-te,33.b\n')

    assert [line.number for line in table.lines] == [5, 7]
    assert table.lines[0].cells["name"] == "Trạm\nY tế, xã"
    assert table.lines[1].cells["code"] == "33.b"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "dòng 1: các cột phải là code,name,managed_by; tệp đang trống"),
        (b"\n,,\n", "tệp đang trống"),
        (b' , ;\n"",""\n', "tệp đang trống"),
        ("code,name\n33.a,A\n", "dòng 1: các cột phải là code,name,managed_by; thiếu managed_by"),
        ("\n\ncode,ten goi,managed_by\n", "dòng 3: các cột phải là code,name,managed_by; thiếu name; thừa ten goi"),
        ("code,Mã,name,managed_by\n", "hai lần code"),
        (TEXT + "33.b,B\n", "dòng 3: có 2 ô, cần 3"),
        (TEXT + "33.b,B, C,33.so-y-te\n", "dòng 3: có 4 ô, cần 3; đặt trong ngoặc kép"),
        ("code,name,,managed_by\n33.a,A,x,33.b\n", "dòng 2: ô thứ 3 có nội dung nhưng cột không có tên"),
        (TEXT + '33.b,"B,33.c\n33.d,D,33.e\n', "dòng 3: dấu ngoặc kép"),
        (TEXT.encode() + "33.b,Đông".encode("cp1258"), "dòng 3: chữ không ở dạng UTF-8; trong Excel chọn Lưu thành"),
        (TEXT.encode() + "33.b,Café".encode("cp1252"), "dòng 3: chữ không ở dạng UTF-8"),
        (TEXT.encode("utf-16")[:-1], "chữ không ở dạng UTF-8"),
        (b"PK\x03\x04\x14\x00", "không phải bảng CSV; trong Excel chọn Lưu thành"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "không phải bảng CSV"),
        (b"<html>", "không phải bảng CSV"),
        (b"code,name\0,managed_by\n", "UTF-8"),
    ],
)
def test_what_cannot_be_read_is_told_with_file_line_and_remedy(content: bytes | str, words: str) -> None:
    table = read(content)

    [fault] = table.faults
    assert fault.startswith("don-vi.csv")
    assert words in fault
    assert fault.endswith(".")


def test_optional_cells_may_be_left_out_at_the_end_only() -> None:
    columns = {"code": (), "name": (), "commune": (), "mailbox": ()}

    table = read_table(
        b"code,name,commune,mailbox\na,A\nb,B,12079\nc\n", "x.csv", columns, optional=("commune", "mailbox")
    )

    assert [dict(line.cells) for line in table.lines] == [
        {"code": "a", "name": "A"},
        {"code": "b", "name": "B", "commune": "12079"},
    ]
    assert table.faults == ("x.csv, dòng 4: có 1 ô, cần 4; đặt trong ngoặc kép ô có dấu ngăn cách.",)


def test_one_faulty_line_hides_no_other() -> None:
    table = read(TEXT + "33.b,B\n33.c,C,33.so-y-te\n33.d\n")

    assert [line.number for line in table.lines] == [2, 4]
    assert [fault.split(":")[0] for fault in table.faults] == ["don-vi.csv, dòng 3", "don-vi.csv, dòng 5"]
