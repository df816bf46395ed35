"""What people and mail servers say of a mail after it was tried: send it again, it arrived, it came back.

`name` is how the page calls the person of `account`; older entries have none.
"""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

KEPT = 20
"""So many of each kind stay with a mail."""
_CHARACTERS = 32


@dataclass(frozen=True)
class Resend:
    """An operator's order to send it again: whose, why, and for which version of the mail it was given."""

    account: str
    reason: str
    version: int
    at: datetime
    name: str = ""


@dataclass(frozen=True)
class Marking:
    """An operator's word that a mail arrived: whose, how they know, and when it was given."""

    account: str
    reason: str
    at: datetime
    name: str = ""


@dataclass(frozen=True)
class Return:
    """The report that the mail reached nobody: which report, with which status, and when it was read.

    Where it is an operator's word, `account` and `reason` say whose, and how they know.
    """

    report: str
    status: str
    at: datetime
    account: str = ""
    reason: str = ""
    name: str = ""


def name_report(mail_id: str, version: int, status: str, account: str, reason: str) -> str:
    """The name of an operator's word that a mail came back: given twice for one version, it is one report."""
    joined = "\0".join((mail_id, str(version), status, account, reason))
    return sha256(joined.encode()).hexdigest()[:_CHARACTERS]
