"""What can be checked without a person: completeness, who may receive what, and what the plan puts first.

A predicate says when it finds something, the rule set what is said then, on which basis, and whether it stops a case.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from shared.events.content import DossierRef, Finding, NominationContent, Slip
from shared.events.names import KINDS
from shared.events.words import Level, NomineeKind, Occasion, PriorityMark
from shared.rules.rule_set import RuleSet
from shared.text.formats import show_day


@dataclass(frozen=True)
class _Found:
    """A finding by its code in the rule set, with the values of its words."""

    code: str
    values: Mapping[str, object] = field(default_factory=dict)


_Check = Callable[[RuleSet, NominationContent, DossierRef, Slip], Iterator[_Found]]


def priority(rule_set: RuleSet, content: NominationContent) -> int:
    """How far in front a nomination comes, higher first, 0 without a mark (plan V.1)."""
    marks = set(content.priority_marks) | ({PriorityMark.SACRIFICE} if content.nominee.posthumous else set())
    return max((rule_set.priority.get(mark, 0) for mark in marks), default=0)


def findings(
    rule_set: RuleSet, content: NominationContent, dossier: DossierRef, slip: Slip, *, is_identified: bool
) -> tuple[Finding, ...]:
    """What an appraiser is shown before reading, each with its basis and what to do.

    `is_identified` says whether the unit gave an identity number, which the content that levels get does not show.
    """
    found = [found for check in _CHECKS for found in check(rule_set, content, dossier, slip)]
    if not is_identified:
        found += _identity_is_missing(content)
    return tuple(_put_into_words(rule_set, each) for each in found)


def _put_into_words(rule_set: RuleSet, found: _Found) -> Finding:
    rule = rule_set.findings_by_code[found.code]
    words = rule.words.format_map(found.values)
    return Finding(code=rule.code, message=words, basis=rule.basis, blocking=rule.blocking)


def _summary_is_short(rule_set: RuleSet, content: NominationContent, *_: object) -> Iterator[_Found]:
    advised = rule_set.limits.achievement_characters_advised
    if len(content.achievement.summary) < advised:
        yield _Found("tom-tat-ngan", {"characters": advised})


def _consent_is_missing(_: RuleSet, content: NominationContent, *__: object) -> Iterator[_Found]:
    if not content.consent and not content.nominee.posthumous:
        yield _Found("chua-dong-y")


def _identity_is_missing(content: NominationContent) -> Iterator[_Found]:
    if content.nominee.kind is NomineeKind.INDIVIDUAL:
        yield _Found("thieu-dinh-danh")


def _place_is_elsewhere(_: RuleSet, content: NominationContent, __: DossierRef, slip: Slip) -> Iterator[_Found]:
    last = slip[-1].authority
    commune = content.nominee.place.commune
    if last.level is Level.COMMUNE and commune is not None and not last.code.endswith(f".{commune}"):
        yield _Found("ngoai-dia-ban", {"authority": last.name})


def _gift_is_missing(rule_set: RuleSet, content: NominationContent, *_: object) -> Iterator[_Found]:
    if content.ground in rule_set.donation_grounds and content.gift is None:
        yield _Found("thieu-dong-gop")


def _achievement_is_old(
    rule_set: RuleSet, content: NominationContent, dossier: DossierRef, __: Slip
) -> Iterator[_Found]:
    # By the day on which it came in, which nobody but the system writes: a Tờ trình may bear any date.
    days = (dossier.submitted_on - content.achievement.ended_on).days
    if dossier.petition.occasion is Occasion.SPONTANEOUS and days > rule_set.limits.prompt_days:
        yield _Found("khong-kip-thoi", {"submitted": show_day(dossier.submitted_on), "days": days})


def _petition_is_old(rule_set: RuleSet, _: NominationContent, dossier: DossierRef, __: Slip) -> Iterator[_Found]:
    petition, limit = dossier.petition, rule_set.limits.petition_days
    days = (dossier.submitted_on - petition.signed_on).days
    if days > limit:
        values = {"signed": show_day(petition.signed_on), "submitted": show_day(dossier.submitted_on)}
        yield _Found("to-trinh-cu", {**values, "days": days, "limit": limit})


def _days_are_unusual(rule_set: RuleSet, content: NominationContent, dossier: DossierRef, __: Slip) -> Iterator[_Found]:
    began_on, gift, signed_on = content.achievement.began_on, content.gift, dossier.petition.signed_on
    if began_on < rule_set.began_on:
        yield _Found("thanh-tich-qua-som", {"began": show_day(began_on), "movement": show_day(rule_set.began_on)})
    if gift is not None and not rule_set.began_on <= gift.given_on <= signed_on:
        yield _Found("ngay-dong-gop-la", {"given": show_day(gift.given_on), "signed": show_day(signed_on)})


def _content_is_unclear(rule_set: RuleSet, content: NominationContent, *_: object) -> Iterator[_Found]:
    named = len(content.emulation_contents)
    if rule_set.emulation_contents and named == 0:
        yield _Found("thieu-noi-dung")
    if named > 1:
        yield _Found("nhieu-noi-dung", {"count": named})


def _criteria_are_unclear(rule_set: RuleSet, content: NominationContent, *_: object) -> Iterator[_Found]:
    kind = content.nominee.kind
    named = [criterion for criterion in rule_set.criteria if criterion.code in content.criteria]
    if rule_set.criteria and not named:
        yield _Found("thieu-tieu-chi")
    if len(named) > 1:
        yield _Found("nhieu-nhom-tieu-chi", {"count": len(named)})
    for criterion in (each for each in named if not each.fits(kind)):
        yield _Found("tieu-chi-khong-hop", {"criterion": criterion.text, "kind": KINDS[kind]})


def _group_is_of_others(rule_set: RuleSet, content: NominationContent, *_: object) -> Iterator[_Found]:
    kind = content.nominee.kind
    for group in rule_set.target_groups:
        if group.code == content.target_group and not group.fits(kind):
            yield _Found("nhom-khong-hop", {"group": group.text, "kind": KINDS[kind]})


def _common_criterion_is_open(rule_set: RuleSet, content: NominationContent, *_: object) -> Iterator[_Found]:
    if rule_set.common_criterion is not None and not content.common_criterion_met:
        yield _Found("chua-xac-nhan-chung")


_CHECKS: tuple[_Check, ...] = (
    _summary_is_short,
    _consent_is_missing,
    _place_is_elsewhere,
    _gift_is_missing,
    _achievement_is_old,
    _days_are_unusual,
    _petition_is_old,
    _content_is_unclear,
    _criteria_are_unclear,
    _group_is_of_others,
    _common_criterion_is_open,
)
