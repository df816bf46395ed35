"""Decisions, their corrections and annulments as the API shows them: as they read now, with what was recorded since."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from fastapi import Response
from pydantic import Field

from services.appraisal.application.amending import Amended
from services.appraisal.domain.amendment import Annulment, Change, Correction
from services.appraisal.domain.decision import Decision, DecisionState, Draft
from services.appraisal.domain.reservable import Tried
from services.appraisal.web.duty_warnings import DutyWarningView, ListedWarningView, warn, warn_each
from services.appraisal.web.views import PersonView, View
from shared.events.amendments import AmendingPaper
from shared.events.cases import AwardedItem
from shared.events.content import AuthorityRef, Person
from shared.events.names import ANNULMENT_NAMES, CORRECTION_NAMES, FIELD_NAMES, show_value
from shared.events.words import AnnulmentKind, CorrectedField, CorrectionKind, Level


class ChangeView(View):
    """A field as it read before, and as it reads now."""

    field: CorrectedField = Field(description="Nội dung được sửa, bằng mã")
    field_name: str = Field(description="Nội dung được sửa, bằng lời")
    before: str = Field(description="Trước khi sửa")
    after: str = Field(description="Sau khi sửa")
    text: str = Field(description="Câu đính chính như người đọc thấy")
    case_id: str | None = Field(description="Việc của riêng nội dung này; không có thì của cả quyết định")
    amendment_id: UUID | None = Field(description="Lần đính chính hoặc thu hồi có văn bản được sửa")


class CorrectionView(View):
    """A correction as it was recorded."""

    id: UUID = Field(description="Mã của lần đính chính")
    kind: CorrectionKind = Field(description="Loại đính chính, bằng mã")
    kind_name: str = Field(description="Loại đính chính, bằng lời")
    paper: AmendingPaper | None = Field(description="Văn bản đính chính; sửa lần ghi sai thì không có")
    reason: str = Field(description="Lý do đính chính")
    changes: tuple[ChangeView, ...] = Field(description="Các nội dung được sửa, trước và sau")
    case_ids: tuple[str, ...] = Field(description="Các việc có liên quan")
    recorded_by: PersonView = Field(description="Người ghi lần đính chính")
    recorded_at: datetime = Field(description="Lúc ghi lần đính chính")
    duty_warnings: tuple[ListedWarningView, ...] = Field(
        description="Các kiêm nhiệm của người ghi, được phép nhưng được ghi lại, theo từng việc"
    )


class AnnulmentView(View):
    """An annulment as it was recorded."""

    id: UUID = Field(description="Mã của lần thu hồi")
    kind: AnnulmentKind = Field(description="Loại thu hồi, bằng mã")
    kind_name: str = Field(description="Loại thu hồi, bằng lời")
    paper: AmendingPaper | None = Field(description="Văn bản thu hồi, hủy bỏ; hủy lần ghi nhầm thì không có")
    reason: str = Field(description="Lý do thu hồi hoặc hủy bỏ")
    basis: str = Field(description="Căn cứ của việc thu hồi, hủy bỏ")
    is_whole: bool = Field(description="Sau lần này quyết định không còn hiệu lực với việc nào")
    case_ids: tuple[str, ...] = Field(description="Các việc bị thu hồi")
    recorded_by: PersonView = Field(description="Người ghi lần thu hồi")
    recorded_at: datetime = Field(description="Lúc ghi lần thu hồi")
    duty_warnings: tuple[ListedWarningView, ...] = Field(
        description="Các kiêm nhiệm của người ghi, được phép nhưng được ghi lại, theo từng việc"
    )


class CorrectionsView(View):
    """All corrections of a decision."""

    items: list[CorrectionView] = Field(description="Các lần đính chính của quyết định, cũ nhất trước")


class AnnulmentsView(View):
    """All annulments of a decision."""

    items: list[AnnulmentView] = Field(description="Các lần thu hồi của quyết định, cũ nhất trước")


class AmendmentPreviewView(View):
    """What an amendment would do; nothing was changed."""

    dry_run: Literal[True] = Field(default=True, description="Luôn là true: đây là chạy thử")
    number: str = Field(description="Số quyết định sau lần này")
    issued_on: date = Field(description="Ngày quyết định sau lần này")
    case_ids: tuple[str, ...] = Field(description="Các việc có liên quan; đơn vị trình của các việc ấy sẽ được báo")
    changes: tuple[ChangeView, ...] = Field(description="Các nội dung sẽ được sửa, trước và sau")
    duty_warnings: tuple[ListedWarningView, ...] = Field(
        description="Các kiêm nhiệm được phép nhưng sẽ được ghi lại khi ghi thật, theo từng việc"
    )


class DecisionView(View):
    """A numbered decision as it reads now; `is_complete` once every case in it is marked accordingly."""

    id: UUID = Field(description="Mã của quyết định")
    version: int = Field(description="Phiên bản; đưa vào If-Match khi đính chính hoặc thu hồi")
    state: DecisionState = Field(description="Tình trạng của quyết định")
    number: str = Field(description="Số quyết định đang có hiệu lực, sau mọi lần đính chính")
    issued_on: date = Field(description="Ngày quyết định đang có hiệu lực, sau mọi lần đính chính")
    date_reason: str = Field(description="Vì sao văn bản ghi ngày trước ngày duyệt; trống khi không phải nêu")
    signatory: Person = Field(description="Người ký quyết định, sau mọi lần đính chính")
    authority: AuthorityRef = Field(description="Cơ quan ban hành")
    level: Level = Field(description="Cấp của cơ quan ban hành")
    recorded_by: PersonView = Field(description="Người ghi quyết định")
    recorded_at: datetime = Field(description="Lúc bắt đầu ghi quyết định")
    issued_at: datetime | None = Field(description="Lúc ghi xong quyết định")
    is_complete: bool = Field(description="Mọi việc đã được ghi theo quyết định và các lần đính chính, thu hồi")
    case_ids: tuple[str, ...] = Field(description="Các việc trong danh sách đã ghi")
    items: tuple[AwardedItem, ...] = Field(description="Các đề nghị được khen thưởng khi ban hành")
    in_force: tuple[str, ...] = Field(description="Các việc mà quyết định đang có hiệu lực")
    duty_warnings: tuple[ListedWarningView, ...] = Field(
        description="Các kiêm nhiệm của người ghi quyết định, được phép nhưng được ghi lại, theo từng việc"
    )
    corrections: tuple[CorrectionView, ...] = Field(description="Các lần đính chính, cũ nhất trước")
    annulments: tuple[AnnulmentView, ...] = Field(description="Các lần thu hồi, cũ nhất trước")


class TriedView(View):
    """What recording would do to one case."""

    case_id: str = Field(description="Mã việc")
    result: Literal["possible", "refused"] = Field(description="possible: ghi được; refused: bị từ chối")
    message: str = Field(description="Vì sao bị từ chối và cần làm gì")
    duty_warnings: tuple[DutyWarningView, ...] = Field(
        description="Các kiêm nhiệm được phép nhưng sẽ được ghi lại khi ghi thật"
    )


class DecisionPreviewView(View):
    """What recording the decision would do; nothing was changed. One refused case keeps all of it from being issued."""

    dry_run: Literal[True] = Field(default=True, description="Luôn là true: đây là chạy thử")
    number: str = Field(description="Số quyết định sẽ ghi")
    can_be_issued: bool = Field(description="Ghi thật thì quyết định được ban hành")
    items: tuple[TriedView, ...] = Field(description="Kết quả thử với từng việc, theo thứ tự danh sách")


class DecisionsView(View):
    """A page of decisions, latest first."""

    items: list[DecisionView] = Field(description="Các quyết định, mới nhất trước")
    next: str | None = Field(description="Đưa vào `after` để xem trang sau; trống ở trang cuối")


def view_decision(decision: Decision) -> DecisionView:
    """A decision."""
    return DecisionView(
        id=decision.id,
        version=decision.version,
        state=decision.state,
        number=decision.number,
        issued_on=decision.issued_on,
        date_reason=decision.draft.date_reason,
        signatory=decision.signatory,
        authority=decision.authority,
        level=decision.level,
        recorded_by=PersonView.model_validate(decision.recorded_by),
        recorded_at=decision.recorded_at,
        issued_at=decision.issued_at,
        is_complete=decision.is_complete,
        case_ids=tuple(str(key) for key in decision.draft.cases),
        items=decision.items,
        in_force=_case_ids(decision.in_force),
        duty_warnings=warn_each(decision.combined),
        corrections=tuple(show_correction(one) for one in decision.corrections),
        annulments=tuple(show_annulment(one) for one in decision.annulments),
    )


def show_tried(draft: Draft, tried: Sequence[Tried]) -> DecisionPreviewView:
    """What recording a decision would do."""
    items = tuple(
        TriedView(
            case_id=str(one.key),
            result="refused" if one.refusal else "possible",
            message=one.refusal,
            duty_warnings=warn(one.combined),
        )
        for one in tried
    )
    can_be_issued = not any(one.refusal for one in tried)
    return DecisionPreviewView(number=draft.number, can_be_issued=can_be_issued, items=items)


def tag_decision(response: Response, decision: Decision) -> None:
    """Put the version on the answer, as the tag for what is recorded about the decision next."""
    response.headers["ETag"] = f'"{decision.version}"'


def show_correction(correction: Correction) -> CorrectionView:
    """The correction."""
    return CorrectionView(
        id=correction.id,
        kind=correction.kind,
        kind_name=CORRECTION_NAMES[correction.kind],
        paper=correction.paper,
        reason=correction.reason,
        changes=tuple(_show_change(one) for one in correction.changes),
        case_ids=_case_ids(correction.items),
        recorded_by=PersonView.model_validate(correction.recorded_by),
        recorded_at=correction.recorded_at,
        duty_warnings=warn_each(correction.combined),
    )


def show_annulment(annulment: Annulment) -> AnnulmentView:
    """The annulment."""
    return AnnulmentView(
        id=annulment.id,
        kind=annulment.kind,
        kind_name=ANNULMENT_NAMES[annulment.kind],
        paper=annulment.paper,
        reason=annulment.reason,
        basis=annulment.basis,
        is_whole=annulment.is_whole,
        case_ids=_case_ids(annulment.items),
        recorded_by=PersonView.model_validate(annulment.recorded_by),
        recorded_at=annulment.recorded_at,
        duty_warnings=warn_each(annulment.combined),
    )


def _show_change(change: Change) -> ChangeView:
    name = FIELD_NAMES[change.field]
    before, after = (show_value(change.field, value) for value in (change.before, change.after))
    return ChangeView(
        field=change.field,
        field_name=name,
        before=change.before,
        after=change.after,
        text=f"{name}: “{before}” sửa thành “{after}”",
        case_id=None if change.case is None else str(change.case),
        amendment_id=change.amendment,
    )


def show_preview(amended: Amended) -> AmendmentPreviewView:
    """What the amendment would do."""
    decision = amended.decision
    latest = decision.amendments[-1]
    return AmendmentPreviewView(
        number=decision.number,
        issued_on=decision.issued_on,
        case_ids=_case_ids(latest.items),
        changes=tuple(_show_change(one) for one in latest.changes) if isinstance(latest, Correction) else (),
        duty_warnings=warn_each(latest.combined),
    )


def _case_ids(items: Sequence[AwardedItem]) -> tuple[str, ...]:
    return tuple(f"{item.nomination_id}:{item.step}" for item in items)
