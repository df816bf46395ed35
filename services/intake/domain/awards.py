"""The award of a nomination as it stands: its decision as it reads now, and what was recorded about it since."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from services.intake.domain.history import HistoryEntry, Remark
from services.intake.domain.nomination import Nomination
from services.intake.domain.order import put_in_order
from services.intake.domain.status import Fact

_AMENDING = frozenset({Fact.AWARD_CORRECTED, Fact.AWARD_ANNULLED, Fact.AWARD_RESTORED})


@dataclass(frozen=True)
class Amended:
    """A correction or an annulment as the history has it; `remark` says why, and what was changed."""

    entry: HistoryEntry
    remark: Remark


@dataclass(frozen=True)
class Award:
    """The decision that awards: number and date hold now. It is not in force once it was annulled."""

    decision_id: UUID
    number: str
    issued_on: date
    is_in_force: bool = True
    amendments: tuple[Amended, ...] = ()


def award_of(nomination: Nomination) -> Award | None:
    """The award; none before there is a decision, and after one that was recorded by mistake or is to be replaced."""
    remarks = {remark.version: remark for remark in nomination.remarks}
    award: Award | None = None
    for entry in put_in_order(nomination.history):
        if entry.fact is Fact.AWARDED:
            award = _read(entry)
        elif entry.fact is Fact.AWARD_UNDONE:
            award = None
        elif entry.fact in _AMENDING:
            known, remark = _read(entry), remarks.get(entry.version, Remark(entry.version))
            earlier = award.amendments if award else ()
            # An award that is ahead of its decision says what it knows.
            in_force = entry.fact is not Fact.AWARD_ANNULLED and (award is None or award.is_in_force)
            award = replace(
                known,
                is_in_force=in_force or entry.fact is Fact.AWARD_RESTORED,
                amendments=(*earlier, Amended(entry, remark)),
            )
    return award


def _read(entry: HistoryEntry) -> Award:
    details = entry.details
    return Award(UUID(details["decision_id"]), details["decision_number"], date.fromisoformat(details["issued_on"]))
