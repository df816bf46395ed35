"""What happened to a case: a chain (`shared.audit.chain`) without personal data."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True)
class Entry:
    """One change: which version it made, what was done, when, and by which account (or `intake` for the unit).

    `mandate` is the authorisation by which a deputy decided, `combined` the pairs of duties that the account had
    then and was warned of.
    """

    version: int
    action: str
    at: datetime
    by: str
    prev: str = ""
    hash: str = ""
    mandate: str = ""
    combined: tuple[str, ...] = ()

    def content(self) -> Sequence[object]:
        """What the chain seals; entries without mandate and duties as before there were any."""
        moment = self.at.astimezone(UTC).isoformat(timespec="milliseconds")
        mandate = [self.mandate] if self.mandate else []
        combined = [list(self.combined)] if self.combined else []
        return [self.version, self.action, moment, self.by, *mandate, *combined]


def to_the_millisecond(at: datetime) -> datetime:
    """The moment as MongoDB keeps it: a hash over more could not be checked after reading."""
    return at.astimezone(UTC).replace(microsecond=at.microsecond // 1000 * 1000)
