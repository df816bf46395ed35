"""Recording a decision: reserve, issue by one change, mark as awarded; each part can be done again after a crash."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from services.appraisal.application.ports import (
    AlreadyThereError,
    Checkpoint,
    Clock,
    Decisions,
    ReservableCases,
)
from services.appraisal.domain import entitlement
from services.appraisal.domain.amendment import NumberClaim, keys_of
from services.appraisal.domain.case import Case, CaseKey, CaseState
from services.appraisal.domain.consequence import follow
from services.appraisal.domain.decision import (
    AbandonedError,
    Decision,
    DecisionState,
    Draft,
    NumberTakenError,
    abandon,
    begin,
    begin_again,
    check_draft,
    complete,
    decision_id,
    issue,
)
from services.appraisal.domain.decision_dates import refuse_early
from services.appraisal.domain.duties import Pairs, Settings, record
from services.appraisal.domain.reservable import CaseTrial, refuse_unreservable, why_not
from shared.clock.days import day_of
from shared.events.decided import Decided
from shared.events.words import Level
from shared.identity.viewer import Viewer
from shared.refusals import FieldProblem, InvalidError, KeyUsedError, NotAllowedError, StaleError
from shared.rules.loading import RuleSets

CHUNK = 100
_ANNOUNCED = frozenset({DecisionState.ISSUED, DecisionState.ANNULLED})


@dataclass(frozen=True)
class FinishDecision:
    """Bring a decision that has begun to its end: complete, or abandoned with everything given back."""

    cases: ReservableCases
    decisions: Decisions
    now: Clock
    checkpoint: Checkpoint

    async def __call__(self, decision: Decision) -> Decision:
        """The complete decision.

        Raises:
            NotReservableError: Some case was taken or was never approved; nothing is issued.
        """
        standing = decision
        if standing.state is DecisionState.RESERVING:
            standing = await self._issue(standing)
        if standing.state in _ANNOUNCED and not standing.is_complete:
            standing = await self._complete(standing)
        return standing

    async def _issue(self, decision: Decision) -> Decision:
        for chunk in chunks(decision.draft.cases):
            await self.cases.reserve(chunk, decision.authority.code, decision.reservation)
            self.checkpoint("decision.reserved")
        states = await self.cases.states(decision.draft.cases)
        mine = {key: version for key, _, version, held in states if held == decision.reservation}
        if len(mine) < len(decision.draft.cases):
            return await self._give_up(decision, [(key, state, key not in mine) for key, state, _, _ in states])
        change = issue(decision, mine.items(), at=self.now())
        try:
            await self.decisions.issue(change)
        except StaleError:
            return await self._by_sibling(decision)
        self.checkpoint("decision.issued")
        return change.after

    async def _give_up(self, decision: Decision, found: Sequence[tuple[CaseKey, CaseState, bool]]) -> Decision:
        after = abandon(decision)
        try:
            await self.decisions.save(decision, after)
        except StaleError:
            return await self._by_sibling(decision)
        self.checkpoint("decision.abandoned")
        await self.cases.release(decision.reservation)
        refuse_unreservable(decision.draft.cases, found)
        return after

    async def _by_sibling(self, decision: Decision) -> Decision:
        # Another process finished this attempt one way or the other; what it left is the truth.
        standing = await self.decisions.find(decision.id)
        if standing is not None and standing.state in _ANNOUNCED:
            return standing
        await self.cases.release(decision.reservation)
        raise AbandonedError

    async def _complete(self, decision: Decision) -> Decision:
        latest = decision.latest
        concerned = decision.draft.cases if latest is None else sorted(keys_of(latest.items))
        for chunk in chunks(concerned):
            await self.cases.save_all(await self._lacking(chunk, decision))
            if latest is None:
                self.checkpoint("decision.awarded")
            else:
                self.checkpoint("decision.followed")
        for chunk in chunks(concerned):
            if await self._lacking(chunk, decision):
                return decision  # it stays half-way for the timer, which loads what it now is
        after = complete(decision)
        try:
            await self.decisions.save(decision, after)
        except StaleError:
            return await self._by_sibling(decision)
        return after

    async def _lacking(self, keys: Sequence[CaseKey], decision: Decision) -> Sequence[Decided[Case]]:
        cases = await self.cases.load(keys, frozenset({decision.authority.code}))
        changes = [follow(case, decision, at=self.now()) for case in cases]
        return [change for change in changes if change is not None]


@dataclass(frozen=True)
class RecordDecision:
    """The văn thư records number, date, signatory and list; with it, and only with it, the nominations are awarded."""

    level: Level
    cases: ReservableCases
    decisions: Decisions
    finish: FinishDecision
    rule_sets: RuleSets
    now: Clock

    async def __call__(self, viewer: Viewer, draft: Draft, key: str) -> Decision:
        """The complete decision; the same key and content give the same one again.

        Raises:
            InvalidError: Something in the document must be mended, or the key was used for another.
            InterestedError: A case concerns the viewer, or the province refuses their account this duty beside another.
            NotReservableError: Some cases cannot be in it; nothing was issued.
            NumberTakenError: The number is in use this year.
        """
        viewer.require(*entitlement.RECORDERS)
        check_draft(draft, today=day_of(self.now()))
        identity = decision_id(self.level, viewer.account, key)
        standing = await self.decisions.find(identity)
        if standing is not None:
            return await self.finish(await self._again(viewer, standing, draft))
        cases, combined = await self._reservable(viewer, draft, identity)
        by, at = entitlement.by(viewer), self.now()
        decision = begin(identity, draft, cases[0].authority, by, at=at, combined=combined)
        try:
            await self.decisions.insert(decision)
        except AlreadyThereError:
            return await self(viewer, draft, key)
        return await self.finish(decision)

    async def _again(self, viewer: Viewer, standing: Decision, draft: Draft) -> Decision:
        if standing.draft.digest != draft.digest:
            raise KeyUsedError("một quyết định khác", "lần ghi này")
        if standing.state is not DecisionState.ABANDONED:
            return standing
        _, combined = await self._reservable(viewer, draft, standing.id)
        again = begin_again(standing, at=self.now(), combined=combined)
        try:
            await self.decisions.save(standing, again)
        except StaleError:
            found = await self.decisions.find(standing.id)
            return await self._again(viewer, found or standing, draft)
        return again

    async def _reservable(
        self, viewer: Viewer, draft: Draft, identity: UUID
    ) -> tuple[Sequence[Case], Mapping[str, Pairs]]:
        cases = await _load(self.cases, viewer, draft)
        refuse_unreservable(draft.cases, [(case.key, case.state, _is_taken(case, identity)) for case in cases])
        _refuse_several_authorities(cases)
        for case in cases:
            entitlement.refuse_interested(viewer, case)
        _refuse_own_award(draft, cases)
        refuse_early(draft, cases)
        duties = self.rule_sets.duties.at(self.level, day_of(self.now()))
        by, signatory = entitlement.by(viewer), draft.signatory.name
        combined = {str(case.key): record(case, by, signatory, duties) for case in cases}
        return cases, {key: pairs for key, pairs in combined.items() if pairs}


@dataclass(frozen=True)
class PreviewDecision:
    """What recording a decision would do to each case of its list at this moment; nothing is changed or recorded."""

    level: Level
    cases: ReservableCases
    decisions: Decisions
    rule_sets: RuleSets
    now: Clock

    async def __call__(self, viewer: Viewer, draft: Draft, key: str) -> Sequence[CaseTrial]:
        """Each case in the order of the list; the decision would be issued when none is refused.

        Raises:
            InvalidError: Something in the document must be mended.
            NumberTakenError: The number is in use this year.
        """
        viewer.require(*entitlement.RECORDERS)
        check_draft(draft, today=day_of(self.now()))
        identity = decision_id(self.level, viewer.account, key)
        loaded = await _load(self.cases, viewer, draft)
        _refuse_several_authorities(loaded)
        if loaded:
            claim = NumberClaim(draft.number, draft.issued_on.year)
            holder = await self.decisions.holder_of(loaded[0].authority.code, claim)
            if holder not in {None, identity}:
                raise NumberTakenError(draft.number, draft.issued_on.year)
        found = {case.key: case for case in loaded}
        duties = self.rule_sets.duties.at(self.level, day_of(self.now()))
        return [_try(viewer, draft, key, found.get(key), identity, duties) for key in draft.cases]


@dataclass(frozen=True)
class ShowDecision:
    """One decision with its list."""

    decisions: Decisions

    async def __call__(self, viewer: Viewer, identity: UUID) -> Decision:
        """The decision, if it is the viewer's authority's."""
        viewer.require(*entitlement.READERS)
        return await self.decisions.get(identity, viewer.authorities)


@dataclass(frozen=True)
class ListDecisions:
    """The decisions of the viewer's authorities, latest first."""

    decisions: Decisions

    async def __call__(
        self, viewer: Viewer, *, after: str, limit: int, number: str = "", year: int | None = None
    ) -> tuple[Sequence[Decision], str | None]:
        """One page, and the cursor of the next; `number` and `year` are those of it or of what amended it."""
        viewer.require(*entitlement.READERS)
        return await self.decisions.page(viewer.authorities, after, limit, number=number, year=year)


def chunks(keys: Sequence[CaseKey]) -> Iterator[Sequence[CaseKey]]:
    """The keys in portions that one write handles well within its time."""
    for start in range(0, len(keys), CHUNK):
        yield keys[start : start + CHUNK]


async def _load(cases: ReservableCases, viewer: Viewer, draft: Draft) -> Sequence[Case]:
    return [case for chunk in chunks(draft.cases) for case in await cases.load(chunk, viewer.authorities)]


def _is_taken(case: Case, identity: UUID) -> bool:
    return case.reservation is not None and case.reservation.decision != identity


def _refuse_several_authorities(cases: Sequence[Case]) -> None:
    if len({case.authority.code for case in cases}) > 1:
        message = "Một quyết định chỉ gồm các việc của một cơ quan. Tách thành các quyết định riêng."
        raise InvalidError([FieldProblem("case_ids", message)])


def _try(viewer: Viewer, draft: Draft, key: CaseKey, case: Case | None, identity: UUID, duties: Settings) -> CaseTrial:
    standing = None if case is None else (case.state, _is_taken(case, identity))
    if case is None or standing != (CaseState.APPROVED, False):
        return CaseTrial(key, f"Việc này {why_not(standing)}. Bỏ việc này khỏi danh sách rồi ghi lại.")
    try:
        entitlement.refuse_interested(viewer, case)
        _refuse_own_award(draft, [case])
        refuse_early(draft, [case])
        combined = record(case, entitlement.by(viewer), draft.signatory.name, duties)
    except InvalidError as refused:
        return CaseTrial(key, " ".join(problem.message for problem in refused.problems))
    except NotAllowedError as refused:
        return CaseTrial(key, refused.message)
    return CaseTrial(key, combined=combined)


def _refuse_own_award(draft: Draft, cases: Sequence[Case]) -> None:
    own = [case for case in cases if entitlement.is_named(draft.signatory.name, case)]
    if own:
        numbers = ", ".join(case.number for case in own[:5])
        message = (
            f"Người ký trùng họ tên với người được khen thưởng tại đề nghị {numbers}. "
            "Tách việc đó sang quyết định do người khác có thẩm quyền ký."
        )
        raise InvalidError([FieldProblem("signatory.name", message)])
