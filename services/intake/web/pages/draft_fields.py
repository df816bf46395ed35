"""The fields of a draft's pages: what each is read by, and what may be chosen in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from services.intake.domain.drafts.draft import Draft
from shared.events.names import DUTIES, KINDS, MARKS, OCCASIONS, SEXES
from shared.refusals import InvalidError
from shared.rules.loading import RuleSets
from shared.rules.rule_set import RuleSet
from shared.text.typed import Reader, read_day, read_money, read_tick, read_year
from shared.web.pages.forms import choices

PETITION_READERS: Mapping[str, Reader] = MappingProxyType(
    {
        "number": str,
        "signed_on": read_day,
        "signer.name": str,
        "signer.position": str,
        "occasion": str,
        "movement": str,
    }
)
ENTRY_READERS: Mapping[str, Reader] = MappingProxyType(
    {
        "nominee.kind": str,
        "nominee.form_of_address": str,
        "nominee.name": str,
        "nominee.birth_date": read_day,
        "nominee.birth_year": read_year,
        "nominee.sex": str,
        "nominee.position": str,
        "nominee.duty": str,
        "nominee.workplace": str,
        "nominee.place.commune": str,
        "nominee.place.text": str,
        "nominee.identity_number": str,
        "nominee.posthumous": read_tick,
        "award_form": str,
        "ground": str,
        "target_group": str,
        "criteria": choices,
        "emulation_contents": choices,
        "common_criterion_met": read_tick,
        "priority_marks": choices,
        "achievement.summary": str,
        "achievement.began_on": read_day,
        "achievement.ended_on": read_day,
        "achievement.place.commune": str,
        "achievement.place.text": str,
        "gift.money_vnd": read_money,
        "gift.goods_vnd": read_money,
        "gift.goods": str,
        "gift.given_on": read_day,
        "gift.receiver": str,
        "consent": read_tick,
        "confidential": read_tick,
    }
)
# What a nominee of a draft has and this page has no field for: it stays as it is.
KEPT = ("attachments", "earlier_awards")

Options = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Choices:
    """What may be chosen in a draft, by the rules in force: codes with their names."""

    award_forms: Options
    grounds: Options
    target_groups: Options
    criteria: Options
    emulation_contents: Options = ()
    common_criterion: str = ""
    kinds: Options = tuple((kind.value, _name) for kind, _name in KINDS.items())
    sexes: Options = tuple((sex.value, _name) for sex, _name in SEXES.items())
    duties: Options = tuple((duty.value, _name) for duty, _name in DUTIES.items())
    marks: Options = tuple((mark.value, _name) for mark, _name in MARKS.items())
    occasions: Options = tuple((occasion.value, _name) for occasion, _name in OCCASIONS.items())


def choices_of(rules: RuleSet | None) -> Choices:
    """What may be chosen by these rules; nothing of theirs where there are none."""
    if rules is None:
        return Choices((), (), (), ())
    return Choices(
        award_forms=[(form.code, form.name) for form in rules.award_forms],
        grounds=[(each.code, each.text) for each in rules.grounds],
        target_groups=[(each.code, each.text) for each in rules.target_groups],
        criteria=[(each.code, each.text) for each in rules.criteria],
        emulation_contents=[(each.code, each.text) for each in rules.emulation_contents],
        common_criterion=rules.common_criterion.text if rules.common_criterion else "",
    )


def rules_of(rule_sets: RuleSets, draft: Draft, today: date) -> RuleSet | None:
    """The rules that the draft is checked by today; none where its movement takes no dossiers."""
    try:
        return rule_sets.in_force(str(draft.petition.get("movement")), today)
    except InvalidError:
        return None
