"""What was recorded about a decision after its issue, as values: corrections and annulments, each with its paper."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal
from uuid import NAMESPACE_URL, UUID, uuid5

from services.appraisal.domain.case import CaseKey
from services.appraisal.domain.people import By
from shared.events.amendments import AmendingPaper
from shared.events.cases import AwardedItem
from shared.events.names import FIELD_NAMES, show_value
from shared.events.words import AnnulmentKind, CorrectedField, CorrectionKind

_NAMESPACE = uuid5(NAMESPACE_URL, "thidua:amendment")
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True)
class RequestedChange:
    """One field to correct: `case` names whose it is, `amendment` which paper's."""

    field: CorrectedField
    value: str = ""
    case: CaseKey | None = None
    amendment: UUID | None = None


@dataclass(frozen=True)
class CorrectionDraft:
    """What the văn thư asks to have corrected."""

    kind: CorrectionKind
    paper: AmendingPaper | None
    reason: str
    changes: tuple[RequestedChange, ...]

    @property
    def digest(self) -> str:
        """Equal for equal content."""
        changes = (f"{change.field}|{change.value}|{change.case}|{change.amendment}" for change in self.changes)
        return _digest(self.kind, self.paper, self.reason, *changes)


@dataclass(frozen=True)
class AnnulmentDraft:
    """What the văn thư asks to have annulled; without `cases` it is all of the decision."""

    kind: AnnulmentKind
    paper: AmendingPaper | None
    reason: str
    basis: str = ""
    cases: tuple[CaseKey, ...] = ()

    @property
    def digest(self) -> str:
        """Equal for equal content."""
        return _digest(self.kind, self.paper, self.reason, self.basis, *map(str, sorted(self.cases)))


@dataclass(frozen=True)
class DecisionChange:
    """A field as it read before, and as it reads now; dates are written `YYYY-MM-DD`."""

    field: CorrectedField
    before: str
    after: str
    case: CaseKey | None = None
    amendment: UUID | None = None

    @property
    def sentence(self) -> str:
        """What was corrected, as people read it."""
        before, after = (show_value(self.field, value) for value in (self.before, self.after))
        return f"{FIELD_NAMES[self.field]}: “{before}” sửa thành “{after}”"


@dataclass(frozen=True)
class ConcernedCase:
    """A case of the decision as corrections see it: its version, whether the decision's award is upon it, its words.

    `combined` are the pairs of duties that whoever corrects has with it.
    """

    key: CaseKey
    version: int
    is_held: bool
    printed: Mapping[CorrectedField, str]
    combined: tuple[str, ...] = ()
    is_confidential: bool = False


@dataclass(frozen=True)
class Correction:
    """A correction as it was recorded; `version` is the decision's that it made, `items` the nominations concerned.

    `combined` are the pairs of duties of whoever recorded it, by case.
    """

    id: UUID
    version: int
    digest: str
    kind: CorrectionKind
    paper: AmendingPaper | None
    reason: str
    changes: tuple[DecisionChange, ...]
    items: tuple[AwardedItem, ...]
    recorded_by: By
    recorded_at: datetime
    act: Literal["correction"] = "correction"
    combined: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Annulment:
    """An annulment as it was recorded; `items` are the nominations that lost their award by it.

    `combined` are the pairs of duties of whoever recorded it, by case.
    """

    id: UUID
    version: int
    digest: str
    kind: AnnulmentKind
    paper: AmendingPaper | None
    reason: str
    basis: str
    is_whole: bool
    items: tuple[AwardedItem, ...]
    recorded_by: By
    recorded_at: datetime
    act: Literal["annulment"] = "annulment"
    combined: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


Amendment = Correction | Annulment


@dataclass(frozen=True)
class NumberClaim:
    """A number that an authority has given within a year: no other of its papers may bear it."""

    number: str
    year: int


def amendment_id(decision: UUID, account: str, key: str) -> UUID:
    """The id that a request always has: a retry meets what it recorded."""
    return uuid5(_NAMESPACE, f"{decision}/{account}/{key}")


def keys_of(items: Iterable[AwardedItem]) -> frozenset[CaseKey]:
    """The cases of the items."""
    return frozenset(CaseKey(item.nomination_id, item.step) for item in items)


def combined_in(
    items: Iterable[AwardedItem], concerned: Mapping[CaseKey, ConcernedCase]
) -> Mapping[str, tuple[str, ...]]:
    """The pairs of duties that whoever amends has with the cases of these items, by case; without those of none."""
    found = {str(key): concerned[key].combined for key in sorted(keys_of(items))}
    return {key: pairs for key, pairs in found.items() if pairs}


def _digest(kind: str, paper: AmendingPaper | None, *parts: str) -> str:
    of_paper = paper.model_dump_json() if paper else ""
    return hashlib.sha256("\n".join((kind, of_paper, *parts)).encode()).hexdigest()


def day_in(text: str) -> date | None:
    """The day of `YYYY-MM-DD`; absent for any other text."""
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None
