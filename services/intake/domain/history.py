"""A nomination's history: a chain (`shared.audit.chain`) free of personal data, and the remarks beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from services.intake.domain.status import Fact
from shared.events.amendments import FieldChange
from shared.events.content import AuthorityRef, MissingItem


@dataclass(frozen=True)
class HistoryEntry:
    """One thing that happened. `step` 0 is intake itself; (step, sequence) is where it belongs, `version` when it came.

    `details` holds codes, dates and numbers of decisions only: nothing about a person.
    """

    version: int
    fact: Fact
    step: int
    sequence: int
    at: datetime
    event_id: UUID
    authority: AuthorityRef | None = None
    details: Mapping[str, str] = field(default_factory=dict)
    prev: str = ""
    hash: str = ""

    def content(self) -> Sequence[object]:
        """What the chain seals."""
        return [
            self.version,
            self.fact.value,
            self.step,
            self.sequence,
            # The database keeps milliseconds.
            int(self.at.timestamp() * 1000),
            str(self.event_id),
            self.authority.code if self.authority else "",
            sorted(self.details.items()),
        ]


@dataclass(frozen=True)
class Remark:
    """The free text that came with a history entry: outside the chain, since it may speak of people.

    `changes` are what a correction made of the decision.
    """

    version: int
    text: str = ""
    basis: str = ""
    missing: tuple[MissingItem, ...] = ()
    changes: tuple[FieldChange, ...] = ()
