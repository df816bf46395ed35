"""Correspondence of an authority and the unit about a nomination, whose status, version and history do not change."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict
from uuid import NAMESPACE_URL, UUID, uuid5

from services.intake.domain.competence import require_competent
from services.intake.domain.nomination import Nomination
from shared.events.content import AuthorityRef, Step
from shared.events.correspondence import (
    CaseMessageWritten,
    NominationMessageAnswered,
    NominationMessageWritten,
    WorkMessageAnswered,
    Writer,
)
from shared.events.decided import Decided
from shared.mails.announcing import form_at, name_form
from shared.nominees.shown import Purpose, Sight, show_name
from shared.refusals import ConflictError

MAX_CHARACTERS = 2_000
_NAMESPACE = uuid5(NAMESPACE_URL, "thidua:message-of-unit")


class NothingToAnswerError(ConflictError):
    """No authority has written to the unit about this nomination, or not at that step."""


@dataclass(frozen=True)
class Note:
    """What one of them wrote to the other at a step."""

    id: UUID
    nomination_id: UUID
    step: int
    authority: AuthorityRef
    unit: str
    is_from_unit: bool
    written_by: Writer
    text: str
    at: datetime


class _About(TypedDict):
    message_id: UUID
    nomination_id: UUID
    authority: AuthorityRef
    text: str
    at: datetime
    number: str
    dossier_id: UUID
    dossier_number: str
    unit: str
    submitter: str
    nominee: str
    award_form: str


def note_id(account: str, key: str) -> UUID:
    """The id that the same account's note under the same key always has."""
    return uuid5(_NAMESPACE, f"{account}/{key}")


def receive_note(nomination: Nomination, event: CaseMessageWritten, form_names: Mapping[str, str]) -> Decided[Note]:
    """What an authority wrote, and the mail to the unit.

    Raises:
        NotYetError: The referral that brought the step is still on its way.
        MalformedMessageError: The step is another authority's.
    """
    step = require_competent(nomination, event.step, event.level, event.authority)
    note = Note(
        id=event.message_id,
        nomination_id=nomination.id,
        step=event.step,
        authority=step.authority,
        unit=nomination.dossier.unit.code,
        is_from_unit=False,
        written_by=event.written_by,
        text=event.text,
        at=event.at,
    )
    return Decided(None, note, (NominationMessageWritten(**_about(nomination, note, form_names)),))


def answer(
    nomination: Nomination,
    asked: Note,
    text: str,
    by: Writer,
    *,
    identity: UUID,
    at: datetime,
    form_names: Mapping[str, str],
) -> Decided[Note]:
    """The unit's answer to the authority that wrote `asked`: to its level beside the case, and as a mail."""
    step = _step(nomination, asked.step)
    note = Note(
        id=identity,
        nomination_id=nomination.id,
        step=asked.step,
        authority=asked.authority,
        unit=nomination.dossier.unit.code,
        is_from_unit=True,
        written_by=by,
        text=text,
        at=at,
    )
    work = WorkMessageAnswered(
        message_id=identity,
        nomination_id=nomination.id,
        authority=asked.authority,
        to_level=step.level,
        step=asked.step,
        written_by=by,
        text=text,
        at=at,
    )
    unit_name, officer = nomination.dossier.unit.name, asked.written_by.account
    mail = NominationMessageAnswered(**_about(nomination, note, form_names), unit_name=unit_name, officer=officer)
    return Decided(None, note, (work, mail))


def _step(nomination: Nomination, number: int) -> Step:
    step = nomination.step(number)
    if step is None:
        raise LookupError(f"step {number} is on no slip, yet its authority wrote")
    return step


def _about(nomination: Nomination, note: Note, form_names: Mapping[str, str]) -> _About:
    return _About(
        message_id=note.id,
        nomination_id=nomination.id,
        authority=note.authority,
        text=note.text,
        at=note.at,
        number=nomination.number,
        dossier_id=nomination.dossier.dossier_id,
        dossier_number=nomination.dossier.number,
        unit=nomination.dossier.unit.code,
        submitter=nomination.dossier.submitter,
        nominee=show_name(nomination.content, Sight.OWN, Purpose.MAIL),
        award_form=name_form(form_names, form_at(nomination.slip, note.step)),
    )
