"""The roll of honour: what everybody may read of a nomination that a decision in force awards."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from services.intake.domain.awards import Award, award_of
from services.intake.domain.history import HistoryEntry
from services.intake.domain.nomination import Nomination
from services.intake.domain.order import put_in_order
from services.intake.domain.status import Fact
from shared.events.content import Achievement, AuthorityRef, NominationContent, UnitRef
from shared.events.words import CorrectedField, NomineeKind, PublicStatus
from shared.nominees.shown import show_in_public
from shared.observability.privacy import masked_text

# What makes an entry, changes it or ends it.
FACTS_OF_AWARDS = frozenset({
    Fact.AWARDED,
    Fact.AWARD_CORRECTED,
    Fact.AWARD_ANNULLED,
    Fact.AWARD_UNDONE,
    Fact.AWARD_RESTORED,
})  # fmt: skip
# Codes of authorities: 33.327 is a district's, 33.327.12079 a commune's in it, 33.so-y-te works in the whole province.
_DISTRICT, _COMMUNE = 2, 3


@dataclass(frozen=True)
class RollEntry:
    """One award, as the public reads it. `area` is the commune's or district's code, empty for the whole province.

    `form_name` is what the decision calls the award form where it was corrected, else empty. `changed_at` is when the
    award was made or last amended.
    """

    id: UUID
    number: str
    kind: NomineeKind
    form_of_address: str
    name: str
    position: str
    workplace: str
    deed: str
    began_on: date
    ended_on: date
    area: str
    movement: str
    rule_set: str
    award_form: str
    form_name: str
    authority: AuthorityRef
    decision_id: UUID
    decision_number: str
    issued_on: date
    changed_at: datetime


def roll_entry_of(nomination: Nomination) -> RollEntry | None:
    """What the roll says of it; nothing unless a decision in force awards it, with consent, and its name is not kept.

    Corrections have been carried out. Telephone numbers, mail addresses and identity numbers are covered, whoever wrote
    them into the account of what was done.
    """
    award, content = award_of(nomination), show_in_public(nomination.content)
    if nomination.standing is not PublicStatus.AWARDED or award is None or not award.is_in_force or content is None:
        return None
    entries = [entry for entry in put_in_order(nomination.history) if entry.fact in FACTS_OF_AWARDS]
    made = next((entry for entry in reversed(entries) if entry.fact is Fact.AWARDED), entries[-1])
    return _entry(nomination, content, award, made, entries[-1].at)


def _entry(
    nomination: Nomination, content: NominationContent, award: Award, made: HistoryEntry, changed_at: datetime
) -> RollEntry:
    nominee, corrected, step = content.nominee, _corrections(award), nomination.step(made.step)
    return RollEntry(
        id=nomination.id,
        number=nomination.number,
        kind=nominee.kind,
        form_of_address=nominee.form_of_address,
        name=corrected.get(CorrectedField.NOMINEE_NAME, nominee.name),
        position=corrected.get(CorrectedField.NOMINEE_POSITION, nominee.position),
        workplace=corrected.get(CorrectedField.NOMINEE_WORKPLACE, nominee.workplace),
        deed=masked_text(content.achievement.summary),
        began_on=content.achievement.began_on,
        ended_on=content.achievement.ended_on,
        area=_area(content.achievement, nomination.dossier.unit),
        movement=nomination.dossier.petition.movement,
        rule_set=nomination.dossier.rule_set,
        award_form=step.award_form if step else nomination.award_form,
        form_name=corrected.get(CorrectedField.AWARD_FORM, ""),
        authority=made.authority or nomination.current_step.authority,
        decision_id=award.decision_id,
        decision_number=award.number,
        issued_on=award.issued_on,
        changed_at=changed_at,
    )


def _corrections(award: Award) -> dict[CorrectedField, str]:
    # Oldest first: what was corrected last holds.
    return {change.field: change.after for one in award.amendments for change in one.remark.changes}


def _area(achievement: Achievement, unit: UnitRef) -> str:
    if achievement.place.commune:
        return achievement.place.commune
    parts = unit.chain[0].code.split(".")
    if len(parts) >= _COMMUNE:
        return parts[_COMMUNE - 1]
    return parts[-1] if len(parts) == _DISTRICT and parts[-1].isdigit() else ""
