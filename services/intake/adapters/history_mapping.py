"""History entries, remarks and mails as parts of documents: each pair of writing and reading side by side."""

from services.intake.domain.history import HistoryEntry, Remark
from services.intake.domain.nomination import SentMail, WaitingFact
from services.intake.domain.reports import Reported
from services.intake.domain.status import Fact
from shared.events.amendments import FieldChange
from shared.events.content import AuthorityRef, MissingItem
from shared.events.envelope import EVENTS
from shared.mongo.client import Document


def to_entry_fields(entry: HistoryEntry) -> Document:
    """The history entry as it is stored."""
    return {
        "version": entry.version,
        "fact": entry.fact.value,
        "step": entry.step,
        "sequence": entry.sequence,
        "at": entry.at,
        "event_id": entry.event_id,
        "authority": entry.authority.model_dump(mode="json") if entry.authority else None,
        "details": dict(entry.details),
        "prev": entry.prev,
        "hash": entry.hash,
    }


def to_entry(fields: Document) -> HistoryEntry:
    """The history entry in its fields."""
    authority = fields["authority"]
    return HistoryEntry(
        version=fields["version"],
        fact=Fact(fields["fact"]),
        step=fields["step"],
        sequence=fields["sequence"],
        at=fields["at"],
        event_id=fields["event_id"],
        authority=AuthorityRef.model_validate(authority) if authority else None,
        details=fields["details"],
        prev=fields["prev"],
        hash=fields["hash"],
    )


def to_remark_fields(remark: Remark) -> Document:
    """The remark as it is stored."""
    return {
        "version": remark.version,
        "text": remark.text,
        "basis": remark.basis,
        "missing": [item.model_dump(mode="json") for item in remark.missing],
        "changes": [change.model_dump(mode="json") for change in remark.changes],
    }


def to_remark(fields: Document) -> Remark:
    """The remark in its fields."""
    return Remark(
        version=fields["version"],
        text=fields["text"],
        basis=fields["basis"],
        missing=tuple(MissingItem.model_validate(item) for item in fields["missing"]),
        changes=tuple(FieldChange.model_validate(change) for change in fields.get("changes", ())),
    )


def to_mail_fields(mail: SentMail) -> Document:
    """The mail as it is stored."""
    return {
        "id": mail.id,
        "version": mail.version,
        "subject": mail.subject,
        "recipient": mail.recipient,
        "state": mail.state,
        "at": mail.at,
    }


def to_mail(fields: Document) -> SentMail:
    """The mail in its fields."""
    return SentMail(
        id=fields["id"],
        version=fields["version"],
        subject=fields["subject"],
        recipient=fields["recipient"],
        state=fields["state"],
        at=fields["at"],
    )


def to_kept_fields(kept: WaitingFact) -> Document:
    """The fact that waits, as it is stored: as it was published."""
    return {
        "id": kept.event_id,
        "type": kept.event.type,
        "body": kept.event.model_dump_json(),
        "due_at": kept.due_at,
    }


def to_kept(fields: Document) -> WaitingFact:
    """The fact that waits in its fields."""
    return WaitingFact(fields["id"], _to_reported(fields), fields["due_at"])


def _to_reported(fields: Document) -> Reported:
    event = EVENTS[fields["type"]].model_validate_json(fields["body"])
    if not isinstance(event, Reported):
        raise TypeError(fields["type"])
    return event
