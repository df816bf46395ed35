"""One act over many cases over fakes: a process may die anywhere, and what was done is known to be done."""

from dataclasses import replace

import pytest

from services.appraisal.application.assignments import AssignCase
from services.appraisal.application.bulk import (
    ActOnCase,
    FinishBulk,
    PreviewBulk,
    RecordBulk,
    ResumeBulks,
    UnchangedCases,
)
from services.appraisal.application.incoming_work import ApplySupplement
from services.appraisal.application.outcomes import DecideOutcome, ProposeOutcome
from services.appraisal.domain.bulk import LEASE, BulkEffect, BulkKind, BulkLine, BulkOrder, BulkRefusal
from services.appraisal.domain.case import Case, CaseKey, CaseState, Verdict
from shared.events.words import Level
from shared.identity.viewer import Viewer
from shared.refusals import NotAllowedError, UnavailableError
from tests.chains import renamed
from tests.unit.appraisal.fake_bulk_acts import FakeBulkActs
from tests.unit.appraisal.fake_people import colleagues
from tests.unit.appraisal.fakes import Clock, Crash, CrashError, FakeCases, a_check
from tests.unit.appraisal.samples import (
    CALENDAR,
    CLERK,
    DEPUTY,
    FORWARD,
    HEAD,
    NOMINATION,
    OFFICER,
    RETURN,
    RULE_SETS,
    nominations,
    opened,
    supplemented,
)

COUNT = 60
KEYS = tuple(CaseKey(nomination, 1) for nomination in nominations(COUNT))
CASE = CaseKey(NOMINATION, 1)
POINTS = [("bulk.recorded", 1), ("case.decided", 1), ("case.decided", 40), ("bulk.noted", 1), ("bulk.noted", 3)]


class BulkParts:
    """A commune's bulk acts over fakes; `process` makes a process that may die."""

    def __init__(self, *cases: Case) -> None:
        self.cases, self.acts, self.clock = FakeCases(), FakeBulkActs(), Clock()
        self.cases.put(*(cases or [renamed(opened(), key) for key in KEYS]))

    def process(self, crash: Crash | None = None) -> tuple[RecordBulk, ResumeBulks]:
        at = crash or Crash()
        propose = ProposeOutcome(self.cases, RULE_SETS, self.clock)
        decide = DecideOutcome(self.cases, RULE_SETS, self.clock, at)
        assign = AssignCase(self.cases, colleagues(), self.clock)
        finish = FinishBulk(ActOnCase(self.cases, propose, decide, assign, CALENDAR), self.acts, self.clock, at)
        record = RecordBulk(Level.COMMUNE, self.acts, finish, self.clock, at)
        return record, ResumeBulks(self.acts, finish, self.clock)

    def assert_forwarded_once(self) -> None:
        (act,) = self.acts.held.values()
        assert act.is_complete
        assert {type(result) for result in act.results.values()} == {BulkEffect}
        assert {(self.cases.case(key).state, self.cases.case(key).version) for key in KEYS} == {
            (CaseState.FORWARDED, 2)
        }
        assert len(self.cases.events) == 2 * COUNT


def order(verdict: Verdict = FORWARD, *keys: CaseKey, kind: BulkKind = BulkKind.OUTCOME, version: int = 1) -> BulkOrder:
    return BulkOrder(kind, verdict, tuple(BulkLine(key, version) for key in keys or KEYS))


async def died(parts: BulkParts, viewer: Viewer, asked: BulkOrder, point: str, times: int = 1) -> None:
    dying, _ = parts.process(Crash(point, times))
    with pytest.raises(CrashError):
        await dying(viewer, asked, "key-0001")


@pytest.mark.parametrize(("point", "times"), POINTS)
async def test_a_crash_anywhere_is_finished_by_the_retry(point: str, times: int) -> None:
    parts = BulkParts()
    await died(parts, HEAD, order(), point, times)

    record, _ = parts.process()
    await record(HEAD, order(), "key-0001")

    parts.assert_forwarded_once()


@pytest.mark.parametrize(("point", "times"), POINTS)
async def test_the_timer_finishes_after_a_crash_anywhere(point: str, times: int) -> None:
    parts = BulkParts()
    await died(parts, HEAD, order(), point, times)
    _, resume = parts.process()
    assert await resume() == 0
    parts.clock.pass_by(LEASE)

    assert await resume() == 1

    parts.assert_forwarded_once()


async def test_a_return_not_noted_counts_as_done_after_an_answer() -> None:
    parts = BulkParts(opened())
    await died(parts, HEAD, order(RETURN, CASE), "case.decided")
    await ApplySupplement(parts.cases, RULE_SETS, CALENDAR, parts.clock, a_check())(supplemented())

    record, _ = parts.process()
    act = await record(HEAD, order(RETURN, CASE), "key-0001")

    assert isinstance(act.results[0], BulkEffect)
    assert parts.cases.case(CASE).version == 3


@pytest.mark.parametrize(("by", "is_theirs"), [(OFFICER, True), (replace(OFFICER, account="a-colleague"), False)])
async def test_a_proposal_that_was_not_noted_is_known_by_who_made_it(by: Viewer, *, is_theirs: bool) -> None:
    parts = BulkParts(opened())
    asked = order(FORWARD, CASE, kind=BulkKind.PROPOSAL)
    await ProposeOutcome(parts.cases, RULE_SETS, parts.clock)(by, CASE, FORWARD, 1)

    record, _ = parts.process()
    act = await record(OFFICER, asked, "key-0001")

    assert isinstance(act.results[0], BulkEffect) is is_theirs
    assert parts.cases.case(CASE).version == 2


async def test_another_proposal_of_ones_own_is_not_this_one() -> None:
    parts = BulkParts(opened())
    await ProposeOutcome(parts.cases, RULE_SETS, parts.clock)(OFFICER, CASE, RETURN, 1)

    record, _ = parts.process()
    act = await record(OFFICER, order(FORWARD, CASE, kind=BulkKind.PROPOSAL), "key-0001")

    assert isinstance(act.results[0], BulkRefusal)


async def test_a_colleagues_outcome_is_told_and_stands() -> None:
    parts = BulkParts(opened())
    await DecideOutcome(parts.cases, RULE_SETS, parts.clock, Crash())(DEPUTY, CASE, FORWARD, 1)

    record, _ = parts.process()
    act = await record(HEAD, order(RETURN, CASE), "key-0001")

    refusal = act.results[0]
    assert isinstance(refusal, BulkRefusal)
    assert (refusal.standing["outcome"], refusal.standing["decided_by"]) == ("forward", DEPUTY.name)


class Away(FakeCases):
    """The database is away for one of the cases."""

    async def get(self, key: CaseKey, authorities: frozenset[str]) -> Case:
        if key == KEYS[10]:
            raise UnavailableError
        return await super().get(key, authorities)


async def test_what_cannot_be_tried_now_is_done_later() -> None:
    parts = BulkParts()
    parts.cases = Away(parts.cases.held)
    record, _ = parts.process()
    with pytest.raises(UnavailableError):
        await record(HEAD, order(), "key-0001")
    (act,) = parts.acts.held.values()
    assert 10 in act.waiting
    assert 9 not in act.waiting
    parts.cases = FakeCases(parts.cases.held, parts.cases.events)

    record, _ = parts.process()
    await record(HEAD, order(), "key-0001")

    parts.assert_forwarded_once()


async def test_a_version_that_nobody_saw_is_not_decided_upon() -> None:
    parts = BulkParts(opened())
    await ProposeOutcome(parts.cases, RULE_SETS, parts.clock)(OFFICER, CASE, RETURN, 1)

    record, _ = parts.process()
    act = await record(HEAD, order(FORWARD, CASE), "key-0001")

    assert isinstance(act.results[0], BulkRefusal)
    assert parts.cases.case(CASE).state is CaseState.OPEN


async def test_a_dry_run_shows_the_effects_and_stores_nothing() -> None:
    parts = BulkParts()
    before = dict(parts.cases.held)
    looked_at = UnchangedCases(parts.cases)
    propose = ProposeOutcome(looked_at, RULE_SETS, parts.clock)
    decide = DecideOutcome(looked_at, RULE_SETS, parts.clock, Crash())
    assign = AssignCase(looked_at, colleagues(), parts.clock)

    effects = await PreviewBulk(ActOnCase(looked_at, propose, decide, assign, CALENDAR))(HEAD, order())

    assert parts.cases.held == before
    assert parts.cases.events == []
    record, _ = parts.process()
    assert (await record(HEAD, order(), "key-0001")).results == effects


def assignment(*keys: CaseKey) -> BulkOrder:
    return BulkOrder(
        BulkKind.ASSIGNMENT, None, tuple(BulkLine(key, 1) for key in keys), OFFICER.account, "Cùng đơn vị."
    )


@pytest.mark.parametrize("point", [("bulk.recorded", 1), ("bulk.noted", 1)])
async def test_giving_many_to_an_officer_resumes_after_a_crash(point: tuple[str, int]) -> None:
    parts = BulkParts()
    record, _ = parts.process(Crash(*point))
    with pytest.raises(CrashError):
        await record(HEAD, assignment(*KEYS), "key-0001")
    parts.clock.pass_by(LEASE)
    _, resume = parts.process()

    await resume()

    given = [parts.cases.case(key) for key in KEYS]
    assert {(case.assignment.to.account, case.version) for case in given if case.assignment} == {(OFFICER.account, 2)}


async def test_a_case_given_before_its_note_counts_as_given() -> None:
    parts = BulkParts(opened())
    order = assignment(CASE)
    first, _ = parts.process()
    await first(HEAD, order, "key-0001")
    parts.acts = FakeBulkActs()
    record, _ = parts.process()

    act = await record(HEAD, order, "key-0001")

    assert (list(act.done), parts.cases.case(CASE).version) == ([0], 2)


async def test_nobody_but_the_head_gives_many() -> None:
    record, _ = BulkParts().process()

    with pytest.raises(NotAllowedError):
        await record(OFFICER, assignment(*KEYS), "key-0001")


async def test_a_case_is_not_given_to_who_is_no_officer() -> None:
    parts = BulkParts(opened())
    record, _ = parts.process()

    act = await record(HEAD, replace(assignment(CASE), assignee=CLERK.account), "key-0001")

    assert "Chọn một chuyên viên" in act.refused[0].message
    assert parts.cases.case(CASE).assignment is None
