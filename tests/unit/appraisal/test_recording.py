"""Recording decisions over fakes: issued once, also when the process dies anywhere on the way."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from services.appraisal.application.decisions import FinishDecision, PreviewDecision, RecordDecision
from services.appraisal.application.incoming_work import ApplyWithdrawal
from services.appraisal.application.timers import FinishDecisions
from services.appraisal.domain.case import Case, CaseKey, CaseState
from services.appraisal.domain.decision import (
    LEASE,
    Decision,
    DecisionState,
    Draft,
    NumberTakenError,
    abandon,
    decision_id,
)
from services.appraisal.domain.entitlement import InterestedError
from services.appraisal.domain.people import By
from services.appraisal.domain.reservable import NotReservableError
from services.appraisal.domain.ruling import rule
from shared.events.content import Person
from shared.events.decided import Decided
from shared.events.words import Level
from shared.identity.viewer import Viewer
from shared.refusals import InvalidError, NotAllowedError, NotFoundError, NotYetError
from tests.chains import is_whole
from tests.unit.appraisal.fakes import Clock, Crash, CrashError, FakeCases, FakeDecisions
from tests.unit.appraisal.samples import (
    APPROVE,
    CLERK,
    GROUNDS,
    HEAD,
    NOW,
    RULE_SETS,
    TODAY,
    approved,
    nominations,
    opened,
    reserved,
    ruled,
    withdrawal,
    work,
)

COUNT = 250
SIGNATORY = Person(name="Lê Văn Chủ", position="Chủ tịch")
KEYS = tuple(CaseKey(nomination, 2) for nomination in nominations(COUNT))
DRAFT = Draft("30/QĐ-UBND", TODAY, SIGNATORY, KEYS)
POINTS = [("decision.reserved", n) for n in (1, 2, 3)]
POINTS += [("decision.issued", 1)]
POINTS += [("decision.awarded", n) for n in (1, 2, 3)]


class Registry:
    """A commune's decisions over fakes; `process` makes a process that may die."""

    def __init__(self, *cases: Case) -> None:
        self.cases, self.decisions, self.clock = FakeCases(), FakeDecisions(), Clock()
        self.cases.put(*(cases or [approved(nomination) for nomination in nominations(COUNT)]))

    def process(self, crash: Crash | None = None) -> tuple[RecordDecision, FinishDecisions]:
        finish = FinishDecision(self.cases, self.decisions, self.clock, crash or Crash())
        record = RecordDecision(Level.COMMUNE, self.cases, self.decisions, finish, RULE_SETS, self.clock)
        return record, FinishDecisions(self.cases, self.decisions, finish, self.clock)

    def assert_issued_once(self) -> None:
        assert len(self.decisions.events) == 1
        cases = [self.cases.case(key) for key in KEYS]
        assert {case.state for case in cases} == {CaseState.AWARDED}
        assert all(is_whole(case) for case in cases)
        (decision,) = self.decisions.held.values()
        assert decision.is_complete
        assert {(item.nomination_id, item.sequence) for item in decision.items} == {
            (case.key.nomination, case.version) for case in cases
        }


async def test_a_decision_awards_its_cases_and_tells_it_once() -> None:
    registry = Registry()
    record, _ = registry.process()

    decision = await record(CLERK, DRAFT, "key-0001")

    assert decision.state is DecisionState.ISSUED
    registry.assert_issued_once()


@pytest.mark.parametrize(("point", "times"), POINTS)
async def test_a_crash_anywhere_is_finished_by_the_timer(point: str, times: int) -> None:
    registry = Registry()
    dying, _ = registry.process(Crash(point, times))
    with pytest.raises(CrashError):
        await dying(CLERK, DRAFT, "key-0001")
    registry.clock.pass_by(LEASE)

    _, timers = registry.process()
    assert await timers() == 1

    registry.assert_issued_once()
    assert await timers() == 0


@pytest.mark.parametrize(("point", "times"), POINTS)
async def test_a_crash_anywhere_is_finished_by_the_retry(point: str, times: int) -> None:
    registry = Registry()
    dying, _ = registry.process(Crash(point, times))
    with pytest.raises(CrashError):
        await dying(CLERK, DRAFT, "key-0001")

    record, _ = registry.process()
    decision = await record(CLERK, DRAFT, "key-0001")

    assert decision.is_complete
    registry.assert_issued_once()


async def test_the_same_key_and_content_give_the_same_decision() -> None:
    registry = Registry()
    record, _ = registry.process()
    first = await record(CLERK, DRAFT, "key-0001")

    again = await record(CLERK, DRAFT, "key-0001")

    assert again == first
    registry.assert_issued_once()


async def test_the_same_key_with_other_content_is_refused() -> None:
    registry = Registry()
    record, _ = registry.process()
    await record(CLERK, DRAFT, "key-0001")

    with pytest.raises(InvalidError):
        await record(CLERK, replace(DRAFT, number="31/QĐ-UBND"), "key-0001")


async def test_a_number_is_used_once_a_year() -> None:
    registry = Registry(*(approved(nomination) for nomination in nominations(2)))
    record, _ = registry.process()
    await record(CLERK, replace(DRAFT, cases=KEYS[:1]), "key-0001")

    with pytest.raises(NumberTakenError):
        await record(CLERK, replace(DRAFT, number="030/qđ-ubnd", cases=KEYS[1:2]), "key-0002")

    assert registry.cases.case(KEYS[1]).reservation is None
    await record(CLERK, replace(DRAFT, number="31/QĐ-UBND", cases=KEYS[1:2]), "key-0003")


async def test_one_unapproved_case_stops_the_whole_decision() -> None:
    registry = Registry()
    registry.cases.put(opened(work(2, nomination=KEYS[200].nomination)))
    record, _ = registry.process()

    with pytest.raises(NotReservableError) as refusal:
        await record(CLERK, DRAFT, "key-0001")

    assert [each["case_id"] for each in refusal.value.details["not_reservable"]] == [str(KEYS[200])]  # type: ignore[attr-defined]
    assert registry.decisions.events == []
    assert not any(registry.cases.case(key).reservation for key in KEYS)


class Snatching(FakeCases):
    """Another decision takes a case between the look and the reservation."""

    async def reserve(self, keys: object, authority: str, reservation: object) -> None:
        self.put(reserved(self.case(KEYS[10]), UUID(int=99)))
        await super().reserve(keys, authority, reservation)  # type: ignore[arg-type]


async def test_a_case_taken_meanwhile_rolls_the_decision_back() -> None:
    registry = Registry()
    registry.cases = Snatching(registry.cases.held)
    record, _ = registry.process()

    with pytest.raises(NotReservableError):
        await record(CLERK, DRAFT, "key-0001")

    held = {key for key in KEYS if registry.cases.case(key).reservation}
    assert held == {KEYS[10]}
    assert [each.state for each in registry.decisions.held.values()] == [DecisionState.ABANDONED]
    registry.cases = FakeCases(registry.cases.held)
    record, _ = registry.process()
    assert (await record(CLERK, replace(DRAFT, cases=KEYS[:5]), "key-0002")).is_complete


async def test_an_abandoned_decision_can_be_tried_again_under_its_key() -> None:
    registry = Registry()
    registry.cases = Snatching(registry.cases.held)
    record, _ = registry.process()
    with pytest.raises(NotReservableError):
        await record(CLERK, DRAFT, "key-0001")
    registry.cases = FakeCases(registry.cases.held)
    registry.cases.put(replace(registry.cases.case(KEYS[10]), reservation=None))

    record, _ = registry.process()
    decision = await record(CLERK, DRAFT, "key-0001")

    assert decision.attempt == 2
    registry.assert_issued_once()


async def test_a_roll_back_cut_short_is_ended_by_the_timer() -> None:
    registry = Registry()
    registry.cases = Snatching(registry.cases.held)
    dying, _ = registry.process(Crash("decision.abandoned"))
    with pytest.raises(CrashError):
        await dying(CLERK, DRAFT, "key-0001")
    registry.clock.pass_by(timedelta(minutes=2))

    _, timers = registry.process()
    await timers()

    assert not any(registry.cases.case(key).reservation for key in KEYS)
    assert registry.decisions.events == []


async def test_an_attempt_abandoned_elsewhere_issues_nothing() -> None:
    registry = Registry()

    class Overtaken(FakeDecisions):
        async def issue(self, decided: Decided[Decision]) -> None:
            assert decided.before is not None
            self.held[decided.after.id] = abandon(decided.before)
            await super().issue(decided)

    registry.decisions = Overtaken()
    record, _ = registry.process()

    with pytest.raises(Exception, match="chưa ban hành gì"):
        await record(CLERK, DRAFT, "key-0001")

    assert registry.decisions.events == []
    assert not any(registry.cases.case(key).reservation for key in KEYS)


async def test_a_withdrawal_waits_for_a_decision_half_way() -> None:
    nomination = withdrawal().nomination_id
    registry = Registry(approved(nomination))
    draft = replace(DRAFT, cases=(CaseKey(nomination, 2),))
    dying, _ = registry.process(Crash("decision.issued"))
    with pytest.raises(CrashError):
        await dying(CLERK, draft, "key-0001")
    withdraw = ApplyWithdrawal(registry.cases, registry.clock)
    with pytest.raises(NotYetError):
        await withdraw(withdrawal(6, 2))

    record, _ = registry.process()
    await record(CLERK, draft, "key-0001")
    await withdraw(withdrawal(6, 2))

    assert registry.cases.case(CaseKey(nomination, 2)).state is CaseState.AWARDED


async def test_only_the_clerk_records() -> None:
    record, _ = Registry().process()

    with pytest.raises(NotAllowedError):
        await record(HEAD, DRAFT, "key-0001")


async def test_another_authoritys_cases_are_not_there() -> None:
    registry = Registry()
    record, _ = registry.process()

    with pytest.raises(NotReservableError):
        await record(replace(CLERK, authorities=frozenset({"33.so-y-te"})), DRAFT, "key-0001")

    with pytest.raises(NotFoundError):
        await registry.cases.get(KEYS[0], frozenset({"33.so-y-te"}))


async def test_neither_clerk_nor_signatory_is_a_nominee() -> None:
    record, _ = Registry().process()

    with pytest.raises(InterestedError):
        await record(replace(CLERK, name="Nguyễn Thị Ấn"), DRAFT, "key-0001")
    with pytest.raises(InvalidError):
        await record(CLERK, replace(DRAFT, signatory=Person(name="Nguyen Thi An", position="Chủ tịch")), "key-0001")


def test_a_request_always_has_the_same_id() -> None:
    assert decision_id(Level.COMMUNE, "a", "k") == decision_id(Level.COMMUNE, "a", "k")
    assert decision_id(Level.COMMUNE, "a", "k") != decision_id(Level.DISTRICT, "a", "k")


def decided_by(viewer: Viewer) -> tuple[Case, ...]:
    """Two approved cases, of which the viewer gave the first its outcome."""
    first, second = (opened(work(2, nomination=nomination)) for nomination in nominations(2))
    verdict_of = By(viewer.account, viewer.name)
    return rule(first, APPROVE, verdict_of, grounds=GROUNDS, at=NOW).after, ruled(second, APPROVE).after


TWO = replace(DRAFT, cases=KEYS[:2])


async def test_two_duties_are_warned_of_before_and_with_the_award() -> None:
    registry = Registry(*decided_by(CLERK))
    record, _ = registry.process()
    preview = PreviewDecision(Level.COMMUNE, registry.cases, registry.decisions, RULE_SETS, registry.clock)

    tried = await preview(CLERK, TWO, "key-0001")
    decision = await record(CLERK, TWO, "key-0001")
    again = await record(CLERK, TWO, "key-0001")

    assert [each.combined for each in tried] == [("decide-record",), ()]
    assert decision.combined == again.combined == {str(KEYS[0]): ("decide-record",)}
    assert [registry.cases.case(key).history[-1].combined for key in KEYS[:2]] == [("decide-record",), ()]
    assert all(is_whole(registry.cases.case(key)) for key in KEYS[:2])


async def test_a_crash_loses_no_warning() -> None:
    registry = Registry(*decided_by(CLERK))
    dying, _ = registry.process(Crash("decision.issued", 1))
    with pytest.raises(CrashError):
        await dying(CLERK, TWO, "key-0001")
    registry.clock.pass_by(LEASE)

    _, timers = registry.process()
    await timers()

    assert registry.cases.case(KEYS[0]).history[-1].combined == ("decide-record",)


async def test_nobody_records_that_they_signed_what_they_submitted() -> None:
    first, second = decided_by(HEAD)
    registry = Registry(replace(first, dossier=first.dossier.model_copy(update={"submitter": CLERK.account})), second)
    record, _ = registry.process()
    draft = replace(TWO, signatory=Person(name=CLERK.name.upper(), position="Phó Chủ tịch"))

    with pytest.raises(InvalidError) as refused:
        await record(CLERK, draft, "key-0001")

    assert [problem.field for problem in refused.value.problems] == ["signatory.name"]
    assert registry.decisions.held == {}
