"""Where each fact of a nomination belongs: facts come in any order, and are shown and told in the levels' own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.intake.domain.history import HistoryEntry
from services.intake.domain.status import Fact
from shared.events.content import Slip

# Facts of one case version, lightest first; all others weigh 1.
_WEIGHTS: Mapping[Fact, int] = {
    **dict.fromkeys((Fact.OPENED, Fact.REOPENED), 0),
    **dict.fromkeys((Fact.AWARDED, Fact.AWARD_CORRECTED, Fact.AWARD_ANNULLED, Fact.AWARD_UNDONE), 2),
    Fact.AWARD_RESTORED: 2,
}
_USUAL_WEIGHT = 1
# What intake itself enters: no level has a place for it.
_OWN = frozenset({Fact.RECEIVED, Fact.SUPPLEMENTED, Fact.WITHDRAWAL_REQUESTED})
_HANDS_OVER = frozenset({Fact.FORWARDED, Fact.REFERRED})
# In the details of an entry that did not wait any longer for what it follows: that one's version, 0 for a hand-over.
FOLLOWS = "follows"


@dataclass(frozen=True, order=True)
class Position:
    """How far along its route a fact lies: by step, then by the case's version, then by weight.

    A case that is opened and withdrawn in one write reports both under one version: the weightier one stands.
    """

    step: int = 0
    sequence: int = 0
    weight: int = 0

    def __str__(self) -> str:
        """Compares as text like the position itself, so that a database can compare it."""
        return f"{self.step:04}.{self.sequence:010}.{self.weight}"


def position_of(fact: Fact, step: int, sequence: int) -> Position:
    """The place of a fact that a level reports."""
    return Position(step, sequence, _WEIGHTS.get(fact, _USUAL_WEIGHT))


def put_in_order(history: Sequence[HistoryEntry]) -> tuple[HistoryEntry, ...]:
    """The entries as things happened, given as they came.

    What intake entered itself stands behind all that was known when it did.
    """
    reached = Position()
    placed: list[tuple[Position, int, HistoryEntry]] = []
    for entry in history:
        if entry.fact in _OWN:
            placed.append((reached, entry.version, entry))
            continue
        position = position_of(entry.fact, entry.step, entry.sequence)
        reached = max(reached, position)
        placed.append((position, 0, entry))
    return tuple(entry for _, _, entry in sorted(placed, key=lambda entry: entry[:2]))


def is_known(history: Sequence[HistoryEntry], slip: Slip, step: int, follows: int) -> bool:
    """Whether the history has the fact of that version at the step; for 0, the hand-over that the step comes after."""
    if follows:
        return any((entry.step, entry.sequence) == (step, follows) and entry.fact not in _OWN for entry in history)
    before = next((other.after for other in slip if other.step == step), 0)
    return before == 0 or any(
        entry.step == before and entry.fact in _HANDS_OVER and entry.details.get("next_step") == str(step)
        for entry in history
    )


def is_missing_before(history: Sequence[HistoryEntry], slip: Slip, entry: HistoryEntry) -> bool:
    """Whether something that happened before the entry, or just as the entry builds upon it, has not come yet."""
    if not any(FOLLOWS in other.details for other in history):
        return False  # nearly always
    ordered = put_in_order(history)
    return any(
        not is_known(history, slip, other.step, int(other.details[FOLLOWS]))
        for other in ordered[: ordered.index(entry) + 1]
        if FOLLOWS in other.details
    )


def is_late(history: Sequence[HistoryEntry], entry: HistoryEntry) -> bool:
    """Whether the entry came after something that happened later."""
    ordered = put_in_order(history)
    return any(other.version < entry.version for other in ordered[ordered.index(entry) + 1 :])
