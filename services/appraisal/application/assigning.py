"""Giving many cases to an officer, or to nobody: tried first if wanted, each by the use case of the single act."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from services.appraisal.application.assignments import AssignableCases, AssignCase, UnassignCase
from services.appraisal.application.claims import ClaimCase, ReleaseCase
from services.appraisal.application.ports import Cases, Clock
from services.appraisal.domain import entitlement
from services.appraisal.domain.case import Case, CaseKey
from shared.events.decided import Decided
from shared.identity.viewer import Viewer
from shared.refusals import DomainError, FieldProblem, InvalidError, NotFoundError, UnavailableError

MOST_AT_ONCE = 200
_NONE_CHOSEN = "Chọn ít nhất một việc trong danh sách."
_TOO_MANY = f"Mỗi lần giao nhiều nhất {MOST_AT_ONCE} việc. Bỏ bớt rồi giao tiếp phần còn lại."


@dataclass(frozen=True)
class AssignmentLine:
    """A case, and the version of it that the person saw."""

    key: CaseKey
    version: int


@dataclass(frozen=True)
class AssignmentOrder:
    """Which cases are given to which account, and why; to nobody where `to` is empty."""

    lines: Sequence[AssignmentLine]
    to: str = ""
    reason: str = ""


@dataclass(frozen=True)
class AssignmentResult:
    """What becomes of one case: as it stood and as it stands; why not, where it is `refused`."""

    line: AssignmentLine
    before: Case | None = None
    after: Case | None = None
    refused: str = ""


@dataclass(frozen=True)
class UnsavedAssignments:
    """Cases that may be decided upon but not changed: a trial goes the way of the real act."""

    cases: AssignableCases

    async def get(self, key: CaseKey, authorities: frozenset[str]) -> Case:
        """The case, if it belongs to one of the authorities; `NotFoundError` otherwise."""
        return await self.cases.get(key, authorities)

    async def save_beside_claim(self, decided: Decided[Case]) -> None:
        """Nothing is stored."""


@dataclass(frozen=True)
class AssignMany:
    """Gives each case of an order to its officer; what is refused stays as it is."""

    cases: AssignableCases
    assign: AssignCase
    unassign: UnassignCase

    def on_trial(self) -> "AssignMany":
        """The same with nothing stored."""
        unsaved = UnsavedAssignments(self.cases)
        return AssignMany(unsaved, replace(self.assign, cases=unsaved), UnassignCase(unsaved, self.unassign.now))

    async def __call__(self, viewer: Viewer, order: AssignmentOrder) -> Sequence[AssignmentResult]:
        """The results in the order of the list; sent again, what is given already stays so.

        Raises:
            NotAllowedError: The viewer heads no authority and is authorised by no head.
            InvalidError: No case is chosen, or too many.
            UnavailableError: It is not known now; what was given stays given.
        """
        viewer.require(*entitlement.DECIDERS)
        if not order.lines or len(order.lines) > MOST_AT_ONCE:
            raise InvalidError([FieldProblem("cases", _TOO_MANY if order.lines else _NONE_CHOSEN)])
        return [await self._give(viewer, order, line) for line in order.lines]

    async def _give(self, viewer: Viewer, order: AssignmentOrder, line: AssignmentLine) -> AssignmentResult:
        before = None
        try:
            before = await self.cases.get(line.key, viewer.authorities)
            if order.to:
                after = await self.assign(viewer, line.key, order.to, order.reason, line.version)
            else:
                after = await self.unassign(viewer, line.key, line.version)
        except UnavailableError:
            raise
        except InvalidError as refusal:
            return AssignmentResult(line, before, refused=" ".join(each.message for each in refusal.problems))
        except (NotFoundError, DomainError) as refusal:
            return AssignmentResult(line, before, refused=str(refusal))
        return AssignmentResult(line, before, after)


@dataclass(frozen=True)
class FreeClaim:
    """Ends a colleague's hold of a case, as taking over and letting go do: the case keeps who took it from whom."""

    cases: Cases
    claim: ClaimCase
    release: ReleaseCase
    now: Clock

    async def __call__(self, viewer: Viewer, case_id: str) -> Case:
        """The case, held by nobody.

        Raises:
            NotFoundError: There is no such case at the viewer's authorities.
            NotAllowedError: The viewer neither heads the authority nor is authorised by its head.
            ActionNotAllowedError: The case has a final outcome.
        """
        viewer.require(*entitlement.DECIDERS)
        key = CaseKey.parse(case_id)
        case = await self.cases.get(key, viewer.authorities)
        entitlement.mandate_of(viewer, case.authority.code, at=self.now())
        if case.claim_at(self.now()) is None:
            return case
        await self.claim(viewer, key, take_over=True)
        return await self.release(viewer, key)
