"""One row of a list: what is plain comes in, what may be meant otherwise is asked, what cannot be is refused."""

from datetime import date

import pytest

from services.intake.domain.lists.preview import ListRow, RowStatus
from shared.events.words import NomineeKind, Sex
from tests.unit.intake.list_samples import HEADINGS, PERSON, Plain, cells_of, read, read_person, sheet_of

OK, QUESTION, REFUSE = RowStatus
JULY = date(1990, 7, 5)


def status_of(row: ListRow, cell: str) -> RowStatus:
    """The row's status, of whose remarks all stand at the cell."""
    assert {*cells_of(row), *cells_of(row, of_refusals=True)} <= {cell}, row
    return row.status


def test_sound_row_asks_nothing() -> None:
    row = read_person()

    assert (row.status, row.questions, row.notices) == (OK, (), ())
    assert (row.values.birth_date, row.values.sex, row.values.commune_code) == (JULY, Sex.MALE, "12079")
    assert (row.values.began_on, row.values.ended_on) == (date(2021, 7, 1), date(2021, 8, 31))


@pytest.mark.parametrize(
    "typed",
    [
        JULY, "5/7/1990", " 05 / 07 / 1990 ", "5.7.1990", "05-07-1990", "1990-07-05", "ngày 5 tháng 7 năm 1990",
        "5 tháng 7 năm 1990", "05/07/1990 (KS)",
    ],
)  # fmt: skip
def test_reads_birth_in_usual_writings(typed: Plain) -> None:
    row = read_person(birth=typed)

    assert (row.status, row.values.birth_date) == (OK, JULY)


@pytest.mark.parametrize("typed", ["1990", 1990.0, "sinh năm 1990", "Năm 1990", "00/00/1990", "xx/xx/1990"])
def test_takes_birth_known_by_its_year(typed: Plain) -> None:
    row = read_person(birth=typed)

    assert (row.status, row.values.birth_date, row.values.birth_year) == (OK, None, 1990)


@pytest.mark.parametrize(
    ("typed", "suggested"),
    [
        ("05/07/90", JULY), ("5.7.90", JULY), ("07/17/1990", date(1990, 7, 17)), ("05071990", JULY),
        (5071990.0, JULY), (33000.0, date(1990, 5, 7)), ("7/1990", None), ("tháng 7 năm 1990", None), (None, None),
    ],
)  # fmt: skip
def test_asks_about_birth_of_several_meanings(typed: Plain, suggested: date | None) -> None:
    row = read_person(birth=typed)

    assert (status_of(row, "C2"), row.values.birth_date) == (QUESTION, suggested)


@pytest.mark.parametrize(
    "typed", ["31/02/1990", "13/13/1990", "17/05/2031", "2030", "1890", "khoảng 1990", "1990 - 1991", "5/7/199", True]
)
def test_refuses_birth_that_cannot_be(typed: Plain) -> None:
    row = read_person(birth=typed, number=None)

    assert (status_of(row, "C2"), row.values.birth_date) == (REFUSE, None)


@pytest.mark.parametrize(
    "typed",
    [
        "033090000103", "033 090 000 103", "033.090.000.103", "'033090000103", '="033090000103"', 33090000103.0,
        "3.3090000103E+10", "3,3090000103E+10", "CCCD: 033090000103", "Số 033090000103",
    ],
)  # fmt: skip
def test_reads_number_in_usual_writings(typed: Plain) -> None:
    row = read_person(number=typed)

    assert (row.status, row.values.identity_number) == (OK, "033090000103")


@pytest.mark.parametrize("typed", ["12345678", 12345678.0, "33090000103", 1090000103.0, "033190000103", "033085000103"])
def test_never_completes_number_by_guessing(typed: Plain) -> None:
    assert status_of(read_person(number=typed), "G2") is QUESTION


def test_lost_zero_needs_what_speaks_for_it() -> None:
    assert read_person(number=33090000103.0, birth=None).values.identity_number is None
    assert read_person(number=33190000103.0).status is REFUSE
    assert read_person(number=33091000103.0).status is REFUSE
    assert read_person(number=99090000103.0).status is REFUSE


@pytest.mark.parametrize("typed", ["0330900001", "3.3091E+10", "3.31E+11", "033", "0330900001034", "abc-1", 3.5])
def test_refuses_number_that_lost_digits(typed: Plain) -> None:
    row = read_person(number=typed)

    assert (status_of(row, "G2"), row.values.identity_number) == (REFUSE, None)


@pytest.mark.parametrize("typed", [None, "chưa có", "không", "-"])
def test_number_may_be_absent(typed: Plain) -> None:
    assert read_person(number=typed).status is OK


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("BK tỉnh", "bang-khen-tinh"),
        ("bang khen cua chu tich ubnd tinh", "bang-khen-tinh"),
        ("UBND tỉnh tặng Bằng khen", "bang-khen-tinh"),
        ("Bằng khen Thủ tướng Chính phủ", "bang-khen-thu-tuong"),
        ("Giấy khen của Chủ tịch UBND xã Yên Phú, huyện Yên Mỹ", "giay-khen-xa"),
        ("Giấy khen thị trấn Yên Mỹ", "giay-khen-xa"),
        ("Giấy khen thị xã Mỹ Hào", "giay-khen-huyen"),
        ("Giấy khen của Giám đốc Sở Giáo dục và Đào tạo tỉnh Hưng Yên", "giay-khen-so"),
        ("HCLĐ hạng Ba", "huan-chuong-lao-dong-ba"),
        ("giay-khen-so", "giay-khen-so"),
    ],
)
def test_knows_award_form_by_what_lists_write(typed: str, code: str) -> None:
    row = read_person(form=typed)

    assert (row.status, row.values.award_form_code) == (OK, code)


@pytest.mark.parametrize("typed", ["Bằng khen", "GK", "Giấy khen của Chủ tịch UBND", None])
def test_asks_of_which_level_award_form_is(typed: Plain) -> None:
    assert status_of(read_person(form=typed), "I2") is QUESTION


@pytest.mark.parametrize(
    "typed", ["Bằng khen huyện", "Huân chương Lao động hạng Nhì", "Bằng khen của Bộ trưởng Bộ Y tế", "Tỉnh"]
)
def test_refuses_award_form_that_is_none(typed: str) -> None:
    row = read_person(form=typed)

    assert status_of(row, "I2") is REFUSE
    assert row.refusals[0].remedy.startswith("Chọn ")


@pytest.mark.parametrize(
    "typed",
    [
        "Yên Phú", "yen phu", "X. Yên Phú", "12079", "Xã Yên Phú, huyện Yên Mỹ",
        "Thôn Mễ, xã Yên Phú, huyện Yên Mỹ, tỉnh Hưng Yên",
    ],
)  # fmt: skip
def test_knows_commune_by_what_lists_write(typed: str) -> None:
    row = read_person(commune=typed)

    assert (row.status, row.values.commune_code) == (OK, "12079")


@pytest.mark.parametrize("typed", ["Xã Yên Phu", "Xã Yên Mỹ", "Xã Tân Lạp", None])
def test_asks_about_commune_that_is_nearly_right(typed: Plain) -> None:
    row = read_person(commune=typed)

    assert (status_of(row, "H2"), row.values.commune_code) == (QUESTION, None)


def test_place_outside_the_province_is_a_text() -> None:
    row = read_person(commune="Xã Vũ Tiến, huyện Vũ Thư, tỉnh Thái Bình")

    assert (row.status, row.values.commune_code, row.values.place_text) == (
        OK,
        None,
        "Xã Vũ Tiến, huyện Vũ Thư, tỉnh Thái Bình",
    )
    assert status_of(read_person(commune="Xã Phố Mẫu"), "H2") is REFUSE


@pytest.mark.parametrize(
    ("typed", "name", "word"),
    [
        ("Nguyễn  Văn\nMẫu", "Nguyễn Văn Mẫu", ""),
        ("Nguyễn\u00a0Văn\u200b Mẫu ", "Nguyễn Văn Mẫu", ""),
        ("Ðặng Văn Mẫu", "Đặng Văn Mẫu", ""),
        ("Ông Nguyễn Văn Mẫu", "Nguyễn Văn Mẫu", "ông"),
        ("Đ/c Lê Mẫu", "Lê Mẫu", "đồng chí"),
        ("Tống Văn Mẫu", "Tống Văn Mẫu", ""),
        ("Đoàn Văn Mẫu", "Đoàn Văn Mẫu", ""),
    ],
)
def test_cleans_names_and_changes_nothing_else(typed: str, name: str, word: str) -> None:
    row = read_person(name=typed)

    assert (row.status, row.values.name, row.values.form_of_address) == (OK, name, word)
    assert row.values.kind is NomineeKind.INDIVIDUAL


@pytest.mark.parametrize(
    "typed",
    [
        "NGUYỄN VĂN MẪU",
        "nguyễn văn mẫu",
        "Ông Hai",
        "Nguyễn Văn A và Trần Thị B",
        "Nguyễn Văn A (Nhật Bản)",
        "Lê Mẫu 2",
    ],
)
def test_asks_about_names_that_may_be_wrong(typed: str) -> None:
    assert status_of(read_person(name=typed), "B2") is QUESTION


@pytest.mark.parametrize("typed", [None, '=HYPERLINK("http://mau.invalid";"x")', "@SUM(A1)", "123", "–"])
def test_refuses_cell_that_holds_no_name(typed: Plain) -> None:
    row = read_person(name=typed)

    assert (status_of(row, "B2"), row.values.name) == (REFUSE, None)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Công ty Mẫu", NomineeKind.ENTERPRISE), ("Hộ ông Nguyễn Văn Mẫu", NomineeKind.HOUSEHOLD),
        ("Tổ Covid cộng đồng thôn Đoài", NomineeKind.COLLECTIVE), ("Đoàn xã Yên Phú", NomineeKind.COLLECTIVE),
        ("Trường Tiểu học Mẫu", NomineeKind.COLLECTIVE),
    ],
)  # fmt: skip
def test_knows_bodies_by_their_names(name: str, kind: NomineeKind) -> None:
    row = read_person(name=name, birth=None, sex=None, number=None, position=None, workplace=None)

    assert (row.status, row.values.kind) == (OK, kind)
    assert status_of(read_person(name=name, birth=None, number=None), "D2") is QUESTION


@pytest.mark.parametrize(
    ("typed", "money"),
    [
        ("80 triệu đồng", 80_000_000), ("80.000.000", 80_000_000), ("80,000,000đ", 80_000_000), (5e6, 5_000_000),
        ("10tr", 10_000_000), ("1,5 tỷ", 1_500_000_000), ("1 tỷ 200 triệu", 1_200_000_000), ("500 nghìn", 500_000),
        ("Ủng hộ 5 triệu đồng", 5_000_000), ("100.000.000 VNĐ", 100_000_000), ("5.000.000,00", 5_000_000),
    ],
)  # fmt: skip
def test_reads_sums_that_are_plain(typed: Plain, money: int) -> None:
    (row,) = read(sheet_of(*contribution(typed))).rows

    assert (row.status, row.values.money_vnd) == (OK, money)


@pytest.mark.parametrize(
    "typed", ["80", 80.0, "1.500", "USD 1,000", "$100", "10 thùng mì", "2 triệu đồng và 10 thùng mì", "mười triệu"]
)
def test_asks_about_sums_that_are_not(typed: Plain) -> None:
    (row,) = read(sheet_of(*contribution(typed))).rows

    assert (status_of(row, "C2"), row.values.money_vnd) == (QUESTION, None)


@pytest.mark.parametrize("typed", [-500_000.0, "-500.000", "(500.000)", "=SUM(A1:A9)"])
def test_refuses_sums_below_nothing(typed: Plain) -> None:
    (row,) = read(sheet_of(*contribution(typed))).rows

    assert status_of(row, "C2") is REFUSE


def test_unit_above_the_table_counts() -> None:
    (row,) = read(sheet_of(("Đơn vị tính: triệu đồng",), *contribution(80.0))).rows

    assert (row.status, row.values.money_vnd) == (OK, 80_000_000)


def contribution(typed: Plain) -> tuple[tuple[Plain, ...], ...]:
    """A list of one contribution."""
    heading = ("Họ tên", "Địa chỉ", "Số tiền, hiện vật", "Ngày ủng hộ", "Nơi nhận", "Hình thức", "Năm sinh", "Nam/Nữ")
    return heading, ("Lê Mẫu", "Xã Yên Phú", typed, "05/9/2021", "Quỹ xã", "GK xã", 1990.0, "Nữ")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("01/7/2021 - 31/8/2021", OK), ("từ 01/7 đến 31/8/2021", OK), ("01/7/2021-31/8/2021", OK),
        ("từ ngày 1/7/2021 đến hết ngày 31/8/2021", OK), ("tháng 8/2021", QUESTION), ("2 tháng hè 2021", QUESTION),
        ("từ tháng 7 đến tháng 8/2021", QUESTION), ("31/8/2021 - 01/7/2021", REFUSE), ("1/7/2021 - 1/9/2031", REFUSE),
    ],
)  # fmt: skip
def test_reads_period_of_one_cell(typed: str, expected: RowStatus) -> None:
    heading = (*HEADINGS[:10], "Thời gian")

    (row,) = read(sheet_of(heading, (*PERSON[:10], typed))).rows

    assert status_of(row, "K2") is expected
    assert (row.values.began_on is not None) == (expected is not QUESTION)


def test_divides_position_from_workplace() -> None:
    heading = ("TT", "Họ tên", "Năm sinh", "Nam/Nữ", "Chức vụ, đơn vị công tác", "Xã", "Hình thức")
    cells = [
        ("Trạm trưởng - Trạm Y tế xã Mẫu", "Trạm trưởng", "Trạm Y tế xã Mẫu", OK),
        ("Công chức Văn hóa - Xã hội, UBND xã Mẫu", "Công chức Văn hóa - Xã hội", "UBND xã Mẫu", OK),
        ("Trưởng phòng\nCông ty Mẫu", "Trưởng phòng", "Công ty Mẫu", OK),
        ("Dân quân thường trực", "Dân quân thường trực", "", OK),
        ("Chủ tịch Hội Nông dân xã Mẫu", "Chủ tịch Hội Nông dân xã Mẫu", "", QUESTION),
    ]
    rows = [
        (float(n), f"Lê Văn Mẫu {'ABCDE'[n]}", 1990.0, "Nam", cell[0], "Yên Phú", "GK xã")
        for n, cell in enumerate(cells)
    ]

    read_rows = read(sheet_of(heading, *rows)).rows

    assert [(row.values.position, row.values.workplace, row.status) for row in read_rows] == [
        cell[1:] for cell in cells
    ]
