"""The authority writes to the unit about an open case, and reads what the unit answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from services.appraisal.application.ports import Cases, Clock
from services.appraisal.domain import entitlement
from services.appraisal.domain.case import Case, CaseKey
from services.appraisal.domain.correspondence import Note, note_id, receive, write
from shared.events.correspondence import WorkMessageAnswered
from shared.events.decided import Decided
from shared.identity.seeing import sight_at
from shared.identity.viewer import Viewer
from shared.nominees.shown import FieldClass, sees
from shared.refusals import KeyUsedError, MalformedMessageError, NotYetError


class Correspondence(Protocol):
    """The notes of one level."""

    async def add(self, decided: Decided[Note]) -> bool:
        """Store one with what tells of it, in one write; whether it was not there yet."""

    async def find(self, identity: UUID) -> Note | None:
        """The note."""

    async def of_case(self, key: CaseKey) -> Sequence[Note]:
        """The notes beside a case, oldest first."""


@dataclass(frozen=True)
class WriteNote:
    """Write to the unit."""

    cases: Cases
    correspondence: Correspondence
    now: Clock

    async def __call__(self, viewer: Viewer, key: CaseKey, text: str, idempotency_key: str) -> Note:
        """The note; the same key and content give the same one again.

        Raises:
            NotAllowedError: The viewer does not work on cases, or the nomination is about them or from them.
            NotFoundError: It is no case of the viewer's authorities.
            ActionNotAllowedError: The case has a final outcome.
            InvalidError: The key was used for another note.
        """
        viewer.require(*entitlement.WORKERS)
        case = await self.cases.get(key, viewer.authorities)
        viewer.require_for(case.authority.code, *entitlement.WORKERS)
        entitlement.refuse_interested(viewer, case)
        identity = note_id(viewer.account, idempotency_key)
        standing = await self.correspondence.find(identity)
        if standing is not None:
            return _same(standing, key, text)
        decided = write(case, text, entitlement.by(viewer), identity=identity, at=self.now())
        if await self.correspondence.add(decided):
            return decided.after
        return await self(viewer, key, text, idempotency_key)


@dataclass(frozen=True)
class ReadCorrespondence:
    """The notes beside a case."""

    cases: Cases
    correspondence: Correspondence

    async def __call__(self, viewer: Viewer, key: CaseKey) -> Sequence[Note]:
        """The notes, oldest first, if it is the viewer's authority's case; none where they may not be told of it."""
        viewer.require(*entitlement.READERS)
        case = await self.cases.get(key, viewer.authorities)
        sight = sight_at(viewer, case.authority.code, case.step.role)
        if not sees(case.content, sight, FieldClass.PERSONAL):
            return ()
        return await self.correspondence.of_case(case.key)


@dataclass(frozen=True)
class ApplyAnswer:
    """Keep what the unit answered beside the case; twice changes nothing the second time."""

    cases: Cases
    correspondence: Correspondence

    async def __call__(self, work: WorkMessageAnswered) -> None:
        """Have the answer.

        Raises:
            NotYetError: The case is not here, although its authority wrote; it may come back with the database.
            MalformedMessageError: The case is another authority's.
        """
        case = await self.cases.find(CaseKey(work.nomination_id, work.step))
        if not isinstance(case, Case):
            raise NotYetError("answer beside a case that is not here")
        if case.authority.code != work.authority.code:
            raise MalformedMessageError(f"{work.type}: step {work.step} is not that authority's")
        await self.correspondence.add(receive(case, work))


def _same(standing: Note, key: CaseKey, text: str) -> Note:
    if (standing.key, standing.text) != (key, text):
        raise KeyUsedError("một tin nhắn khác", "tin nhắn này")
    return standing
