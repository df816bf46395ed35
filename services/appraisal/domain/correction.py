"""Correcting a decision that was issued: what may be corrected, what it says then, and whom it concerns."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from services.appraisal.domain.amendment import (
    Amendment,
    ConcernedCase,
    Correction,
    CorrectionDraft,
    DecisionChange,
    RequestedChange,
    combined_in,
    day_in,
    keys_of,
)
from services.appraisal.domain.case import CaseKey
from services.appraisal.domain.decision import Decision, DecisionState
from services.appraisal.domain.people import By
from shared.events.amendments import AmendingPaper, CorrectedItem, DecisionCorrected, FieldChange
from shared.events.cases import AwardedItem
from shared.events.decided import Decided
from shared.events.names import DATES, FIELD_NAMES, IN_FORCE, NO_LONGER_IN_FORCE, show_value
from shared.events.words import AnnulmentKind, CorrectedField, CorrectionKind
from shared.refusals import ConflictError, FieldProblem, InvalidError
from shared.text.exact import EARLIEST
from shared.text.formats import show_day
from shared.text.seen import has_word

MAX_CHANGES = 50
MAX_AMENDMENTS = 100
_MAX_VALUE = 300
_NUMBERS = frozenset({CorrectedField.NUMBER, CorrectedField.AMENDING_NUMBER})
OF_ALL = frozenset(
    {
        CorrectedField.NUMBER,
        CorrectedField.ISSUED_ON,
        CorrectedField.SIGNATORY_NAME,
        CorrectedField.SIGNATORY_POSITION,
    }
)
OF_PAPER = frozenset({CorrectedField.AMENDING_NUMBER, CorrectedField.AMENDING_DATE})
OF_NOMINEE = frozenset(CorrectedField) - OF_ALL - OF_PAPER
_OF_PERSON = frozenset({CorrectedField.NOMINEE_NAME, CorrectedField.NOMINEE_POSITION, CorrectedField.NOMINEE_WORKPLACE})
# A household has no position, an organisation no workplace: these may be corrected away.
_MAY_BE_EMPTY = frozenset({CorrectedField.NOMINEE_POSITION, CorrectedField.NOMINEE_WORKPLACE})


def refuse_unsettled(decision: Decision) -> None:
    """Nothing, when the decision was issued and all that was recorded of it has reached its cases.

    Raises:
        ConflictError: It was not, or has not yet.
    """
    if decision.state in {DecisionState.RESERVING, DecisionState.ABANDONED}:
        raise ConflictError("Quyết định này chưa được ban hành nên không có gì để đính chính hoặc thu hồi.")
    if not decision.is_complete:
        raise ConflictError("Quyết định này đang được ghi vào các việc. Tải lại trang sau ít giây rồi gửi lại.")
    if len(decision.amendments) >= MAX_AMENDMENTS:
        raise ConflictError(
            f"Quyết định này đã được đính chính, thu hồi {MAX_AMENDMENTS} lần. Ban hành quyết định thay thế."
        )


def check_paper(paper: AmendingPaper | None, decision: Decision, *, is_needed: bool, today: date) -> list[FieldProblem]:
    """What must be mended in the paper that corrects or annuls; a mistake of the record needs none and has none."""
    if not is_needed:
        wrong = "Bỏ phần văn bản: lần ghi sai trên hệ thống được sửa mà không cần văn bản."
        return [FieldProblem("paper", wrong)] if paper is not None else []
    if paper is None:
        return [FieldProblem("paper", "Nhập số, ngày và người ký của văn bản đính chính hoặc thu hồi.")]
    problems = []
    if not any(character.isdigit() for character in paper.number):
        problems.append(FieldProblem("paper.number", "Nhập số văn bản, ví dụ 45/QĐ-UBND."))
    if not decision.issued_on <= paper.issued_on <= today:
        message = f"Nhập ngày văn bản từ ngày quyết định ({show_day(decision.issued_on)}) đến hôm nay."
        problems.append(FieldProblem("paper.issued_on", message))
    if not has_word(paper.signatory.name):
        problems.append(FieldProblem("paper.signatory.name", "Nhập họ và tên người ký văn bản."))
    if not has_word(paper.signatory.position):
        problems.append(FieldProblem("paper.signatory.position", "Nhập chức vụ người ký văn bản."))
    return problems


def correct(
    decision: Decision,
    draft: CorrectionDraft,
    concerned: Mapping[CaseKey, ConcernedCase],
    by: By,
    *,
    identity: UUID,
    at: datetime,
    today: date,
) -> Decided[Decision]:
    """The decision as it reads from now on, with the fact that tells it; old values are taken from what is recorded.

    Raises:
        InvalidError: Everything that must be mended.
    """
    needs_paper = draft.kind is CorrectionKind.PAPER
    problems = check_paper(draft.paper, decision, is_needed=needs_paper, today=today)
    if not draft.reason:
        problems.append(FieldProblem("reason", "Nhập lý do đính chính."))
    problems += _problems(decision, draft, concerned, today)
    if problems:
        raise InvalidError(problems)
    changes = tuple(_change(decision, wanted, concerned) for wanted in draft.changes)
    items = tuple(
        AwardedItem(nomination_id=key.nomination, step=key.step, sequence=concerned[key].version + 1)
        for key in sorted(_keys(decision, changes))
        if concerned[key].is_held
    )
    version = decision.version + 1
    correction = Correction(
        identity,
        version,
        draft.digest,
        draft.kind,
        draft.paper,
        draft.reason,
        changes,
        items,
        by,
        at,
        combined=combined_in(items, concerned),
    )
    amendments = (*decision.amendments, correction)
    after = replace(decision, version=version, is_complete=False, amendments=amendments)
    if after.in_force:
        after = replace(after, state=DecisionState.ISSUED)
    return Decided(decision, after, (_event(after, correction),))


def _problems(
    decision: Decision, draft: CorrectionDraft, concerned: Mapping[CaseKey, ConcernedCase], today: date
) -> Iterator[FieldProblem]:
    if not 1 <= len(draft.changes) <= MAX_CHANGES:
        yield FieldProblem("changes", f"Nêu từ 1 đến {MAX_CHANGES} nội dung cần sửa trong một lần.")
    places = [(change.field, change.case, change.amendment) for change in draft.changes]
    for place, wanted in enumerate(draft.changes):
        path = f"changes[{place}]"
        if places.index(places[place]) < place:
            yield FieldProblem(path, f"Nội dung “{FIELD_NAMES[wanted.field]}” được nêu hai lần. Bỏ một lần.")
        elif (problem := _whose(decision, draft, wanted, concerned)) is not None:
            yield FieldProblem(f"{path}.{problem[0]}", problem[1])
        elif message := _why_not(decision, wanted, concerned, today):
            yield FieldProblem(f"{path}.value", message)


def _whose(
    decision: Decision, draft: CorrectionDraft, wanted: RequestedChange, concerned: Mapping[CaseKey, ConcernedCase]
) -> tuple[str, str] | None:
    name = FIELD_NAMES[wanted.field]
    if wanted.field in OF_NOMINEE:
        if wanted.case is None or wanted.case not in concerned:
            return "case_id", f"Nêu mã việc trong quyết định này có “{name}” cần sửa."
        return _standing(decision, draft, wanted, concerned[wanted.case])
    if wanted.case is not None:
        return "case_id", f"Bỏ mã việc: “{name}” không phải của riêng một việc."
    if wanted.field in OF_PAPER:
        known = {amendment.id for amendment in decision.amendments if amendment.paper is not None}
        return None if wanted.amendment in known else ("amendment_id", "Nêu mã lần đính chính hoặc thu hồi cần sửa.")
    if wanted.amendment is not None:
        return "amendment_id", f"Bỏ mã lần đính chính hoặc thu hồi: “{name}” là của quyết định."
    return None if decision.in_force else ("field", f"Quyết định không còn hiệu lực nên không sửa “{name}” được nữa.")


def _standing(
    decision: Decision, draft: CorrectionDraft, wanted: RequestedChange, case: ConcernedCase
) -> tuple[str, str] | None:
    if case.is_confidential and wanted.field in _OF_PERSON:
        # What was printed and what is right would stand in the decision, in facts and in mails.
        name = FIELD_NAMES[wanted.field]
        return "field", f"Đề nghị này được giữ kín nên “{name}” không đính chính trên hệ thống: lưu văn bản giấy."
    stands = case.key in keys_of(decision.in_force)
    if wanted.field is not CorrectedField.IN_FORCE:
        return None if stands else ("case_id", "Việc này đã bị thu hồi quyết định khen thưởng. Bỏ khỏi lần đính chính.")
    if draft.kind is not CorrectionKind.RECORD:
        return "field", "Khôi phục hiệu lực chỉ dùng khi việc thu hồi đã ghi sai trên hệ thống: chọn kind là ghi-sai."
    last = [annulment for annulment in decision.annulments if case.key in keys_of(annulment.items)]
    if stands or not last or last[-1].kind is not AnnulmentKind.REVOKED or not case.is_held:
        return (
            "case_id",
            "Chỉ khôi phục được hiệu lực của việc đã ghi là thu hồi. Việc chờ quyết định thì ghi quyết định.",
        )
    return None


def _why_not(
    decision: Decision, wanted: RequestedChange, concerned: Mapping[CaseKey, ConcernedCase], today: date
) -> str:
    if wanted.field is CorrectedField.IN_FORCE:
        return "" if not wanted.value else "Bỏ giá trị mới: khôi phục hiệu lực không cần giá trị."
    if message := _unfit(wanted, today):
        return message
    before = _before(decision, wanted, concerned)
    if wanted.value == before:
        name = FIELD_NAMES[wanted.field].capitalize()
        return f"{name} đang là “{show_value(wanted.field, before)}”. Nhập giá trị khác hoặc bỏ mục này."
    return ""


def _unfit(wanted: RequestedChange, today: date) -> str:
    name = FIELD_NAMES[wanted.field]
    if not wanted.value and wanted.field not in _MAY_BE_EMPTY:
        return f"Nhập {name} đúng."
    if len(wanted.value) > _MAX_VALUE:
        return f"Rút gọn {name}: không quá {_MAX_VALUE} ký tự."
    if wanted.field in _NUMBERS and not any(character.isdigit() for character in wanted.value):
        return f"Nhập {name} như trên văn bản, ví dụ 30/QĐ-UBND."
    if wanted.field in DATES:
        day = day_in(wanted.value)
        if day is None or not EARLIEST <= day <= today:
            return f"Nhập {name} dạng YYYY-MM-DD, không sau hôm nay."
    return ""


def _change(decision: Decision, wanted: RequestedChange, concerned: Mapping[CaseKey, ConcernedCase]) -> DecisionChange:
    after = IN_FORCE if wanted.field is CorrectedField.IN_FORCE else wanted.value
    return DecisionChange(wanted.field, _before(decision, wanted, concerned), after, wanted.case, wanted.amendment)


def _before(decision: Decision, wanted: RequestedChange, concerned: Mapping[CaseKey, ConcernedCase]) -> str:
    if wanted.field in OF_PAPER:
        return _before_in_paper(decision, wanted)
    if wanted.case is not None and wanted.field is not CorrectedField.IN_FORCE:
        return decision.read(wanted.field, concerned[wanted.case].printed[wanted.field], wanted.case)
    return {
        CorrectedField.NUMBER: decision.number,
        CorrectedField.ISSUED_ON: decision.issued_on.isoformat(),
        CorrectedField.SIGNATORY_NAME: decision.signatory.name,
        CorrectedField.SIGNATORY_POSITION: decision.signatory.position,
        CorrectedField.IN_FORCE: NO_LONGER_IN_FORCE,
    }[wanted.field]


def _before_in_paper(decision: Decision, wanted: RequestedChange) -> str:
    paper = next((amendment.paper for amendment in decision.amendments if amendment.id == wanted.amendment), None)
    if paper is None:
        return ""
    is_number = wanted.field is CorrectedField.AMENDING_NUMBER
    return decision.read(wanted.field, paper.number if is_number else paper.issued_on.isoformat(), of=wanted.amendment)


def _keys(decision: Decision, changes: Iterable[DecisionChange]) -> frozenset[CaseKey]:
    found: set[CaseKey] = set()
    for change in changes:
        if change.case is not None:
            found.add(change.case)
        elif change.field in OF_ALL:
            found |= keys_of(decision.in_force)
        else:
            found |= keys_of(_amendment(decision.amendments, change.amendment).items)
    return frozenset(found)


def _amendment(amendments: Iterable[Amendment], identity: UUID | None) -> Amendment:
    return next(amendment for amendment in amendments if amendment.id == identity)


def _event(decision: Decision, correction: Correction) -> DecisionCorrected:
    shared = tuple(_field_change(change) for change in correction.changes if change.case is None)
    return DecisionCorrected(
        decision_id=decision.id,
        version=decision.version,
        level=decision.level,
        authority=decision.authority,
        number=decision.number,
        issued_on=decision.issued_on,
        paper=correction.paper,
        reason=correction.reason,
        at=correction.recorded_at,
        kind=correction.kind,
        changes=shared,
        items=tuple(_item(item, correction.changes) for item in correction.items),
    )


def _item(item: AwardedItem, changes: Iterable[DecisionChange]) -> CorrectedItem:
    key = CaseKey(item.nomination_id, item.step)
    own = tuple(_field_change(change) for change in changes if change.case == key)
    return CorrectedItem(nomination_id=item.nomination_id, step=item.step, sequence=item.sequence, changes=own)


def _field_change(change: DecisionChange) -> FieldChange:
    return FieldChange(field=change.field, before=change.before, after=change.after)
