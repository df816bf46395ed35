"""Messages between the authority and the unit beside a case: they change nothing of it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from services.appraisal.domain.case import UNDECIDED, Case, CaseKey
from services.appraisal.domain.people import By
from services.appraisal.domain.transitions import ActionNotAllowedError
from shared.events.content import AuthorityRef
from shared.events.messages import CaseMessageWritten, WorkMessageAnswered, Writer
from shared.nominees.initials import seal

MAX_CHARACTERS = 2_000
_NAMESPACE = uuid5(NAMESPACE_URL, "thidua:message-of-authority")


@dataclass(frozen=True)
class Message:
    """One message of the conversation beside a case."""

    id: UUID
    key: CaseKey
    authority: AuthorityRef
    is_from_unit: bool
    written_by: By
    text: str
    at: datetime


@dataclass(frozen=True)
class Said:
    """A message to store, with what tells of it; an answer of the unit has been told already."""

    message: Message
    events: tuple[CaseMessageWritten, ...] = ()


def message_id_of(account: str, key: str) -> UUID:
    """The id that the same account's message under the same key always has."""
    return uuid5(_NAMESPACE, f"{account}/{key}")


def write(case: Case, text: str, by: By, *, identity: UUID, at: datetime) -> Said:
    """A message to the unit; also while the unit is asked for more.

    Raises:
        ActionNotAllowedError: The case has a final outcome.
    """
    if case.state not in UNDECIDED:
        raise ActionNotAllowedError(case)
    message = Message(
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
    return Said(message, (seal(event, case.content),))


def answered(case: Case, work: WorkMessageAnswered) -> Said:
    """The unit's answer, as it stands beside the case."""
    by = By(work.written_by.account, work.written_by.name)
    return Said(
        Message(
            id=work.message_id,
            key=case.key,
            authority=case.authority,
            is_from_unit=True,
            written_by=by,
            text=work.text,
            at=work.at,
        )
    )
