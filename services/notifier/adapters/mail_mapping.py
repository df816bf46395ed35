"""Ledger entries as MongoDB documents, and back."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from services.notifier.domain.facts import conversation, rank, thread
from services.notifier.domain.mails import Mail, Phase, State
from services.notifier.domain.remarks import Marking, Resend, Return
from shared.events.envelope import EVENTS
from shared.mails.facts import Alone, Fact
from shared.mails.recipients import Recipient
from shared.observability.correlation import trace_headers

SCHEMA = 1
Document = dict[str, Any]


def fact_record(fact: Fact) -> Document:
    """The fact as published, with what queries ask for beside it, and the trace of the act that brought it."""
    return {
        "type": fact.type,
        "nomination_id": nomination_of(fact),
        "version": fact.sequence,
        "place": rank(fact)[0],
        "body": fact.model_dump_json(),
        **({"trace": dict(trace)} if (trace := trace_headers()) else {}),
    }


def new_record(mail: Mail) -> Document:
    """Everything of a new mail."""
    facts = [fact_record(fact) for fact in mail.facts]
    return {
        "_id": mail.id,
        "schema": SCHEMA,
        "dossier_id": mail.dossier_id,
        "dossier_number": mail.dossier_number,
        "thread": mail.thread,
        "keys": list(mail.recipient.keys),
        "covers": list(mail.covers),
        "facts": facts,
        "size": len(facts),
        "weight": sum(len(fact["body"]) for fact in facts),
        "order": mail.order,
        "created_at": mail.created_at,
        **{name: value for name, value in changing_fields(mail).items() if value is not None},
    }


def changing_fields(mail: Mail) -> Document:
    """What the steps of a mail's life change; a field without value is taken out of the document.

    `due_at`, `open_thread` and `unsent` keep the partial indexes small: settled mails have none of them.
    """
    gathers = mail.window_ends_at is not None
    return {
        "version": mail.version,
        "state": mail.state.value,
        "phase": mail.phase.value if mail.phase else None,
        "address": mail.recipient.address,
        "name": mail.recipient.name,
        "created_at": mail.created_at,
        "due_at": mail.due_at,
        "window_ends_at": mail.window_ends_at,
        "waits_until": mail.waits_until,
        "open_thread": mail.thread if gathers else None,
        "unsent": None if mail.state is State.SENT else True,
        "attempts": mail.attempts,
        "is_doubtful": mail.is_doubtful,
        "subject": mail.subject,
        "raw": mail.raw,
        "reason": mail.reason,
        "marking": asdict(mail.marking) if mail.marking else None,
        "returns": [asdict(back) for back in mail.returns] or None,
        "resends": [asdict(order) for order in mail.resends] or None,
    }


def to_mail(document: Mapping[str, Any]) -> Mail:
    """The mail in its document."""
    phase: str | None = document.get("phase")
    marking: Document | None = document.get("marking")
    return Mail(
        id=document["_id"],
        dossier_id=document["dossier_id"],
        dossier_number=document["dossier_number"],
        recipient=Recipient(tuple(document["keys"]), document["address"], document["name"]),
        covers=tuple(document["covers"]),
        facts=tuple(_to_fact(fact) for fact in document["facts"]),
        traces=tuple(fact["trace"] for fact in document["facts"] if "trace" in fact),
        order=document["order"],
        created_at=document["created_at"],
        due_at=document.get("due_at"),
        window_ends_at=document.get("window_ends_at"),
        waits_until=document.get("waits_until"),
        state=State(document["state"]),
        phase=Phase(phase) if phase else None,
        version=document["version"],
        attempts=document["attempts"],
        is_doubtful=document["is_doubtful"],
        subject=document["subject"],
        raw=document.get("raw"),
        reason=document["reason"],
        marking=Marking(**marking) if marking else None,
        returns=tuple(Return(**back) for back in document.get("returns", ())),
        resends=tuple(Resend(**order) for order in document.get("resends", ())),
    )


def gathering(fact: Fact, recipient: Recipient, at: datetime) -> Document:
    """Selects the mail of the fact's thread that still gathers changes."""
    return {
        "open_thread": thread(conversation(fact), recipient.key),
        "state": State.PENDING.value,
        "window_ends_at": {"$gt": at},
    }


def telling_later(fact: Fact, recipient: Recipient) -> Document:
    """Selects an untried mail of the thread that tells of a later change of the same nomination."""
    place, version = rank(fact)
    # Those of an older intake have no place, and go before all that have.
    happened = {"place": {"$gt": place}} if place else {"$or": [{"version": {"$gt": version}}, {"place": {"$gt": ""}}]}
    later = {"nomination_id": nomination_of(fact), **happened}
    return {
        "thread": thread(conversation(fact), recipient.key),
        "due_at": {"$exists": True},
        "state": State.PENDING.value,
        "attempts": 0,
        "facts": {"$elemMatch": later},
    }


def _to_fact(document: Mapping[str, Any]) -> Fact:
    fact = EVENTS[document["type"]].model_validate_json(document["body"])
    if not isinstance(fact, Fact):
        raise TypeError(document["type"])
    return fact


def nomination_of(fact: Fact) -> UUID | None:
    """The nomination whose change it is, if it is one."""
    return None if isinstance(fact, Alone) else fact.nomination_id
