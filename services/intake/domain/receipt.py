"""Taking a sound submission in: its nominations, the work for the first level, and the receipt."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID, uuid5

from services.intake.domain.dossier import Dossier
from services.intake.domain.examination import content_for_levels
from services.intake.domain.history import HistoryEntry
from services.intake.domain.nomination import Nomination
from services.intake.domain.order import Position
from services.intake.domain.status import Fact
from shared.audit.chain import append
from shared.events.content import DossierRef, Finding, KeyedIdentity, NominationContent, Slip
from shared.events.nominations import DossierReceived, ReceivedLine
from shared.events.words import PublicStatus
from shared.events.work import WorkHandedOver
from shared.nominees.shown import Purpose, Sight, show_name

RECEIPT_LINES = 50


def own_event_id(nomination_id: UUID, version: int, fact: Fact) -> UUID:
    """The id of something that intake itself did to a nomination."""
    return uuid5(nomination_id, f"{version}/{fact}")


def receive(dossier: DossierRef, identity: UUID, content: NominationContent, slip: Slip, at: datetime) -> Nomination:
    """The nomination as it begins: in review, before its first step."""
    entry = HistoryEntry(
        version=1,
        fact=Fact.RECEIVED,
        step=0,
        sequence=0,
        at=at,
        event_id=own_event_id(identity, 1, Fact.RECEIVED),
        authority=slip[0].authority,
        details={"award_form": content.award_form},
    )
    return Nomination(
        id=identity,
        dossier=dossier,
        content=content,
        slip=slip,
        standing=PublicStatus.IN_REVIEW,
        position=Position(),
        version=1,
        history=append((), entry, record=identity.bytes),
    )


def first_work(
    nomination: Nomination, findings: Sequence[Finding], at: datetime, identity: KeyedIdentity | None = None
) -> WorkHandedOver:
    """The hand-over that opens the case at the slip's first step."""
    first = nomination.slip[0]
    return WorkHandedOver(
        nomination_id=nomination.id,
        version=nomination.version,
        to_level=first.level,
        number=nomination.number,
        dossier=nomination.dossier,
        content=content_for_levels(nomination.content),
        identity=identity,
        slip=nomination.slip,
        step=first.step,
        findings=tuple(findings),
        handed_over_at=at,
        signature=nomination.signature,
    )


def receipt_of(dossier: Dossier, nominations: Iterable[Nomination], form_names: Mapping[str, str]) -> DossierReceived:
    """The fact that is mailed once per dossier; its first lines only, so that 500 nominations fit into an event."""
    first = tuple(nominations)[:RECEIPT_LINES]
    return DossierReceived(
        dossier_id=dossier.id,
        number=dossier.number,
        unit=dossier.unit.code,
        submitter=dossier.submitter,
        petition_number=dossier.petition.number,
        total=len(dossier.slip_of),
        lines=tuple(
            ReceivedLine(
                nomination_id=nomination.id,
                number=nomination.number,
                nominee=show_name(nomination.content, Sight.OWN, Purpose.MAIL),
                award_form=form_names[nomination.content.award_form],
                first_authority=nomination.slip[0].authority.name,
                expected_on=nomination.slip[-1].expected_on,
            )
            for nomination in first
        ),
        authority=first[0].slip[0].authority,
        at=dossier.submitted_at,
    )
