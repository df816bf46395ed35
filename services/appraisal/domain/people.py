"""Who works on a case: who did something, who holds it, and whose work it is."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class By:
    """Who did something: the account for programs, the name for people."""

    account: str
    name: str


@dataclass(frozen=True)
class Claim:
    """Somebody works on the case; others are kept from an outcome until the claim ends or is taken over."""

    by: By
    since: datetime
    until: datetime


@dataclass(frozen=True)
class TakeOver:
    """A claim that somebody else took, and why they said they did: kept, so that it can be asked about."""

    taken_by: By
    taken_from: By
    at: datetime
    reason: str = ""


@dataclass(frozen=True)
class Assignment:
    """Whose work the case is, by whom and why: a hint to colleagues, while the claim stays what keeps them out."""

    to: By
    by: By
    at: datetime
    reason: str = ""
