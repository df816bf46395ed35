"""Drafts of dossiers: kept by a unit's people together until one of them hands the draft in."""

import json
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Protocol
from uuid import UUID

from services.intake.application.ports import Clock
from services.intake.domain.drafts.draft import Body, Change, Draft, Entry, Rewritten, Stamp, Unread, begin, draft_id_of
from shared.events.envelope import Outgoing
from shared.identity.viewer import Role, Viewer
from shared.refusals import ConflictError, FieldProblem, InvalidError, NotAllowedError, NotFoundError, UnavailableError
from shared.text.formats import show_count, show_moment

_GONE = "Không có bản nháp này trong phạm vi của đơn vị: có thể đã xóa hoặc đã hết hạn giữ. Xem danh sách bản nháp."
_NO_ENTRY = "Không có đối tượng này trong bản nháp: có thể người cùng đơn vị vừa xóa. Mở lại danh sách đề nghị."
_CLOSED = "Bản nháp đang được nộp hoặc đã nộp nên không sửa được nữa. Mở lại trang để xem."
_TOO_LONG = "Nội dung của một phần dài quá {most} ký tự. Rút ngắn, hoặc đưa phần chi tiết vào tệp đính kèm."
# Several times as much as a nomination may have; what is wrong with it is told when it is shown.
_MOST_CHARACTERS = 100_000
# Another of the unit writes at the same moment: after so many times this is no accident.
_ATTEMPTS = 20


class OutdatedDraftError(ConflictError):
    """Somebody else of the unit changed the same part of the draft meanwhile; nothing was written.

    `details` name who did and when, and `now` is what stands there since.
    """

    def __init__(self, stamp: Stamp, now: Mapping[str, object]) -> None:
        changed = stamp.changed
        super().__init__(
            f"{changed.name} vừa sửa phần này của bản nháp, lúc {show_moment(changed.at)}. Nội dung vừa nhập chưa được"
            " ghi: xem phần đã sửa, rồi nhập lại trên bản mới.",
            details={
                "version": stamp.version,
                "changed_by": changed.name,
                "changed_at": changed.at.isoformat(),
                "now": dict(now),
            },
        )


class Drafts(Protocol):
    """All drafts. Everything here raises `UnavailableError` when the database is away or the answer is in doubt."""

    async def add(self, draft: Draft) -> None:
        """Store a new draft; one that is there stays as it is."""
        ...

    async def find(self, draft_id: UUID, units: AbstractSet[str]) -> Draft | None:
        """The draft, if it is one of these units' and there."""
        ...

    async def of_units(self, units: AbstractSet[str]) -> Sequence[Draft]:
        """The drafts that are not handed in, latest change first."""
        ...

    async def save(self, changed: Rewritten) -> bool:
        """Store a changed draft with the nominees that changed with it, all or nothing.

        False where another change of the draft came first: nothing was stored then.
        """
        ...

    async def close(self, draft: Draft) -> bool:
        """Store a draft that is handed in, and remove its nominees, whom the dossiers have; like `save`."""
        ...

    async def entries(self, draft_id: UUID) -> Sequence[Entry]:
        """The nominees, in order."""
        ...

    async def entry(self, draft_id: UUID, entry_id: UUID) -> Entry | None:
        """One nominee."""
        ...

    async def remove(self, draft_id: UUID, version: int) -> bool:
        """Remove the draft at this version with its nominees, all or nothing; whether it was there."""
        ...

    async def ending(self, at: datetime, until: datetime, limit: int) -> Sequence[Draft]:
        """Open drafts that end from then until then, of which nobody was told since their last change."""
        ...

    async def remind(self, draft: Draft, at: datetime, message: Outgoing) -> bool:
        """Store that the draft was told of, with what tells; false where it was changed or told of meanwhile."""
        ...

    async def ended(self, at: datetime, limit: int) -> Sequence[Draft]:
        """Drafts past their end, none of them being handed in."""
        ...


@dataclass(frozen=True)
class DraftDesk:
    """What each use case of drafts starts from: finding the draft, and saving it for whoever changes it."""

    drafts: Drafts
    now: Clock
    kept: timedelta

    async def open(self, viewer: Viewer, draft_id: UUID) -> Draft:
        """The draft of the viewer's unit.

        Raises:
            NotAllowedError: The viewer submits for no unit.
            NotFoundError: Their unit has none of this id.
        """
        draft = await self.drafts.find(draft_id, viewer.units)
        if draft is None:
            # What is not there for somebody is not there before it could be forbidden.
            raise NotFoundError(_GONE)
        viewer.require(Role.SUBMITTER)
        return draft

    async def entry(self, draft: Draft, entry_id: UUID) -> Entry:
        """The nominee of the draft.

        Raises:
            NotFoundError: There is no such nominee any more.
        """
        entry = await self.drafts.entry(draft.id, entry_id)
        if entry is None:
            raise NotFoundError(_NO_ENTRY)
        return entry

    async def change(self, viewer: Viewer, draft_id: UUID, decide: "Decide") -> Draft:
        """The draft as `decide` leaves it; decided again where another part was changed at that moment.

        Raises:
            NotAllowedError, NotFoundError: As above.
            ConflictError: The draft is being handed in, or is in.
            UnavailableError: Others change it all the time, or the database is away.
        """
        for _ in range(_ATTEMPTS):
            draft = await self.open(viewer, draft_id)
            if not draft.is_open:
                raise ConflictError(_CLOSED)
            changed = await decide(draft, self.change_of(viewer))
            if changed.draft is draft or await self.drafts.save(changed):
                return changed.draft
        raise UnavailableError

    def change_of(self, viewer: Viewer) -> Change:
        """A change by the viewer, now."""
        return Change(viewer.account, viewer.name, self.now())


class Decide(Protocol):
    """Decides on a change of a draft as it stands; the same draft where there is nothing to change."""

    async def __call__(self, draft: Draft, by: Change, /) -> Rewritten:
        """The draft after the change."""
        ...


@dataclass(frozen=True)
class StartDraft:
    """Begins a draft of the viewer's unit."""

    desk: DraftDesk

    async def __call__(self, viewer: Viewer, petition: Body, key: str) -> Draft:
        """The new draft, or the one that was begun under this key before.

        `petition` is what is known already, such as movement and occasion.

        Raises:
            NotAllowedError: The viewer submits for no unit.
            InvalidError: `petition` is longer than any Tờ trình.
        """
        viewer.require(Role.SUBMITTER)
        refuse_long("petition", petition)
        if viewer.unit is None:
            raise NotAllowedError("Tài khoản chưa gắn với đơn vị nào. Liên hệ quản trị viên của tỉnh (Sở Nội vụ).")
        identity = draft_id_of(viewer.unit, key)
        draft = begin(identity, viewer.unit, self.desk.change_of(viewer), petition, self.desk.kept)
        await self.desk.drafts.add(draft)
        return draft


@dataclass(frozen=True)
class ShowDraft:
    """Shows drafts of the viewer's unit."""

    desk: DraftDesk

    async def __call__(self, viewer: Viewer, draft_id: UUID) -> tuple[Draft, Sequence[Entry]]:
        """The draft with its nominees, in order.

        Raises:
            NotAllowedError, NotFoundError: The viewer's unit has none of this id.
        """
        draft = await self.desk.open(viewer, draft_id)
        return draft, await self.desk.drafts.entries(draft.id)

    async def all(self, viewer: Viewer) -> Sequence[Draft]:
        """All that are not handed in, latest change first.

        Raises:
            NotAllowedError: The viewer submits for no unit.
        """
        viewer.require(Role.SUBMITTER)
        return await self.desk.drafts.of_units(viewer.units)

    async def entry(self, viewer: Viewer, draft_id: UUID, entry_id: UUID) -> tuple[Draft, Entry]:
        """One nominee, with the draft.

        Raises:
            NotAllowedError, NotFoundError: As above, or there is no such nominee any more.
        """
        draft = await self.desk.open(viewer, draft_id)
        return draft, await self.desk.entry(draft, entry_id)


def refuse_long(field: str, body: Body, unread: Unread = MappingProxyType({})) -> None:
    """Refuse what is longer than anything that a draft is made of.

    Raises:
        InvalidError: It is.
    """
    if len(json.dumps([dict(body), dict(unread)], ensure_ascii=False)) > _MOST_CHARACTERS:
        raise InvalidError([FieldProblem(field, _TOO_LONG.format(most=show_count(_MOST_CHARACTERS)))])
