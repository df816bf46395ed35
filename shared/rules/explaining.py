"""A rule set in words: who gives a form, on which conditions a route is open, who sees a nomination on its way."""

from collections.abc import Iterator, Mapping

from shared.events.words import Level
from shared.rules.rule_set import AwardForm, Route, RouteStep, RuleSet
from shared.rules.wording import KINDS, OCCASIONS, ROLES
from shared.text.formats import show_money

_OWN_ISSUERS: Mapping[Level, str] = {
    Level.COMMUNE: "Chủ tịch UBND xã, phường, thị trấn quản lý đơn vị trình",
    Level.DISTRICT: "Chủ tịch UBND huyện, thị xã, thành phố quản lý đơn vị trình",
    Level.DEPARTMENT: "Thủ trưởng sở, ban, ngành, đoàn thể tỉnh quản lý đơn vị trình",
}
_CHAIN = "các cơ quan quản lý đơn vị trình, từ gần nhất trở lên"
_ISSUER = "cơ quan có thẩm quyền tặng, thuộc hệ thống quản lý đơn vị trình"
_RECEIVER = "cơ quan đã nhận khoản đóng góp"


def name_issuer(rule_set: RuleSet, form: AwardForm) -> str:
    """Who gives the form: a body by name, or the head of the authority that the unit belongs to."""
    if form.issuer == "chain":
        return _OWN_ISSUERS.get(form.level, _ISSUER)
    return rule_set.bodies[form.issuer]


def name_stop(rule_set: RuleSet, step: RouteStep) -> str:
    """Who does the step: a body by name, or how it follows from the unit or the gift."""
    return {"chain": _CHAIN, "issuer": _ISSUER, "receiver": _RECEIVER}.get(step.who) or rule_set.bodies[step.who]


def explain_conditions(rule_set: RuleSet, route: Route) -> tuple[str, ...]:
    """When the route is taken, a sentence for each condition."""
    return tuple(_conditions(rule_set, route))


def explain_route(rule_set: RuleSet, route: Route) -> str:
    """The way of a nomination in one sentence: who does what, in which order, in how many working days."""
    stops = (
        f"{name_stop(rule_set, step)} {ROLES[step.role]} ({step.working_days} ngày làm việc)" for step in route.steps
    )
    sentence = " → ".join(stops)
    return f"{sentence[:1].upper()}{sentence[1:]}."


def _conditions(rule_set: RuleSet, route: Route) -> Iterator[str]:
    yield f"Loại khen: {', '.join(OCCASIONS[occasion] for occasion in route.occasions)}."
    if route.grounds:
        texts = {ground.code: ground.text for ground in rule_set.grounds}
        yield f"Căn cứ: {'; '.join(texts[code] for code in route.grounds)}."
    when = route.when
    if when.proposers:
        yield f"Do {' hoặc '.join(rule_set.bodies[code] for code in when.proposers)} lập Tờ trình."
    if when.nominee_kinds:
        yield f"Chỉ dành cho {', '.join(KINDS[kind] for kind in when.nominee_kinds)}."
    if when.least_gift_vnd is not None:
        yield f"Đóng góp từ {show_money(when.least_gift_vnd)} trở lên."
    if when.posthumous is not None:
        yield "Chỉ khi truy tặng." if when.posthumous else "Không áp dụng khi truy tặng."
