"""Who may propose what, on which ground: the conditions of a slip, and what is open instead when they do not hold."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from shared.events.content import AuthorityRef, NominationContent, UnitRef
from shared.events.names import KINDS, LEVELS
from shared.events.words import Level, Occasion
from shared.rules.rule_set import AwardForm, RuleSet, SlipRule
from shared.text.formats import show_money
from shared.text.listing import either


@dataclass(frozen=True)
class Failure:
    """A condition that does not hold: the field to mend and the sentence with the paragraph it comes from."""

    field: str
    message: str


@dataclass(frozen=True)
class Alternative:
    """A form, with the ground to give, that the unit may propose instead."""

    award_form: str
    name: str
    ground: str

    def as_json(self) -> dict[str, str]:
        """The alternative as a refusal's details carry it."""
        return {"award_form": self.award_form, "name": self.name, "ground": self.ground}


def issuer(rule_set: RuleSet, unit: UnitRef, form: AwardForm) -> AuthorityRef | None:
    """Who would give the form to this unit's nominee; none when nobody in the unit's chain can."""
    if form.issuer == "chain":
        return next((each for each in unit.chain if each.level is form.level), None)
    return AuthorityRef(code=form.issuer, name=rule_set.bodies[form.issuer], level=form.level)


def receiver(rule_set: RuleSet, content: NominationContent) -> AuthorityRef:
    """The body that received the gift, which confirms it.

    Raises:
        LookupError: There is no gift or its receiver is no body of the rule set; ask `failure` first.
    """
    code = content.gift.receiver_authority if content.gift else None
    if code is None or code not in rule_set.receiving_bodies:
        raise LookupError("the gift names no receiving body")
    return AuthorityRef(code=code, name=rule_set.bodies[code], level=Level.DEPARTMENT)


def claiming(rule_set: RuleSet, content: NominationContent, occasion: Occasion) -> tuple[SlipRule, ...]:
    """The rules of slips that this form, occasion and ground lead to, conditions aside."""
    of_form = [slip for slip in rule_set.slips if slip.form == content.award_form and occasion in slip.occasions]
    by_ground = tuple(each for each in of_form if content.ground in each.grounds)
    return by_ground or tuple(each for each in of_form if not each.grounds)


def failure(rule_set: RuleSet, rule: SlipRule, unit: UnitRef, content: NominationContent) -> Failure | None:
    """The first condition of the slip that does not hold for this unit and nomination."""
    return next((found for check in _CHECKS for found in check(rule_set, rule, unit, content)), None)


def alternatives(
    rule_set: RuleSet, unit: UnitRef, content: NominationContent, occasion: Occasion
) -> tuple[Alternative, ...]:
    """Every form that this unit may propose for this nominee on this occasion, with a ground that fits."""
    grounds = (content.ground, *(ground for ground in rule_set.donation_grounds if content.gift), *_plain(rule_set))
    return tuple(
        Alternative(form.code, form.name, ground)
        for form in rule_set.award_forms
        for ground in _first_open(rule_set, unit, content, occasion, form, grounds)
    )


def nobody_gives_it(rule_set: RuleSet, unit: UnitRef, form: AwardForm, occasion: Occasion) -> str:
    """The sentence for a form whose issuer is not above the unit, naming the forms that are."""
    open_forms = "; ".join(
        f"{each.name} ({each.code})"
        for each in rule_set.award_forms
        if issuer(rule_set, unit, each) and any(r.form == each.code and occasion in r.occasions for r in rule_set.slips)
    )
    return (
        f"{form.name} chỉ dành cho đơn vị thuộc {LEVELS[form.level]}. "
        f"{unit.name} do {unit.chain[0].name} quản lý, nên đề nghị được: {open_forms}."
    )


def _reserved(rule_set: RuleSet) -> frozenset[str]:
    """Grounds with a slip of their own; elsewhere they say what need not be so."""
    return frozenset(ground for rule in rule_set.slips for ground in rule.grounds)


def _plain(rule_set: RuleSet) -> Iterator[str]:
    special = _reserved(rule_set) | set(rule_set.donation_grounds)
    return (ground.code for ground in rule_set.grounds if ground.code not in special)


def _first_open(
    rule_set: RuleSet,
    unit: UnitRef,
    content: NominationContent,
    occasion: Occasion,
    form: AwardForm,
    grounds: tuple[str, ...],
) -> tuple[str, ...]:
    if issuer(rule_set, unit, form) is None or form.level is Level.STATE:
        return ()
    reserved = _reserved(rule_set)
    for ground in grounds:
        asked = content.model_copy(update={"award_form": form.code, "ground": ground})
        open_to_it = [each for each in claiming(rule_set, asked, occasion) if ground not in reserved or each.grounds]
        if any(failure(rule_set, each, unit, asked) is None for each in open_to_it):
            return (ground,)
    return ()


def _kind_fits(rule_set: RuleSet, rule: SlipRule, _: UnitRef, content: NominationContent) -> Iterator[Failure]:
    form = rule_set.award_forms_by_code[rule.form]
    allowed = [kind for kind in form.nominee_kinds if not rule.when.nominee_kinds or kind in rule.when.nominee_kinds]
    if content.nominee.kind not in allowed:
        names = ", ".join(KINDS[kind] for kind in allowed)
        message = f"Theo {rule.basis or form.basis}, hình thức này theo căn cứ đã chọn chỉ dành cho: {names}."
        yield Failure("nominee.kind", f"{message} Chọn căn cứ hoặc hình thức khác.")


def _proposer_fits(rule_set: RuleSet, rule: SlipRule, unit: UnitRef, _: NominationContent) -> Iterator[Failure]:
    if rule.when.proposers and unit.code not in rule.when.proposers:
        names = either([rule_set.bodies[code] for code in rule.when.proposers])
        message = f"Theo {rule.basis}, đề nghị theo căn cứ này do {names} lập tờ trình."
        yield Failure("ground", f"{message} Chuyển thông tin đến {names}, hoặc chọn căn cứ khác.")


def _gift_fits(rule_set: RuleSet, rule: SlipRule, _: UnitRef, content: NominationContent) -> Iterator[Failure]:
    least = rule.when.least_gift_vnd
    if least is None:
        return
    if content.gift is None:
        yield Failure("gift", f"Nhập khoản đóng góp: giá trị, ngày và bên nhận (theo {rule.basis}).")
    elif content.gift.total_vnd < least:
        message = f"Đóng góp {show_money(content.gift.total_vnd)} thấp hơn mức {show_money(least)} của {rule.basis}."
        yield Failure("gift", f"{message} Đề nghị theo tuyến thường với căn cứ khác, hoặc đề nghị Giấy khen.")
    elif content.gift.receiver_authority not in rule_set.receiving_bodies:
        known = ", ".join(f"{rule_set.bodies[code]} ({code})" for code in rule_set.receiving_bodies)
        yield Failure("gift.receiver_authority", f"Chọn cơ quan đã nhận khoản đóng góp để xác nhận: {known}.")


def _posthumous_fits(_: RuleSet, rule: SlipRule, __: UnitRef, content: NominationContent) -> Iterator[Failure]:
    if rule.when.posthumous is not None and rule.when.posthumous != content.nominee.posthumous:
        yield Failure("nominee.posthumous", f"Tuyến này chỉ dành cho trường hợp truy tặng ({rule.basis}).")


_CHECKS: tuple[Callable[[RuleSet, SlipRule, UnitRef, NominationContent], Iterator[Failure]], ...] = (
    _posthumous_fits,
    _proposer_fits,
    _kind_fits,
    _gift_fits,
)
