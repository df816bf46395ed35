"""What the use cases need from outside: cases, decisions, a clock, and the points at which tests let a process die."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from services.appraisal.application.worklist_query import Beside, Counts, WorklistQuery, WorklistRow, WorklistSlice
from services.appraisal.domain.amendment import NumberClaim
from services.appraisal.domain.case import Case, CaseKey, CaseState, Marker, Reservation
from services.appraisal.domain.decision import Decision
from services.appraisal.domain.duplicates import Similar
from shared.events.content import KeyedIdentity
from shared.events.decided import Decided
from shared.events.signature import IntakeSignature
from shared.events.words import Level
from shared.refusals import ConflictError

Clock = Callable[[], datetime]
Checkpoint = Callable[[str], None]


class AlreadyThereError(ConflictError):
    """Another was first to store under this key; load and decide again."""

    def __init__(self) -> None:
        super().__init__("Nội dung này vừa được ghi nhận. Tải lại trang để xem.")


class Identities(Protocol):
    """What stands for the identity numbers in the cases of one level."""

    async def apply(self, nomination: UUID, identity: KeyedIdentity, signature: IntakeSignature | None = None) -> None:
        """Have it in all cases of the nomination, those that come later too; with what intake then signed."""


class Signatures(Protocol):
    """The latest signature that intake itself sent for each nomination at one level."""

    async def known(self, nomination: UUID) -> IntakeSignature | None:
        """The latest, if intake has sent any beside the work."""

    async def keep(self, nomination: UUID, signature: IntakeSignature) -> None:
        """Have it, unless a later one is there. Twice changes nothing."""


class Cases(Protocol):
    """The cases of one level. Writes raise `StaleError` when the document is no longer what was decided upon."""

    async def find(self, key: CaseKey) -> Case | Marker | None:
        """The case, or the marker in its place."""

    async def get(self, key: CaseKey, authorities: frozenset[str]) -> Case:
        """The case, if it belongs to one of the authorities; `NotFoundError` otherwise."""

    async def insert(self, decided: Decided[Case]) -> None:
        """Store a new case with its messages; `AlreadyThereError` when there is a case or marker."""

    async def insert_marker(self, marker: Marker) -> None:
        """Store a marker; `AlreadyThereError` when there is a case or marker."""

    async def replace_marker(self, decided: Decided[Case]) -> None:
        """Put the case in the marker's place."""

    async def save(self, decided: Decided[Case], *, unheld_by_others: tuple[str, datetime] | None = None) -> None:
        """Store the change with its messages; with account and moment given, only if nobody else holds it then."""

    async def save_beside_claim(self, decided: Decided[Case]) -> None:
        """Store the change; a claim that is taken or ended meanwhile stands."""

    async def save_claim(self, before: Case, after: Case) -> None:
        """Store a claim or its end; the version stays."""

    async def similar(self, case: Case) -> Sequence[Similar]:
        """Other nominations of the same nominee in the same movement whose time overlaps."""

    async def late(self, today: date, *, limit: int) -> Sequence[Case]:
        """Open cases whose limit ran out before today and whose unit was not told of it, longest overdue first."""

    async def count_overdue(self, today: date, *, most: int) -> int:
        """How many open cases have a limit before today, or `most`."""

    async def end_claims(self, now: datetime) -> int:
        """Clear away expired claims; how many there were."""


class Worklist(Protocol):
    """The cases of one level as lines of a list."""

    async def page(self, query: WorklistQuery) -> WorklistSlice:
        """One page of a worklist."""

    async def counts(self, query: WorklistQuery, *, most: int) -> Counts:
        """How many stand under each tab; counting a tab ends at `most`."""

    async def beside(self, query: WorklistQuery, key: CaseKey, *, most: int) -> Beside:
        """What stands before and after the case in that list; `NotFoundError` where it is no case of the asker's."""

    async def rows(self, keys: Sequence[CaseKey], authorities: frozenset[str]) -> Mapping[CaseKey, WorklistRow]:
        """The lines of those of the cases that belong to the authorities."""

    async def units(self, authorities: frozenset[str], *, most: int) -> Mapping[str, str]:
        """The names of the units from which the authorities have cases, by code; at most so many."""


class ActedCases(Protocol):
    """The part of `Cases` that proposals and outcomes need; a dry run gives them one that stores nothing."""

    async def get(self, key: CaseKey, authorities: frozenset[str]) -> Case:
        """The case, if it belongs to one of the authorities; `NotFoundError` otherwise."""

    async def similar(self, case: Case) -> Sequence[Similar]:
        """Other nominations of the same nominee in the same movement whose time overlaps."""

    async def save(self, decided: Decided[Case], *, unheld_by_others: tuple[str, datetime] | None = None) -> None:
        """Store the change with its messages; with account and moment given, only if nobody else holds it then."""


class ReservableCases(Protocol):
    """The cases of one level, as a decision takes them."""

    async def load(self, keys: Sequence[CaseKey], authorities: frozenset[str]) -> Sequence[Case]:
        """Those of the cases that belong to the authorities, in no order."""

    async def reserve(self, keys: Sequence[CaseKey], authority: str, reservation: Reservation) -> None:
        """Reserve each that is approved and free; others are left as they are."""

    async def states(self, keys: Sequence[CaseKey]) -> Sequence[tuple[CaseKey, CaseState, int, Reservation | None]]:
        """State, version and reservation of each."""

    async def release(self, reservation: Reservation) -> None:
        """Free the approved cases that are held with exactly this reservation."""

    async def save_all(self, changes: Sequence[Decided[Case]]) -> None:
        """Store each change whose case still is what was decided upon; a sibling has seen to the others."""

    async def oldest_reservations(self, before: datetime) -> Sequence[Reservation]:
        """Reservations of approved cases that were made before a moment, each once."""


class Decisions(Protocol):
    """The decisions of one level. Writes raise `StaleError` when the document is no longer what was decided upon."""

    async def find(self, identity: UUID) -> Decision | None:
        """The decision."""

    async def get(self, identity: UUID, authorities: frozenset[str]) -> Decision:
        """The decision, if it belongs to one of the authorities; `NotFoundError` otherwise."""

    async def insert(self, decision: Decision) -> None:
        """Store a new one; `AlreadyThereError` for its id, `NumberTakenError` for its number."""

    async def save(self, before: Decision, after: Decision) -> None:
        """Store the change; `NumberTakenError` when it takes up its number again and another has it by now."""

    async def issue(self, decided: Decided[Decision]) -> None:
        """Store the issued decision with its fact: the one change that awards."""

    async def amend(self, decided: Decided[Decision]) -> None:
        """Store the amended decision with its fact; `NumberTakenError` when a number in it is in use."""

    async def holder_of(self, authority: str, claim: NumberClaim) -> UUID | None:
        """The decision that has this number in its year at this authority, itself or in what amended it."""

    async def take_half_way(self, now: datetime) -> Decision | None:
        """One that is not finished and whose lease is over, leased anew to the caller."""

    async def page(
        self, authorities: frozenset[str], after: str, limit: int, *, number: str = "", year: int | None = None
    ) -> "tuple[Sequence[Decision], str | None]":
        """One page, latest first, and the cursor of the next; of those whose papers begin so, or are of that year."""


class Authorities(Protocol):
    """The authorities of the directory."""

    async def levels_of(self, authorities: frozenset[str]) -> frozenset[Level]:
        """The levels at which any of them works; none where the directory knows none of them."""
