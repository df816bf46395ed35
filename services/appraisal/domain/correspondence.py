"""Correspondence between the authority and the unit beside a case: it changes nothing of the case."""

from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from services.appraisal.domain.case import UNDECIDED, Case, CaseKey
from services.appraisal.domain.people import By
from services.appraisal.domain.transitions import ActionNotAllowedError
from shared.events.content import AuthorityRef
from shared.events.correspondence import CaseMessageWritten, WorkMessageAnswered, Writer
from shared.events.decided import Decided
from shared.nominees.initials import seal

MAX_CHARACTERS = 2_000
_NAMESPACE = uuid5(NAMESPACE_URL, "thidua:message-of-authority")


@dataclass(frozen=True)
class Note:
    """A note of the correspondence beside a case."""

    id: UUID
    key: CaseKey
    authority: AuthorityRef
    is_from_unit: bool
    written_by: By
    text: str
    at: datetime


def note_id(account: str, key: str) -> UUID:
    """The id that the same account's note under the same key always has."""
    return uuid5(_NAMESPACE, f"{account}/{key}")


def write(case: Case, text: str, by: By, *, identity: UUID, at: datetime) -> Decided[Note]:
    """A note to the unit, with the fact that tells it; also while the unit is asked for more.

    Raises:
        ActionNotAllowedError: The case has a final outcome.
    """
    refuse_closed(case)
    note = Note(
        id=identity,
        key=case.key,
        authority=case.authority,
        is_from_unit=False,
        written_by=by,
        text=text,
        at=at,
    )
    event = CaseMessageWritten(
        message_id=identity,
        nomination_id=case.key.nomination,
        authority=case.authority,
        text=text,
        at=at,
        step=case.key.step,
        level=case.level,
        written_by=Writer(account=by.account, name=by.name),
    )
    return Decided(None, note, (seal(event, case.content),))


def refuse_closed(case: Case) -> None:
    """Nothing, unless the case has a final outcome: then there is nothing left to ask about.

    Raises:
        ActionNotAllowedError: It has.
    """
    if case.state not in UNDECIDED:
        raise ActionNotAllowedError(case)


def receive(case: Case, work: WorkMessageAnswered) -> Decided[Note]:
    """The unit's answer, as it stands beside the case; who must know has been told already."""
    by = By(work.written_by.account, work.written_by.name)
    note = Note(
        id=work.message_id,
        key=case.key,
        authority=case.authority,
        is_from_unit=True,
        written_by=by,
        text=work.text,
        at=work.at,
    )
    return Decided(None, note)
