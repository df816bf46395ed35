"""A rule set in words: who gives a form and on which conditions, a nomination's way, the legal basis, objections."""

from collections.abc import Iterator
from datetime import date, timedelta

from shared.events.names import KINDS, OCCASIONS, ROLES
from shared.events.words import StepRole
from shared.rules.rule_set import AwardForm, Citation, RuleSet, SlipRule, SlipStep
from shared.text.formats import show_day, show_money

OPEN = "chưa xác định"
"""Stands where law and plan say nothing and the province has not decided."""

_ALL_PROPOSERS = "Mọi đơn vị, qua các cơ quan quản lý đơn vị"
_MAY_BE_NOBODY = frozenset({"chain"})
_CHAIN = "các cơ quan quản lý đơn vị trình, từ gần nhất trở lên"
_ISSUER = "cơ quan có thẩm quyền tặng, thuộc hệ thống quản lý đơn vị trình"
_RECEIVER = "cơ quan đã nhận khoản đóng góp"


def name_issuer(rule_set: RuleSet, form: AwardForm) -> str:
    """Who gives the form: a body by name, or the head of the authority that the unit belongs to."""
    return form.given_by or rule_set.bodies[form.issuer]


def name_proposers(form: AwardForm) -> str:
    """Who may propose for the form: units of the authority whose head gives it, or all of them."""
    return form.proposed_by or _ALL_PROPOSERS


def count_days(rule_set: RuleSet, form: str) -> tuple[int, int]:
    """The working days of the shortest and the longest way to the form.

    The shortest is that of a unit with nobody between it and who gives the form.
    """
    ways = [rule.steps for rule in rule_set.slips if rule.form == form]
    least = min(sum(step.working_days for step in steps if step.who not in _MAY_BE_NOBODY) for steps in ways)
    return least, max(sum(step.working_days for step in steps) for steps in ways)


def name_step(rule_set: RuleSet, step: SlipStep) -> str:
    """Who does the step: a body by name, or how it follows from the unit or the gift."""
    return {"chain": _CHAIN, "issuer": _ISSUER, "receiver": _RECEIVER}.get(step.who) or rule_set.bodies[step.who]


def explain_conditions(rule_set: RuleSet, rule: SlipRule) -> tuple[str, ...]:
    """When the slip is taken, a sentence for each condition."""
    return tuple(_conditions(rule_set, rule))


def explain_slip(rule_set: RuleSet, rule: SlipRule) -> str:
    """The way of a nomination in one sentence: who does what, in which order, in how many working days."""
    stops = (
        f"{name_step(rule_set, step)} {ROLES[step.role]} ({step.working_days} ngày làm việc)" for step in rule.steps
    )
    sentence = " → ".join(stops)
    return f"{sentence[:1].upper()}{sentence[1:]}."


def name_next(authority: str, role: StepRole | None, *, is_same: bool) -> str:
    """Where a step hands over to, after “chuyển”: to the authority, or to its own next step where it is the same."""
    if not is_same:
        return f"đến {authority}"
    return f"sang bước {ROLES[role]} tại {authority}" if role else f"sang bước tiếp theo tại {authority}"


def spell_basis(rules: RuleSet, basis: str) -> str:
    """The basis with its laws and plan by name, articles and sections first; what is no abbreviation stays as it is.

    “KH V.1, V.2” becomes “mục V.1 (…) và mục V.2 (…) của Kế hoạch …”.
    """
    return "; ".join(_spell(rules.citations, clause.strip()) for clause in basis.split(";") if clause.strip())


def explain_objection(rules: RuleSet | None, authority: str, notified_on: date) -> str:
    """The way to object to what `authority` refused on that day, or whom to ask where law and plan leave it open."""
    objection = rules.objection if rules else None
    ask = f"{authority} hoặc {objection.contact}" if objection and objection.contact else authority
    if rules is None or objection is None or not objection.how:
        return f"Cách thức và thời hạn kiến nghị: chưa xác định. Đơn vị không đồng ý với kết luận này thì hỏi {ask}."
    basis = f" Căn cứ: {spell_basis(rules, objection.basis)}." if objection.basis else ""
    if objection.within_days is None:
        until = f" Thời hạn: chưa xác định, hỏi {ask}."
    else:
        last = notified_on + timedelta(days=objection.within_days)
        until = f" Thời hạn: đến hết ngày {show_day(last)} ({objection.within_days} ngày kể từ ngày có thông báo này)."
    return f"Đơn vị không đồng ý với kết luận này thì {objection.how}.{until}{basis}"


def _conditions(rule_set: RuleSet, rule: SlipRule) -> Iterator[str]:
    yield f"Loại khen: {', '.join(OCCASIONS[occasion] for occasion in rule.occasions)}."
    if rule.grounds:
        texts = {ground.code: ground.text for ground in rule_set.grounds}
        yield f"Căn cứ: {'; '.join(texts[code] for code in rule.grounds)}."
    when = rule.when
    if when.proposers:
        yield f"Do {' hoặc '.join(rule_set.bodies[code] for code in when.proposers)} lập Tờ trình."
    if when.nominee_kinds:
        yield f"Chỉ dành cho {', '.join(KINDS[kind] for kind in when.nominee_kinds)}."
    if when.least_gift_vnd is not None:
        yield f"Đóng góp từ {show_money(when.least_gift_vnd)} trở lên."
    if when.posthumous is not None:
        yield "Chỉ khi truy tặng." if when.posthumous else "Không áp dụng khi truy tặng."


def _spell(citations: tuple[Citation, ...], clause: str) -> str:
    found = next((citation for citation in citations if f"{clause} ".startswith(f"{citation.short} ")), None)
    if found is None:
        return clause
    places = [place.strip() for place in clause.removeprefix(found.short).split(",") if place.strip()]
    if not places:
        return found.name
    if not found.sections:
        return f"{', '.join(places)} {found.name}"
    return f"{_and([_section(found, place) for place in places])} của {found.name}"


def _section(citation: Citation, place: str) -> str:
    heading = citation.sections.get(place)
    return f"mục {place} ({heading})" if heading else f"mục {place}"


def _and(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} và {parts[-1]}"
