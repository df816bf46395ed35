"""The keys under which the ledger knows that a fact was told, and the order in which facts are."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from shared.events.correspondence import NominationMessageAnswered, NominationMessageWritten
from shared.events.digests import DigestDue
from shared.events.drafts import DraftEnding
from shared.events.mails import Covered
from shared.events.nominations import DossierReceived
from shared.mails.facts import Alone, Fact
from shared.mails.recipients import RecipientKey


def cover_key(fact: Fact, recipient: RecipientKey) -> str:
    """Names (change, recipient) for ever: the ledger holds each key at most once.

    It is made of the recipient's role and not of the address, so that a fact that comes twice meets its key even when
    the directory was changed in between.
    """
    match fact:
        case DossierReceived():
            return f"{fact.dossier_id}:received:{recipient}"
        case NominationMessageWritten() | NominationMessageAnswered():
            return f"{fact.message_id}:message:{recipient}"
        case DigestDue():
            return f"{fact.digest_id}:digest:{recipient}"
        case DraftEnding():
            return f"{fact.draft_id}:{fact.version}:draft:{recipient}"
        case _:
            return _key_of_change(fact.nomination_id, fact.version, recipient)


def keys_before(fact: Fact, recipients: Iterable[RecipientKey]) -> frozenset[str]:
    """The keys of what these recipients are told before it; none where intake named nothing, as it once did not."""
    if isinstance(fact, Alone) or not fact.told_after:
        return frozenset()
    return frozenset(_key_of_change(fact.nomination_id, fact.told_after, recipient) for recipient in recipients)


def covered(fact: Fact) -> Covered:
    """The change as a mail fact names it; a message is no change, so it has version 0 of its nomination."""
    match fact:
        case DigestDue() | DraftEnding():
            return Covered(version=0)
        case DossierReceived():
            return Covered(version=1)
        case NominationMessageWritten() | NominationMessageAnswered():
            return Covered(nomination_id=fact.nomination_id, version=0)
        case _:
            return Covered(nomination_id=fact.nomination_id, version=fact.version)


def conversation(fact: Fact) -> UUID:
    """What the mails belong to that stand together: the dossier, or a digest or a draft by itself."""
    match fact:
        case DigestDue():
            return fact.digest_id
        case DraftEnding():
            return fact.draft_id
        case _:
            return fact.dossier_id


def dossier_number(fact: Fact) -> str:
    """The shown number of the dossier that this is about; a digest and a draft are about none."""
    match fact:
        case DigestDue() | DraftEnding():
            return ""
        case DossierReceived():
            return fact.number
        case _:
            return fact.dossier_number


def rank(fact: Fact) -> tuple[str, int]:
    """Places a nomination's changes as they happened; those of an older intake, without a place, as they came."""
    return ("", 0) if isinstance(fact, Alone) else (fact.place, fact.version)


def in_reading_order(facts: Sequence[Fact]) -> list[Fact]:
    """The changes as they happened, whatever the order in which they came; each nomination's by their places."""
    latest: dict[UUID, datetime] = {}
    keyed: list[tuple[datetime, str, tuple[str, int], Fact]] = []
    for fact in sorted(facts, key=rank):
        of = conversation(fact) if isinstance(fact, Alone) else fact.nomination_id
        # What comes late may be dated after what happened later: clocks are apart, and that was dated first.
        latest[of] = max(fact.at, latest.get(of, fact.at))
        keyed.append((latest[of], dossier_number(fact) if isinstance(fact, Alone) else fact.number, rank(fact), fact))
    return [fact for *_, fact in sorted(keyed, key=lambda each: each[:3])]


def thread(dossier_id: UUID, recipient: RecipientKey, *, of_messages: bool = False) -> str:
    """One conversation: all mails of a dossier to one recipient; within it, order is kept.

    Messages have one of their own: no change of status waits for them.
    """
    return f"{dossier_id}:{recipient}:messages" if of_messages else f"{dossier_id}:{recipient}"


def _key_of_change(nomination_id: UUID, version: int, recipient: RecipientKey) -> str:
    return f"{nomination_id}:{version}:{recipient}"
