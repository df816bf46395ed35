"""Who may see what, as part of every query."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from services.intake.adapters.history_mapping import to_mail_fields
from services.intake.domain.nomination import SentMail
from shared.directory.roles import OF_AUTHORITIES
from shared.identity.seeing import works_for
from shared.identity.viewer import Viewer
from shared.mongo.client import Document
from shared.text.folding import fold, pattern_of
from shared.text.numbering import ids_of, parse_number

_MOST_WORDS = 10
_NOBODY: Document = {"_id": {"$in": []}}


def of_units(viewer: Viewer) -> Document:
    """What the viewer's unit handed in, or a unit that it succeeded."""
    return {"unit": {"$in": sorted(viewer.units)}}


def seen_by(viewer: Viewer) -> Document:
    """What belongs to the viewer's unit, or was addressed to one of their authorities."""
    ways: list[Document] = []
    if viewer.unit is not None:
        ways.append(of_units(viewer))
    if viewer.authorities and viewer.has(*OF_AUTHORITIES):
        ways.append({"visible_to": {"$in": sorted(viewer.authorities)}})
    return {"$or": ways} if ways else _NOBODY


def by_reference(reference: UUID | str) -> Document:
    """The document of that id or number; a number is a stretch of ids."""
    if isinstance(reference, UUID):
        return {"_id": reference}
    number = parse_number(reference)
    if number is None:
        return _NOBODY
    lowest, highest = ids_of(number)
    return {"_id": {"$gte": lowest, "$lte": highest}}


def by_words(text: str, viewer: Viewer) -> Document:
    """Every word of the text, without accents, somewhere in the folded search field; or the number that it holds.

    By a workplace, or a name that is kept, it is found by those alone who may be told it.
    """
    typed = [pattern_of(word) for word in fold(text).split()[:_MOST_WORDS]]
    if not typed:
        return {}
    near: Document = {"$or": [of_units(viewer), {"near": {"$in": sorted(works_for(viewer))}}]}
    kept = all_of(near, *({"search_near": {"$regex": pattern}} for pattern in typed))
    words: Document = {"$or": [all_of(*({"search": {"$regex": pattern}} for pattern in typed)), kept]}
    # Not instead of the words: a name may happen to read like a number.
    return {"$or": [words, by_reference(text)]} if parse_number(text) else words


def enter_mail(document_id: UUID, mail: SentMail) -> tuple[Document, list[Document]]:
    """Filter and update by which a mail, or its newer state, is entered once."""
    stored = {"mails": {"$elemMatch": {"id": mail.id, "version": {"$gte": mail.version}}}}
    others = {"$filter": {"input": {"$ifNull": ["$mails", []]}, "cond": {"$ne": ["$$this.id", mail.id]}}}
    # Literal: a subject may begin with a dollar sign.
    entered = {"$concatArrays": [others, [{"$literal": to_mail_fields(mail)}]]}
    return {"_id": document_id, "$nor": [stored]}, [{"$set": {"mails": entered}}]


def all_of(*conditions: Mapping[str, Any]) -> Document:
    """All conditions together."""
    asked = [dict(condition) for condition in conditions if condition]
    return {"$and": asked} if asked else {}
