"""A case as a document and back; beside what it is stands what it is searched by."""

import re
from collections.abc import Iterable

from pydantic import TypeAdapter

from services.appraisal.application.worklist_query import WorklistRow
from services.appraisal.domain.case import Case, CaseKey, CaseState, Marker, Reservation
from services.appraisal.domain.duplicates import Similar, likenesses
from services.appraisal.domain.people import Claim
from services.appraisal.domain.timing import concluded_on
from shared.events.content import AuthorityRef, KeyedIdentity, Nominee
from shared.mongo.client import Document
from shared.nominees.keyed import unkeyed
from shared.nominees.matching import traits_of
from shared.text.folding import fold

SCHEMA = 1
ROW_FIELDS = (
    "key", "version", "number", "content.nominee", "content.award_form", "content.priority_marks", "dossier.unit",
    "dossier.rule_set", "dossier.petition.occasion", "authority_ref", "role", "state", "round", "priority", "due_on",
    "content.confidential", "opened_at", "blocking", "proposal.verdict.outcome", "proposal.sent_back",
    "claim", "assignment.to",
)  # fmt: skip
_CASE = TypeAdapter(Case)
_CLAIM = TypeAdapter(Claim)
_MARKER = TypeAdapter(Marker)
_RESERVATION = TypeAdapter(Reservation)
_ROW = TypeAdapter(WorklistRow)
_KEY = TypeAdapter(CaseKey)
_WORD = re.compile(r"\w+")
# Before the words of a name that is kept: no word of a search begins so, but for those who may be told the name.
KEPT = "~"


def words(text: str) -> tuple[str, ...]:
    """The folded words by which a case is found."""
    return tuple(_WORD.findall(fold(text)))


def to_fields(case: Case) -> Document:
    """All fields of a case: the case itself, then what lists, searches and guards look at."""
    fields: Document = _CASE.dump_python(case, mode="json")
    # Compared with the clock inside the database, so kept as moments rather than as text.
    fields |= {"opened_at": case.opened_at, "closed_at": case.closed_at}
    fields |= {"claim": claim_fields(case), "reservation": reservation_fields(case.reservation)}
    content, unit = case.content, case.dossier.unit
    return fields | {
        "schema": SCHEMA,
        "authority": case.authority.code,
        "authority_ref": case.authority.model_dump(mode="json"),
        "role": case.step.role.value,
        "unit": unit.code,
        "movement": case.dossier.petition.movement,
        "began_on": content.achievement.began_on.isoformat(),
        "ended_on": content.achievement.ended_on.isoformat(),
        "likenesses": list(likenesses(case)),
        # Never absent: that a field is missing, no index can tell alone.
        "assignee": case.assignment.to.account if case.assignment else "",
        "blocking": sum(finding.blocking for finding in case.findings),
        # Never absent, as above; a day that is none stands before all days.
        "concluded_on": concluded.isoformat() if (concluded := concluded_on(case)) else "",
        "working_days": case.step.working_days,
        "untold_due_on": None if case.delay and case.delay.missed == case.due_on else fields["due_on"],
        **words_fields(case),
    }


def to_case(document: Document) -> Case:
    """The case of a document."""
    return _CASE.validate_python(document)


def claim_fields(case: Case) -> Document | None:
    """The claim, with moments that a query can compare."""
    if case.claim is None:
        return None
    fields: Document = _CLAIM.dump_python(case.claim, mode="json")
    return fields | {"since": case.claim.since, "until": case.claim.until}


def reservation_fields(reservation: Reservation | None) -> Document | None:
    """The reservation, with a moment that a query can compare."""
    if reservation is None:
        return None
    return {"decision": str(reservation.decision), "attempt": reservation.attempt, "at": reservation.at}


def identity_fields(case: Case) -> Document:
    """What changes with the identity: the nominee without the number, the hashes, and what a case is found by."""
    fields: Document = _CASE.dump_python(case, mode="json", include={"content", "identity", "signature"})
    return {
        "content.nominee": fields["content"]["nominee"],
        "identity": fields["identity"],
        "signature": fields["signature"],
        "likenesses": list(likenesses(case)),
    }


def take_over_fields(case: Case) -> list[Document]:
    """Who took over from whom."""
    fields: list[Document] = _CASE.dump_python(case, mode="json", include={"take_overs"})["take_overs"]
    return fields


def marker_fields(marker: Marker) -> Document:
    """A marker as it waits in the case's place."""
    fields: Document = _MARKER.dump_python(marker, mode="json")
    return fields | {"schema": SCHEMA, "marker": True}


def to_marker(document: Document) -> Marker:
    """The marker of a document."""
    return _MARKER.validate_python(document)


def to_key(document: Document) -> CaseKey:
    """The key of a case's document."""
    return _KEY.validate_python(document["key"])


def to_reservation(document: Document | None) -> Reservation | None:
    """The reservation of a case's document."""
    return None if document is None else _RESERVATION.validate_python(document)


# What `to_similar` reads.
SIMILAR_FIELDS = (
    "key", "number", "state", "opened_at", "content.nominee", "content.confidential", "identity", "authority",
)  # fmt: skip


def to_similar(document: Document) -> Similar:
    """What a duplicate's finding says of another case."""
    nominee = Nominee.model_validate(document["content"]["nominee"])
    stored = document.get("identity")
    identity = KeyedIdentity.model_validate(stored) if stored else unkeyed(nominee)
    return Similar(
        to_key(document),
        document["number"],
        CaseState(document["state"]),
        traits_of(nominee, identity),
        document["opened_at"],
        document["authority"],
        is_confidential=document["content"].get("confidential", False),
    )


def to_row(document: Document) -> WorklistRow:
    """A line of the worklist from the `ROW_FIELDS` of a document."""
    content, dossier = document["content"], document["dossier"]
    proposal, assignment = document.get("proposal") or {}, document.get("assignment") or {}
    return _ROW.validate_python(
        {field: document[field] for field in ("version", "number", "state", "round", "priority", "due_on", "role")}
        | {
            "case_id": str(to_key(document)),
            "nominee": Nominee.model_validate(content["nominee"]).name,
            "unit": dossier["unit"]["code"],
            "unit_name": dossier["unit"]["name"],
            "authority": AuthorityRef.model_validate(document["authority_ref"]),
            "award_form": content["award_form"],
            "rule_set": dossier["rule_set"],
            "occasion": dossier["petition"]["occasion"],
            "priority_marks": content["priority_marks"],
            "is_confidential": content.get("confidential", False),
            "opened_at": document["opened_at"],
            "findings": document["blocking"],
            "proposed": proposal.get("verdict", {}).get("outcome"),
            "is_sent_back": proposal.get("sent_back") is not None,
            "claim": document.get("claim"),
            "assigned_to": assignment.get("to"),
        }
    )


def words_fields(case: Case) -> Document:
    """What a case is searched by."""
    return {"words": sorted(set(_search_words(case)))}


def _search_words(case: Case) -> Iterable[str]:
    nominee, dossier = case.content.nominee, case.dossier
    for text in (case.number, dossier.number, dossier.petition.number, dossier.unit.name):
        yield from words(text)
    kept = KEPT if case.content.confidential else ""
    for text in (nominee.name, nominee.workplace):
        yield from (f"{kept}{word}" for word in words(text))
    yield case.number.replace("-", "").casefold()
