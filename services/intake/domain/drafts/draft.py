"""A draft of a dossier: what is typed so far, who typed it, and how far it has gone."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import NAMESPACE_URL, UUID, uuid5

from shared.events.drafts import DraftEnding
from shared.text.seen import compose_line

Body = Mapping[str, object]
# Texts that no reader could read, by path: they are shown again as they were typed.
Unread = Mapping[str, str]

MOST_ENTRIES = 5_000
_MOST_OF_NUMBER = 50
_NAMESPACE = uuid5(NAMESPACE_URL, "thidua:draft")


class DraftState(StrEnum):
    """How far a draft has gone. While it is being handed in, nobody changes it."""

    OPEN = "open"
    SUBMITTING = "submitting"
    SUBMITTED = "submitted"


class Section(StrEnum):
    """What a dossier consists of, in the order in which it is filled in."""

    PETITION = "petition"
    NOMINEES = "nominees"
    ACHIEVEMENTS = "achievements"
    FILES = "files"
    DECLARATION = "declaration"


@dataclass(frozen=True)
class Change:
    """Who changed something, and when."""

    by: str
    name: str
    at: datetime


@dataclass(frozen=True)
class Stamp:
    """How often a section was written, and by whom last."""

    version: int
    changed: Change


@dataclass(frozen=True)
class Entry:
    """One nominee of a draft: the API's body of a nomination, as far as it is there. `place` orders them."""

    id: UUID
    place: int
    body: Body
    unread: Unread
    stamp: Stamp

    @property
    def name(self) -> str:
        """The nominee's name as far as it is typed."""
        nominee = self.body.get("nominee")
        name = nominee.get("name") if isinstance(nominee, Mapping) else None
        return name if isinstance(name, str) else ""


@dataclass(frozen=True)
class Draft:
    """A draft without its nominees. `version` grows by one with each change of the draft or of any nominee.

    `petition` is the API's body of a Tờ trình without its files, as far as it is there; `unread` is what is typed in it
    and no value yet. `stamps` has the sections that were written as a whole; a nominee has a stamp of its own.
    `entries` is how many nominees there are and `next_place` where the next one stands. From `begun_at` on the draft is
    handed in, as `parts` dossiers; `dossiers` are those that are in.
    """

    id: UUID
    unit: str
    version: int
    state: DraftState
    petition: Body
    unread: Unread
    files: Sequence[Body]
    declared: bool
    stamps: Mapping[Section, Stamp]
    entries: int
    next_place: int
    created_at: datetime
    changed: Change
    ends_at: datetime
    confirm_repeat: bool = False
    begun_at: datetime | None = None
    parts: int = 0
    dossiers: tuple[UUID, ...] = ()
    reminded_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether it can be changed."""
        return self.state is DraftState.OPEN

    def version_of(self, section: Section) -> int:
        """How often the section was written."""
        stamp = self.stamps.get(section)
        return stamp.version if stamp else 0


@dataclass(frozen=True)
class Rewritten:
    """A draft after a change, with the nominees that changed with it."""

    draft: Draft
    put: Sequence[Entry] = ()
    removed: Sequence[UUID] = ()


def begin(identity: UUID, unit: str, change: Change, petition: Body, kept: timedelta) -> Draft:
    """A draft without nominees; `petition` is what is known already, such as the movement."""
    return Draft(
        id=identity,
        unit=unit,
        version=1,
        state=DraftState.OPEN,
        petition={name: value for name, value in petition.items() if name != "attachments"},
        unread={},
        files=(),
        declared=False,
        stamps={},
        entries=0,
        next_place=0,
        created_at=change.at,
        changed=change,
        ends_at=change.at + kept,
    )


def touch(draft: Draft, change: Change, kept: timedelta, section: Section | None = None) -> Draft:
    """The draft after a change: a version later, and as long before its end as a new one.

    What was declared was declared of what stood there then.
    """
    stamps = draft.stamps
    if section is not None:
        stamps = {**stamps, section: Stamp(draft.version_of(section) + 1, change)}
    return replace(
        draft,
        version=draft.version + 1,
        changed=change,
        ends_at=change.at + kept,
        declared=False,
        reminded_at=None,
        stamps=stamps,
    )


def write_petition(draft: Draft, body: Body, unread: Unread, change: Change, kept: timedelta) -> Draft:
    """The draft with this Tờ trình; its files stay, since they are a section of their own."""
    without = {name: value for name, value in body.items() if name != "attachments"}
    return replace(touch(draft, change, kept, Section.PETITION), petition=without, unread=unread)


def write_files(draft: Draft, files: Sequence[Body], change: Change, kept: timedelta) -> Draft:
    """The draft with these files of the Tờ trình."""
    return replace(touch(draft, change, kept, Section.FILES), files=tuple(files))


def declare(draft: Draft, change: Change, kept: timedelta) -> Draft:
    """The draft, declared to be true by whoever changes it."""
    return replace(touch(draft, change, kept, Section.DECLARATION), declared=True)


def add_entries(
    draft: Draft, bodies: Sequence[tuple[UUID, Body, Unread]], change: Change, kept: timedelta
) -> Rewritten:
    """The draft with these nominees behind the others."""
    put = [
        Entry(identity, draft.next_place + place, body, unread, Stamp(1, change))
        for place, (identity, body, unread) in enumerate(bodies)
    ]
    count, place = draft.entries + len(put), draft.next_place + len(put)
    return Rewritten(replace(touch(draft, change, kept), entries=count, next_place=place), put)


def write_entry(draft: Draft, entry: Entry, body: Body, unread: Unread, change: Change, kept: timedelta) -> Rewritten:
    """The draft with the nominee as it is typed now."""
    new = replace(entry, body=body, unread=unread, stamp=Stamp(entry.stamp.version + 1, change))
    return Rewritten(touch(draft, change, kept), [new])


def remove_entry(draft: Draft, entry: Entry, change: Change, kept: timedelta) -> Rewritten:
    """The draft without the nominee."""
    return Rewritten(replace(touch(draft, change, kept), entries=draft.entries - 1), removed=[entry.id])


def begin_submitting(draft: Draft, parts: int, change: Change, *, confirm_repeat: bool) -> Draft:
    """The draft from the moment on at which nothing of it changes any more, until it is in or refused."""
    return replace(
        draft,
        version=draft.version + 1,
        state=DraftState.SUBMITTING,
        parts=parts,
        confirm_repeat=confirm_repeat,
        changed=change,
        begun_at=change.at,
    )


def resume(draft: Draft) -> Draft:
    """The draft open again: what it would be handed in as was refused, and nothing of it is in."""
    return replace(
        draft,
        version=draft.version + 1,
        state=DraftState.OPEN,
        parts=0,
        confirm_repeat=False,
        begun_at=None,
    )


def finish(draft: Draft, dossiers: tuple[UUID, ...]) -> Draft:
    """The draft as it stays to lead to its dossiers, which hold from now on what it held."""
    return replace(
        draft,
        version=draft.version + 1,
        state=DraftState.SUBMITTED,
        dossiers=dossiers,
        petition={},
        unread={},
        files=(),
    )


def draft_id_of(unit: str, key: str) -> UUID:
    """The id that this unit's key for a new draft always leads to."""
    return uuid5(_NAMESPACE, f"{unit}/{key}")


def ending_of(draft: Draft, at: datetime) -> DraftEnding:
    """That the draft is about to end."""
    number = draft.petition.get("number")
    return DraftEnding(
        draft_id=draft.id,
        version=draft.version,
        unit=draft.unit,
        account=draft.changed.by,
        petition_number=compose_line(number)[:_MOST_OF_NUMBER] if isinstance(number, str) else "",
        entries=draft.entries,
        changed_at=draft.changed.at,
        ends_at=draft.ends_at,
        at=at,
    )


def key_of(draft: UUID, part: int) -> str:
    """The Idempotency-Key of a part: the same however often the draft is handed in, so that each part is in once."""
    return str(uuid5(draft, f"part/{part}"))


def entry_id_of(draft: UUID, key: str, place: int) -> UUID:
    """The id of a nominee: adding the same again, under the same key, meets the one that is there."""
    return uuid5(draft, f"entry/{key}/{place}")


def named_files(files: object) -> Iterator[tuple[UUID, str]]:
    """The files that a body names, with their kinds; what names none is passed over."""
    for file in files if isinstance(files, list | tuple) else ():
        if isinstance(file, Mapping):
            try:
                yield UUID(str(file.get("id"))), str(file.get("kind", ""))
            except ValueError:
                continue
