"""The roll of honour: kept in step with the nominations, and read by everybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from services.intake.application.ports import Slice
from services.intake.domain.nomination import Nomination
from services.intake.domain.roll import RollEntry, roll_entry_of
from shared.events.words import Level
from shared.refusals import NotFoundError
from shared.text.numbering import parse_number

_AT_ONCE = 100
_NOT_THERE = (
    "Sổ vàng không có lần khen thưởng này. Có thể địa chỉ gõ sai, hoặc Quyết định đã bị thu hồi; tìm theo tên trong Sổ"
    " vàng."
)


@dataclass(frozen=True)
class RollFilters:
    """What the roll is narrowed to; absent asks nothing. `areas` are codes of communes and districts."""

    text: str = ""
    level: Level | None = None
    award_form: str = ""
    areas: frozenset[str] | None = None
    year: int | None = None


@dataclass(frozen=True)
class RollState:
    """What a nomination's record on the roll shall be; without an entry it is not on the roll."""

    nomination_id: UUID
    version: int
    entry: RollEntry | None


@dataclass(frozen=True)
class FormOnRoll:
    """An award form that somebody on the roll has, by the rule set under which it was awarded last."""

    code: str
    rule_set: str


@dataclass(frozen=True)
class RollSummary:
    """How much the roll holds, and what it can be narrowed to: only what finds something."""

    awards: int = 0
    decisions: int = 0
    forms: tuple[FormOnRoll, ...] = ()
    levels: tuple[Level, ...] = ()
    years: tuple[int, ...] = ()
    areas: frozenset[str] = frozenset()


class Roll(Protocol):
    """The roll, and which nominations changed since they were last entered. All raise `UnavailableError`."""

    async def due(self, *, limit: int) -> Sequence[Nomination]:
        """Nominations whose awards changed, as they are now."""
        ...

    async def enter(self, states: Sequence[RollState]) -> None:
        """Bring the roll to these states, unless it knows later ones; then the nominations are due no more."""
        ...

    async def read_slice(self, filters: RollFilters, after: str | None, limit: int) -> Slice[RollEntry]:
        """A slice: latest decision first, then by name."""
        ...

    async def count(self, filters: RollFilters, *, most: int) -> int:
        """How many awards the filters leave, counted to `most`."""
        ...

    async def find(self, number: str) -> RollEntry | None:
        """The award of the nomination with this number."""
        ...

    async def summary(self) -> RollSummary:
        """How much there is; up to half a minute old."""
        ...


@dataclass(frozen=True)
class KeepRoll:
    """Enters on the roll what changed. Every process may run it, side by side; a crash in between is made good."""

    roll: Roll

    async def __call__(self) -> int:
        """How many nominations there were to enter, change or take off."""
        due = await self.roll.due(limit=_AT_ONCE)
        if due:
            await self.roll.enter([RollState(one.id, one.version, roll_entry_of(one)) for one in due])
        return len(due)


@dataclass(frozen=True)
class ShownRoll:
    """A slice of the roll, and how many awards the filters leave, counted to `MOST_COUNTED`."""

    entries: tuple[RollEntry, ...]
    next: str | None
    count: int
    summary: RollSummary


MOST_COUNTED = 10_000


@dataclass(frozen=True)
class ListRoll:
    """The roll as everybody reads it."""

    roll: Roll

    async def __call__(self, filters: RollFilters, after: str | None, limit: int) -> ShownRoll:
        """A slice of it.

        Raises:
            InvalidError: No slice could have ended so.
        """
        page = await self.roll.read_slice(filters, after, limit)
        summary = await self.roll.summary()
        count = summary.awards if filters == RollFilters() else await self.roll.count(filters, most=MOST_COUNTED)
        return ShownRoll(page.items, page.next, count, summary)


@dataclass(frozen=True)
class ShowAward:
    """One award on the roll."""

    roll: Roll

    async def __call__(self, number: str) -> RollEntry:
        """The award of the nomination with this number.

        Raises:
            NotFoundError: It is not on the roll, for whatever reason.
        """
        parsed = parse_number(number)
        entry = await self.roll.find(parsed) if parsed else None
        if entry is None:
            raise NotFoundError(_NOT_THERE)
        return entry
