"""However facts arrive – late, doubled, shuffled – a nomination's story is told in the order of its levels."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import permutations
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.domain.history_sentences import sentence
from services.intake.domain.incoming_facts import MOST_WAITING, Overdue, apply_overdue
from services.intake.domain.nomination import Change, Nomination
from services.intake.domain.order import put_in_order
from services.intake.domain.reports import Reported
from services.intake.domain.status import Fact
from services.intake.domain.supplement import supplement
from services.intake.domain.withdrawal import request_withdrawal
from services.intake.web.api.nominations import show_whole
from shared.events.cases import (
    CaseApproved,
    CaseDeclined,
    CaseDelayed,
    CaseForwarded,
    CaseOpened,
    CaseReferred,
    CaseReopened,
    CaseReturned,
    CaseWithdrawn,
    WithdrawalRefused,
)
from shared.events.content import AuthorityRef
from shared.events.envelope import event_id
from shared.events.nominations import NominationFact
from shared.events.words import Outcome, PublicStatus
from shared.refusals import ConflictError, MalformedMessageError, NotYetError
from tests.chains import is_whole
from tests.unit.intake.samples import (
    CONTENT,
    FORMS,
    NOW,
    Told,
    a_decision,
    a_nomination,
    apply_all,
    case_fact,
    case_story,
    change_by,
)
from tests.unit.signing.samples import SIGNING_KEY

APPROVED: Sequence[Told] = ((CaseOpened, 1, 1), (CaseForwarded, 1, 3), (CaseOpened, 2, 1), (CaseApproved, 2, 2))
STORIES: dict[str, Sequence[Told]] = {
    "approved": APPROVED,
    "declined": ((CaseOpened, 1, 1), (CaseDelayed, 1, 2), (CaseDeclined, 1, 5), (WithdrawalRefused, 1, 6)),
    "referred": (
        *((CaseOpened, 1, 1), (CaseReferred, 1, 4), (CaseOpened, 3, 1), (CaseForwarded, 3, 2), (CaseOpened, 4, 1)),
        *((CaseForwarded, 4, 2), (CaseOpened, 5, 1), (CaseApproved, 5, 2)),
    ),
    "withdrawn": ((CaseOpened, 1, 1), (CaseForwarded, 1, 2), (CaseOpened, 2, 1), (CaseWithdrawn, 2, 2)),
    "withdrawn before it was opened": ((CaseOpened, 1, 1), (CaseForwarded, 1, 2), (CaseWithdrawn, 2, 2)),
    "withdrawn too late": (*APPROVED, (WithdrawalRefused, 2, 3)),
}
DUE = NOW + timedelta(minutes=11)
NOBODY = AuthorityRef(code="33.khong-co", name="Không có", level=a_nomination().slip[0].level)


def story(name: str, nomination: Nomination) -> list[Reported]:
    """Everything that the levels report, in their order; what was approved is awarded."""
    told = STORIES[name]
    kind, number, version = told[-1]
    facts: list[Reported] = list(case_story(nomination, told))
    if name == "withdrawn too late":
        facts[-1] = facts[-1].model_copy(update={"standing": Outcome.APPROVE})
    if kind in {CaseApproved, WithdrawalRefused} and name != "declined":
        decision = a_decision([nomination], number, version + 1)
        step = next(one for one in facts if getattr(one, "step", 0) == number)
        facts.append(decision.model_copy(update={"level": step.level, "authority": step.authority}))
    return facts


def deliver(nomination: Nomination, facts: Sequence[Reported]) -> tuple[Nomination, list[NominationFact]]:
    """The nomination and all that is said once these have come; what no route has yet is tried again."""
    waiting, said = list(facts), list[NominationFact]()
    while waiting:
        event = waiting.pop(0)
        try:
            change = change_by(nomination, event)
        except NotYetError:
            waiting.append(event)
            continue
        if change:
            said += announced(change)
            nomination = change.after
    return nomination, said


def announced(change: Change) -> list[NominationFact]:
    return [event for event in change.events if isinstance(event, NominationFact)]


def shown(nomination: Nomination) -> list[UUID]:
    """What levels reported, as the unit reads it."""
    own = {Fact.RECEIVED, Fact.SUPPLEMENTED, Fact.WITHDRAWAL_REQUESTED}
    return [entry.event_id for entry in put_in_order(nomination.history) if entry.fact not in own]


def are_in_order(said: Sequence[NominationFact]) -> bool:
    """Said in the order of places, each after the one before it, and of none that it came early or late."""
    return (
        [one.told_after for one in said] == [0, *(one.version for one in said)][: len(said)]
        and [one.place for one in said] == sorted(one.place for one in said)
        and [one.at for one in said] == sorted(one.at for one in said)
        and not any(one.is_ahead or one.is_late for one in said)
    )


@pytest.mark.parametrize("name", ["approved", "declined", "withdrawn", "withdrawn before it was opened"])
def test_every_permutation_is_told_in_the_order_of_the_levels(name: str) -> None:
    expected = deliver(a_nomination(), story(name, a_nomination()))

    for facts in permutations(story(name, a_nomination())):
        nomination, said = deliver(a_nomination(), facts)

        assert nomination == expected[0]
        assert said == expected[1]


@given(st.sampled_from(sorted(STORIES)), st.data())
def test_shuffled_facts_are_told_once_in_the_levels_order(name: str, data: st.DataObject) -> None:
    facts = story(name, a_nomination())
    again = data.draw(st.lists(st.sampled_from(facts), max_size=4))
    order = data.draw(st.permutations([*facts, *again]))

    nomination, said = deliver(a_nomination(), order)

    assert [entry.event_id for entry in nomination.history[1:]] == [event_id(fact) for fact in facts]
    assert is_whole(nomination)
    assert are_in_order(said)
    assert nomination.waiting == ()


@given(st.data())
def test_a_return_and_its_supplement_stand_where_they_happened(data: st.DataObject) -> None:
    before = case_story(a_nomination(), [(CaseOpened, 1, 1), (CaseReturned, 1, 2)])
    returned, asked = deliver(a_nomination(), data.draw(st.permutations(before)))
    answer = supplement(returned, CONTENT, "Đã bổ sung", NOW, supplied_by="acc-1", key=SIGNING_KEY)
    assert answer is not None
    told = [(CaseOpened, 1, 1), (CaseReturned, 1, 2), (CaseReopened, 1, 3), (CaseForwarded, 1, 4), (CaseOpened, 2, 1)]
    rest = case_story(a_nomination(), told)[2:]

    nomination, said = deliver(answer.after, data.draw(st.permutations(rest)))

    assert [entry.fact.value for entry in put_in_order(nomination.history)] == [
        *("received", "opened", "returned", "supplemented", "reopened", "forwarded", "opened")
    ]
    assert are_in_order([*asked, *said])


@given(st.data())
def test_a_withdrawal_stands_behind_what_was_known_then(data: st.DataObject) -> None:
    facts = story("withdrawn", a_nomination())
    known = data.draw(st.integers(0, len(facts) - 1))
    nomination, _ = deliver(a_nomination(), facts[:known])
    asked = request_withdrawal(nomination, "Nộp nhầm", NOW)
    assert asked is not None

    after, _ = deliver(asked.after, data.draw(st.permutations(facts[known:])))

    told = [entry.fact.value for entry in put_in_order(after.history)]
    assert told.index("withdrawal_requested") == 1 + known
    assert shown(after) == [event_id(fact) for fact in facts]
    assert after.status is PublicStatus.WITHDRAWN


@given(st.permutations(story("approved", a_nomination())))
def test_facts_without_predecessors_are_ordered_by_what_is_known(facts: list[Reported]) -> None:
    older = [one.model_copy(update={"follows": None}) if hasattr(one, "follows") else one for one in facts]

    nomination, said = deliver(a_nomination(), older)

    assert shown(nomination) == [event_id(fact) for fact in story("approved", a_nomination())]
    assert are_in_order(said)


def give_up(nomination: Nomination, at: datetime = DUE) -> Overdue:
    overdue = apply_overdue(nomination, FORMS, at=at, due_at=at + timedelta(minutes=11))
    assert overdue is not None
    return overdue


def wait_for(missing: int) -> tuple[Nomination, list[Reported]]:
    """An approved nomination that knows all but one of its facts, and what waits for that one."""
    facts = story("approved", a_nomination())
    nomination = a_nomination()
    for fact in (*facts[:missing], *facts[missing + 1 :]):
        change = change_by(nomination, fact, DUE)
        nomination = change.after if change else nomination
    return nomination, facts


def test_nothing_is_given_up_before_its_time() -> None:
    nomination, _ = wait_for(1)

    assert apply_overdue(nomination, FORMS, at=DUE - timedelta(seconds=1), due_at=DUE) is None
    assert apply_overdue(a_nomination(), FORMS, at=DUE, due_at=DUE) is None


def test_what_waited_long_enough_is_told_as_incomplete() -> None:
    nomination, facts = wait_for(1)

    change = give_up(nomination).change

    assert shown(change.after) == [event_id(fact) for fact in (facts[0], *facts[2:])]
    assert change.after.status is PublicStatus.AWARDED
    assert [(one.type, one.is_ahead, one.is_late) for one in announced(change)] == [
        ("nomination.approved.v1", True, False),
        ("nomination.awarded.v1", True, False),
    ]
    assert "chưa nhận được thông tin" in sentence(change.after, change.entries[-1])


@pytest.mark.parametrize("missing", [1, 3])
def test_a_late_fact_takes_its_place_and_is_never_the_latest(missing: int) -> None:
    nomination, facts = wait_for(missing)
    ahead = give_up(nomination).change.after

    change = change_by(ahead, facts[missing])

    assert change is not None
    after = change.after
    assert (after.status, after.position) == (PublicStatus.AWARDED, ahead.position)
    assert shown(after) == [event_id(fact) for fact in facts]
    assert is_whole(after)
    assert [entry.version for entry in show_whole(after).history][-1] == ahead.version
    [late] = announced(change)
    assert (late.is_late, late.is_ahead, late.version) == (True, False, after.version)
    assert late.at < ahead.history[-1].at
    before = [entry.version for entry in put_in_order(after.history) if entry.fact is Fact.FORWARDED]
    assert late.told_after == (before[0] if missing == 3 else 0)
    assert "đến sau" in sentence(after, after.history[-1])
    assert not any("chưa nhận được" in sentence(after, entry) for entry in after.history)


def test_what_happened_before_the_overdue_fact_goes_with_it() -> None:
    facts = story("approved", a_nomination())
    early = change_by(a_nomination(), facts[4], NOW)
    assert early is not None
    nomination = apply_all(early.after, facts[3])

    after = give_up(nomination, NOW).change.after

    assert shown(after) == [event_id(facts[3]), event_id(facts[4])]
    assert after.waiting == ()


def test_a_late_limit_does_not_replace_a_later_one() -> None:
    facts = case_story(a_nomination(), [(CaseOpened, 1, 1), (CaseDelayed, 1, 2)])
    ahead = give_up_at_once(a_nomination(), facts[1])

    after = apply_all(ahead, facts[0])

    assert after.slip[0].expected_on == facts[1].model_dump()["promised_on"]


def test_a_second_copy_of_a_fact_that_waits_changes_nothing() -> None:
    nomination, facts = wait_for(1)

    assert change_by(nomination, facts[-1]) is None


def test_what_can_never_be_is_refused_without_its_predecessor() -> None:
    nomination, _ = deliver(a_nomination(), story("withdrawn", a_nomination()))
    stray = case_fact(CaseApproved, nomination, 2, 9, follows=8)

    with pytest.raises(ConflictError):
        change_by(nomination, stray)
    with pytest.raises(MalformedMessageError):
        change_by(a_nomination(), stray.model_copy(update={"authority": NOBODY}))


@pytest.mark.parametrize("standing", ["approved", "declined"])
def test_what_only_a_missing_fact_allows_is_put_aside_in_the_end(standing: str) -> None:
    """A second award, say, is possible once the first one was undone."""
    nomination, _ = deliver(a_nomination(), story(standing, a_nomination()))
    number = nomination.position.step
    early = case_fact(CaseDeclined, nomination, number, 20, follows=19)

    with pytest.raises(NotYetError, match="only what it follows"):
        change_by(nomination, early)
    with pytest.raises(ConflictError):
        change_by(nomination, early.model_copy(update={"follows": nomination.position.sequence}))


def test_a_refusal_when_time_is_over_waits_and_stops_nobody() -> None:
    nomination, facts = wait_for(0)
    [first, *_] = nomination.waiting
    contradicted = replace(nomination, standing=PublicStatus.WITHDRAWN)

    overdue = give_up(contradicted)

    assert first.event_id in overdue.refused
    assert overdue.change.entries == ()
    assert {one.due_at for one in overdue.change.after.waiting} == {DUE + timedelta(minutes=11)}
    assert len(facts) - 1 == len(overdue.change.after.waiting)


def test_a_nomination_holds_no_more_waiting_facts_than_it_bears() -> None:
    nomination = a_nomination()
    for version in range(MOST_WAITING):
        nomination = apply_all(nomination, case_fact(CaseReturned, nomination, 1, 100 + version, follows=99))

    with pytest.raises(NotYetError):
        change_by(nomination, case_fact(CaseReturned, nomination, 1, 99, follows=98))


def test_an_old_history_is_shown_in_order_and_its_chain_holds() -> None:
    facts = story("approved", a_nomination())
    nomination = a_nomination()
    for fact in reversed(facts):  # as an earlier intake did, which waited for nothing
        nomination = give_up_at_once(nomination, fact)

    view = show_whole(nomination)

    assert [entry.fact for entry in view.history] == [
        "received",
        "opened",
        "forwarded",
        "opened",
        "approved",
        "awarded",
    ]
    assert is_whole(nomination)


def give_up_at_once(nomination: Nomination, fact: Reported) -> Nomination:
    change = change_by(nomination, fact, NOW)
    assert change is not None
    overdue = apply_overdue(change.after, FORMS, at=NOW, due_at=NOW)
    return overdue.change.after if overdue else change.after
