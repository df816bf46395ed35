"""One act over up to 500 cases: recorded first, then each case by the use case of the single act; it resumes."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.appraisal.application.assignments import AssignableCases, AssignCase
from services.appraisal.application.outcomes import DecideOutcome, ProposeOutcome
from services.appraisal.application.people import Staff
from services.appraisal.application.ports import ActedCases, AlreadyThereError, Checkpoint, Clock
from services.appraisal.domain import entitlement
from services.appraisal.domain.bulk import (
    ENTITLED,
    BulkAct,
    BulkEffect,
    BulkKind,
    BulkLine,
    BulkOrder,
    BulkResult,
    begin,
    bulk_id,
    check_order,
    effect_of,
    is_done_by,
    refusal_of,
)
from services.appraisal.domain.case import Case, CaseKey
from services.appraisal.domain.duplicates import Similar
from shared.calendar.working_days import WorkingCalendar
from shared.events.decided import Decided
from shared.events.words import Level
from shared.identity.viewer import Viewer
from shared.observability.logs import get_logger
from shared.refusals import (
    DomainError,
    FieldProblem,
    InvalidError,
    KeyUsedError,
    NotFoundError,
    NotYetError,
    UnavailableError,
)
from shared.rules.loading import RuleSets

AT_ONCE = 25
_log = get_logger(__name__)


class BulkCases(ActedCases, AssignableCases, Protocol):
    """The part of the cases that the single acts need."""


class BulkActs(Protocol):
    """The bulk acts of one level."""

    async def find(self, identity: UUID) -> BulkAct | None:
        """The act."""

    async def get(self, identity: UUID, authorities: frozenset[str]) -> BulkAct:
        """The act, if somebody of these authorities may see all of it; `NotFoundError` otherwise."""

    async def insert(self, act: BulkAct) -> None:
        """Store a new one; `AlreadyThereError` for its id."""

    async def note(self, identity: UUID, results: Mapping[int, BulkResult], now: datetime) -> None:
        """Add results to those that are known, and prolong the lease."""

    async def complete(self, identity: UUID) -> None:
        """Every case has its result."""

    async def take_half_way(self, now: datetime) -> BulkAct | None:
        """One that is not complete and whose lease is over, leased anew to the caller."""


@dataclass(frozen=True)
class UnchangedCases:
    """Cases that a use case may decide upon but not change: a dry run goes the way of the real one."""

    cases: BulkCases

    async def get(self, key: CaseKey, authorities: frozenset[str]) -> Case:
        """The case."""
        return await self.cases.get(key, authorities)

    async def similar(self, case: Case) -> Sequence[Similar]:
        """Other nominations of the same nominee."""
        return await self.cases.similar(case)

    async def save(self, decided: Decided[Case], *, unheld_by_others: tuple[str, datetime] | None = None) -> None:
        """Nothing is stored."""

    async def save_beside_claim(self, decided: Decided[Case]) -> None:
        """Nothing is stored, whoever holds the case."""


@dataclass(frozen=True)
class ActOnCase:
    """What the single act makes of one case of the list: its effect, or its refusal in words."""

    cases: ActedCases
    propose: ProposeOutcome
    decide: DecideOutcome
    assign: AssignCase
    calendar: WorkingCalendar

    async def __call__(self, viewer: Viewer, order: BulkOrder, line: BulkLine) -> BulkResult:
        """The result; a case that this person has so changed from the version they saw counts as done.

        Raises:
            UnavailableError: It is not known now.
            NotYetError: This process lacks the rules of the case; another may have them.
        """
        try:
            case = await self._act(viewer, order, line)
        except (UnavailableError, NotYetError):
            raise
        except DomainError as refused:
            case_done = await self._done_before(viewer, order, line)
            return refusal_of(refused) if case_done is None else self._effect(case_done, viewer, line)
        return self._effect(case, viewer, line)

    def _effect(self, case: Case, viewer: Viewer, line: BulkLine) -> BulkEffect:
        return effect_of(case, self.calendar, seen=line.version, by=viewer.account)

    async def _act(self, viewer: Viewer, order: BulkOrder, line: BulkLine) -> Case:
        if order.kind is BulkKind.OUTCOME:
            return await self.decide(viewer, line.key, order.verdict, line.version)
        if order.kind is BulkKind.ASSIGNMENT:
            return await self.assign(viewer, line.key, order.assignee, order.reason, line.version)
        if order.verdict is None:
            raise InvalidError([FieldProblem("outcome", "Chọn kết quả đề xuất (outcome).")])
        return await self.propose(viewer, line.key, order.verdict, line.version)

    async def _done_before(self, viewer: Viewer, order: BulkOrder, line: BulkLine) -> Case | None:
        try:
            case = await self.cases.get(line.key, viewer.authorities)
        except NotFoundError:
            return None
        return case if is_done_by(case, viewer, order, line.version) else None


def act_on_cases(
    cases: BulkCases,
    rule_sets: RuleSets,
    staff: Staff,
    calendar: WorkingCalendar,
    now: Clock,
    checkpoint: Checkpoint,
) -> ActOnCase:
    """The single acts on these cases, as an act over many uses them."""
    propose, decide = ProposeOutcome(cases, rule_sets, now), DecideOutcome(cases, rule_sets, now, checkpoint)
    return ActOnCase(cases, propose, decide, AssignCase(cases, staff, now), calendar)


def try_on_cases(
    cases: BulkCases, rule_sets: RuleSets, staff: Staff, calendar: WorkingCalendar, now: Clock
) -> ActOnCase:
    """The same for a dry run: nothing is stored, so there is no point to die after."""
    return act_on_cases(UnchangedCases(cases), rule_sets, staff, calendar, now, lambda _: None)


@dataclass(frozen=True)
class PreviewBulk:
    """What an order would do to each of its cases at this moment; nothing is changed or recorded."""

    act_on: ActOnCase

    async def __call__(self, viewer: Viewer, order: BulkOrder) -> Mapping[int, BulkResult]:
        """The results by place in the list, each case weighed as if the others stayed as they are."""
        viewer.require(*ENTITLED[order.kind])
        check_order(order)
        results: dict[int, BulkResult] = {}
        for places in _portions(range(len(order.lines))):
            weighed = (self.act_on(viewer, order, order.lines[place]) for place in places)
            results |= zip(places, await asyncio.gather(*weighed), strict=True)
        return results


@dataclass(frozen=True)
class FinishBulk:
    """Bring an act to its end, from wherever it was left; several processes at once do each case once."""

    act_on: ActOnCase
    acts: BulkActs
    now: Clock
    checkpoint: Checkpoint

    async def __call__(self, act: BulkAct) -> BulkAct:
        """The act with the result of every case.

        Raises:
            UnavailableError: Not all could be tried now; what could is noted.
            NotYetError: Likewise.
        """
        if act.is_complete:
            return act
        for places in _portions(act.waiting):
            tried = await asyncio.gather(*(self._try(act, place) for place in places))
            results = {
                place: result
                for place, result in zip(places, tried, strict=True)
                if not isinstance(result, DomainError)
            }
            await self.acts.note(act.id, results, self.now())
            self.checkpoint("bulk.noted")
            for result in tried:
                if isinstance(result, DomainError):
                    raise result
        await self.acts.complete(act.id)
        return await self.acts.find(act.id) or act

    async def _try(self, act: BulkAct, place: int) -> BulkResult | UnavailableError | NotYetError:
        try:
            return await self.act_on(act.viewer, act.order, act.order.lines[place])
        except (UnavailableError, NotYetError) as not_now:
            return not_now


@dataclass(frozen=True)
class RecordBulk:
    """Record the order, then carry it out."""

    level: Level
    acts: BulkActs
    finish: FinishBulk
    now: Clock
    checkpoint: Checkpoint

    async def __call__(self, viewer: Viewer, order: BulkOrder, key: str) -> BulkAct:
        """The complete act; the same key and order give the same one again.

        Raises:
            InvalidError: Something in the list must be mended, or the key was used for another.
        """
        viewer.require(*ENTITLED[order.kind])
        check_order(order)
        identity = bulk_id(self.level, viewer.account, key)
        standing = await self.acts.find(identity)
        if standing is None:
            standing = begin(identity, self.level, viewer, order, at=self.now())
            try:
                await self.acts.insert(standing)
            except AlreadyThereError:
                return await self(viewer, order, key)
            self.checkpoint("bulk.recorded")
        if standing.order != order:
            raise KeyUsedError("một lượt xử lý khác", "lượt này")
        return await self.finish(standing)


@dataclass(frozen=True)
class ShowBulk:
    """One act: how far it is, and what became of each case."""

    acts: BulkActs

    async def __call__(self, viewer: Viewer, identity: UUID) -> BulkAct:
        """The act, if the viewer belongs to the authorities that it was done for."""
        viewer.require(*entitlement.READERS)
        return await self.acts.get(identity, viewer.authorities)


@dataclass(frozen=True)
class ResumeBulks:
    """Carry on with acts that a crash left half-way."""

    acts: BulkActs
    finish: FinishBulk
    now: Clock

    async def __call__(self) -> int:
        """How many acts were taken up."""
        taken = 0
        while (act := await self.acts.take_half_way(self.now())) is not None:
            taken += 1
            try:
                await self.finish(act)
            except NotYetError:
                # Its lease runs: a process that has the rules takes it up next.
                _log.warning("bulk.rules_missing", act=str(act.id))
        return taken


def _portions(places: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(places), AT_ONCE):
        yield places[start : start + AT_ONCE]
