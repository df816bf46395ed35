"""What authorities write to a unit about its nominations, and what the unit answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from services.intake.application.changes import messages_of
from services.intake.application.incoming_facts import form_names
from services.intake.application.ports import Clock, Nominations
from services.intake.application.visibility import require_own
from services.intake.domain.correspondence import Note, NothingToAnswerError, answer, note_id, receive_note
from services.intake.domain.nomination import Nomination
from shared.events.correspondence import CaseMessageWritten, Writer
from shared.events.envelope import Outgoing
from shared.identity.seeing import sight_at
from shared.identity.viewer import Viewer
from shared.nominees.shown import FieldClass, Purpose, Sight, sees
from shared.refusals import KeyUsedError, NotYetError
from shared.rules.loading import RuleSets


class Correspondence(Protocol):
    """All notes. Everything here raises `UnavailableError` when the database is away or the answer is in doubt."""

    async def add(self, note: Note, messages: tuple[Outgoing, ...]) -> bool:
        """Store a note with what tells of it, in one write; whether it was not there yet."""

    async def find(self, identity: UUID) -> Note | None:
        """The note."""

    async def of_nomination(self, nomination_id: UUID) -> Sequence[Note]:
        """The nomination's notes, oldest first."""


@dataclass(frozen=True)
class ApplyNote:
    """Keeps what an authority wrote and has it mailed; twice changes nothing the second time."""

    nominations: Nominations
    correspondence: Correspondence
    rule_sets: RuleSets
    now: Clock

    async def __call__(self, event: CaseMessageWritten) -> None:
        """Have the note.

        Raises:
            NotYetError: The nomination, or the referral that brought the step, is not known yet.
            MalformedMessageError: The step is another authority's.
        """
        found = await self.nominations.find([event.nomination_id])
        if event.nomination_id not in found:
            raise NotYetError("no such nomination yet")
        nomination = found[event.nomination_id]
        decided = receive_note(nomination, event, form_names(self.rule_sets, nomination))
        await self.correspondence.add(decided.after, messages_of(decided.events, self.now(), nomination.content))


@dataclass(frozen=True)
class ReadCorrespondence:
    """The conversations about a nomination, as far as they are the viewer's."""

    nominations: Nominations
    correspondence: Correspondence

    async def __call__(self, viewer: Viewer, reference: UUID | str) -> Sequence[Note]:
        """All of them to the unit; to those who work at an authority whose step has come, only its own.

        Raises:
            NotFoundError: There is no such nomination that this viewer may see.
        """
        nomination = await self.nominations.get(reference, viewer)
        found = await self.correspondence.of_nomination(nomination.id)
        if nomination.dossier.unit.code in viewer.units:
            return found
        return [note for note in found if _may_see(nomination, viewer, note)]


@dataclass(frozen=True)
class AnswerNote:
    """The unit answers an authority that has written to it."""

    nominations: Nominations
    correspondence: Correspondence
    rule_sets: RuleSets
    now: Clock

    async def __call__(self, viewer: Viewer, reference: UUID | str, key: str, text: str, step: int | None) -> Note:
        """The answer; the same key and content give the same one again.

        Without a step it goes to the authority that wrote last.

        Raises:
            NotFoundError: There is no such nomination that this viewer may see.
            NotAllowedError: It is another unit's, or the viewer does not submit.
            NothingToAnswerError: No authority has written, or not at that step.
            InvalidError: The key was used for another note.
        """
        nomination = require_own(await self.nominations.get(reference, viewer), viewer)
        identity = note_id(viewer.account, key)
        standing = await self.correspondence.find(identity)
        if standing is not None:
            return _same(standing, nomination, text, step)
        asked = _asked(await self.correspondence.of_nomination(nomination.id), step)
        decided = answer(
            nomination,
            asked,
            text,
            Writer(account=viewer.account, name=viewer.name),
            identity=identity,
            at=self.now(),
            form_names=form_names(self.rule_sets, nomination),
        )
        if await self.correspondence.add(decided.after, messages_of(decided.events, self.now(), nomination.content)):
            return decided.after
        return await self(viewer, reference, key, text, step)


def _may_see(nomination: Nomination, viewer: Viewer, note: Note) -> bool:
    # Whoever wrote, or was answered, has the work: its step has come, whatever intake was told of it so far.
    step = nomination.step(note.step)
    sight = sight_at(viewer, note.authority.code, step.role) if step else Sight.NONE
    return sees(nomination.content, sight, FieldClass.PERSONAL, Purpose.CORRESPONDENCE)


def _asked(thread: Sequence[Note], step: int | None) -> Note:
    fitting = [note for note in thread if not note.is_from_unit and step in (None, note.step)]
    if not fitting:
        raise NothingToAnswerError(
            "Cơ quan chưa gửi tin nhắn nào về đề nghị này ở bước đó. Chờ tin nhắn của cơ quan rồi trả lời, "
            "hoặc bỏ trống bước để trả lời tin nhắn mới nhất."
        )
    return fitting[-1]


def _same(standing: Note, nomination: Nomination, text: str, step: int | None) -> Note:
    if (standing.nomination_id, standing.text) != (nomination.id, text) or step not in (None, standing.step):
        raise KeyUsedError("một tin nhắn khác", "tin nhắn này")
    return standing
