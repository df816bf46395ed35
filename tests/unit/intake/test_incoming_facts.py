"""What a fact does to a nomination: the whole transition table, lateness, repetition, and the chain of its history."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.domain.order import Position, put_in_order
from services.intake.domain.reports import FACTS
from services.intake.domain.status import TRANSITIONS, Fact, status_after
from services.intake.domain.supplement import supplement
from services.intake.domain.withdrawal import request_withdrawal
from shared.events.cases import (
    CaseApproved,
    CaseDeclined,
    CaseDelayed,
    CaseEvent,
    CaseForwarded,
    CaseOpened,
    CaseReferred,
    CaseReopened,
    CaseReturned,
    CaseWithdrawn,
    WithdrawalRefused,
)
from shared.events.envelope import event_id
from shared.events.nominations import (
    NominationApproved,
    NominationAwarded,
    NominationDeclined,
    NominationDelayed,
    NominationForwarded,
    NominationReferred,
    NominationReturned,
    NominationWithdrawalRefused,
    NominationWithdrawn,
)
from shared.events.words import Level, Outcome, PublicStatus
from shared.events.work import WithdrawalRequested, WorkSupplemented
from shared.refusals import ConflictError, NotYetError
from tests.chains import is_whole
from tests.unit.intake.samples import (
    CONTENT,
    LONGER_SLIP,
    NOW,
    SLIP,
    a_decision,
    a_nomination,
    apply_all,
    case_fact,
    case_story,
    change_by,
)
from tests.unit.signing.samples import SIGNING_KEY

STANDING = [status for status in PublicStatus if status is not PublicStatus.WITHDRAWING]
SAID = {
    CaseForwarded: NominationForwarded,
    CaseReturned: NominationReturned,
    CaseDelayed: NominationDelayed,
    CaseDeclined: NominationDeclined,
    CaseReferred: NominationReferred,
    CaseApproved: NominationApproved,
    CaseWithdrawn: NominationWithdrawn,
    WithdrawalRefused: NominationWithdrawalRefused,
}


@pytest.mark.parametrize(("pair", "reached"), TRANSITIONS.items(), ids=str)
def test_every_listed_transition_is_taken(pair: tuple[PublicStatus, Fact], reached: PublicStatus) -> None:
    status, fact = pair

    assert status_after(status, fact, at_a_later_step=True) is reached


@pytest.mark.parametrize("pair", [pair for pair in product(PublicStatus, Fact) if pair not in TRANSITIONS], ids=str)
def test_every_transition_that_is_not_listed_is_refused(pair: tuple[PublicStatus, Fact]) -> None:
    status, fact = pair

    with pytest.raises(ConflictError):
        status_after(status, fact, at_a_later_step=True)


@pytest.mark.parametrize("fact", [fact for fact in Fact if fact is not Fact.WITHDRAWAL_REFUSED])
def test_a_declined_nomination_goes_on_at_a_later_step_only(fact: Fact) -> None:
    with pytest.raises(ConflictError):
        status_after(PublicStatus.DECLINED, fact, at_a_later_step=False)


REFERRED_AND_FORWARDED = ((CaseOpened, 1, 1), (CaseReferred, 1, 2), (CaseOpened, 3, 1), (CaseForwarded, 3, 4))


@pytest.mark.parametrize(("kind", "status"), list(product(FACTS, STANDING)))
def test_a_further_fact_sets_the_status_by_the_table(kind: type[CaseEvent], status: PublicStatus) -> None:
    earlier = apply_all(a_nomination(LONGER_SLIP), *case_story(a_nomination(), REFERRED_AND_FORWARDED))
    nomination = replace(earlier, standing=status, position=Position(3, 4, 1))
    event = case_fact(kind, nomination, step_number=4, version=1)
    reached = TRANSITIONS.get((status, FACTS[kind]))

    if reached is None:
        with pytest.raises(ConflictError):
            apply_all(nomination, event)
    else:
        assert apply_all(nomination, event).standing is reached


@pytest.mark.parametrize("kind", [kind for kind in FACTS if kind is not WithdrawalRefused])
def test_a_late_fact_is_told_and_leaves_the_status(kind: type[CaseEvent]) -> None:
    nomination = replace(a_nomination(), standing=PublicStatus.AWARDED, position=Position(2, 9, 2))
    event = case_fact(kind, nomination, step_number=1, version=2)

    change = change_by(nomination, event)

    assert change is not None
    assert change.after.standing is PublicStatus.AWARDED
    assert change.after.position == nomination.position
    assert change.entries[-1].fact is FACTS[kind]
    assert [type(said) for said in change.events] == ([SAID[kind]] if kind in SAID else [])


@pytest.mark.parametrize("kind", FACTS)
def test_a_fact_enters_the_history_once(kind: type[CaseEvent]) -> None:
    nomination = a_nomination()
    event = case_fact(kind, nomination)

    once = apply_all(nomination, event)

    assert once.version == 2
    assert change_by(once, event) is None


@pytest.mark.parametrize("kind", FACTS)
def test_what_is_said_carries_the_new_version_and_who_decided(kind: type[CaseEvent]) -> None:
    nomination = a_nomination()
    event = case_fact(kind, nomination)

    change = change_by(nomination, event)

    assert change is not None
    for said in change.events:
        assert isinstance(said, SAID[kind])
        assert (said.version, said.authority, said.nominee) == (2, event.authority, "Nguyễn Thị Ấn")


@given(st.lists(st.integers(-120, 120), min_size=2, max_size=2))
def test_later_facts_are_dated_later_though_clocks_differ(seconds: list[int]) -> None:
    """Mails are ordered by these moments, and each level has a clock of its own."""
    nomination = a_nomination()
    dated = [
        case_fact(kind, nomination, step).model_copy(update={"at": NOW + timedelta(seconds=offset)})
        for kind, step, offset in zip((CaseForwarded, CaseApproved), (1, 2), seconds, strict=True)
    ]

    moments = [nomination.history[0].at]
    for event in dated:
        change = change_by(nomination, event)
        assert change is not None
        nomination = change.after
        moments += [said.at for said in change.events if isinstance(said, NominationForwarded | NominationApproved)]

    assert len(moments) == 3
    assert moments[0] < moments[1] < moments[2]


def test_opened_and_withdrawn_under_one_version_end_withdrawn() -> None:
    nomination = a_nomination()
    opened = case_fact(CaseOpened, nomination, version=1)
    withdrawn = case_fact(CaseWithdrawn, nomination, version=1)

    assert apply_all(nomination, opened, withdrawn).standing is PublicStatus.WITHDRAWN
    assert apply_all(nomination, withdrawn, opened).standing is PublicStatus.WITHDRAWN


JOURNEY = (
    (CaseOpened, 1, 1),
    (CaseReturned, 1, 2),
    (CaseReopened, 1, 3),
    (CaseReferred, 1, 4),
    (CaseOpened, 3, 1),
    (CaseForwarded, 3, 2),
    (CaseOpened, 4, 1),
    (CaseForwarded, 4, 2),
    (CaseOpened, 5, 1),
    (CaseApproved, 5, 2),
)


@given(st.permutations(JOURNEY))
def test_facts_in_any_order_lead_to_the_same_status_and_history(
    order: Sequence[tuple[type[CaseEvent], int, int]],
) -> None:
    nomination = a_nomination()
    facts = dict(zip(JOURNEY, case_story(nomination, JOURNEY), strict=True))
    waiting = [facts[told] for told in order]

    while waiting:  # what speaks of a step that is not on the slip yet is tried again, as the retry queues do
        event = waiting.pop(0)
        try:
            nomination = apply_all(nomination, event)
        except NotYetError:
            waiting.append(event)

    assert nomination.status is PublicStatus.APPROVED
    assert nomination.award_form == "bang-khen-tinh"
    assert nomination.version == 1 + len(JOURNEY)
    assert [entry.version for entry in nomination.history] == list(range(1, nomination.version + 1))
    assert is_whole(nomination)
    assert [entry.event_id for entry in nomination.history[1:]] == [event_id(facts[told]) for told in JOURNEY]
    assert put_in_order(nomination.history) == nomination.history
    assert nomination.waiting == ()


def test_a_changed_history_entry_breaks_the_chain() -> None:
    nomination = apply_all(a_nomination(), case_fact(CaseDeclined, a_nomination()))
    first, second = nomination.history

    forged = (first, replace(second, details={"reason_code": "khac"}))

    assert is_whole(nomination)
    assert not is_whole(replace(nomination, history=forged))
    assert not is_whole(replace(nomination, history=(second,)))


def test_the_history_chain_holds_no_personal_data() -> None:
    nomination = a_nomination()
    for kind in FACTS:
        entry = apply_all(nomination, case_fact(kind, nomination)).history[-1]

        assert "Nguyễn" not in repr(entry)
        assert set(entry.details) <= {"due_on", "promised_on", "next_step", "reason_code", "award_form", "standing"}


def test_a_forward_to_a_missing_step_waits_for_the_referral() -> None:
    nomination = a_nomination()

    with pytest.raises(NotYetError):
        apply_all(nomination, case_fact(CaseForwarded, nomination, step_number=3))


def test_an_opened_case_moves_the_expected_date_of_its_step() -> None:
    nomination = a_nomination()
    event = case_fact(CaseOpened, nomination)

    after = apply_all(nomination, event)

    assert after.slip[0].expected_on == event.model_dump()["due_on"]
    assert after.slip[1] == SLIP[1]


def test_a_referral_appends_the_higher_slip_and_opens_it() -> None:
    nomination = a_nomination()

    change = change_by(nomination, case_fact(CaseReferred, nomination))

    assert change is not None
    assert change.after.slip == LONGER_SLIP
    assert change.after.visible_to == ("33.327.12079", "33.so-y-te", "33.so-noi-vu", "33.chu-tich")
    said = change.events[0]
    assert isinstance(said, NominationReferred)
    assert (said.earlier_form, said.award_form) == ("Giấy khen cấp xã", "Bằng khen tỉnh")
    assert said.next_authority.name == "Sở Y tế"


APPROVED = ((CaseOpened, 1, 1), (CaseForwarded, 1, 2), (CaseOpened, 2, 1), (CaseApproved, 2, 2))


class TestDecision:
    def test_it_alone_makes_a_nomination_awarded(self) -> None:
        approved = apply_all(a_nomination(), *case_story(a_nomination(), APPROVED))
        decision = a_decision([approved])

        change = change_by(approved, decision)

        assert change is not None
        assert change.after.status is PublicStatus.AWARDED
        said = change.events[0]
        assert isinstance(said, NominationAwarded)
        assert said.decision_number == "15/QĐ-UBND"

    def test_it_waits_for_the_approval(self) -> None:
        nomination = a_nomination()
        *earlier, approval = case_story(nomination, APPROVED)

        early = apply_all(nomination, *earlier, a_decision([nomination]))
        after = apply_all(early, approval)

        assert (early.status, len(early.waiting)) == (PublicStatus.IN_REVIEW, 1)
        assert [entry.fact for entry in after.history[-2:]] == [Fact.APPROVED, Fact.AWARDED]
        assert (after.status, after.waiting) == (PublicStatus.AWARDED, ())

    def test_applied_twice_it_changes_nothing(self) -> None:
        decision = a_decision([a_nomination()])
        change = change_by(apply_all(a_nomination(), *case_story(a_nomination(), APPROVED)), decision)

        assert change is not None
        assert change_by(change.after, decision) is None


class TestWithdrawal:
    def test_it_lies_over_the_status_and_asks_each_level_once(self) -> None:
        change = request_withdrawal(a_nomination(LONGER_SLIP), "Nộp nhầm", NOW)

        assert change is not None
        assert change.after.status is PublicStatus.WITHDRAWING
        assert change.after.standing is PublicStatus.IN_REVIEW
        asked = {said.to_level: said.steps for said in change.events if isinstance(said, WithdrawalRequested)}
        assert asked == {Level.COMMUNE: (1, 2), Level.DEPARTMENT: (3,), Level.PROVINCE: (4, 5)}

    def test_asked_again_it_asks_nobody(self) -> None:
        change = request_withdrawal(a_nomination(), "Nộp nhầm", NOW)

        assert change is not None
        assert request_withdrawal(change.after, "Lý do khác", NOW) is None

    @pytest.mark.parametrize("status", [PublicStatus.APPROVED, PublicStatus.AWARDED, PublicStatus.DECLINED])
    def test_a_decided_nomination_cannot_be_taken_back(self, status: PublicStatus) -> None:
        with pytest.raises(ConflictError):
            request_withdrawal(replace(a_nomination(), standing=status), "Nộp nhầm", NOW)

    def test_a_referral_that_crossed_the_request_asks_the_new_levels(self) -> None:
        change = request_withdrawal(a_nomination(), "Nộp nhầm", NOW)
        assert change is not None

        referral = case_fact(CaseReferred, change.after)
        after = change_by(change.after, referral)

        assert after is not None
        asked = {said.to_level: said.steps for said in after.events if isinstance(said, WithdrawalRequested)}
        assert asked == {Level.DEPARTMENT: (3,), Level.PROVINCE: (4, 5)}
        assert after.after.status is PublicStatus.WITHDRAWING

    def test_granted_it_ends_withdrawn(self) -> None:
        change = request_withdrawal(a_nomination(), "Nộp nhầm", NOW)
        assert change is not None

        after = apply_all(change.after, case_fact(CaseWithdrawn, change.after))

        assert after.status is PublicStatus.WITHDRAWN
        assert after.withdrawal is not None
        assert after.withdrawal.answer == "granted"

    @pytest.mark.parametrize(
        ("standing", "status"),
        [
            (Outcome.FORWARD, PublicStatus.WITHDRAWING),
            (Outcome.REFER, PublicStatus.WITHDRAWING),
            (Outcome.APPROVE, PublicStatus.IN_REVIEW),
            (Outcome.DECLINE, PublicStatus.IN_REVIEW),
        ],
    )
    def test_refused_it_ends_only_where_no_further_step_answers(self, standing: Outcome, status: PublicStatus) -> None:
        change = request_withdrawal(a_nomination(), "Nộp nhầm", NOW)
        assert change is not None
        refused = case_fact(WithdrawalRefused, change.after).model_copy(update={"standing": standing})

        after = apply_all(change.after, refused)

        # The outcome itself comes as a fact of its own: the refusal moves nothing but the overlay.
        assert after.status is status


class TestSupplement:
    def test_a_supplement_reopens_the_nomination_at_its_level(self) -> None:
        returned = apply_all(a_nomination(), case_fact(CaseReturned, a_nomination()))

        change = supplement(returned, CONTENT, "Đã bổ sung số liệu", NOW, supplied_by="acc-1", key=SIGNING_KEY)

        assert change is not None
        assert change.after.status is PublicStatus.IN_REVIEW
        work = change.events[0]
        assert isinstance(work, WorkSupplemented)
        assert (work.to_level, work.step, work.version) == (Level.COMMUNE, 1, 3)
        assert work.supplied_by == "acc-1"

    def test_repeated_it_changes_nothing(self) -> None:
        returned = apply_all(a_nomination(), case_fact(CaseReturned, a_nomination()))
        change = supplement(returned, CONTENT, "Đã bổ sung", NOW, supplied_by="acc-1", key=SIGNING_KEY)

        assert change is not None
        assert supplement(change.after, CONTENT, "Đã bổ sung", NOW, supplied_by="acc-1", key=SIGNING_KEY) is None

    def test_unasked_it_is_refused(self) -> None:
        with pytest.raises(ConflictError, match="không có yêu cầu bổ sung"):
            supplement(a_nomination(), CONTENT, "Thêm", NOW, supplied_by="acc-1", key=SIGNING_KEY)

    def test_while_being_withdrawn_it_is_refused(self) -> None:
        returned = apply_all(a_nomination(), case_fact(CaseReturned, a_nomination()))
        change = request_withdrawal(returned, "Nộp nhầm", NOW)
        assert change is not None

        with pytest.raises(ConflictError):
            supplement(change.after, CONTENT, "Thêm", NOW, supplied_by="acc-1", key=SIGNING_KEY)


def test_a_missed_limit_moves_its_steps_expected_date() -> None:
    nomination = a_nomination()
    event = case_fact(CaseDelayed, nomination)

    after = apply_all(nomination, event)

    assert after.slip[0].expected_on == event.model_dump()["promised_on"]
    assert after.status == nomination.status
