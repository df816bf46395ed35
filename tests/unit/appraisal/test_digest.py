"""The daily digest: on which days and from when, to whom, and which cases it names."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.appraisal.domain.digest import (
    MOST_LINES,
    PressingCase,
    Workload,
    choose_cases,
    choose_readers,
    digest_id,
    is_time,
    write_digest,
)
from shared.directory.bodies import Account
from shared.directory.roles import Role
from shared.events.envelope import MAX_BYTES, event_id, outgoing
from shared.events.words import Level
from tests.unit.appraisal.fake_people import account
from tests.unit.appraisal.samples import CALENDAR, NOW, YEN_PHU
from tests.unit.directory.samples import BY_PAPER

HALF_PAST_SEVEN = time(7, 30)
OFFICER = replace(account("an", "An", Role.OFFICER, authority=YEN_PHU.code), mail="an@hungyen.example")
HEAD = replace(account("binh", "Bình", Role.HEAD, authority=YEN_PHU.code), mail="binh@hungyen.example")
DEPUTY = replace(account("chi", "Chi", Role.DEPUTY, authority=YEN_PHU.code), mail="chi@hungyen.example")
CLERK = replace(account("dung", "Dung", Role.CLERK, authority=YEN_PHU.code), mail="dung@hungyen.example")
NOTHING = Workload(YEN_PHU, open=0, overdue=0, due_soon=0, returned=0, approved=0, theirs=0, unassigned=0, pressing=())


def pressing(number: str, day: int, assigned_to: str = "") -> PressingCase:
    return PressingCase(number, f"Người {number}", "Giấy khen", date(2021, 10, day), assigned_to)


@pytest.mark.parametrize(
    ("at", "is_due"),
    [
        (datetime(2021, 10, 4, 0, 29, tzinfo=UTC), False),  # Monday, 7:29 in Vietnam
        (datetime(2021, 10, 4, 0, 30, tzinfo=UTC), True),
        (datetime(2021, 10, 4, 16, 59, tzinfo=UTC), True),
        (datetime(2021, 10, 4, 17, 1, tzinfo=UTC), False),  # Tuesday there, and too early
        (datetime(2021, 10, 2, 3, 0, tzinfo=UTC), False),  # Saturday
        (datetime(2021, 10, 3, 3, 0, tzinfo=UTC), False),  # Sunday
        (datetime(2021, 9, 2, 3, 0, tzinfo=UTC), False),  # Quốc khánh, a Thursday
        (datetime(2026, 8, 22, 3, 0, tzinfo=UTC), True),  # a Saturday that is worked
        (datetime(2026, 1, 2, 3, 0, tzinfo=UTC), False),  # a Friday that is off
    ],
)
def test_digests_are_due_on_working_days_from_the_set_time(at: datetime, *, is_due: bool) -> None:
    assert is_time(at, HALF_PAST_SEVEN, CALENDAR) is is_due


def test_officers_heads_and_authorised_deputies_get_digests() -> None:
    held = replace(BY_PAPER, account=DEPUTY.id)

    assert choose_readers([OFFICER, HEAD, DEPUTY, CLERK], [held], NOW) == (OFFICER, HEAD, DEPUTY)


def test_a_deputy_without_authorisation_gets_no_digest() -> None:
    of_somebody_else = replace(BY_PAPER, account=OFFICER.id)
    over = replace(BY_PAPER, account=DEPUTY.id, begins_on=date(2020, 1, 1), ends_on=date(2020, 12, 31))

    assert choose_readers([DEPUTY], [of_somebody_else, over], NOW) == ()


@pytest.mark.parametrize("one", [replace(OFFICER, wants_digest=False), replace(OFFICER, mail=None)])
def test_who_declined_or_has_no_address_is_not_told(one: Account) -> None:
    assert choose_readers([one, HEAD], [], NOW) == (HEAD,)


def test_the_reader_s_own_cases_come_first_then_the_oldest() -> None:
    cases = [
        pressing("a", 3),
        pressing("b", 1, "binh"),
        pressing("c", 9, "an"),
        pressing("d", 2),
        pressing("e", 7, "an"),
    ]

    assert [case.number for case in choose_cases(cases, "an")] == ["e", "c", "b", "d", "a"]


@given(
    st.lists(
        st.builds(pressing, st.text(max_size=3), st.integers(1, 28), st.sampled_from(["", "an", "binh"])), max_size=60
    )
)
def test_what_is_left_out_never_presses_more_than_what_is_named(cases: list[PressingCase]) -> None:
    shown = choose_cases(cases, "an")
    left_out = list(cases)
    for each in shown:
        left_out.remove(each)

    assert len(shown) == min(len(cases), MOST_LINES)
    for each in left_out:
        assert all((last.assigned_to != "an", last.due_on) <= (each.assigned_to != "an", each.due_on) for last in shown)


@pytest.mark.parametrize(
    ("standing", "is_empty"),
    [
        (NOTHING, True),
        (replace(NOTHING, returned=3), True),
        (replace(NOTHING, open=1), False),
        (replace(NOTHING, approved=1), False),
    ],
)
def test_a_digest_is_empty_when_nothing_waits(standing: Workload, *, is_empty: bool) -> None:
    assert standing.is_empty is is_empty


def test_a_digest_has_one_id_whoever_writes_it() -> None:
    first = write_digest(Level.COMMUNE, replace(NOTHING, open=1), "an", soon_on=NOW.date(), at=NOW)
    second = write_digest(Level.COMMUNE, replace(NOTHING, open=2), "an", soon_on=NOW.date(), at=NOW)

    assert event_id(first) == event_id(second)
    assert (
        len(
            {
                digest_id(level, authority, person, day)
                for level in (Level.COMMUNE, Level.STATE)
                for authority in ("33.327.12079", "33.327")
                for person in ("an", "binh")
                for day in (date(2021, 10, 4), date(2021, 10, 5))
            }
        )
        == 2**4
    )


def test_the_longest_digest_fits_into_a_message() -> None:
    long = [PressingCase("BDQHS-7MDPX-9", "Ặ" * 300, "Ặ" * 300, NOW.date(), "an") for _ in range(500)]

    due = write_digest(Level.COMMUNE, replace(NOTHING, open=500, pressing=long), "an", soon_on=NOW.date(), at=NOW)

    assert len(outgoing(due, source="commune", at=NOW).body) < MAX_BYTES
    assert len(due.lines) == MOST_LINES
