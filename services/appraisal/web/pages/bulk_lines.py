"""A case of an act over many, in words: what would become of it, what became of it, or why it is left as it is."""

from dataclasses import dataclass, replace

from services.appraisal.domain.bulk import BulkEffect, BulkKind, BulkLine, BulkOrder, BulkRefusal, BulkResult
from services.appraisal.domain.case import CaseState
from services.appraisal.domain.duties import warning
from services.appraisal.domain.ruling import OUTCOME_NAMES
from services.appraisal.domain.transitions import STATE_NAMES
from services.appraisal.web.pages.worklist_lines import Line
from shared.text.formats import show_day
from shared.text.numbering import number_of

_NOT_HERE = "Bước của việc này không có kết quả đã chọn. Mở việc để chọn kết quả khác."


@dataclass(frozen=True)
class Outlook:
    """One case: either an effect, or the reason why it is left; `warnings` are the duties that one account combines."""

    number: str
    nominee: str
    unit: str
    address: str
    chosen: str
    holder: str = ""
    effect: str = ""
    next: str = ""
    reason: str = ""
    warnings: tuple[str, ...] = ()


def outlook_of(line: BulkLine, row: Line | None, result: BulkResult | None, order: BulkOrder) -> Outlook:
    """The case as the page tells of it; one that is not theirs to see has nothing but its number."""
    number = number_of(line.key.nomination)
    chosen = f"{line.key}@{line.version}"
    outlook = Outlook(number, "", "", "", chosen)
    if row is not None:
        shown = row.shown
        outlook = Outlook(shown.row.number, shown.nominee, shown.row.unit_name, row.address, chosen, shown.holders[0])
    match result:
        case BulkEffect():
            return _with_effect(outlook, result, order)
        case BulkRefusal():
            has_other = any(problem.field == "outcome" for problem in result.errors)
            return replace(outlook, reason=_NOT_HERE if has_other else result.message)
        case None:
            return outlook


def _with_effect(outlook: Outlook, effect: BulkEffect, order: BulkOrder) -> Outlook:
    due = "" if effect.due_on is None else f"đến hết {show_day(effect.due_on)}"
    following = effect.next_authority.name if effect.next_authority is not None else ""
    return replace(
        outlook,
        effect=_effect_words(effect, order),
        next=", ".join(filter(None, (following, due))) if effect.state is not CaseState.RETURNED else "",
        warnings=tuple(map(warning, effect.combined)),
    )


def _effect_words(effect: BulkEffect, order: BulkOrder) -> str:
    if order.kind is BulkKind.PROPOSAL and order.verdict is not None:
        return f"Đề xuất {OUTCOME_NAMES[order.verdict.outcome]}"
    if order.kind is BulkKind.ASSIGNMENT:
        return "Giao chuyên viên"
    return _capital(STATE_NAMES[effect.state])


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
