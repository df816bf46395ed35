"""Dossiers and nominations as documents: each pair of writing and reading side by side."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time

from pydantic import TypeAdapter

from services.intake.adapters.history_mapping import (
    to_entry,
    to_entry_fields,
    to_kept,
    to_mail,
    to_remark,
    to_remark_fields,
)
from services.intake.domain.dossier import Dossier, Earlier, Part, petition_claim_of
from services.intake.domain.duplicates import Known
from services.intake.domain.nomination import Nomination, SentMail, Withdrawal
from services.intake.domain.order import Position
from services.intake.domain.step_states import reached_steps
from shared.clock.days import VIETNAM
from shared.events.content import DossierRef, Frozen, NominationContent, Nominee, Petition, Slip, UnitRef
from shared.events.signature import IntakeSignature
from shared.events.words import NomineeKind, PublicStatus
from shared.mongo.client import Document
from shared.nominees.initials import initials_of
from shared.nominees.keyed import IdentityKeys
from shared.nominees.lookup import kept_keys
from shared.nominees.matching import traits_of
from shared.text.folding import fold

SCHEMA = 1
_SLIP: TypeAdapter[Slip] = TypeAdapter(Slip)
_PEOPLE = frozenset({NomineeKind.INDIVIDUAL})


def plain(value: Frozen) -> Document:
    """A value as plain fields, without what is absent."""
    return value.model_dump(mode="json", exclude_none=True)


def slip_fields(slip: Slip) -> list[Document]:
    """A slip as plain fields."""
    return [plain(step) for step in slip]


def sort_name(content: NominationContent) -> str:
    """What lists are sorted by: a person's given name first, since that is what people are called by.

    A place in the order, and the mark of the next page, would tell a name that is kept: its initials are sorted.
    """
    nominee = content.nominee
    if content.confidential:
        return initials_of(nominee.name)
    return name_in_order(nominee.name, nominee.kind)


def name_in_order(name: str, kind: NomineeKind) -> str:
    """A person's name with the given name first, any other name as it is."""
    words = name.split()
    return " ".join([*words[-1:], *words[:-1]]) if kind in _PEOPLE else name


def day_start(day: date) -> datetime:
    """The first moment of a day in Hưng Yên."""
    return datetime.combine(day, time(), VIETNAM).astimezone(UTC)


def to_dossier_record(dossier: Dossier) -> Document:
    """The dossier as it is stored."""
    return {
        "_id": dossier.id,
        "schema": SCHEMA,
        "number": dossier.number,
        "unit": dossier.unit.code,
        "unit_ref": plain(dossier.unit),
        "submitter": dossier.submitter,
        "petition": plain(dossier.petition),
        "rule_set": dossier.rule_set,
        "submitted_at": dossier.submitted_at,
        "digest": dossier.digest,
        "nominations": list(dossier.nomination_ids),
        "routes": [slip_fields(slip) for slip in dossier.distinct_slips],
        "route_of": list(dossier.slip_of),
        "visible_to": sorted({step.authority.code for slip in dossier.distinct_slips for step in slip}),
        "search": fold(f"{dossier.petition.number} {dossier.number}"),
        **repeat_fields(dossier),
    }


def repeat_fields(dossier: Dossier) -> Document:
    """What the first dossier of a Tờ trình holds, each once in the database, or which dossier this one repeats."""
    earlier, part = dossier.repeats, dossier.part
    in_part: Document = {"part": {"number": part.number, "total": part.total}} if part else {}
    if part is not None and part.number > 1:
        # The first part stands for the Tờ trình.
        return in_part
    if earlier is None:
        return in_part | {"petition_claim": petition_claim_of(dossier.unit.code, dossier.petition)}
    return in_part | {"repeats": {"id": earlier.id, "number": earlier.number, "submitted_at": earlier.submitted_at}}


def to_dossier(record: Document) -> Dossier:
    """The dossier in its document."""
    return Dossier(
        id=record["_id"],
        unit=UnitRef.model_validate(record["unit_ref"]),
        submitter=record["submitter"],
        petition=Petition.model_validate(record["petition"]),
        rule_set=record["rule_set"],
        submitted_at=record["submitted_at"],
        digest=record["digest"],
        distinct_slips=tuple(_SLIP.validate_python(slip) for slip in record["routes"]),
        slip_of=tuple(record["route_of"]),
        repeats=Earlier(**record["repeats"]) if "repeats" in record else None,
        part=Part(**record["part"]) if "part" in record else None,
    )


def to_nomination_record(nomination: Nomination, dossier: Document, identity_keys: IdentityKeys) -> Document:
    """A new nomination as it is stored; `dossier` is its dossier's reference in plain fields, made once for all."""
    return {
        "_id": nomination.id,
        "schema": SCHEMA,
        "number": nomination.number,
        "dossier_id": nomination.dossier.dossier_id,
        "unit": nomination.dossier.unit.code,
        "dossier": dossier,
        **content_fields(nomination, identity_keys),
        **signature_fields(nomination),
        **state_fields(nomination),
        "version": nomination.version,
        "history": [to_entry_fields(entry) for entry in nomination.history],
        "remarks": [to_remark_fields(remark) for remark in nomination.remarks],
        "supplements": [],
        "mails": [],
        **files_fields(nomination),
    }


def files_fields(nomination: Nomination) -> Document:
    """The ids of the files that go with the nomination; nothing where there are none, for the sake of the index."""
    ids = [attachment.id for attachment in (*nomination.dossier.petition.attachments, *nomination.content.attachments)]
    return {"files": list(dict.fromkeys(ids))} if ids else {}


def content_fields(nomination: Nomination, identity_keys: IdentityKeys) -> Document:
    """What is stored of the content: itself, and what is searched."""
    content = nomination.content
    return {
        "content": plain(content),
        **search_fields(nomination, identity_keys),
        "sort_name": sort_name(content),
        "consent": content.consent,
        "confidential": content.confidential,
    }


def signature_fields(nomination: Nomination) -> Document:
    """What is stored of the signature; nothing where there is none."""
    return {"signature": plain(nomination.signature)} if nomination.signature else {}


def search_fields(nomination: Nomination, identity_keys: IdentityKeys) -> Document:
    """What a nomination is found by: the words of a search, and the keys by which the same nominee is found."""
    nominee = nomination.content.nominee
    # What a search finds, it tells: each field has the words that those who are asked for it may be told.
    everybody = nomination.number if nomination.content.confidential else f"{nominee.name} {nomination.number}"
    return {
        "search": fold(everybody),
        "search_near": fold(f"{nominee.name} {nominee.workplace} {nomination.number}"),
        "keys": list(kept_keys(traits_of(nominee, identity_keys.keyed(nominee)))),
    }


def state_fields(nomination: Nomination) -> Document:
    """What is stored of where the nomination stands."""
    withdrawal = nomination.withdrawal
    return {
        "slip": slip_fields(nomination.slip),
        "visible_to": list(nomination.visible_to),
        **near_fields(nomination),
        "award_form": nomination.award_form,
        "status": nomination.status.value,
        "standing": nomination.standing.value,
        "position": [nomination.position.step, nomination.position.sequence, nomination.position.weight],
        "withdrawal": None
        if withdrawal is None
        else {"reason": withdrawal.reason, "requested_at": withdrawal.requested_at, "answer": withdrawal.answer},
    }


def near_fields(nomination: Nomination) -> Document:
    """Who finds it by all that is searched: the authorities whose steps have come."""
    reached = reached_steps(nomination)
    return {"near": sorted({step.authority.code for step in nomination.slip if step.step in reached})}


def to_nomination(record: Document) -> Nomination:
    """The nomination in its document."""
    withdrawal = record["withdrawal"]
    return Nomination(
        id=record["_id"],
        dossier=DossierRef.model_validate(record["dossier"]),
        content=NominationContent.model_validate(record["content"]),
        slip=_SLIP.validate_python(record["slip"]),
        standing=PublicStatus(record["standing"]),
        position=Position(*record["position"]),
        version=record["version"],
        history=tuple(to_entry(entry) for entry in record["history"]),
        remarks=tuple(to_remark(remark) for remark in record["remarks"]),
        withdrawal=None if withdrawal is None else Withdrawal(**withdrawal),
        supplements=tuple((step, digest) for step, digest in record["supplements"]),
        mails=to_mails(record["mails"]),
        waiting=tuple(to_kept(kept) for kept in record.get("waiting", ())),
        signature=IntakeSignature.model_validate(record["signature"]) if "signature" in record else None,
    )


def to_mails(records: Sequence[Document]) -> tuple[SentMail, ...]:
    """The mails, oldest first."""
    return tuple(sorted((to_mail(mail) for mail in records), key=lambda mail: mail.at))


# What `to_known` reads.
KNOWN_FIELDS = {
    "number": 1,
    "status": 1,
    "keys": 1,
    "dossier.unit.name": 1,
    "content.nominee": 1,
    "content.achievement.began_on": 1,
    "content.achievement.ended_on": 1,
    "confidential": 1,
}


def to_known(record: Document, identity_keys: IdentityKeys) -> Known:
    """What is compared of a nomination in the search for the same nominee."""
    nominee = Nominee.model_validate(record["content"]["nominee"])
    achievement = record["content"]["achievement"]
    return Known(
        number=record["number"],
        status=PublicStatus(record["status"]),
        unit_name=record["dossier"]["unit"]["name"],
        traits=traits_of(nominee, identity_keys.keyed(nominee)),
        began_on=date.fromisoformat(achievement["began_on"]),
        ended_on=date.fromisoformat(achievement["ended_on"]),
        is_confidential=record.get("confidential", False),
    )
