"""Working out the routing slip: who sees a nomination, in which order, by when."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from shared.calendar.working_days import vietnam
from shared.events.content import AuthorityRef, NominationContent, Slip, Step, UnitRef
from shared.events.words import Level, Occasion, Outcome, StepRole
from shared.refusals import DomainError
from shared.rules import eligibility
from shared.rules.rule_set import AwardForm, RuleSet, SlipRule, SlipStep

_PREPARING = frozenset({Outcome.FORWARD, Outcome.RETURN, Outcome.DECLINE, Outcome.REFER})
ALLOWED: Mapping[StepRole, frozenset[Outcome]] = {
    StepRole.ENDORSE: _PREPARING,
    StepRole.COMPILE: _PREPARING,
    StepRole.APPRAISE: _PREPARING,
    StepRole.VOTE: frozenset({Outcome.FORWARD, Outcome.DECLINE}),
    StepRole.DECIDE: frozenset({Outcome.APPROVE, Outcome.RETURN, Outcome.DECLINE, Outcome.REFER}),
}
"""Which outcomes a step may have, by what the step is for."""


class SlipRefusedError(DomainError):
    """This unit cannot propose this form this way; the message says who can, `field` what to mend.

    `details["alternatives"]` lists forms (and, where it matters, the ground) that are open instead.
    """

    def __init__(self, field: str, message: str, alternatives: Sequence[eligibility.Alternative] = ()) -> None:
        super().__init__(message, details={"alternatives": [alternative.as_json() for alternative in alternatives]})
        self.field = field


@dataclass(frozen=True)
class _Stop:
    step: SlipStep
    authority: AuthorityRef


def make_slip(rule_set: RuleSet, unit: UnitRef, content: NominationContent, occasion: Occasion, start: date) -> Slip:
    """The slip of a nomination submitted by `unit` on `start`; expected dates count working days from there.

    Raises:
        SlipRefusedError: Unknown form, an occasion it is not given on, conditions of the slip that do not hold, or
            nobody above the unit gives the form.
    """
    stops = _stops(rule_set, unit, content, occasion)
    return _dated(stops, content.award_form, start, first_step=1, after=0)


def refer(
    rule_set: RuleSet,
    unit: UnitRef,
    content: NominationContent,
    occasion: Occasion,
    slip: Slip,
    from_step: int,
    start: date,
) -> Slip:
    """The slip with the steps of the higher form, `content.award_form`, appended after `from_step`.

    Referring is the endorsement of whoever refers, and of all below it in the unit's chain: they are not asked again.

    Raises:
        SlipRefusedError: The form is no higher form of the present one, or has no slip from this unit.
    """
    origin = next(step for step in slip if step.step == from_step)
    higher = rule_set.referrals.get(origin.award_form, ())
    if content.award_form not in higher:
        names = ", ".join(rule_set.award_forms_by_code[code].name for code in higher) or "không có hình thức nào"
        raise SlipRefusedError("award_form", f"Từ hình thức đang xét chỉ chuyển lên được: {names}.")
    codes = [each.code for each in unit.chain]
    endorsed = set(codes[: codes.index(origin.authority.code) + 1]) if origin.authority.code in codes else set()
    stops = [
        stop
        for stop in _stops(rule_set, unit, content, occasion)
        if not (stop.step.role is StepRole.ENDORSE and stop.authority.code in endorsed)
    ]
    appended = _dated(stops, content.award_form, start, first_step=max(step.step for step in slip) + 1, after=from_step)
    return (*slip, *appended)


def check_addressee(rule_set: RuleSet, slip: Slip, addressee: AuthorityRef) -> None:
    """Nothing, when the Tờ trình is addressed to the authority that the slip begins with.

    Raises:
        SlipRefusedError: The addressee cannot give the form, or must be reached through another; the message names it.
    """
    first = slip[0]
    if addressee.code == first.authority.code:
        return
    form = rule_set.award_forms_by_code[first.award_form]
    if addressee.code in {step.authority.code for step in slip}:
        message = (
            f"{form.name} phải trình qua {first.authority.name} trước khi đến {addressee.name}. "
            f"Gửi tờ trình đến {first.authority.name}."
        )
    else:
        message = (
            f"{addressee.name} không có thẩm quyền tặng {form.name}. "
            f"Hình thức này do {slip[-1].authority.name} quyết định; gửi tờ trình đến {first.authority.name}."
        )
    raise SlipRefusedError("petition.addressed_to", message)


def step_at(slip: Slip, number: int) -> Step | None:
    """The step with this number, if the slip has it."""
    return next((step for step in slip if step.step == number), None)


def step_after(slip: Slip, number: int, form: str) -> Step | None:
    """The step that `number` hands over to on the way to `form`; none after the last."""
    return next((step for step in slip if step.after == number and step.award_form == form), None)


def _stops(rule_set: RuleSet, unit: UnitRef, content: NominationContent, occasion: Occasion) -> list[_Stop]:
    form = _form(rule_set, content.award_form)
    issuer = eligibility.issuer(rule_set, unit, form)
    if issuer is None:
        message = eligibility.nobody_gives_it(rule_set, unit, form, occasion)
        raise SlipRefusedError("award_form", message, eligibility.alternatives(rule_set, unit, content, occasion))
    stops: list[_Stop] = []
    for step in _fitting(rule_set, unit, content, occasion).steps:
        for authority in _who(rule_set, unit, content, step, issuer):
            if stops and stops[-1].authority.code == authority.code:
                if stops[-1].step.role is step.role:
                    continue
                if stops[-1].step.role in step.absorbs:
                    stops.pop()
            stops.append(_Stop(step, authority))
    return stops


def _form(rule_set: RuleSet, form: str) -> AwardForm:
    try:
        return rule_set.award_forms_by_code[form]
    except KeyError:
        known = ", ".join(rule_set.award_forms_by_code)
        raise SlipRefusedError("award_form", f"Chọn hình thức khen thưởng có trong danh mục: {known}") from None


def _fitting(rule_set: RuleSet, unit: UnitRef, content: NominationContent, occasion: Occasion) -> SlipRule:
    form = rule_set.award_forms_by_code[content.award_form]
    claimed = eligibility.claiming(rule_set, content, occasion)
    if not claimed:
        message = f"{form.name} không được xét trong dịp “{occasion.value}”. Chọn loại khen hoặc hình thức khác."
        raise SlipRefusedError("award_form", message)
    failures = [eligibility.failure(rule_set, each, unit, content) for each in claimed]
    for each, failed in zip(claimed, failures, strict=True):
        if failed is None:
            return each
    first = next(failed for failed in failures if failed is not None)
    raise SlipRefusedError(first.field, first.message, eligibility.alternatives(rule_set, unit, content, occasion))


def _who(
    rule_set: RuleSet, unit: UnitRef, content: NominationContent, step: SlipStep, issuer: AuthorityRef
) -> Iterable[AuthorityRef]:
    if step.who == "issuer":
        return (issuer,)
    if step.who == "chain":
        codes = [each.code for each in unit.chain]
        return unit.chain[: codes.index(issuer.code)] if issuer.code in codes else unit.chain
    if step.who == "receiver":
        return (eligibility.receiver(rule_set, content),) if content.gift and content.gift.receiver_authority else ()
    if step.level is None:  # the schema has refused this already
        raise SlipRefusedError("award_form", f"Bước “{step.role.value}” thiếu cấp xét.")
    return (AuthorityRef(code=step.who, name=rule_set.bodies[step.who], level=step.level),)


def _dated(stops: Sequence[_Stop], form: str, start: date, *, first_step: int, after: int) -> Slip:
    calendar = vietnam()
    slip: list[Step] = []
    day = start
    for number, stop in enumerate(stops, start=first_step):
        day = calendar.add(day, stop.step.working_days)
        slip.append(
            Step(
                step=number,
                after=after if number == first_step else number - 1,
                role=stop.step.role,
                level=stop.authority.level if stop.step.level is None else Level(stop.step.level),
                authority=stop.authority,
                award_form=form,
                working_days=stop.step.working_days,
                expected_on=day,
            )
        )
    return tuple(slip)
