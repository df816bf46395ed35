"""The head gives a case to an officer, to another one, or to nobody; claims stay what keeps colleagues out."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from services.appraisal.application.cases import refuse_outdated
from services.appraisal.application.people import Staff
from services.appraisal.application.ports import Clock
from services.appraisal.domain import entitlement
from services.appraisal.domain.assignments import assign, is_assigned, unassign
from services.appraisal.domain.case import Case, CaseKey, Mandate
from services.appraisal.domain.people import By
from services.appraisal.domain.transitions import CaseAction, target
from shared.directory.bodies import choice_of
from shared.directory.roles import Role
from shared.events.decided import Decided
from shared.identity.viewer import Viewer
from shared.refusals import FieldProblem, InvalidError, StaleError


class AssignableCases(Protocol):
    """The part of the cases that assigning needs."""

    async def get(self, key: CaseKey, authorities: frozenset[str]) -> Case:
        """The case, if it belongs to one of the authorities; `NotFoundError` otherwise."""

    async def save_beside_claim(self, decided: Decided[Case]) -> None:
        """Store the change, whoever claims the case meanwhile; `StaleError` when it changed otherwise."""


@dataclass(frozen=True)
class AssignCase:
    """Give the case to an officer of its authority."""

    cases: AssignableCases
    staff: Staff
    now: Clock

    async def __call__(self, viewer: Viewer, key: CaseKey, assignee: str, reason: str, version: int | None) -> Case:
        """The case, the officer's; as it stands where it is theirs already for this reason.

        Raises:
            NotAllowedError: The viewer neither heads the authority nor is authorised by its head.
            InvalidError: The assignee is no active officer of the authority, or the nomination is about them.
            PreconditionMissingError: The request does not say which version it was made for.
            OutdatedError: Somebody changed the case since.
            ActionNotAllowedError: The case has a final outcome.
        """
        at = self.now()
        case, mandate = await _find_entrusted(self.cases, viewer, key, CaseAction.ASSIGN, at)
        officer = await self._officer(case, assignee)
        if is_assigned(case, officer.account, reason):
            return case
        refuse_outdated(case, version)
        decided = assign(case, officer, entitlement.by(viewer), reason=reason, at=at, mandate=mandate)
        try:
            await self.cases.save_beside_claim(decided)
        except StaleError:
            return await self(viewer, key, assignee, reason, version)
        return decided.after

    async def _officer(self, case: Case, account: str) -> By:
        staff = await self.staff.of(frozenset({case.authority.code}))
        fit = [
            account for account in staff if Role.OFFICER in account.roles and entitlement.is_free_of(account.name, case)
        ]
        for officer in fit:
            if officer.id == account:
                return By(officer.id, officer.name)
        message = f"Chọn một chuyên viên đang làm việc của {case.authority.name}: {choice_of(fit)}."
        raise InvalidError([FieldProblem("assignee", message)])


@dataclass(frozen=True)
class UnassignCase:
    """Take the case back from whomever it was given to."""

    cases: AssignableCases
    now: Clock

    async def __call__(self, viewer: Viewer, key: CaseKey, version: int | None) -> Case:
        """The case, nobody's; as it stands where it is nobody's already.

        Raises:
            NotAllowedError: The viewer neither heads the authority nor is authorised by its head.
            PreconditionMissingError: The request does not say which version it was made for.
            OutdatedError: Somebody changed the case since.
            ActionNotAllowedError: The case has a final outcome.
        """
        at = self.now()
        case, mandate = await _find_entrusted(self.cases, viewer, key, CaseAction.UNASSIGN, at)
        if case.assignment is None:
            return case
        refuse_outdated(case, version)
        decided = unassign(case, entitlement.by(viewer), at=at, mandate=mandate)
        try:
            await self.cases.save_beside_claim(decided)
        except StaleError:
            return await self(viewer, key, version)
        return decided.after


async def _find_entrusted(
    cases: AssignableCases, viewer: Viewer, key: CaseKey, action: CaseAction, at: datetime
) -> tuple[Case, Mandate | None]:
    """The case that the viewer may give to somebody, and by what: their office, or their head's paper."""
    viewer.require(*entitlement.DECIDERS)
    case = await cases.get(key, viewer.authorities)
    entitlement.refuse_interested(viewer, case)
    mandate = entitlement.mandate_of(viewer, case.authority.code, at=at)
    target(case, action)
    return case, mandate
