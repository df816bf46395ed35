"""An outcome before it is given: the whole way of the real one, with nothing stored, to be read by whoever decides."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from services.appraisal.application.outcomes import DecideOutcome, EnterVote
from services.appraisal.application.ports import ActedCases
from services.appraisal.domain.case import Case, CaseKey, Tally, Verdict
from services.appraisal.domain.duplicates import Similar
from services.appraisal.domain.transitions import ActionNotAllowedError
from shared.events.decided import Decided
from shared.identity.viewer import Viewer


@dataclass
class _KeptCases:
    """Cases that a use case may decide upon but not change; what it would have stored is kept."""

    cases: ActedCases
    kept: list[Decided[Case]] = field(default_factory=list)

    async def get(self, key: CaseKey, authorities: frozenset[str]) -> Case:
        return await self.cases.get(key, authorities)

    async def similar(self, case: Case) -> Sequence[Similar]:
        return await self.cases.similar(case)

    async def save(self, decided: Decided[Case], **_guard: object) -> None:
        self.kept.append(decided)


@dataclass(frozen=True)
class CheckOutcome:
    """What an outcome, or the confirmed proposal, would do at this moment; it refuses what the real one refuses."""

    decide: DecideOutcome

    async def __call__(
        self, viewer: Viewer, key: CaseKey, verdict: Verdict | None, version: int | None
    ) -> Decided[Case]:
        """The case before and after, and what would be told; without a version, of the case as it stands.

        Raises:
            ActionNotAllowedError: The case has an outcome already, also where this viewer gave it.
        """
        cases = _KeptCases(self.decide.cases)
        case = await cases.get(key, viewer.authorities)
        rehearsal = replace(self.decide, cases=cases, checkpoint=lambda _: None)
        await rehearsal(viewer, key, verdict, case.version if version is None else version)
        return _kept(cases, case)


@dataclass(frozen=True)
class CheckVote:
    """The same of the council's vote."""

    enter_vote: EnterVote

    async def __call__(self, viewer: Viewer, key: CaseKey, tally: Tally, version: int) -> Decided[Case]:
        """The case before and after, and what would be told.

        Raises:
            ActionNotAllowedError: The case has an outcome already, also where this viewer entered it.
        """
        cases = _KeptCases(self.enter_vote.cases)
        case = await cases.get(key, viewer.authorities)
        await replace(self.enter_vote, cases=cases)(viewer, key, tally, version)
        return _kept(cases, case)


def _kept(cases: _KeptCases, case: Case) -> Decided[Case]:
    if not cases.kept:
        raise ActionNotAllowedError(case)
    return cases.kept[-1]
