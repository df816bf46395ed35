"""A decision in words: where it stands, whom it names, and what was recorded of it, as its pages say it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from services.appraisal.domain.amendment import Amendment, Annulment
from services.appraisal.domain.decision import Decision, DecisionState
from services.appraisal.domain.listed import ListedCase
from shared.events.names import ANNULMENT_NAMES, CORRECTION_NAMES, KINDS
from shared.events.words import AnnulmentKind, CorrectedField
from shared.text.formats import show_count, show_day, show_moment

_MOST_NAMED = 4
_ENDED: Mapping[AnnulmentKind, str] = {
    AnnulmentKind.REVOKED: "đã thu hồi toàn bộ",
    AnnulmentKind.REISSUED: "đã hủy bỏ để ban hành lại",
    AnnulmentKind.MISTAKEN: "đã hủy lần ghi nhầm",
}


@dataclass(frozen=True)
class Entry:
    """Something that was recorded of a decision, as the timeline shows it."""

    moment: str
    iso: str
    text: str
    quote: str


def describe_state(decision: Decision) -> tuple[str, str]:
    """Where it stands, and how the tag looks."""
    if not decision.is_complete:
        return "đang ghi vào các việc", "xet"
    if decision.state is DecisionState.ANNULLED:
        return _ENDED[decision.annulments[-1].kind] if decision.annulments else "đã thu hồi toàn bộ", "khong"
    if len(decision.in_force) < len(decision.items):
        return "đã thu hồi một phần", "cho"
    return ("có hiệu lực, đã đính chính" if decision.corrections else "có hiệu lực"), "dat"


def count_kinds(lines: Iterable[ListedCase]) -> str:
    """`3 tập thể, 9 cá nhân`."""
    counts = Counter(line.kind for line in lines)
    return ", ".join(f"{show_count(counts[kind])} {name}" for kind, name in KINDS.items() if counts[kind])


def count_forms(lines: Iterable[ListedCase]) -> Sequence[tuple[str, int]]:
    """Each award form with how many get it, the most first."""
    return Counter(line.award_form for line in lines).most_common()


def name_units(lines: Iterable[ListedCase]) -> str:
    """How many units are told, and which: the first by name where there are many."""
    units = sorted({line.unit for line in lines})
    named = "; ".join(units[:_MOST_NAMED])
    rest = f"; và {show_count(len(units) - _MOST_NAMED)} đơn vị khác" if len(units) > _MOST_NAMED else ""
    return f"{show_count(len(units))} đơn vị đã trình ({named}{rest})"


def describe_paper(decision: Decision, amendment: Amendment) -> str:
    """`văn bản số 45/QĐ-UBND ngày 08/10/2021`, as it reads now; nothing where there was none."""
    if amendment.paper is None:
        return ""
    number = decision.read(CorrectedField.AMENDING_NUMBER, amendment.paper.number, of=amendment.id)
    day = decision.read(CorrectedField.AMENDING_DATE, amendment.paper.issued_on.isoformat(), of=amendment.id)
    return f"văn bản số {number} ngày {show_day(date.fromisoformat(day))}"


def tell_history(decision: Decision, numbers: Mapping[str, str]) -> Sequence[Entry]:
    """What was recorded, oldest first; `numbers` are those of nominations by case."""
    draft = decision.draft
    first = (
        f"{decision.recorded_by.name} ghi Quyết định số {draft.number} ngày {show_day(draft.issued_on)} cho "
        f"{show_count(len(draft.cases))} đề nghị"
    )
    reason = f"Lý do ngày quyết định trước ngày duyệt: {draft.date_reason}" if draft.date_reason else ""
    return [
        _entry(decision.recorded_at, first, [reason] if reason else []),
        *(_tell(decision, amendment, numbers) for amendment in decision.amendments),
    ]


def _tell(decision: Decision, amendment: Amendment, numbers: Mapping[str, str]) -> Entry:
    paper = describe_paper(decision, amendment)
    by = f" theo {paper}" if paper else ""
    reasons = [f"Lý do: {amendment.reason}"]
    if isinstance(amendment, Annulment):
        act, whose = ANNULMENT_NAMES[amendment.kind], f"{show_count(len(amendment.items))} đề nghị"
        basis = [f"Căn cứ: {amendment.basis}"] if amendment.basis else []
        named = [numbers.get(f"{item.nomination_id}:{item.step}", "") for item in amendment.items[:_MOST_NAMED]]
        more = " …" if len(amendment.items) > _MOST_NAMED else ""
        extent = "toàn bộ quyết định" if amendment.is_whole else f"{whose}: {', '.join(filter(None, named))}{more}"
        return _entry(
            amendment.recorded_at, f"{amendment.recorded_by.name} ghi {act}{by}, {extent}", [*reasons, *basis]
        )
    changes = [
        (f"Đề nghị {numbers.get(str(change.case), '')}: " if change.case else "") + change.sentence
        for change in amendment.changes
    ]
    text = f"{amendment.recorded_by.name} ghi {CORRECTION_NAMES[amendment.kind]}{by}"
    return _entry(amendment.recorded_at, text, [*changes, *reasons])


def _entry(at: datetime, text: str, quotes: Sequence[str]) -> Entry:
    return Entry(show_moment(at), at.isoformat(), f"{text}.", "\n".join(quotes))
