"""How and until when a unit may object to a refusal, from the rule set; what that leaves open is said to be open."""

from datetime import date, timedelta

from shared.rules.citing import spell_basis
from shared.rules.rule_set import RuleSet
from shared.text.formats import show_day


def explain_objection(rules: RuleSet | None, authority: str, told_on: date) -> str:
    """The way to object to what `authority` refused on that day, or whom to ask where law and plan leave it open."""
    objection = rules.objection if rules else None
    ask = f"{authority} hoặc {objection.contact}" if objection and objection.contact else authority
    if rules is None or objection is None or not objection.how:
        return f"Cách thức và thời hạn kiến nghị: chưa xác định. Đơn vị không đồng ý với kết luận này thì hỏi {ask}."
    basis = f" Căn cứ: {spell_basis(rules, objection.basis)}." if objection.basis else ""
    if objection.within_days is None:
        until = f" Thời hạn: chưa xác định, hỏi {ask}."
    else:
        last = told_on + timedelta(days=objection.within_days)
        until = f" Thời hạn: đến hết ngày {show_day(last)} ({objection.within_days} ngày kể từ ngày có thông báo này)."
    return f"Đơn vị không đồng ý với kết luận này thì {objection.how}.{until}{basis}"
