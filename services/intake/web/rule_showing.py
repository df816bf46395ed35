"""A rule set turned into its public lists, once at start: whoever asks gets the same bytes until the file changes."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import TypeVar

from services.intake.web import rule_views as views
from shared.events import names
from shared.events.words import AttachmentKind
from shared.rules.explaining import OPEN, explain_conditions, explain_slip, name_issuer, name_step
from shared.rules.rule_set import SELECTORS, AwardForm, Coded, Limits, RuleSet, SlipRule, SlipStep

Word = TypeVar("Word", bound=StrEnum)


def show_line(rules: RuleSet) -> views.RuleSetLineView:
    """The rule set in a list."""
    return views.RuleSetLineView(
        id=rules.id,
        movement=rules.movement,
        name=rules.movement_name,
        valid_from=rules.valid_from,
        valid_to=rules.valid_to,
        sources=list(rules.sources),
    )


def show_rule_set(rules: RuleSet, *, requires_petition: bool) -> views.RuleSetView:
    """The rule set with all its lists; `requires_petition` is the deployment's word on the signed Tờ trình."""
    return views.RuleSetView(
        **dict(show_line(rules)),
        award_forms=[_form(rules, form) for form in rules.award_forms],
        occasions=list(_occasions(rules)),
        nominee_kinds=_choices(names.KINDS),
        sexes=_choices(names.SEXES),
        duties=_choices(names.DUTIES),
        grounds=[
            views.GroundView(**dict(_reason(ground)), needs_gift=ground.code in _with_gift(rules))
            for ground in rules.grounds
        ],
        target_groups=[_reason(group) for group in rules.target_groups],
        criteria=[_reason(criterion) for criterion in rules.criteria],
        priority_marks=[
            views.MarkView(code=mark, name=name, rank=rules.priority.get(mark, 0), basis=_basis(rules.priority_basis))
            for mark, name in names.MARKS.items()
        ],
        documents=list(_documents(rules, requires_petition=requires_petition)),
        receiving_bodies=[_body(rules, code) for code in rules.receiving_bodies],
        decline_reasons=[_reason(reason) for reason in rules.decline_reasons],
        return_reasons=[_reason(reason) for reason in rules.return_reasons],
        return_reasons_note="" if rules.return_reasons else OPEN,
        council=views.CouncilView(
            share_percent=rules.council.share_percent,
            decline_reason=rules.council.decline_reason,
            basis=_basis(rules.council.basis),
        ),
        limits=list(_limits(rules)),
    )


def _form(rules: RuleSet, form: AwardForm) -> views.AwardFormView:
    return views.AwardFormView(
        code=form.code,
        name=form.name,
        short_name=form.short_name,
        level=form.level,
        given_by=name_issuer(rules, form),
        issuer=_named(form.issuer),
        nominee_kinds=list(form.nominee_kinds),
        higher_forms=list(rules.referrals.get(form.code, ())),
        basis=_basis(form.basis),
        routes=[_route(rules, route) for route in rules.slips if route.form == form.code],
    )


def _route(rules: RuleSet, route: SlipRule) -> views.RouteView:
    return views.RouteView(
        text=explain_slip(rules, route),
        conditions=list(explain_conditions(rules, route)),
        occasions=list(route.occasions),
        grounds=list(route.grounds),
        nominee_kinds=list(route.when.nominee_kinds),
        proposers=[_body(rules, code) for code in route.when.proposers],
        least_gift_vnd=route.when.least_gift_vnd,
        posthumous=route.when.posthumous,
        basis=_basis(route.basis),
        steps=[_step(rules, step) for step in route.steps],
    )


def _step(rules: RuleSet, step: SlipStep) -> views.RouteStepView:
    return views.RouteStepView(
        role=views.ChoiceView(code=step.role, name=names.ROLES[step.role]),
        who=name_step(rules, step),
        authority=_named(step.who),
        level=step.level,
        working_days=step.working_days,
        basis=_basis(step.basis),
    )


def _occasions(rules: RuleSet) -> Iterator[views.OccasionView]:
    for occasion, name in names.OCCASIONS.items():
        needs_window = occasion in rules.windows.occasions
        basis = _basis(rules.windows.basis) if needs_window else ""
        yield views.OccasionView(code=occasion, name=name, needs_window=needs_window, basis=basis)


def _documents(rules: RuleSet, *, requires_petition: bool) -> Iterator[views.DocumentKindView]:
    needs_petition = requires_petition and rules.attachments.signed_petition_required
    for kind, name in names.ATTACHMENTS.items():
        is_petition = kind is AttachmentKind.PETITION
        yield views.DocumentKindView(
            code=kind,
            name=name,
            is_required=is_petition and needs_petition,
            basis=_basis(rules.attachments.basis if is_petition else ""),
        )


def _limits(rules: RuleSet) -> Iterator[views.LimitView]:
    values = rules.limits.model_dump()
    for code, limit in Limits.model_fields.items():
        yield views.LimitView(
            code=code,
            name=limit.description or code,
            value=values[code],
            unit=limit.title or "",
            basis=_basis(rules.limit_bases.get(code, "")),
        )


def _with_gift(rules: RuleSet) -> frozenset[str]:
    by_route = {ground for route in rules.slips if route.when.least_gift_vnd for ground in route.grounds}
    return frozenset(by_route | set(rules.donation_grounds))


def _choices(words: Mapping[Word, str]) -> list[views.ChoiceView]:
    return [views.ChoiceView(code=word, name=name) for word, name in words.items()]


def _body(rules: RuleSet, code: str) -> views.ChoiceView:
    return views.ChoiceView(code=code, name=rules.bodies[code])


def _reason(entry: Coded) -> views.ReasonView:
    return views.ReasonView(code=entry.code, text=entry.text, basis=_basis(entry.basis))


def _named(code: str) -> str | None:
    return None if code in SELECTORS else code


def _basis(text: str) -> str:
    return text or OPEN
