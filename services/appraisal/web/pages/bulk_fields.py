"""What a form about many cases says: which cases, and the grounds; and grounds to try with before any were typed."""

from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256

from services.appraisal.domain.bulk import BulkKind, BulkLine, BulkOrder
from services.appraisal.domain.case import CaseKey, Verdict
from services.appraisal.web.api.bulk import BulkBody
from services.appraisal.web.pages.bulk_choices import BulkChoice
from shared.events.content import MissingItem
from shared.events.words import Outcome
from shared.refusals import FieldProblem, NotFoundError
from shared.rules.loading import RuleSets
from shared.text.seen import has_word, is_blank
from shared.text.typed import Reader
from shared.web.pages.forms import TypedForm, read_form

CHOSEN_CASES, ACT, ALL_FOUND, KEY, ASSIGNEE = "viec", "lam", "tat-ca", "khoa", "assignee"
_ITEMS = (0, 1)
_MOST_DIGITS = 9
_UNREADABLE = "Không đọc được việc đã chọn. Mở lại danh sách việc và chọn lại."
_TEXT: Mapping[str, Reader] = {"text": str}
_RETURNED: Mapping[str, Reader] = {
    f"missing[{place}].{name}": str for place in _ITEMS for name in ("section", "message")
}
_READERS: Mapping[Outcome, Mapping[str, Reader]] = {
    Outcome.FORWARD: _TEXT,
    Outcome.APPROVE: _TEXT,
    Outcome.RETURN: _RETURNED,
    Outcome.DECLINE: {"reason_code": str, **_TEXT},
}


def readers_of(choice: BulkChoice) -> Mapping[str, Reader]:
    """The fields that the act asks for; none where each case's own proposal is confirmed."""
    if choice.kind is BulkKind.ASSIGNMENT:
        return {ASSIGNEE: str, **_TEXT}
    return {} if choice.outcome is None else _READERS[choice.outcome]


def read_lines(chosen: Sequence[str]) -> tuple[BulkLine, ...]:
    """The cases that are chosen, each once, with the version that was seen.

    Raises:
        NotFoundError: One of them cannot be a case.
    """
    lines: dict[CaseKey, BulkLine] = {}
    for text in chosen:
        case_id, _, version = text.partition("@")
        if not (version.isascii() and version.isdigit() and len(version) <= _MOST_DIGITS):
            raise NotFoundError(_UNREADABLE)
        key = CaseKey.parse(case_id)
        lines.setdefault(key, BulkLine(key, int(version)))
    return tuple(lines.values())


def write_line(line: BulkLine) -> str:
    """The case as a form carries it."""
    return f"{line.key}@{line.version}"


def read_order(form: TypedForm, choice: BulkChoice, lines: Sequence[BulkLine]) -> tuple[BulkOrder | None, TypedForm]:
    """What is asked for, or nothing; and the form with what is to be mended."""
    extra: dict[str, object] = {"kind": choice.kind.value, "confirm": choice.name == "xac-nhan"}
    extra["cases"] = [{"case_id": str(line.key), "version": line.version} for line in lines]
    if choice.outcome is not None:
        extra["outcome"] = choice.outcome.value
    body, form = read_form(form, BulkBody, readers_of(choice), extra=extra)
    lacking = list(_lacking(form, choice))
    if body is None or lacking:
        # What is lacking is said in the words of the page; the body's own words for it are those of programs.
        fields = {problem.field for problem in lacking}
        named = [problem for problem in form.problems if problem.field in form.fields - fields]
        return None, TypedForm(form.texts, (*lacking, *named), form.fields)
    return body.order(), form


def key_of(form: TypedForm, order: BulkOrder) -> str:
    """The key of the request: the same form with the same content is the same act, however often it is sent."""
    return f"{form.text(KEY)[:100]}/{sha256(repr(order).encode()).hexdigest()}"


def trial_order(choice: BulkChoice, lines: Sequence[BulkLine], rule_sets: RuleSets, assignee: str) -> BulkOrder:
    """The order with grounds that pass, to learn which cases would be refused whatever the grounds."""
    if choice.kind is BulkKind.ASSIGNMENT:
        return BulkOrder(choice.kind, None, tuple(lines), assignee)
    if choice.outcome is None:
        return BulkOrder(choice.kind, None, tuple(lines))
    reasons = [reason.code for rules in rule_sets.entries.values() for reason in rules.decline_reasons]
    return BulkOrder(
        choice.kind,
        Verdict(
            choice.outcome,
            reason_code=reasons[0] if choice.outcome is Outcome.DECLINE else "",
            text="Xem trước",
            missing=(MissingItem(section="Xem trước", message="Xem trước"),) * (choice.outcome is Outcome.RETURN),
        ),
        tuple(lines),
    )


def _lacking(form: TypedForm, choice: BulkChoice) -> Iterator[FieldProblem]:
    if choice.kind is BulkKind.ASSIGNMENT and not form.text(ASSIGNEE):
        yield FieldProblem(ASSIGNEE, "Chọn chuyên viên được giao.")
    if choice.outcome is Outcome.DECLINE:
        if not form.text("reason_code"):
            yield FieldProblem("reason_code", "Chọn lý do không khen thưởng.")
        if not has_word(form.text("text")):
            yield FieldProblem("text", "Nhập nội dung giải thích để đơn vị hiểu kết quả này.")
    if choice.outcome is Outcome.RETURN:
        for place in _ITEMS:
            section, message = (form.text(f"missing[{place}].{name}") for name in ("section", "message"))
            if place and is_blank(section) and is_blank(message):
                continue
            if not has_word(section):
                yield FieldProblem(f"missing[{place}].section", "Nhập mục cần bổ sung.")
            if not has_word(message):
                yield FieldProblem(f"missing[{place}].message", "Nhập nội dung cần bổ sung.")
