"""Whatever stands in a list, reading it gives a preview or a refusal in words, and soon."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.intake.domain.lists.confirming import ListAnswers, RowAnswer, confirm
from services.intake.domain.lists.preview import ListPreview, ListRow
from services.intake.domain.lists.tables import find_table
from shared.files.sheets import Area
from shared.refusals import InvalidError
from shared.text.seen import has_word
from tests.unit.intake.list_samples import HEADINGS, PERSON, TODAY, VOCABULARY, Plain, read, read_person, sheet_of

COLUMNS = ("name", "birth", "sex", "position", "workplace", "number", "commune", "form", "summary", "began", "ended")
PIECES = [
    "Nguyễn", "Công ty", "ông", "Bà", "Tổng", "Cộng", "1990", "05/07", "/", "-", "tháng 7", "ngày", "từ", "đến", "xã",
    "Yên Phú", "huyện", "BK", "GK", "tỉnh", "80", "triệu", "tỷ", "đồng", "USD", "033090000103", "E+10", "=", "'", "x",
    "(", ")", "nt", "I", "II.", "CÁ NHÂN", "µ", "\u00ad", "\u200b", "\n", " ", ",", ";", "Năm sinh", "Họ và tên", "TM.",
]  # fmt: skip
TEXTS = st.one_of(st.lists(st.sampled_from(PIECES), max_size=6).map(" ".join), st.text(max_size=40))
VALUES: st.SearchStrategy[Plain] = st.one_of(
    st.none(), TEXTS, st.floats(allow_nan=False, allow_infinity=False), st.booleans(), st.dates(), st.just(1e300)
)
LONG = [
    "1" * 12_000, "1." * 6_000, "Nguyễn " * 1_700, "a" + " " * 11_000 + "b", "1/1/" * 3_000, "xã " * 4_000,
    "(" * 12_000, "1e" * 6_000, ", xã a" * 2_000, "aù" * 6_000, "µ" * 12_000, "từ ngày 1/1 " * 900, "1 tỷ " * 2_400,
    "\u0301" * 9_000,
]  # fmt: skip


def preview_of(*rows: tuple[Plain, ...], merged: tuple[Area, ...] = ()) -> ListPreview | None:
    with suppress(InvalidError):
        return read(sheet_of(*rows, merged=merged))
    return None


def accept_all(row: ListRow) -> RowAnswer:
    mended = frozenset(one.about for one in row.refusals)
    return RowAnswer(accepts=frozenset(one.about for one in row.questions), mends=mended)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(*[VALUES] * len(HEADINGS)), max_size=2))
def test_rows_of_anything_are_read_or_refused(rows: list[tuple[Plain, ...]]) -> None:
    preview = preview_of(HEADINGS, PERSON, *rows)

    assert preview is not None
    assert preview.rows[0].row == 2
    for row in preview.rows:
        assert all(has_word(one.say) and one.cell for one in (*row.questions, *row.refusals))
        assert all(one.remedy for one in row.refusals)
        assert row.values.name is None or has_word(row.values.name)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(*[VALUES] * 5), min_size=1, max_size=6), st.integers(1, 5), st.integers(1, 5))
def test_sheets_of_anything_are_read_or_refused(rows: list[tuple[Plain, ...]], left: int, top: int) -> None:
    preview_of(*rows, merged=(Area(top, left, top + 2, left), Area(1, left, 1, left + 1)))


@settings(max_examples=60, deadline=None)
@given(st.tuples(*[VALUES] * len(HEADINGS)))
def test_confirming_anything_gives_bodies_or_problems(row: tuple[Plain, ...]) -> None:
    preview = preview_of(HEADINGS, row)
    if preview is None:
        return
    answers = ListAnswers(began_on=date(2021, 7, 1), ended_on=date(2021, 8, 1), takes_sex_from_number=True)
    accepted = {
        (one.sheet, one.row): RowAnswer(
            accepts=frozenset(each.about for each in one.questions),
            mends=frozenset(each.about for each in one.refusals),
        )
        for one in preview.rows
    }

    found = confirm(preview, answers, accepted, VOCABULARY, TODAY)

    assert len(found.nominations) + len(found.waiting) == len(preview.rows)
    assert all(one.say and one.cell for nomination in found.nominations for one in nomination.problems)


@pytest.mark.parametrize("text", LONG, ids=range(len(LONG)))
@pytest.mark.timeout(20)
def test_long_cells_cost_no_more_than_their_length(text: str) -> None:
    for column in COLUMNS:
        read_person(**{column: text})
    preview_of(("Họ tên", "Địa chỉ", "Số tiền, hiện vật", "Ngày ủng hộ", "Hình thức"), ("Lê Mẫu", *[text] * 4))
    preview_of((*HEADINGS[:10], "Thời gian"), (*PERSON[:10], text))
    preview_of((text, *HEADINGS), (text, *PERSON))


def test_blank_and_single_rows_have_no_table() -> None:
    assert find_table(sheet_of(("",)), [1], 0) is None
    assert preview_of((None,)) is None
