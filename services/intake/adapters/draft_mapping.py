"""Drafts and their nominees as records, and back."""

import json
from collections.abc import Mapping
from uuid import UUID

from services.intake.domain.drafts.draft import Change, Draft, DraftState, Entry, Section, Stamp, named_files
from shared.mongo.client import Document

SCHEMA = 1


def to_draft_record(draft: Draft) -> Document:
    """The draft as it is stored."""
    return {
        "_id": draft.id,
        "schema": SCHEMA,
        "unit": draft.unit,
        "version": draft.version,
        "state": draft.state.value,
        "petition": _to_text(draft.petition),
        "unread": _to_text(draft.unread),
        "attachments": _to_text(list(draft.files)),
        # By these, what removes files finds that a draft names one.
        "files": [identity for identity, _ in named_files(draft.files)],
        "declared": draft.declared,
        "stamps": {section.value: _to_stamp_fields(stamp) for section, stamp in draft.stamps.items()},
        "entries": draft.entries,
        "next_place": draft.next_place,
        "created_at": draft.created_at,
        "changed": _to_change_fields(draft.changed),
        "ends_at": draft.ends_at,
        "confirm_repeat": draft.confirm_repeat,
        "begun_at": draft.begun_at,
        "parts": draft.parts,
        "dossiers": list(draft.dossiers),
        "reminded_at": draft.reminded_at,
    }


def to_draft(record: Document) -> Draft:
    """The draft in its record."""
    return Draft(
        id=record["_id"],
        unit=record["unit"],
        version=record["version"],
        state=DraftState(record["state"]),
        petition=json.loads(record["petition"]),
        unread=json.loads(record["unread"]),
        files=tuple(json.loads(record["attachments"])),
        declared=record["declared"],
        stamps={Section(section): _to_stamp(fields) for section, fields in record["stamps"].items()},
        entries=record["entries"],
        next_place=record["next_place"],
        created_at=record["created_at"],
        changed=Change(**record["changed"]),
        ends_at=record["ends_at"],
        confirm_repeat=record["confirm_repeat"],
        begun_at=record["begun_at"],
        parts=record["parts"],
        dossiers=tuple(record["dossiers"]),
        reminded_at=record["reminded_at"],
    )


def to_entry_record(entry: Entry, draft_id: UUID) -> Document:
    """The nominee as it is stored."""
    return {
        "_id": entry.id,
        "schema": SCHEMA,
        "draft": draft_id,
        "place": entry.place,
        "body": _to_text(entry.body),
        "unread": _to_text(entry.unread),
        "files": [identity for identity, _ in named_files(entry.body.get("attachments"))],
        "stamp": _to_stamp_fields(entry.stamp),
    }


def to_entry(record: Document) -> Entry:
    """The nominee in its record."""
    return Entry(
        id=record["_id"],
        place=record["place"],
        body=json.loads(record["body"]),
        unread=json.loads(record["unread"]),
        stamp=_to_stamp(record["stamp"]),
    )


def _to_text(body: Mapping[str, object] | list[Mapping[str, object]] | Mapping[str, str]) -> str:
    # What was typed is stored whatever it is: names with dots, numbers beyond 64 bits, half a character.
    return json.dumps(body if isinstance(body, list) else dict(body))


def _to_stamp_fields(stamp: Stamp) -> Document:
    return {"version": stamp.version, "changed": _to_change_fields(stamp.changed)}


def _to_stamp(fields: Document) -> Stamp:
    return Stamp(fields["version"], Change(**fields["changed"]))


def _to_change_fields(change: Change) -> Document:
    return {"by": change.by, "name": change.name, "at": change.at}
