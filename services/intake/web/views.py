"""Dossiers and nominations as the API shows them."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field

from services.intake.application.ports import DossierLine, NominationLine
from services.intake.domain.awards import award_of
from services.intake.domain.dossier import Dossier
from services.intake.domain.history import HistoryEntry
from services.intake.domain.nomination import Nomination, SentMail
from services.intake.domain.places import put_in_order
from services.intake.domain.status import TEXTS
from services.intake.domain.step_states import StepState, step_state
from services.intake.web.award_views import AwardView, ChangeView, show_award, show_changes
from services.intake.web.wording import sentence
from shared.events.content import (
    AuthorityRef,
    MissingItem,
    NominationContent,
    Petition,
    Slip,
)
from shared.events.words import Level, NomineeKind, PublicStatus, StepRole
from shared.text.numbering import number_of


class StepView(BaseModel):
    """One stop of the route. Where the route was worked out only, `state` is absent."""

    step: int = Field(description="Số thứ tự của bước trên lộ trình")
    authority: AuthorityRef = Field(description="Cơ quan làm bước này")
    level: Level = Field(description="Cấp xét của bước")
    role: StepRole = Field(description="Việc của bước: xác nhận, tổng hợp, thẩm định, bỏ phiếu hay quyết định")
    award_form: str = Field(description="Mã hình thức khen thưởng mà bước này xét")
    expected_on: date | None = Field(description="Ngày dự kiến xong bước; trống khi chưa tính")
    state: StepState | None = Field(default=None, description="Tình trạng của bước; trống khi mới chỉ tính lộ trình")


class AcceptedNomination(BaseModel):
    """A nomination just taken in."""

    id: UUID = Field(description="Mã đề nghị, dùng trong địa chỉ")
    number: str = Field(description="Số đề nghị để người đọc và gõ")
    route: list[StepView] = Field(description="Lộ trình xét đã tính cho đề nghị")


class ReceiptView(BaseModel):
    """A dossier just taken in; the same answer for the same Idempotency-Key and body, whenever it is asked again."""

    id: UUID = Field(description="Mã hồ sơ, dùng trong địa chỉ")
    number: str = Field(description="Số hồ sơ để người đọc và gõ")
    submitted_at: datetime = Field(description="Lúc hồ sơ được tiếp nhận")
    rule_set: str = Field(description="Mã bộ quy tắc mà hồ sơ được xét theo")
    nominations: list[AcceptedNomination] = Field(description="Các đề nghị đã tiếp nhận, theo thứ tự đã gửi")


class DossierLineView(BaseModel):
    """A dossier in a list; `statuses` counts its nominations by status."""

    id: UUID = Field(description="Mã hồ sơ, dùng trong địa chỉ")
    number: str = Field(description="Số hồ sơ để người đọc và gõ")
    petition: Petition = Field(description="Tờ trình của hồ sơ")
    submitted_at: datetime = Field(description="Lúc hồ sơ được tiếp nhận")
    total: int = Field(description="Số đề nghị trong hồ sơ")
    statuses: dict[PublicStatus, int] = Field(description="Số đề nghị theo từng trạng thái")


class DossierPage(BaseModel):
    """A page of dossiers; `next` goes into `after`."""

    items: list[DossierLineView] = Field(description="Các hồ sơ của trang, mới nhất đứng trước")
    next: str | None = Field(description="Đưa vào `after` để xem trang sau; trống ở trang cuối")


class NominationLineView(BaseModel):
    """A nomination in a list, with who has it now."""

    id: UUID = Field(description="Mã đề nghị, dùng trong địa chỉ")
    number: str = Field(description="Số đề nghị để người đọc và gõ")
    name: str = Field(description="Họ tên hoặc tên tập thể được đề nghị")
    kind: NomineeKind = Field(description="Loại đối tượng được đề nghị")
    award_form: str = Field(description="Mã hình thức khen thưởng đang được xét")
    status: PublicStatus = Field(description="Trạng thái của đề nghị: mã cho phần mềm")
    status_text: str = Field(description="Trạng thái của đề nghị: lời cho người đọc")
    authority: AuthorityRef = Field(description="Cơ quan đang giữ đề nghị")
    expected_on: date | None = Field(description="Ngày dự kiến xong bước đang xét; trống khi không còn bước nào")
    version: int = Field(description="Phiên bản của đề nghị, tăng theo mỗi thay đổi")


class NominationPage(BaseModel):
    """A page of nominations by name; `next` goes into `after`."""

    items: list[NominationLineView] = Field(description="Các đề nghị của trang, theo tên")
    next: str | None = Field(description="Đưa vào `after` để xem trang sau; trống ở trang cuối")


class MailView(BaseModel):
    """A mail that was sent, or could not be."""

    id: str = Field(description="Mã thư")
    subject: str = Field(description="Tiêu đề của thư")
    recipient: str = Field(description="Gửi cho ai: unit là hộp thư đơn vị, submitter là người nộp")
    state: Literal["sent", "uncertain", "failed"] = Field(
        description="sent: đã gửi; uncertain: có thể đã gửi; failed: không gửi được"
    )
    at: datetime = Field(description="Lúc thư đến trạng thái này")


class DossierView(BaseModel):
    """A dossier with its first nominations; `nominations_next` leads on at `/dossiers/{id}/nominations`."""

    id: UUID = Field(description="Mã hồ sơ, dùng trong địa chỉ")
    number: str = Field(description="Số hồ sơ để người đọc và gõ")
    unit: str = Field(description="Mã đơn vị trình")
    unit_name: str = Field(description="Tên đơn vị trình")
    petition: Petition = Field(description="Tờ trình của hồ sơ")
    rule_set: str = Field(description="Mã bộ quy tắc mà hồ sơ được xét theo")
    submitted_at: datetime = Field(description="Lúc hồ sơ được tiếp nhận")
    repeats: str | None = Field(
        default=None, description="Số hồ sơ mà Tờ trình này đã nộp trước, khi đơn vị xác nhận nộp thêm hồ sơ này."
    )
    total: int = Field(description="Số đề nghị trong hồ sơ")
    nominations: list[NominationLineView] = Field(description="Các đề nghị đầu tiên của hồ sơ, theo tên")
    nominations_next: str | None = Field(
        description="Đưa vào `after` của `/dossiers/{id}/nominations` để xem tiếp; trống khi đã đủ"
    )
    mails: list[MailView] = Field(description="Các thư đã gửi về cả hồ sơ")


class HistoryView(BaseModel):
    """One thing that happened, listed as things happened. By `version`, as they came, `prev` and `hash` chain them."""

    version: int = Field(description="Phiên bản của đề nghị sau việc này")
    fact: str = Field(description="Việc đã xảy ra: mã cho phần mềm")
    text: str = Field(description="Việc đã xảy ra: lời cho người đọc")
    step: int = Field(description="Số thứ tự của bước mà việc xảy ra")
    at: datetime = Field(description="Lúc việc xảy ra")
    authority: AuthorityRef | None = Field(description="Cơ quan đã làm việc đó; trống khi là đơn vị hoặc hệ thống")
    details: dict[str, str] = Field(description="Những gì phần mềm cần biết thêm về việc đó, theo tên")
    note: str = Field(description="Lời của cơ quan gửi đơn vị")
    basis: str = Field(description="Căn cứ pháp lý của kết luận; trống khi không có")
    missing: list[MissingItem] = Field(description="Các nội dung được đề nghị bổ sung")
    changes: list[ChangeView] = Field(description="Các nội dung của quyết định được đính chính, trước và sau")
    prev: str = Field(description="Mã băm của mục trước trong chuỗi nhật ký")
    hash: str = Field(description="Mã băm của mục này trong chuỗi nhật ký")


class WithdrawalView(BaseModel):
    """The unit's request to have the nomination back, and the answer so far."""

    reason: str = Field(description="Lý do rút mà đơn vị đã nêu")
    requested_at: datetime = Field(description="Lúc đơn vị đề nghị rút")
    answer: Literal["pending", "granted", "refused"] = Field(
        description="pending: đang chờ; granted: đã rút; refused: kết luận có trước, giữ nguyên"
    )


class NominationView(BaseModel):
    """A nomination with its place on the route, its history and its mails."""

    id: UUID = Field(description="Mã đề nghị, dùng trong địa chỉ")
    number: str = Field(description="Số đề nghị để người đọc và gõ")
    version: int = Field(description="Phiên bản của đề nghị, đưa vào If-Match khi thay đổi")
    dossier_id: UUID = Field(description="Mã hồ sơ của đề nghị")
    dossier_number: str = Field(description="Số hồ sơ của đề nghị")
    unit: str = Field(description="Mã đơn vị trình")
    unit_name: str = Field(description="Tên đơn vị trình")
    petition: Petition = Field(description="Tờ trình của hồ sơ")
    status: PublicStatus = Field(description="Trạng thái của đề nghị: mã cho phần mềm")
    status_text: str = Field(description="Trạng thái của đề nghị: lời cho người đọc")
    award_form: str = Field(description="Mã hình thức khen thưởng đang được xét")
    current_step: int = Field(description="Số thứ tự của bước đang xét hoặc vừa có kết luận")
    content: NominationContent = Field(description="Nội dung đề nghị như hiện tại, kể cả phần đã bổ sung")
    route: list[StepView] = Field(description="Lộ trình xét và tình trạng từng bước")
    history: list[HistoryView] = Field(description="Nhật ký của đề nghị, cũ nhất đứng trước")
    mails: list[MailView] = Field(description="Các thư đã gửi về đề nghị này")
    withdrawal: WithdrawalView | None = Field(description="Yêu cầu rút của đơn vị; trống khi không có")
    award: AwardView | None = Field(description="Quyết định khen thưởng như đang có hiệu lực; trống khi chưa có")


def to_receipt(dossier: Dossier) -> ReceiptView:
    """The answer to a submission."""
    shown = [_bare_route(slip) for slip in dossier.routes]
    return ReceiptView.model_construct(
        id=dossier.id,
        number=dossier.number,
        submitted_at=dossier.submitted_at,
        rule_set=dossier.rule_set,
        nominations=[
            AcceptedNomination.model_construct(id=identity, number=number_of(identity), route=shown[place])
            for identity, place in zip(dossier.nomination_ids, dossier.route_of, strict=True)
        ],
    )


def to_dossier_line(line: DossierLine) -> DossierLineView:
    """The dossier in a list."""
    return DossierLineView(
        id=line.id,
        number=line.number,
        petition=line.petition,
        submitted_at=line.submitted_at,
        total=line.total,
        statuses=dict(line.statuses),
    )


def to_nomination_line(line: NominationLine) -> NominationLineView:
    """The nomination in a list."""
    return NominationLineView(**vars(line), status_text=TEXTS[line.status])


def to_dossier_view(
    dossier: Dossier, mails: tuple[SentMail, ...], lines: tuple[NominationLine, ...], following: str | None
) -> DossierView:
    """The dossier by itself."""
    return DossierView(
        id=dossier.id,
        number=dossier.number,
        unit=dossier.unit.code,
        unit_name=dossier.unit.name,
        petition=dossier.petition,
        rule_set=dossier.rule_set,
        submitted_at=dossier.submitted_at,
        repeats=dossier.repeats.number if dossier.repeats else None,
        total=len(dossier.route_of),
        nominations=[to_nomination_line(line) for line in lines],
        nominations_next=following,
        mails=[_to_mail(mail) for mail in mails],
    )


def to_nomination_view(nomination: Nomination) -> NominationView:
    """The nomination by itself, as it was made ready for its viewer."""
    return NominationView(
        id=nomination.id,
        number=nomination.number,
        version=nomination.version,
        dossier_id=nomination.dossier.dossier_id,
        dossier_number=nomination.dossier.number,
        unit=nomination.dossier.unit.code,
        unit_name=nomination.dossier.unit.name,
        petition=nomination.dossier.petition,
        status=nomination.status,
        status_text=TEXTS[nomination.status],
        award_form=nomination.award_form,
        current_step=nomination.current_step.step,
        content=nomination.content,
        route=[
            shown.model_copy(update={"state": step_state(nomination, step)})
            for step, shown in zip(nomination.slip, _bare_route(nomination.slip), strict=True)
        ],
        history=[to_history(nomination, entry) for entry in put_in_order(nomination.history)],
        mails=[_to_mail(mail) for mail in nomination.mails],
        withdrawal=WithdrawalView(**vars(nomination.withdrawal)) if nomination.withdrawal else None,
        award=show_award(award) if (award := award_of(nomination)) else None,
    )


def _bare_route(slip: Slip) -> list[StepView]:
    return [
        StepView.model_construct(
            step=step.step,
            authority=step.authority,
            level=step.level,
            role=step.role,
            award_form=step.award_form,
            expected_on=step.expected_on,
            state=None,
        )
        for step in slip
    ]


def to_history(nomination: Nomination, entry: HistoryEntry) -> HistoryView:
    """One entry of the history, as people read it."""
    remark = next((one for one in nomination.remarks if one.version == entry.version), None)
    return HistoryView(
        version=entry.version,
        fact=entry.fact.value,
        text=sentence(nomination, entry),
        step=entry.step,
        at=entry.at,
        authority=entry.authority,
        details=dict(entry.details),
        note=remark.text if remark else "",
        basis=remark.basis if remark else "",
        missing=list(remark.missing) if remark else [],
        changes=show_changes(remark.changes) if remark else [],
        prev=entry.prev,
        hash=entry.hash,
    )


def _to_mail(mail: SentMail) -> MailView:
    return MailView(id=mail.id, subject=mail.subject, recipient=mail.recipient, state=mail.state, at=mail.at)
