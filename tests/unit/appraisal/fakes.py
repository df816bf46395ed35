"""Cases and decisions in memory, guarded as the real ones are; a process that dies at a checkpoint."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from services.appraisal.application.ports import AlreadyThereError
from services.appraisal.application.signed_work import CheckSignature
from services.appraisal.domain.amendment import NumberClaim
from services.appraisal.domain.case import Case, CaseKey, CaseState, Marker, Reservation
from services.appraisal.domain.decision import (
    LEASE,
    Decision,
    DecisionState,
    NumberTakenError,
)
from services.appraisal.domain.duplicates import Similar
from services.appraisal.domain.lateness import is_late
from shared.events.decided import Decided
from shared.events.event import Event
from shared.refusals import NotFoundError, StaleError
from shared.text.folding import fold_number
from tests.unit.appraisal.samples import NOW
from tests.unit.signing.samples import PUBLIC_KEYS, FakeSignatures


@dataclass
class Clock:
    """A clock that is set by hand."""

    at: datetime = NOW

    def __call__(self) -> datetime:
        return self.at

    def pass_by(self, time: timedelta) -> None:
        self.at += time


class CrashError(BaseException):
    """The process is gone: no handler of it runs."""


@dataclass
class Crash:
    """Dies at a checkpoint, the nth time that it is passed."""

    name: str = ""
    times: int = 1
    passed: list[str] = field(default_factory=list)

    def __call__(self, name: str) -> None:
        self.passed.append(name)
        if name == self.name and self.passed.count(name) == self.times:
            raise CrashError(name)


def a_check() -> CheckSignature:
    """Looks for the signature of the tests' intake, which has sent nothing by itself."""
    return CheckSignature(PUBLIC_KEYS, FakeSignatures())


@dataclass
class FakeCases:
    """Both ports over cases."""

    held: dict[CaseKey, Case | Marker] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    alike: list[Similar] = field(default_factory=list)

    def case(self, key: CaseKey) -> Case:
        found = self.held[key]
        assert isinstance(found, Case)
        return found

    def put(self, *cases: Case) -> None:
        self.held |= {case.key: case for case in cases}

    async def find(self, key: CaseKey) -> Case | Marker | None:
        return self.held.get(key)

    async def get(self, key: CaseKey, authorities: frozenset[str]) -> Case:
        found = self.held.get(key)
        if not isinstance(found, Case) or found.authority.code not in authorities:
            raise NotFoundError("Không có.")
        return found

    async def insert(self, decided: Decided[Case]) -> None:
        if decided.after.key in self.held:
            raise AlreadyThereError
        self._store(decided)

    async def insert_marker(self, marker: Marker) -> None:
        if marker.key in self.held:
            raise AlreadyThereError
        self.held[marker.key] = marker

    async def replace_marker(self, decided: Decided[Case]) -> None:
        if not isinstance(self.held.get(decided.after.key), Marker):
            raise StaleError("Đã đổi.")
        self._store(decided)

    async def save(self, decided: Decided[Case], *, unheld_by_others: tuple[str, datetime] | None = None) -> None:
        assert decided.before is not None
        found = self.case(decided.before.key)
        if (found.version, found.reservation) != (decided.before.version, decided.before.reservation):
            raise StaleError("Đã đổi.")
        if unheld_by_others is not None:
            account, at = unheld_by_others
            claim = found.claim_at(at)
            if claim is not None and claim.by.account != account:
                raise StaleError("Đã đổi.")
        self._store(decided)

    async def save_beside_claim(self, decided: Decided[Case]) -> None:
        claim = self.case(decided.after.key).claim
        await self.save(replace(decided, after=replace(decided.after, claim=claim)))

    async def save_claim(self, before: Case, after: Case) -> None:
        if self.case(before.key) != before:
            raise StaleError("Đã đổi.")
        self.held[after.key] = after

    async def similar(self, case: Case) -> Sequence[Similar]:
        return [each for each in self.alike if each.key != case.key]

    async def late(self, today: date, *, limit: int) -> Sequence[Case]:
        return [case for case in self._cases() if is_late(case, today)][:limit]

    async def count_overdue(self, today: date, *, most: int) -> int:
        return min(most, sum(case.state is CaseState.OPEN and case.due_on < today for case in self._cases()))

    async def end_claims(self, now: datetime) -> int:
        over = [case for case in self._cases() if case.claim is not None and case.claim.until <= now]
        self.put(*(replace(case, claim=None) for case in over))
        return len(over)

    async def load(self, keys: Sequence[CaseKey], authorities: frozenset[str]) -> Sequence[Case]:
        wanted = (self.held.get(key) for key in keys)
        return [case for case in wanted if isinstance(case, Case) and case.authority.code in authorities]

    async def reserve(self, keys: Sequence[CaseKey], authority: str, reservation: Reservation) -> None:
        for case in await self.load(keys, frozenset({authority})):
            held = case.reservation
            is_mine = held is not None and held.decision == reservation.decision and held.attempt < reservation.attempt
            if case.state is CaseState.APPROVED and (held is None or is_mine):
                self.put(replace(case, reservation=reservation))

    async def states(self, keys: Sequence[CaseKey]) -> Sequence[tuple[CaseKey, CaseState, int, Reservation | None]]:
        wanted = (self.held.get(key) for key in keys)
        return [(each.key, each.state, each.version, each.reservation) for each in wanted if isinstance(each, Case)]

    async def release(self, reservation: Reservation) -> None:
        freed = [each for each in self._cases() if each.reservation == reservation and each.state is CaseState.APPROVED]
        self.put(*(replace(case, reservation=None) for case in freed))

    async def save_all(self, changes: Sequence[Decided[Case]]) -> None:
        for decided in changes:
            assert decided.before is not None
            if self.case(decided.before.key) == decided.before:
                self._store(decided)

    async def oldest_reservations(self, before: datetime) -> Sequence[Reservation]:
        held = (case.reservation for case in self._cases() if case.state is CaseState.APPROVED)
        return [each for each in dict.fromkeys(held) if each is not None and each.at < before]

    def _cases(self) -> list[Case]:
        return [each for each in self.held.values() if isinstance(each, Case)]

    def _store(self, decided: Decided[Case]) -> None:
        self.held[decided.after.key] = decided.after
        self.events += decided.events


@dataclass
class FakeDecisions:
    """The port over decisions."""

    held: dict[UUID, Decision] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)

    async def find(self, identity: UUID) -> Decision | None:
        return self.held.get(identity)

    async def get(self, identity: UUID, authorities: frozenset[str]) -> Decision:
        found = self.held.get(identity)
        if found is None or found.authority.code not in authorities:
            raise NotFoundError("Không có quyết định này.")
        return found

    async def insert(self, decision: Decision) -> None:
        if decision.id in self.held:
            raise AlreadyThereError
        self._refuse_taken(decision)
        self.held[decision.id] = decision

    async def save(self, before: Decision, after: Decision) -> None:
        if self.held[before.id].version != before.version:
            raise StaleError("Đã đổi.")
        if after.state is not DecisionState.ABANDONED:
            self._refuse_taken(after)
        self.held[after.id] = after

    async def issue(self, decided: Decided[Decision]) -> None:
        assert decided.before is not None
        await self.save(decided.before, decided.after)
        self.events += decided.events

    async def amend(self, decided: Decided[Decision]) -> None:
        await self.issue(decided)

    async def holder_of(self, authority: str, claim: NumberClaim) -> UUID | None:
        theirs = (each for each in self.held.values() if each.authority.code == authority)
        return next((each.id for each in theirs if _key(claim) in map(_key, each.claims)), None)

    async def take_half_way(self, now: datetime) -> Decision | None:
        for each in self.held.values():
            is_over = each.lease_until <= now and not each.is_complete
            if is_over and each.state is not DecisionState.ABANDONED:
                self.held[each.id] = replace(each, lease_until=now + LEASE)
                return self.held[each.id]
        return None

    async def page(
        self, authorities: frozenset[str], after: str, limit: int, *, number: str = "", year: int | None = None
    ) -> tuple[Sequence[Decision], str | None]:
        raise NotImplementedError

    def _refuse_taken(self, decision: Decision) -> None:
        for claim in decision.claims:
            others = (each for each in self.held.values() if each.id != decision.id)
            if any(_key(claim) in map(_key, other.claims) for other in others):
                raise NumberTakenError(claim.number, claim.year)


def _key(claim: NumberClaim) -> tuple[int, str]:
    return claim.year, fold_number(claim.number)
