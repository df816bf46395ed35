"""Who goes on with whose work, day by day."""

from datetime import date, timedelta

import pytest

from shared.directory.bodies import Account, Authority, Commune, Former
from shared.directory.roles import Role
from shared.directory.succession import Link, Succession
from shared.events.words import Level
from shared.identity.viewer import view
from shared.refusals import NotAllowedError

ON = date(2025, 7, 1)
LAST = ON - timedelta(days=1)
# a and b become n; n's own successor is z a year later; u is worked for by a; x ends and nobody goes on.
LINKS = {
    "a": Link(LAST, "n"),
    "b": Link(LAST, "n"),
    "n": Link(date(2026, 6, 30), "z"),
    "u": Link(worked_by="a"),
    "x": Link(LAST),
}
BEFORE, AFTER, LATER = (Succession(LINKS, day) for day in (LAST, ON, date(2026, 7, 1)))


def officer(*authorities: str, unit: str | None = None) -> Account:
    roles = frozenset({Role.OFFICER, Role.SUBMITTER})
    return Account("i", "i", "Mẫu", roles, unit, frozenset(authorities))


def test_until_its_last_day_a_body_acts_itself() -> None:
    assert BEFORE.heir("a") == "a"
    assert BEFORE.workers("a") == {"a"}
    assert BEFORE.acting({"n"}) == {"n"}
    assert BEFORE.acting({"a"}) == {"a", "u"}


def test_a_successor_does_the_work_from_its_day_on() -> None:
    assert AFTER.heir("a") == AFTER.heir("b") == "n"
    assert AFTER.acting({"n"}) == {"n", "a", "b", "u"}
    assert AFTER.acting({"a"}) == frozenset()
    assert AFTER.forebears("n") == {"n", "a", "b"}


def test_successors_of_successors_go_on() -> None:
    assert LATER.heir("a") == "z"
    assert LATER.acting({"z"}) == {"z", "n", "a", "b", "u"}
    assert LATER.forebears("z") == {"z", "n", "a", "b"}


def test_who_ends_without_successor_has_nobody() -> None:
    assert AFTER.heir("x") == "x"
    assert AFTER.workers("x") == frozenset()
    assert AFTER.acting({"x"}) == frozenset()


def test_whoever_is_worked_for_is_nobodys_own() -> None:
    assert BEFORE.inherited({"a"}) == {"a"}
    assert AFTER.inherited({"n"}) == {"n", "a", "b"}
    assert AFTER.inherited({"a"}) == frozenset()
    assert LATER.inherited({"z"}) == {"z", "n", "a", "b"}


@pytest.mark.parametrize(("standing", "code"), [(BEFORE, "a"), (AFTER, "n"), (LATER, "z")])
def test_a_viewer_knows_which_work_is_lent(standing: Succession, code: str) -> None:
    viewer = view(officer(code), standing, Succession({}, ON))

    assert viewer.lent == {"u"}
    assert viewer.own == viewer.authorities - {"u"}


@pytest.mark.parametrize("standing", [BEFORE, AFTER, LATER])
@pytest.mark.parametrize("code", [*LINKS, "z", "other"])
def test_workers_of_a_body_and_whom_they_act_for_agree(standing: Succession, code: str) -> None:
    assert {one for one in (*LINKS, "z", "other") if code in standing.acting({one})} == standing.workers(code)


def test_a_circle_that_was_written_by_hand_comes_to_an_end() -> None:
    circle = Succession({"a": Link(LAST, "b", "b"), "b": Link(LAST, "a", "a")}, ON)

    assert circle.workers("a") == frozenset()
    assert circle.heir("a") in {"a", "b"}


def test_people_of_an_ended_authority_are_told_why() -> None:
    viewer = view(officer("a"), AFTER, Succession({}, ON))

    assert viewer.authorities == frozenset()
    assert viewer.roles == {Role.SUBMITTER}
    with pytest.raises(NotAllowedError, match=r"đã kết thúc hoạt động.*chuyển tài khoản"):
        viewer.require(Role.HEAD, Role.OFFICER)


def test_people_of_an_ended_unit_submit_for_its_successor() -> None:
    viewer = view(officer(unit="a"), Succession({}, ON), AFTER)

    assert (viewer.unit, viewer.units) == ("n", {"n", "a", "b"})


def test_a_name_holds_until_its_last_day() -> None:
    first, second = Former(date(2021, 1, 1), "A", "A", "Trưởng A"), Former(LAST, "B", "B", "Trưởng B")
    renamed = Authority("a", "C", "C", (Level.DEPARTMENT,), "Trưởng C", former=(second, first))

    named = [renamed.on(day).name for day in (date(2021, 1, 1), date(2021, 1, 2), LAST, ON)]

    assert named == ["A", "B", "B", "C"]


def test_a_commune_counts_for_what_happened_while_it_existed() -> None:
    old = Commune("12079", "Xã Cũ", "xã", "327", ends_on=LAST)
    new = Commune("12999", "Xã Mới", "xã", "327", begins_on=ON)

    assert old.overlaps(LAST, ON)
    assert not old.overlaps(ON, ON)
    assert new.overlaps(LAST, ON)
    assert not new.overlaps(LAST, LAST)
