"""One entry of the audit record: who did what to whom, when and why, without secrets and personal data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import uuid4

MOST_CHARACTERS = 500
Detail = str | int | bool | tuple[str, ...]


class Kind(StrEnum):
    """What was done."""

    SIGN_IN = "sign-in"
    SIGN_IN_REFUSED = "sign-in-refused"
    SESSION_ENDED = "session-ended"
    PASSWORD_CHANGED = "password-changed"  # noqa: S105 - the name of an act
    PASSWORD_SET = "password-set"  # noqa: S105 - as above
    PASSWORD_RESET_ASKED = "password-reset-asked"  # noqa: S105 - as above
    PASSWORD_RESET = "password-reset"  # noqa: S105 - as above
    MAIL_CHANGE_ASKED = "mail-change-asked"
    MAIL_CHANGED = "mail-changed"
    SECOND_FACTOR_ON = "second-factor-on"
    SECOND_FACTOR_OFF = "second-factor-off"
    RECOVERY_CODE_USED = "recovery-code-used"
    RECOVERY_CODES_MADE = "recovery-codes-made"
    ACCOUNT_ADDED = "account-added"
    ACCOUNT_CHANGED = "account-changed"
    ACCOUNT_LOCKED = "account-locked"
    ACCOUNT_UNLOCKED = "account-unlocked"
    ROLES_CHANGED = "roles-changed"
    ACCOUNTS_REMOVED = "accounts-removed"
    DIGEST_CHOSEN = "digest-chosen"
    AUTHORISATION_GIVEN = "authorisation-given"
    AUTHORISATION_ENDED = "authorisation-ended"
    BODY_ADDED = "body-added"
    BODY_CHANGED = "body-changed"
    BODY_ENDED = "body-ended"
    BODY_REOPENED = "body-reopened"
    UNITS_IMPORTED = "units-imported"
    DIRECTORY_FILLED = "directory-filled"
    MAIL_SENT_AGAIN = "mail-sent-again"
    MAIL_MARKED = "mail-marked"
    MESSAGE_REPLAYED = "message-replayed"
    MESSAGE_DROPPED = "message-dropped"
    PERSONAL_DATA_SHOWN = "personal-data-shown"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did it: the holder of an account, or at the command line the `operator` as the operating system knows them.

    Neither is known of somebody who has not signed in.
    """

    account: str | None = None
    name: str = ""
    operator: str = ""


UNKNOWN = Actor()


@dataclass(frozen=True, slots=True)
class Entry:
    """What is recorded of one act.

    `subject` is what it was done to: an account's id, a body's code, a nomination's number. `details` carry neither
    secrets nor personal data: a field that changed is named, its content is not.
    """

    at: datetime
    kind: Kind
    actor: Actor
    subject: str = ""
    reason: str = ""
    details: Mapping[str, Detail] = field(default_factory=dict)
    id: str = field(default_factory=lambda: str(uuid4()))

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("the moment of an entry has a time zone")
        texts = [self.subject, self.reason, *(each for each in self.details.values() if isinstance(each, str))]
        if any(len(text) > MOST_CHARACTERS for text in texts):
            raise ValueError(f"texts of an entry have at most {MOST_CHARACTERS} characters")


class AuditRecord(Protocol):
    """Where entries are appended."""

    async def append(self, entry: Entry) -> None:
        """Keep it for good; whoever must not act unrecorded calls this before the act.

        Raises:
            UnavailableError: It is unknown whether it is kept.
        """
        ...
