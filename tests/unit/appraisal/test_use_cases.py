"""Use cases over fakes: repeated, raced, and refused by entitlement."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from services.appraisal.application.cases import OutdatedError, ShowCase
from services.appraisal.application.claims import ClaimCase, ReleaseCase
from services.appraisal.application.incoming_work import ApplySupplement, ApplyWithdrawal, OpenCase
from services.appraisal.application.outcomes import DecideOutcome, ProposeOutcome, SendBack
from services.appraisal.application.timers import EndClaims
from services.appraisal.domain.case import Case, CaseKey, CaseState, Marker, Verdict
from services.appraisal.domain.claims import HOLD, HeldByAnotherError
from services.appraisal.domain.duplicates import Similar
from services.appraisal.domain.entitlement import InterestedError
from services.appraisal.domain.ruling import BlockedError
from services.appraisal.domain.transitions import ActionNotAllowedError
from shared.events.cases import CaseForwarded, CaseOpened, CaseWithdrawn
from shared.events.decided import Decided
from shared.events.words import Level
from shared.identity.viewer import Role, Viewer
from shared.refusals import (
    MalformedMessageError,
    NotAllowedError,
    NotFoundError,
    NotYetError,
    PreconditionMissingError,
)
from tests.unit.appraisal.fakes import Clock, Crash, FakeCases, a_check
from tests.unit.appraisal.samples import (
    APPROVE,
    CALENDAR,
    DECLINE,
    DEPUTY,
    FORWARD,
    HEAD,
    NOMINATION,
    OFFICER,
    REFER,
    RETURN,
    RULE_SETS,
    in_state,
    opened,
    ruled,
    similar,
    supplemented,
    withdrawal,
    work,
)
from tests.unit.directory.samples import authorised

KEY = CaseKey(NOMINATION, 1)


class Desk:
    """A commune's use cases over one fake."""

    def __init__(self) -> None:
        self.cases, self.clock, self.crash = FakeCases(), Clock(), Crash()
        self.open = OpenCase(Level.COMMUNE, self.cases, RULE_SETS, CALENDAR, self.clock, self.crash, a_check())
        self.supplement = ApplySupplement(self.cases, RULE_SETS, CALENDAR, self.clock, a_check())
        self.withdraw = ApplyWithdrawal(self.cases, self.clock)
        self.claim, self.release = ClaimCase(self.cases, self.clock), ReleaseCase(self.cases, self.clock)
        self.propose = ProposeOutcome(self.cases, RULE_SETS, self.clock)
        self.decide = DecideOutcome(self.cases, RULE_SETS, self.clock, self.crash)
        self.send_back = SendBack(self.cases, self.clock)
        self.show = ShowCase(self.cases)


@pytest.fixture
def desk() -> Desk:
    made = Desk()
    made.cases.put(opened())
    return made


async def test_work_that_comes_twice_opens_one_case_and_tells_it_once() -> None:
    desk = Desk()

    await desk.open(work(), None)
    await desk.open(work(), None)

    assert [type(event) for event in desk.cases.events] == [CaseOpened]


async def test_a_copy_of_old_work_leaves_a_decided_case_alone(desk: Desk) -> None:
    desk.cases.put(in_state(CaseState.FORWARDED))

    await desk.open(work(), None)

    assert desk.cases.case(KEY).state is CaseState.FORWARDED


async def test_work_from_the_wrong_sender_opens_nothing() -> None:
    desk = Desk()

    with pytest.raises(MalformedMessageError):
        await desk.open(work(), Level.DISTRICT)

    assert desk.cases.held == {}


async def test_a_withdrawal_that_comes_first_leaves_a_marker() -> None:
    desk = Desk()
    await desk.withdraw(withdrawal(6, 1, 2))
    assert all(isinstance(each, Marker) for each in desk.cases.held.values())

    await desk.open(work(), None)
    await desk.open(work(), None)

    assert desk.cases.case(KEY).state is CaseState.WITHDRAWN
    assert [type(event) for event in desk.cases.events] == [CaseWithdrawn]


async def test_a_withdrawal_that_comes_twice_is_told_once(desk: Desk) -> None:
    await desk.withdraw(withdrawal(6, 1))
    await desk.withdraw(withdrawal(6, 1))

    assert [type(event) for event in desk.cases.events] == [CaseWithdrawn]


async def test_a_marker_stored_while_opening_is_met() -> None:
    class Raced(FakeCases):
        async def insert(self, decided: Decided[Case]) -> None:
            if not self.held:
                await ApplyWithdrawal(self, Clock())(withdrawal(6, 1))
            await super().insert(decided)

    cases = Raced()

    await OpenCase(Level.COMMUNE, cases, RULE_SETS, CALENDAR, Clock(), Crash(), a_check())(work(), None)

    assert cases.case(KEY).state is CaseState.WITHDRAWN


async def test_a_supplement_before_its_case_waits() -> None:
    with pytest.raises(NotYetError):
        await Desk().supplement(supplemented())


async def test_a_supplement_is_taken_in_once(desk: Desk) -> None:
    desk.cases.put(ruled(opened(), RETURN).after)

    await desk.supplement(supplemented())
    await desk.supplement(supplemented())

    assert desk.cases.case(KEY).round == 2


async def test_a_supplement_to_a_withdrawn_case_is_left(desk: Desk) -> None:
    desk.cases.put(in_state(CaseState.WITHDRAWN))

    await desk.supplement(supplemented())

    assert desk.cases.case(KEY).state is CaseState.WITHDRAWN


async def test_a_supplement_to_a_case_that_is_not_returned_yet_waits(desk: Desk) -> None:
    with pytest.raises(NotYetError):
        await desk.supplement(supplemented())


async def test_an_outcome_says_for_which_version_it_is(desk: Desk) -> None:
    with pytest.raises(PreconditionMissingError):
        await desk.decide(HEAD, KEY, FORWARD, None)


async def test_the_loser_is_told_the_winners_outcome(desk: Desk) -> None:
    await desk.decide(HEAD, KEY, FORWARD, 1)

    with pytest.raises(ActionNotAllowedError) as refusal:
        await desk.decide(DEPUTY, KEY, DECLINE, 1)

    assert refusal.value.details["outcome"] == "forward"
    assert refusal.value.details["decided_by"] == HEAD.name
    assert sum(isinstance(event, CaseForwarded) for event in desk.cases.events) == 1


async def test_the_same_outcome_by_the_same_person_is_answered_alike(desk: Desk) -> None:
    first = await desk.decide(HEAD, KEY, FORWARD, 1)

    again = await desk.decide(HEAD, KEY, FORWARD, 1)

    assert again == first
    assert sum(isinstance(event, CaseForwarded) for event in desk.cases.events) == 1


async def test_a_change_since_is_told(desk: Desk) -> None:
    await desk.propose(OFFICER, KEY, DECLINE)

    with pytest.raises(OutdatedError) as refusal:
        await desk.decide(HEAD, KEY, FORWARD, 1)

    assert refusal.value.details["version"] == 2


async def test_a_repeated_confirmation_is_answered_alike(desk: Desk) -> None:
    await desk.propose(OFFICER, KEY, DECLINE)

    case = await desk.decide(HEAD, KEY, None, 2)
    again = await desk.decide(HEAD, KEY, None, 2)

    assert case.state is CaseState.DECLINED
    assert again == case


async def test_an_outcome_is_refused_while_another_holds_the_case(desk: Desk) -> None:
    await desk.claim(OFFICER, KEY)

    with pytest.raises(HeldByAnotherError):
        await desk.decide(HEAD, KEY, FORWARD, 1)

    desk.clock.pass_by(HOLD)
    assert (await desk.decide(HEAD, KEY, FORWARD, 1)).state is CaseState.FORWARDED


async def test_a_claim_before_the_write_stops_the_outcome() -> None:
    class Raced(FakeCases):
        async def similar(self, case: Case) -> Sequence[Similar]:
            await ClaimCase(self, Clock())(OFFICER, KEY)
            return await super().similar(case)

    cases = Raced()
    cases.put(opened())

    with pytest.raises(HeldByAnotherError):
        await DecideOutcome(cases, RULE_SETS, Clock(), Crash())(HEAD, KEY, FORWARD, 1)

    assert cases.case(KEY).state is CaseState.OPEN


async def test_a_proposal_ends_the_officers_claim(desk: Desk) -> None:
    await desk.claim(OFFICER, KEY)

    await desk.propose(OFFICER, KEY, FORWARD)

    assert (await desk.decide(HEAD, KEY, None, 2)).state is CaseState.FORWARDED


async def test_what_was_sent_back_is_proposed_anew(desk: Desk) -> None:
    await desk.propose(OFFICER, KEY, FORWARD)
    await desk.send_back(HEAD, KEY, "Xem lại.", 2)

    case = await desk.propose(OFFICER, KEY, DECLINE, 3)

    assert (case.version, case.proposal and case.proposal.sent_back) == (4, None)


async def test_a_duplicate_found_meanwhile_stops_a_forward(desk: Desk) -> None:
    desk.cases.alike = [similar(CaseKey(UUID(int=3), 1), CaseState.AWARDED)]

    with pytest.raises(BlockedError):
        await desk.decide(HEAD, KEY, FORWARD, 1)

    shown = await desk.show(OFFICER, KEY)
    assert any(finding.blocking for finding in shown.findings)


async def test_claims_whose_time_is_over_are_cleared_away(desk: Desk) -> None:
    await desk.claim(OFFICER, KEY)
    desk.clock.pass_by(HOLD + timedelta(seconds=1))

    assert await EndClaims(desk.cases, desk.clock)() == 1
    assert desk.cases.case(KEY).claim is None


WORKERS = {Role.OFFICER, Role.HEAD, Role.DEPUTY}
READERS = WORKERS | {Role.CLERK, Role.COUNCIL_MEMBER, Role.COUNCIL_SECRETARY}
ACTS: Mapping[str, tuple[Callable[[Desk, Viewer], Awaitable[object]], set[Role]]] = {
    "show": (lambda desk, viewer: desk.show(viewer, KEY), READERS),
    "claim": (lambda desk, viewer: desk.claim(viewer, KEY), WORKERS),
    "release": (lambda desk, viewer: desk.release(viewer, KEY), WORKERS),
    "propose": (lambda desk, viewer: desk.propose(viewer, KEY, FORWARD), {Role.OFFICER}),
    "decide": (lambda desk, viewer: desk.decide(viewer, KEY, FORWARD, 1), {Role.HEAD, Role.DEPUTY}),
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("role", Role)
async def test_each_act_belongs_to_some_roles_only(desk: Desk, act: str, role: Role) -> None:
    do, allowed = ACTS[act]
    viewer = authorised(Viewer("a-any", "Bùi Thị Bất Kỳ", frozenset({role}), authorities=HEAD.authorities))

    if role in allowed:
        await do(desk, viewer)
    else:
        with pytest.raises(NotAllowedError):
            await do(desk, viewer)


@pytest.mark.parametrize("act", ACTS)
async def test_another_authoritys_case_is_not_there(desk: Desk, act: str) -> None:
    do, allowed = ACTS[act]
    elsewhere = frozenset({"33.327.99999"})
    stranger = authorised(Viewer("a-other", "Bùi Thị Bất Kỳ", frozenset(allowed), authorities=elsewhere))

    with pytest.raises(NotFoundError):
        await do(desk, stranger)


@pytest.mark.parametrize("act", ["claim", "propose", "decide"])
async def test_the_nominee_acts_in_nothing(desk: Desk, act: str) -> None:
    do, allowed = ACTS[act]
    nominee = Viewer("a-an", "Nguyen Thi An", frozenset(allowed), authorities=HEAD.authorities)

    with pytest.raises(InterestedError):
        await do(desk, nominee)


@pytest.mark.parametrize("verdict", [APPROVE, RETURN, DECLINE, REFER], ids=lambda verdict: verdict.outcome.value)
async def test_of_two_who_decide_at_once_one_wins_whatever_they_decide(verdict: Verdict) -> None:
    desk = Desk()
    key = CaseKey(NOMINATION, 2)
    desk.cases.put(opened(work(2)))
    await desk.decide(HEAD, key, verdict, 1)

    with pytest.raises(ActionNotAllowedError):
        await desk.decide(DEPUTY, key, replace(DECLINE, text="Người thứ hai."), 1)

    assert [ruling.by.account for ruling in desk.cases.case(key).rulings] == [HEAD.account]
