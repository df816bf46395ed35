"""Changing drafts, section by section, and removing them: by their unit, or once they have ended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from services.intake.application.attachments import Attachments
from services.intake.application.drafts import DraftDesk, Drafts, OutdatedDraftError, refuse_long
from services.intake.application.ports import Clock
from services.intake.domain.drafts.draft import (
    MOST_ENTRIES,
    Body,
    Change,
    Draft,
    Entry,
    Rewritten,
    Section,
    Stamp,
    Unread,
    add_entries,
    declare,
    entry_id_of,
    named_files,
    remove_entry,
    touch,
    write_entry,
    write_files,
    write_petition,
)
from shared.identity.viewer import Viewer
from shared.refusals import FieldProblem, InvalidError
from shared.text.formats import show_count

_FULL = "Bản nháp có nhiều nhất {most} đối tượng. Nộp bản này rồi lập Tờ trình khác cho các đối tượng còn lại."


@dataclass(frozen=True)
class WriteDraft:
    """Changes a draft. Each act names the version that its writer saw, of that section or nominee alone.

    All raise `NotAllowedError` and `NotFoundError` as for every draft, `OutdatedDraftError` where another version of
    the same section is stored, and `ConflictError` where the draft is being handed in.
    """

    desk: DraftDesk
    attachments: Attachments

    async def petition(self, viewer: Viewer, draft_id: UUID, version: int, body: Body, unread: Unread) -> Draft:
        """The draft with this Tờ trình, also where it is not whole yet.

        Raises:
            InvalidError: It is longer than any Tờ trình.
        """
        refuse_long("petition", body, unread)

        async def decide(draft: Draft, by: Change) -> Rewritten:
            written = write_petition(draft, body, unread, by, self.desk.kept)
            if (written.petition, written.unread) == (draft.petition, draft.unread):
                # Sent again, since the first answer was lost: it is there.
                return Rewritten(draft)
            _refuse_other(draft, Section.PETITION, version, {"petition": draft.petition})
            return Rewritten(written)

        return await self.desk.change(viewer, draft_id, decide)

    async def files(self, viewer: Viewer, draft_id: UUID, version: int, files: Sequence[Body]) -> Draft:
        """The draft with these files of the Tờ trình, which stay as long as the draft.

        Raises:
            InvalidError: One of them is not there.
        """
        chosen: list[Body] = [{"id": str(identity), "kind": kind} for identity, kind in named_files(files)]
        await self._keep(viewer, draft_id, chosen)

        async def decide(draft: Draft, by: Change) -> Rewritten:
            if list(draft.files) == chosen:
                return Rewritten(draft)
            _refuse_other(draft, Section.FILES, version, {"attachments": list(draft.files)})
            return Rewritten(write_files(draft, chosen, by, self.desk.kept))

        return await self.desk.change(viewer, draft_id, decide)

    async def add(
        self, viewer: Viewer, draft_id: UUID, key: str, bodies: Sequence[tuple[Body, Unread]]
    ) -> tuple[Draft, Sequence[UUID]]:
        """The draft with these nominees behind the others, and their ids: an import adds all its rows in one write.

        A second time under the same key nothing is added.

        Raises:
            InvalidError: There would be more than a draft may have, or one is too long.
        """
        ids = [entry_id_of(draft_id, key, place) for place in range(len(bodies))]
        for place, (body, unread) in enumerate(bodies):
            refuse_long(f"nominations[{place}]", body, unread)
        await self._keep(viewer, draft_id, [file for body, _ in bodies for file in _files_of(body)])

        async def decide(draft: Draft, by: Change) -> Rewritten:
            if not ids or await self.desk.drafts.entry(draft.id, ids[0]) is not None:
                return Rewritten(draft)
            if draft.entries + len(bodies) > MOST_ENTRIES:
                raise InvalidError([FieldProblem("nominations", _FULL.format(most=show_count(MOST_ENTRIES)))])
            added = [(identity, body, unread) for identity, (body, unread) in zip(ids, bodies, strict=True)]
            return add_entries(draft, added, by, self.desk.kept)

        return await self.desk.change(viewer, draft_id, decide), ids

    async def entry(
        self, viewer: Viewer, draft_id: UUID, entry_id: UUID, version: int, body: Body, unread: Unread
    ) -> Draft:
        """The draft with the nominee as it is typed now.

        Raises:
            NotFoundError: There is no such nominee any more.
            InvalidError: It is longer than any nomination, or names a file that is not there.
        """
        refuse_long("nomination", body, unread)
        await self._keep(viewer, draft_id, _files_of(body))

        async def decide(draft: Draft, by: Change) -> Rewritten:
            entry = await self.desk.entry(draft, entry_id)
            if (dict(entry.body), dict(entry.unread)) == (dict(body), dict(unread)):
                return Rewritten(draft)
            _refuse_other_entry(entry, version)
            return write_entry(draft, entry, body, unread, by, self.desk.kept)

        return await self.desk.change(viewer, draft_id, decide)

    async def remove_entry(self, viewer: Viewer, draft_id: UUID, entry_id: UUID, version: int) -> Draft:
        """The draft without the nominee.

        Raises:
            NotFoundError: There is no such nominee any more.
        """

        async def decide(draft: Draft, by: Change) -> Rewritten:
            entry = await self.desk.entry(draft, entry_id)
            _refuse_other_entry(entry, version)
            return remove_entry(draft, entry, by, self.desk.kept)

        return await self.desk.change(viewer, draft_id, decide)

    async def declare(self, viewer: Viewer, draft_id: UUID, version: int) -> Draft:
        """The draft, declared to be true by the viewer, who saw all of it at this `version` of the draft."""

        async def decide(draft: Draft, by: Change) -> Rewritten:
            refuse_other_draft(draft, version)
            return Rewritten(declare(draft, by, self.desk.kept))

        return await self.desk.change(viewer, draft_id, decide)

    async def remove(self, viewer: Viewer, draft_id: UUID, version: int) -> None:
        """Remove the draft at this `version`; its files stay the unit's until they end by themselves."""

        async def decide(draft: Draft, by: Change) -> Rewritten:
            refuse_other_draft(draft, version)
            return Rewritten(touch(draft, by, self.desk.kept))

        # A version of its own, so that nobody writes into what is about to go.
        last = await self.desk.change(viewer, draft_id, decide)
        await self.desk.drafts.remove(draft_id, last.version)

    async def _keep(self, viewer: Viewer, draft_id: UUID, files: Sequence[Body]) -> None:
        """Have the files stay until the draft that names them is stored; from then on the draft itself holds them."""
        # Whose draft it is comes first: nobody else learns which files there are.
        await self.desk.open(viewer, draft_id)
        ids = {identity for identity, _ in named_files(files)}
        if not ids:
            return
        found = await self.attachments.take(ids, viewer.units, self.desk.now() + timedelta(days=1))
        if missing := sorted(str(identity) for identity in ids - found.keys()):
            message = "Không có tệp mang mã {ids} của đơn vị: có thể đã xóa hoặc hết hạn giữ. Tải tệp lên lại."
            raise InvalidError([FieldProblem("attachments", message.format(ids=", ".join(missing)))])


@dataclass(frozen=True)
class EndDrafts:
    """Removes drafts past their end. Several processes may do so at once."""

    drafts: Drafts
    now: Clock
    most: int = 100

    async def __call__(self) -> int:
        """How many were removed; one that somebody went on with meanwhile is not."""
        gone = 0
        for draft in await self.drafts.ended(self.now(), self.most):
            gone += await self.drafts.remove(draft.id, draft.version)
        return gone


def refuse_other_draft(draft: Draft, version: int) -> None:
    """Refuse what was decided on another version of the whole draft.

    Raises:
        OutdatedDraftError: Anything of it was changed since.
    """
    if draft.version != version:
        raise OutdatedDraftError(Stamp(draft.version, draft.changed), {})


def _refuse_other(draft: Draft, section: Section, version: int, now: Mapping[str, object]) -> None:
    stamp = draft.stamps.get(section)
    if draft.version_of(section) != version:
        raise OutdatedDraftError(stamp or Stamp(0, draft.changed), now)


def _refuse_other_entry(entry: Entry, version: int) -> None:
    if entry.stamp.version != version:
        raise OutdatedDraftError(entry.stamp, {"nomination": entry.body})


def _files_of(body: Body) -> list[Body]:
    return [{"id": str(identity), "kind": kind} for identity, kind in named_files(body.get("attachments"))]
