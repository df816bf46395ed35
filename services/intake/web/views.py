"""Dossiers and nominations as the API shows them."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field

from services.intake.application.ports import DossierLine, NominationLine
from services.intake.domain.dossier import Dossier
from services.intake.domain.history import HistoryEntry
from services.intake.domain.nomination import Nomination, SentMail
from services.intake.domain.places import put_in_order
from services.intake.domain.status import TEXTS
from services.intake.web.routes_shown import StepState, step_state
from services.intake.web.wording import sentence
from shared.events.content import (
    AuthorityRef,
    MissingItem,
    NominationContent,
    Petition,
    Slip,
)
from shared.events.words import Level, NomineeKind, PublicStatus, StepRole
from shared.text.numbering import number_of


class StepView(BaseModel):
    """One stop of the route. Where the route was worked out only, `state` is absent."""

    step: int
    authority: AuthorityRef
    level: Level
    role: StepRole
    award_form: str
    expected_on: date | None
    state: StepState | None = None


class AcceptedNomination(BaseModel):
    """A nomination just taken in."""

    id: UUID
    number: str
    route: list[StepView]


class ReceiptView(BaseModel):
    """A dossier just taken in; the same answer for the same Idempotency-Key and body, whenever it is asked again."""

    id: UUID
    number: str
    submitted_at: datetime
    rule_set: str
    nominations: list[AcceptedNomination]


class DossierLineView(BaseModel):
    """A dossier in a list; `statuses` counts its nominations by status."""

    id: UUID
    number: str
    petition: Petition
    submitted_at: datetime
    total: int
    statuses: dict[PublicStatus, int]


class DossierPage(BaseModel):
    """A page of dossiers; `next` goes into `after`."""

    items: list[DossierLineView]
    next: str | None


class NominationLineView(BaseModel):
    """A nomination in a list, with who has it now."""

    id: UUID
    number: str
    name: str
    kind: NomineeKind
    award_form: str
    status: PublicStatus
    status_text: str
    authority: AuthorityRef
    expected_on: date | None
    version: int


class NominationPage(BaseModel):
    """A page of nominations by name; `next` goes into `after`."""

    items: list[NominationLineView]
    next: str | None


class MailView(BaseModel):
    """A mail that was sent, or could not be."""

    id: str
    subject: str
    recipient: str
    state: Literal["sent", "uncertain", "failed"]
    at: datetime


class DossierView(BaseModel):
    """A dossier with its first nominations; `nominations_next` leads on at `/dossiers/{id}/nominations`."""

    id: UUID
    number: str
    unit: str
    unit_name: str
    petition: Petition
    rule_set: str
    submitted_at: datetime
    repeats: str | None = Field(
        default=None, description="Số hồ sơ mà Tờ trình này đã nộp trước, khi đơn vị xác nhận nộp thêm hồ sơ này."
    )
    total: int
    nominations: list[NominationLineView]
    nominations_next: str | None
    mails: list[MailView]


class HistoryView(BaseModel):
    """One thing that happened, listed as things happened. By `version`, as they came, `prev` and `hash` chain them."""

    version: int
    fact: str
    text: str
    step: int
    at: datetime
    authority: AuthorityRef | None
    details: dict[str, str]
    note: str
    basis: str
    missing: list[MissingItem]
    prev: str
    hash: str


class WithdrawalView(BaseModel):
    """The unit's request to have the nomination back, and the answer so far."""

    reason: str
    requested_at: datetime
    answer: Literal["pending", "granted", "refused"]


class NominationView(BaseModel):
    """A nomination with its place on the route, its history and its mails."""

    id: UUID
    number: str
    version: int
    dossier_id: UUID
    dossier_number: str
    unit: str
    unit_name: str
    petition: Petition
    status: PublicStatus
    status_text: str
    award_form: str
    current_step: int
    content: NominationContent
    route: list[StepView]
    history: list[HistoryView]
    mails: list[MailView]
    withdrawal: WithdrawalView | None


def to_receipt(dossier: Dossier) -> ReceiptView:
    """The answer to a submission."""
    shown = [_bare_route(slip) for slip in dossier.routes]
    return ReceiptView.model_construct(
        id=dossier.id,
        number=dossier.number,
        submitted_at=dossier.submitted_at,
        rule_set=dossier.rule_set,
        nominations=[
            AcceptedNomination.model_construct(id=identity, number=number_of(identity), route=shown[place])
            for identity, place in zip(dossier.nomination_ids, dossier.route_of, strict=True)
        ],
    )


def to_dossier_line(line: DossierLine) -> DossierLineView:
    """The dossier in a list."""
    return DossierLineView(
        id=line.id,
        number=line.number,
        petition=line.petition,
        submitted_at=line.submitted_at,
        total=line.total,
        statuses=dict(line.statuses),
    )


def to_nomination_line(line: NominationLine) -> NominationLineView:
    """The nomination in a list."""
    return NominationLineView(**vars(line), status_text=TEXTS[line.status])


def to_dossier_view(
    dossier: Dossier, mails: tuple[SentMail, ...], lines: tuple[NominationLine, ...], following: str | None
) -> DossierView:
    """The dossier by itself."""
    return DossierView(
        id=dossier.id,
        number=dossier.number,
        unit=dossier.unit.code,
        unit_name=dossier.unit.name,
        petition=dossier.petition,
        rule_set=dossier.rule_set,
        submitted_at=dossier.submitted_at,
        repeats=dossier.repeats.number if dossier.repeats else None,
        total=len(dossier.route_of),
        nominations=[to_nomination_line(line) for line in lines],
        nominations_next=following,
        mails=[_to_mail(mail) for mail in mails],
    )


def to_nomination_view(nomination: Nomination) -> NominationView:
    """The nomination by itself."""
    return NominationView(
        id=nomination.id,
        number=nomination.number,
        version=nomination.version,
        dossier_id=nomination.dossier.dossier_id,
        dossier_number=nomination.dossier.number,
        unit=nomination.dossier.unit.code,
        unit_name=nomination.dossier.unit.name,
        petition=nomination.dossier.petition,
        status=nomination.status,
        status_text=TEXTS[nomination.status],
        award_form=nomination.award_form,
        current_step=nomination.current_step.step,
        content=nomination.content,
        route=[
            shown.model_copy(update={"state": step_state(nomination, step)})
            for step, shown in zip(nomination.slip, _bare_route(nomination.slip), strict=True)
        ],
        history=[to_history(nomination, entry) for entry in put_in_order(nomination.history)],
        mails=[_to_mail(mail) for mail in nomination.mails],
        withdrawal=WithdrawalView(**vars(nomination.withdrawal)) if nomination.withdrawal else None,
    )


def _bare_route(slip: Slip) -> list[StepView]:
    return [
        StepView.model_construct(
            step=step.step,
            authority=step.authority,
            level=step.level,
            role=step.role,
            award_form=step.award_form,
            expected_on=step.expected_on,
            state=None,
        )
        for step in slip
    ]


def to_history(nomination: Nomination, entry: HistoryEntry) -> HistoryView:
    """One entry of the history, as people read it."""
    remark = next((one for one in nomination.remarks if one.version == entry.version), None)
    details: Mapping[str, str] = entry.details
    return HistoryView(
        version=entry.version,
        fact=entry.fact.value,
        text=sentence(nomination, entry),
        step=entry.step,
        at=entry.at,
        authority=entry.authority,
        details=dict(details),
        note=remark.text if remark else "",
        basis=remark.basis if remark else "",
        missing=list(remark.missing) if remark else [],
        prev=entry.prev,
        hash=entry.hash,
    )


def _to_mail(mail: SentMail) -> MailView:
    return MailView(id=mail.id, subject=mail.subject, recipient=mail.recipient, state=mail.state, at=mail.at)
