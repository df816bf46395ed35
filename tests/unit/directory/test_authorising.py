"""An authorisation holds from its first day to its last, by the wall in Hưng Yên, unless it is ended before."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from shared.directory.authorising import Authorisation, AuthorisationOverError, Paper, checked, ended, why_not
from shared.refusals import InvalidError
from tests.unit.directory.samples import BY_PAPER

OCTOBER = replace(BY_PAPER, begins_on=date(2021, 10, 1), ends_on=date(2021, 10, 31))
AUTHORITY = next(iter(OCTOBER.authorities))
TODAY = date(2021, 10, 5)
# Midnight in Hưng Yên is 17:00 of the day before by UTC.
BEFORE_IT_BEGINS = datetime(2021, 9, 30, 16, 59, 59, 999_000, tzinfo=UTC)
FIRST_MOMENT = datetime(2021, 9, 30, 17, 0, tzinfo=UTC)
LAST_MOMENT = datetime(2021, 10, 31, 16, 59, 59, 999_000, tzinfo=UTC)
AFTER_IT_ENDS = datetime(2021, 10, 31, 17, 0, tzinfo=UTC)
NOON = datetime(2021, 10, 5, 5, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "holds"),
    [(BEFORE_IT_BEGINS, False), (FIRST_MOMENT, True), (LAST_MOMENT, True), (AFTER_IT_ENDS, False)],
)
def test_it_holds_from_its_first_moment_to_its_last(at: datetime, *, holds: bool) -> None:
    assert OCTOBER.holds(at) is holds


def test_ended_early_it_holds_until_that_moment() -> None:
    over = ended(OCTOBER, "Lê Văn Chủ", NOON)

    assert over.holds(NOON - timedelta(milliseconds=1))
    assert not over.holds(NOON)
    assert over.ended_by_name == "Lê Văn Chủ"


@pytest.mark.parametrize("over", [replace(OCTOBER, ends_on=date(2021, 10, 4)), ended(OCTOBER, "A", NOON)])
def test_what_is_over_is_not_ended_again(over: Authorisation) -> None:
    with pytest.raises(AuthorisationOverError, match="Không còn gì để kết thúc"):
        ended(over, "Người khác", NOON)


@pytest.mark.parametrize(
    ("given", "at", "told"),
    [
        ((), NOON, "Chưa ghi nhận văn bản ủy quyền nào"),
        ((OCTOBER,), BEFORE_IT_BEGINS, "chỉ bắt đầu từ ngày 01/10/2021"),
        ((OCTOBER,), AFTER_IT_ENDS, "15/UQ-UBND ngày 30/09/2021 đã hết vào ngày 31/10/2021"),
        ((ended(OCTOBER, "A", NOON),), AFTER_IT_ENDS, "kết thúc sớm vào ngày 05/10/2021"),
        ((replace(OCTOBER, authorities=frozenset({"33.mttq"})),), NOON, "không gồm cơ quan này"),
        (
            (replace(OCTOBER, ends_on=date(2021, 10, 2)), replace(OCTOBER, begins_on=date(2021, 10, 20))),
            NOON,
            "chỉ bắt đầu từ ngày 20/10/2021",
        ),
    ],
)
def test_a_deputys_refusal_names_paper_end_and_remedy(
    given: tuple[Authorisation, ...], at: datetime, told: str
) -> None:
    words = why_not(given, AUTHORITY, at)

    assert told in words
    assert "Chuyển việc cho thủ trưởng" in words


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (replace(OCTOBER, begins_on=date(2021, 11, 1)), "ends_on"),
        (replace(OCTOBER, ends_on=date(2021, 10, 4)), "ends_on"),
        (replace(OCTOBER, ends_on=date(9999, 12, 31)), "ends_on"),
        (replace(OCTOBER, paper=Paper("", date(2021, 9, 30))), "paper.number"),
        (replace(OCTOBER, paper=Paper("1/UQ", date(2021, 10, 2))), "paper.signed_on"),
        (replace(OCTOBER, paper=Paper("1/UQ", date(1, 1, 1))), "paper.signed_on"),
        (replace(OCTOBER, paper=Paper("1/UQ", date(2021, 10, 6))), "paper.signed_on"),
    ],
)
def test_what_cannot_be_a_paper_of_today_is_named_at_its_field(wrong: Authorisation, field: str) -> None:
    with pytest.raises(InvalidError) as refusal:
        checked(wrong, today=TODAY)

    assert [problem.field for problem in refusal.value.problems] == [field]


def test_an_authorisation_may_be_signed_begin_and_end_today() -> None:
    today = replace(OCTOBER, begins_on=TODAY, ends_on=TODAY, paper=Paper("1/UQ", TODAY))

    assert checked(today, today=TODAY) == today
