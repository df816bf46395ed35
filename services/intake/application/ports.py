"""What the use cases need from outside: the dossiers, the nominations, the directory, and the relay's state."""

from collections.abc import Callable, Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Generic, Protocol, TypeVar
from uuid import UUID

from services.intake.domain.dossier import Dossier, Earlier
from services.intake.domain.duplicates import Known
from services.intake.domain.nomination import Change, Nomination, SentMail
from services.intake.domain.succession import Succession
from shared.events.content import AuthorityRef, Finding, Petition, UnitRef
from shared.events.envelope import Outgoing
from shared.events.windows import WindowEvent
from shared.events.words import NomineeKind, Occasion, PublicStatus
from shared.identity.viewer import Viewer
from shared.refusals import ConflictError

Clock = Callable[[], datetime]
Line = TypeVar("Line")


class AlreadySubmittedError(ConflictError):
    """The same unit used the same key before, or handed in the same Tờ trình: which, its dossiers tell."""


@dataclass(frozen=True)
class NewNomination:
    """A nomination to store, with the work that goes out with it and what was found when it was examined."""

    nomination: Nomination
    messages: tuple[Outgoing, ...]
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class NewDossier:
    """A dossier to store with all its nominations, at once or not at all."""

    dossier: Dossier
    messages: tuple[Outgoing, ...]
    nominations: tuple[NewNomination, ...]


@dataclass(frozen=True)
class Saving:
    """A change to store with its messages, guarded by the version before it and by what waited then."""

    change: Change
    messages: tuple[Outgoing, ...]


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to; absent asks nothing. Dates are days of submission, inclusive."""

    status: PublicStatus | None = None
    award_form: str | None = None
    text: str = ""
    submitted_from: date | None = None
    submitted_to: date | None = None


@dataclass(frozen=True)
class Slice(Generic[Line]):
    """A stretch of a list; `next` is where the following one begins, absent at the end."""

    items: tuple[Line, ...]
    next: str | None = None


@dataclass(frozen=True)
class DossierLine:
    """A dossier in a list, with how many of its nominations stand where."""

    id: UUID
    number: str
    petition: Petition
    submitted_at: datetime
    total: int
    statuses: Mapping[PublicStatus, int] = field(default_factory=dict)


@dataclass(frozen=True)
class NominationLine:
    """A nomination in a list."""

    id: UUID
    number: str
    name: str
    kind: NomineeKind
    award_form: str
    status: PublicStatus
    authority: AuthorityRef
    expected_on: date | None
    version: int


class Dossiers(Protocol):
    """All dossiers. Everything here raises `UnavailableError` when the database is away or the answer is in doubt."""

    async def add(self, new: NewDossier) -> None:
        """Store a dossier and its nominations in one transaction.

        Raises:
            AlreadySubmittedError: The id is there, or another dossier of this Tờ trình that this one does not name as
                the one it `repeats`; nothing was changed.
        """
        ...

    async def first_of(self, unit: str, petition: Petition) -> Earlier | None:
        """The dossier that the unit handed this Tờ trình in with first, as a majority has it."""
        ...

    async def find(self, dossier_id: UUID) -> Dossier | None:
        """The dossier as a majority has it, whoever asks."""
        ...

    async def get(self, reference: UUID | str, viewer: Viewer) -> Dossier:
        """The dossier by id or number.

        Raises:
            NotFoundError: There is none that this viewer may see.
        """
        ...

    async def read_slice(self, viewer: Viewer, filters: Filters, after: str | None, limit: int) -> Slice[DossierLine]:
        """The viewer's unit's dossiers, latest first."""
        ...

    async def attach_mail(self, dossier_id: UUID, mail: SentMail) -> None:
        """Enter a mail about the dossier as a whole, or its newer state; no version, no event."""
        ...

    async def mails(self, dossier_id: UUID) -> tuple[SentMail, ...]:
        """The mails about the dossier as a whole."""
        ...

    async def statuses(self, dossier: Dossier, viewer: Viewer) -> Mapping[PublicStatus, int]:
        """How many of its nominations that the viewer may see stand where."""
        ...


class Nominations(Protocol):
    """All nominations. Everything here raises `UnavailableError` when the database is away or the answer in doubt."""

    async def find(self, ids: Collection[UUID]) -> Mapping[UUID, Nomination]:
        """Those of `ids` that are there, as a majority has them, whoever asks."""
        ...

    async def get(self, reference: UUID | str, viewer: Viewer) -> Nomination:
        """The nomination by id or number.

        Raises:
            NotFoundError: There is none that this viewer may see.
        """
        ...

    async def versions(self, ids: Sequence[UUID]) -> Mapping[UUID, int]:
        """The versions of those of `ids` that are there, whoever asks."""
        ...

    async def read_slice(
        self, dossier: Dossier, viewer: Viewer, filters: Filters, after: str | None, limit: int
    ) -> Slice[NominationLine]:
        """The dossier's nominations that the viewer may see, by name in Vietnamese order: given name first."""
        ...

    async def save(self, saving: Saving) -> None:
        """Store a change in one write.

        Raises:
            StaleError: Another change came first.
        """
        ...

    async def save_all(self, savings: Sequence[Saving]) -> frozenset[UUID]:
        """Store changes of different nominations in bulk; the ids of those where another change came first."""
        ...

    async def overdue(self, at: datetime, *, limit: int) -> Sequence[UUID]:
        """Nominations in which facts wait that should have been applied by then, longest overdue first."""
        ...

    @property
    def has_earlier_keys(self) -> bool:
        """Whether some may still be kept under the search keys of an earlier version of this program."""
        ...

    async def known_under(self, keys: AbstractSet[str]) -> Mapping[str, tuple[Known, ...]]:
        """Nominations that are pending or awarded, by the search keys that they share with `keys`; a few per key."""
        ...

    async def attach_mail(self, nomination_ids: Collection[UUID], mail: SentMail) -> None:
        """Enter a mail, or its newer state, at each of these nominations; no version, no event."""
        ...


class Registry(Protocol):
    """The directory as intake needs it."""

    async def unit(self, code: str) -> UnitRef:
        """The unit and who is above it.

        Raises:
            NotAllowedError: It is unknown or no longer submits.
        """
        ...

    async def unknown_communes(self, codes: AbstractSet[str]) -> frozenset[str]:
        """Those of `codes` that name no commune of the province."""
        ...

    async def succession(self, authorities: AbstractSet[str], communes: AbstractSet[str], today: date) -> Succession:
        """Which of these act no more today, each with who goes on, and which of the communes did not always exist."""
        ...

    async def addressee(self, code: str) -> AuthorityRef | None:
        """The authority of that code, if there is one."""
        ...


class Windows(Protocol):
    """The windows for sơ kết and tổng kết, as far as the province has told of them."""

    async def follow(self, event: WindowEvent) -> None:
        """Keep what the event tells, unless something later is known."""
        ...

    async def is_open(self, movement: str, occasion: Occasion, on: date) -> bool:
        """Whether any window takes dossiers of the occasion that day."""
        ...


class Pressure(Protocol):
    """How far the relay lags behind."""

    def __call__(self) -> float:
        """The age in seconds of the oldest message that waits to be published; 0 when none waits."""
        ...
