"""A list that was read becomes nominations by answers only, under the rules of a submission."""

from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from services.intake.domain.lists.confirming import Confirmed, ListAnswers, RowAnswer, RowKey, confirm
from services.intake.domain.lists.preview import ListPreview
from shared.events.content import NominationContent
from shared.events.words import Duty, NomineeKind
from tests.unit.intake.list_samples import HEADINGS, PERSON, TODAY, VOCABULARY, read, sheet_of

ANSWERS = ListAnswers(duty=Duty.DIRECT, ground="truc-tiep-phong-chong", target_group="truc-tiep", consent=True)
ASKING = (2.0, "LÊ THỊ MẪU", "1991", "Nữ", "Y sĩ", "Trạm", "033191000104", *PERSON[7:])


def confirmed(
    preview: ListPreview, answers: ListAnswers = ANSWERS, rows: dict[RowKey, RowAnswer] | None = None
) -> Confirmed:
    return confirm(preview, answers, rows or {}, VOCABULARY, TODAY)


def test_plain_row_becomes_the_apis_own_body() -> None:
    (row,) = confirmed(read(sheet_of(HEADINGS, PERSON))).nominations

    content = NominationContent.model_validate(row.body)

    assert row.problems == ()
    assert (content.nominee.kind, content.nominee.name) == (NomineeKind.INDIVIDUAL, "Nguyễn Văn Mẫu")
    assert content.nominee.birth_date == date(1990, 7, 5)
    assert content.nominee.place.commune == "12079"
    assert content.award_form == "bang-khen-tinh"
    assert (content.achievement.began_on, content.achievement.ended_on) == (date(2021, 7, 1), date(2021, 8, 31))
    assert (content.nominee.duty, content.consent) == (Duty.DIRECT, True)


def test_birth_known_by_year_stays_a_year() -> None:
    (row,) = confirmed(read(sheet_of(HEADINGS, (1.0, "Lê Mẫu", "1990", *PERSON[3:])))).nominations

    content = NominationContent.model_validate(row.body)

    assert row.problems == ()
    assert (content.nominee.birth_date, content.nominee.birth_year) == (None, 1990)


def test_row_that_asks_waits_and_others_come_in() -> None:
    found = confirmed(read(sheet_of(HEADINGS, PERSON, ASKING)))

    assert [row.row for row in found.nominations] == [2]
    assert [row.row for row in found.waiting] == [3]


def test_accepted_suggestion_is_taken() -> None:
    preview = read(sheet_of(HEADINGS, PERSON, ASKING))

    found = confirmed(preview, rows={("DS", 3): RowAnswer(accepts=frozenset({"name.capitals"}))})

    assert found.waiting == ()
    assert NominationContent.model_validate(found.nominations[1].body).nominee.name == "Lê Thị Mẫu"


def test_refused_cell_needs_a_value_typed_anew() -> None:
    preview = read(sheet_of(HEADINGS, (*PERSON[:6], "033", *PERSON[7:])))
    (row,) = preview.rows
    mended = RowAnswer(
        mends=frozenset({one.about for one in row.refusals}),
        values=replace(row.values, identity_number="033090000103"),
    )

    accepted = confirmed(preview, rows={("DS", 2): RowAnswer(accepts=frozenset({one.about for one in row.refusals}))})
    found = confirmed(preview, rows={("DS", 2): mended})

    assert (accepted.nominations, accepted.waiting) == ((), (row,))
    assert NominationContent.model_validate(found.nominations[0].body).nominee.identity_number == "033090000103"


def test_row_left_out_neither_comes_in_nor_waits() -> None:
    found = confirmed(read(sheet_of(HEADINGS, PERSON)), rows={("DS", 2): RowAnswer(is_left_out=True)})

    assert (found.nominations, found.waiting) == ((), ())


def test_nothing_unanswered_is_filled_in() -> None:
    preview = read(sheet_of(HEADINGS[:9], PERSON[:9]))

    found = confirmed(preview, ListAnswers())

    assert found.questions == ("period", "summary")
    (row,) = found.nominations
    assert {"ground", "target_group", "consent"} & {name for name, value in row.body.items() if value} == set()
    assert [(one.about, one.cell) for one in row.problems] == [
        ("ground", "B2"),
        ("target_group", "B2"),
        ("achievement.summary", "B2"),
        ("achievement.began_on", "B2"),
        ("achievement.ended_on", "B2"),
    ]


def test_one_answer_serves_all_rows() -> None:
    preview = read(
        sheet_of(
            HEADINGS[:10],
            *((float(n), f"Lê Mẫu {['Ánh', 'Bình', 'Chi'][n]}", *PERSON[2:6], None, *PERSON[7:10]) for n in range(3)),
        )
    )
    answers = replace(ANSWERS, began_on=date(2021, 7, 1), ended_on=date(2021, 8, 31))

    found = confirmed(preview, answers)

    assert found.questions == ()
    assert [row.problems for row in found.nominations] == [(), (), ()]


def test_rules_of_a_submission_are_told_at_the_cell() -> None:
    preview = read(sheet_of(HEADINGS, (1.0, "Lê Mẫu", "15/07/2021", *PERSON[3:6], None, *PERSON[7:])))

    (row,) = confirmed(preview).nominations

    assert [(one.cell, one.about) for one in row.problems] == [("C2", "nominee.birth_date")]


def test_contribution_is_the_achievement_once_it_is_confirmed() -> None:
    heading = ("Tên", "Địa chỉ", "Số tiền, hiện vật", "Ngày ủng hộ", "Nơi nhận", "Hình thức")
    preview = read(sheet_of(heading, ("Công ty Mẫu", "Xã Yên Phú", "80 triệu đồng", "20/8/2021", "Quỹ xã", "BK tỉnh")))
    answers = ListAnswers(ground="dong-gop", target_group="ho-tro", takes_gifts_as_achievement=True)

    (unconfirmed,) = confirmed(preview, replace(answers, takes_gifts_as_achievement=False)).nominations
    (row,) = confirmed(preview, answers).nominations
    content = NominationContent.model_validate(row.body)

    assert "achievement.summary" in {one.about for one in unconfirmed.problems}
    assert row.problems == ()
    assert content.gift is not None
    assert (content.gift.money_vnd, content.gift.given_on) == (80_000_000, date(2021, 8, 20))
    assert content.achievement.summary == "Ủng hộ 80.000.000 đồng cho Quỹ xã, ngày 20/08/2021."
    assert content.achievement.began_on == date(2021, 8, 20)


def test_sex_comes_from_number_only_when_confirmed() -> None:
    heading = ("Họ tên", "Ngày sinh", "CCCD", "Xã", "Hình thức", "Thành tích", "Từ ngày", "Đến ngày")
    preview = read(sheet_of(heading, (*PERSON[1:3], PERSON[6], *PERSON[7:])))

    (without,) = confirmed(preview).nominations
    (row,) = confirmed(preview, replace(ANSWERS, takes_sex_from_number=True)).nominations

    assert [one.about for one in without.problems] == ["nominee.sex"]
    assert row.problems == ()


@settings(max_examples=60, deadline=None)
@given(st.permutations(range(len(HEADINGS))), st.integers(0, 3), st.integers(0, 4))
def test_columns_may_stand_in_any_order(order: list[int], left: int, above: int) -> None:
    blank = (None,) * left
    titles = [("DANH SÁCH ĐỀ NGHỊ KHEN THƯỞNG",)] * above
    heading, person = ((*blank, *(row[place] for place in order)) for row in (HEADINGS, PERSON))

    moved = read(sheet_of(*titles, heading, person)).rows

    assert [row.values for row in moved] == [row.values for row in read(sheet_of(HEADINGS, PERSON)).rows]
    assert [row.questions + row.refusals for row in moved] == [()]
