"""Intake's documents in memory, guarded as the real ones are, and any store put at the far end of a wire."""

from collections.abc import Callable, Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar, cast
from uuid import UUID

from services.intake.application.ports import (
    AlreadySubmittedError,
    DossierLine,
    Filters,
    NewDossier,
    NominationLine,
    Saving,
    Slice,
)
from services.intake.domain.dossier import Dossier, Earlier, petition_claim_of
from services.intake.domain.duplicates import Known
from services.intake.domain.nomination import Nomination, SentMail
from services.intake.domain.succession import Succession
from shared.events.content import AuthorityRef, Petition, UnitRef
from shared.events.envelope import Outgoing
from shared.identity.viewer import Viewer
from shared.refusals import NotAllowedError, NotFoundError, StaleError
from tests.model.people import UNITS
from tests.model.stepping import Stepping

Store = TypeVar("Store")


@dataclass
class FakeIntake:
    """What intake's two collections hold, and what was put into their outboxes."""

    dossiers: dict[UUID, Dossier] = field(default_factory=dict)
    nominations: dict[UUID, Nomination] = field(default_factory=dict)
    mails: dict[UUID, dict[str, SentMail]] = field(default_factory=dict)
    messages: list[Outgoing] = field(default_factory=list)

    def enter_mail(self, identity: UUID, mail: SentMail) -> None:
        """List a mail in its newest state."""
        listed = self.mails.setdefault(identity, {})
        known = listed.get(mail.id)
        if known is None or known.version < mail.version:
            listed[mail.id] = mail


@dataclass
class FakeDossiers:
    """The port over dossiers."""

    held: FakeIntake

    async def add(self, new: NewDossier) -> None:
        claimed = None if new.dossier.repeats else await self.first_of(new.dossier.unit.code, new.dossier.petition)
        if new.dossier.id in self.held.dossiers or claimed:
            raise AlreadySubmittedError("Đã nộp.")
        self.held.dossiers[new.dossier.id] = new.dossier
        self.held.messages += new.messages
        for one in new.nominations:
            self.held.nominations[one.nomination.id] = one.nomination
            self.held.messages += one.messages

    async def find(self, dossier_id: UUID) -> Dossier | None:
        return self.held.dossiers.get(dossier_id)

    async def first_of(self, unit: str, petition: Petition) -> Earlier | None:
        claim = petition_claim_of(unit, petition)
        for one in self.held.dossiers.values():
            if one.repeats is None and petition_claim_of(one.unit.code, one.petition) == claim:
                return Earlier(one.id, one.number, one.submitted_at)
        return None

    async def get(self, reference: UUID | str, viewer: Viewer) -> Dossier:
        raise NotImplementedError

    async def read_slice(self, viewer: Viewer, filters: Filters, after: str | None, limit: int) -> Slice[DossierLine]:
        raise NotImplementedError

    async def attach_mail(self, dossier_id: UUID, mail: SentMail) -> None:
        self.held.enter_mail(dossier_id, mail)

    async def mails(self, dossier_id: UUID) -> tuple[SentMail, ...]:
        raise NotImplementedError


@dataclass
class FakeNominations:
    """The port over nominations."""

    held: FakeIntake
    has_earlier_keys = False

    async def find(self, ids: Collection[UUID]) -> Mapping[UUID, Nomination]:
        return {one: self.held.nominations[one] for one in ids if one in self.held.nominations}

    async def get(self, reference: UUID | str, viewer: Viewer) -> Nomination:
        found = self.held.nominations.get(UUID(str(reference)))
        if found is None or found.dossier.unit.code != viewer.unit:
            raise NotFoundError("Không có.")
        return found

    async def read_slice(
        self, dossier: Dossier, viewer: Viewer, filters: Filters, after: str | None, limit: int
    ) -> Slice[NominationLine]:
        raise NotImplementedError

    async def save(self, saving: Saving) -> None:
        if await self.save_all([saving]):
            raise StaleError("Đã đổi.")

    async def save_all(self, savings: Sequence[Saving]) -> frozenset[UUID]:
        stale = set()
        for saving in savings:
            before, after = saving.change.before, saving.change.after
            held = self.held.nominations[after.id]
            if (held.version, held.waiting) != (before.version, before.waiting):
                stale.add(after.id)
                continue
            self.held.nominations[after.id] = after
            self.held.messages += saving.messages
        return frozenset(stale)

    async def overdue(self, at: datetime, *, limit: int) -> Sequence[UUID]:
        due = {one.id: kept.due_at for one in self.held.nominations.values() for kept in one.waiting}
        return sorted(identity for identity, due_at in due.items() if due_at <= at)[:limit]

    async def known_under(self, keys: AbstractSet[str]) -> Mapping[str, tuple[Known, ...]]:
        return dict.fromkeys(keys, ())

    async def attach_mail(self, nomination_ids: Collection[UUID], mail: SentMail) -> None:
        for identity in nomination_ids:
            self.held.enter_mail(identity, mail)


class FakeRegistry:
    """The directory with the model's units."""

    async def unit(self, code: str) -> UnitRef:
        for unit in UNITS:
            if unit.code == code:
                return unit
        raise NotAllowedError("Không có đơn vị này.")

    async def succession(self, authorities: AbstractSet[str], communes: AbstractSet[str], today: date) -> Succession:  # noqa: ARG002
        return Succession()

    async def unknown_communes(self, codes: AbstractSet[str]) -> frozenset[str]:
        return frozenset(code for code in codes if code != "12079")

    async def addressee(self, code: str) -> AuthorityRef | None:
        raise NotImplementedError


class _Remote:
    """Passes every call on as one act."""

    def __init__(self, store: object, stepping: Stepping, applied: Callable[[], None]) -> None:
        self._store = store
        self._stepping = stepping
        self._applied = applied

    def __getattr__(self, name: str) -> object:
        method = getattr(self._store, name)
        if not callable(method):
            return method

        async def called(*arguments: object, **named: object) -> object:
            return await self._stepping.act(lambda: method(*arguments, **named), self._applied)

        return called


def remote(store: Store, stepping: Stepping, applied: Callable[[], None]) -> Store:
    """The store, each call of which is one act of the calling process; `applied` sees what it left behind."""
    return cast("Store", _Remote(store, stepping, applied))
