"""How a list is laid out: parts, merged cells, ticks, several tables; what repeats, what is hidden, what is no list."""

from datetime import date

import pytest

from services.intake.domain.lists.preview import RowStatus
from shared.events.words import NomineeKind
from shared.files.sheets import Area
from shared.refusals import InvalidError
from tests.unit.intake.list_samples import HEADINGS, PERSON, read, read_person, sheet_of

OK, QUESTION, REFUSE = RowStatus
JULY = date(1990, 7, 5)


def test_same_person_twice_is_asked_never_dropped() -> None:
    other = (2.0, "Lê Văn Mẫu", *PERSON[2:6], "033090000104", *PERSON[7:])
    namesake = (3.0, *PERSON[1:6], "033090000105", *PERSON[7:])

    rows = read(sheet_of(HEADINGS, PERSON, other, namesake, (4.0, *PERSON[1:]))).rows

    assert [row.status for row in rows] == [OK, OK, OK, QUESTION]
    assert "dòng 2" in rows[3].questions[0].say


def test_values_go_down_merged_cells_and_ditto_marks() -> None:
    second = (2.0, "Lê Mẫu", 1991.0, "Nam", None, "nt", "033091000104", "như trên", '"', "-nt-", "nt", "nt")

    rows = read(sheet_of(HEADINGS, PERSON, second, merged=[Area(2, 5, 3, 5)])).rows

    assert [row.status for row in rows] == [OK, OK]
    assert (rows[1].values.position, rows[1].values.award_form_code) == ("Y sĩ", "bang-khen-tinh")
    assert "E2" in rows[1].notices[0].say


def test_refuses_file_without_a_list_in_words() -> None:
    with pytest.raises(InvalidError, match="dòng đầu bảng"):
        read(sheet_of(("Thực đơn", "Giá"), ("Phở", 50_000.0)))
    with pytest.raises(InvalidError, match="không có dòng nào"):
        read(sheet_of(HEADINGS))


def test_award_forms_may_be_columns_that_are_ticked() -> None:
    heading = (
        ("STT", "Họ và tên", "Năm sinh", "Hình thức khen thưởng", None, None, "Thành tích"),
        (None, None, None, "BK tỉnh", "GK huyện", "GK xã", None),
    )
    people = [
        (1.0, "Lê Mẫu", 1990.0, "x", None, None, "Tốt"),
        (2.0, "Trần Mẫu", 1991.0, None, None, "X", "Tốt"),
        (3.0, "Đỗ Mẫu", 1992.0, "x", "x", None, "Tốt"),
    ]

    rows = read(sheet_of(*heading, *people, merged=[Area(1, 4, 1, 6)])).rows

    assert [row.values.award_form_code for row in rows] == ["bang-khen-tinh", "giay-khen-xa", None]
    assert [row.status for row in rows] == [OK, OK, REFUSE]


def test_birth_may_stand_in_three_columns() -> None:
    heading = (("TT", "Họ tên", "Ngày sinh", None, None, "Hình thức"), (None, None, "Ngày", "Tháng", "Năm", None))
    people = [(1.0, "Lê Mẫu", 5.0, 7.0, 1990.0, "BK tỉnh"), (2.0, "Trần Mẫu", None, None, 1991.0, "BK tỉnh")]

    rows = read(sheet_of(*heading, *people, merged=[Area(1, 3, 1, 5)])).rows

    assert [(row.values.birth_date, row.values.birth_year) for row in rows] == [(JULY, None), (None, 1991)]


def test_family_name_and_given_name_may_stand_apart() -> None:
    for heading, merged in (
        (("TT", "Họ và tên đệm", "Tên", "Năm sinh", "Hình thức"), []),
        (("TT", "Họ và tên", None, "Năm sinh", "Hình thức"), [Area(1, 2, 1, 3)]),
    ):
        (row,) = read(sheet_of(heading, (1.0, "Nguyễn Văn", "Mẫu", 1990.0, "BK tỉnh"), merged=merged)).rows

        assert (row.status, row.values.name) == (OK, "Nguyễn Văn Mẫu")


def test_achievement_written_over_several_lines_is_one() -> None:
    more = (None,) * 9 + ("- Lấy 2.000 mẫu.",)
    signed = (None,) * 9 + ("CHỦ TỊCH",)

    preview = read(sheet_of(HEADINGS, PERSON, more, (None,), signed))

    assert [row.values.summary for row in preview.rows] == ["Trực chốt 60 ngày.\n- Lấy 2.000 mẫu."]
    assert [(one.first, one.last) for one in preview.ignored] == [(3, 3), (5, 5)]


@pytest.mark.parametrize(("name", "form"), [("Lê Mẫu (đã mất)", "BK tỉnh"), ("Lê Mẫu", "Truy tặng Bằng khen tỉnh")])
def test_awards_of_the_dead_are_told(name: str, form: str) -> None:
    row = read_person(name=name, form=form)

    assert (row.status, row.values.name, row.values.posthumous) == (OK, "Lê Mẫu", True)


def test_parts_and_totals_may_be_numbered_in_any_way() -> None:
    body = ("Trạm Y tế Mẫu", None, None, None, None, None, "Yên Phú", "BK tỉnh", "Tốt", "1/7/2021", "2/7/2021")
    lists = [
        [("I", "TẬP THỂ"), (1.0, *body), ("II", "CÁ NHÂN"), PERSON, ("Cộng: 02",)],
        [(1.0, "Tập thể"), (1.0, *body), (2.0, "Cá nhân"), PERSON, (None, "Tổng cộng", None, None, None, "02 người")],
        [("A. TẬP THỂ",), ("01", *body), ("B. CÁ NHÂN",), ("02.", *PERSON[1:]), ("Danh sách này có 02 trường hợp./.",)],
        [(None, "Tập thể"), (1.0, *body), (None, "Cá nhân"), PERSON, (None, "Ghi chú: đã đối chiếu.")],
    ]
    for lines in lists:
        rows = read(sheet_of(HEADINGS, *lines)).rows

        assert [row.values.kind for row in rows] == [NomineeKind.COLLECTIVE, NomineeKind.INDIVIDUAL], lines
        assert [row.status for row in rows] == [OK, OK], lines


def test_table_repeated_on_each_page_is_one_list() -> None:
    other = ("TT", "Tên tập thể", "Địa chỉ", "Hình thức")
    body = (1.0, "Trạm Y tế Mẫu", "Xã Yên Phú", "BK tỉnh")

    preview = read(sheet_of(HEADINGS, PERSON, HEADINGS, (2.0, "Lê Mẫu", *PERSON[2:6], None, *PERSON[7:]), other, body))

    assert [row.values.name for row in preview.rows] == ["Nguyễn Văn Mẫu", "Lê Mẫu", "Trạm Y tế Mẫu"]
    assert [one.header_rows for one in preview.tables] == [(1,), (3,), (5,)]


def test_award_form_may_be_told_by_titles() -> None:
    people = [(1.0, "Lê Mẫu", 1990.0, "Trạm"), (1.0, "Trần Mẫu", 1991.0, "Trạm")]
    parts = ("A", "Bằng khen của Chủ tịch UBND tỉnh"), ("B", "Giấy khen của Chủ tịch UBND huyện")
    heading = ("TT", "Họ và tên", "Năm sinh", "Đơn vị")

    of_parts = read(sheet_of(heading, parts[0], people[0], parts[1], people[1]))
    of_title = read(sheet_of(("DANH SÁCH ĐỀ NGHỊ TẶNG BẰNG KHEN CỦA CHỦ TỊCH UBND TỈNH",), heading, people[0]))

    assert [row.values.award_form_code for row in of_parts.rows] == ["bang-khen-tinh", "giay-khen-huyen"]
    assert of_title.rows[0].values.award_form_code is None
    assert [one.suggestion for one in of_title.questions if one.about == "award_form"] == ["bang-khen-tinh"]


def test_two_columns_of_one_thing_are_asked() -> None:
    heading = ("TT", "Họ và tên", "Năm sinh", "Nơi ở", "Hộ khẩu", "Hình thức")

    preview = read(sheet_of(heading, (1.0, "Lê Mẫu", 1990.0, "Yên Phú", "Liêu Xá", "BK tỉnh")))

    (question,) = [one for one in preview.questions if one.about == "columns"]
    assert "D" in question.where
    assert "E" in question.where


def test_hidden_columns_decide_nothing() -> None:
    heading = (*HEADINGS, "Mã xã")

    for code, status in ((12079.0, OK), (12073.0, QUESTION)):
        (row,) = read(sheet_of(heading, (*PERSON, code), hidden_columns=[13])).rows

        assert (row.values.commune_code, row.status) == ("12079", status)
    assert read(sheet_of(HEADINGS, PERSON, hidden_columns=[3])).rows[0].values.birth_date is None


def test_cell_of_today_among_old_ones_is_left_alone() -> None:
    heading = ("TT", "Hä vµ tªn", "N¨m sinh", "Giíi tÝnh", "§Ò nghÞ khen")
    names = ("NguyÔn V¨n MÉu", "TrÇn ThÞ H\u00adêng", "Đinh Thị Mẫu Hòa", "Lê Mẫu Bé")

    rows = read(sheet_of(heading, *((1.0, name, 1990.0, "Nam", "BK tØnh") for name in names))).rows

    assert [row.values.name for row in rows] == ["Nguyễn Văn Mẫu", "Trần Thị Hường", "Đinh Thị Mẫu Hòa", "Lê Mẫu Bé"]


def test_old_fonts_of_both_kinds_are_read_and_asked_once() -> None:
    heading = ("TT", "Hoï vaø teân", "Naêm sinh", "Giôùi tính", "Hình thöùc")

    preview = read(sheet_of(heading, (1.0, "Nguyeãn Vaên Maãu", 1990.0, "Nam", "BK tænh")))

    assert [row.values.name for row in preview.rows] == ["Nguyễn Văn Mẫu"]
    assert preview.rows[0].values.award_form_code == "bang-khen-tinh"
    assert preview.questions[0].about == "font"
