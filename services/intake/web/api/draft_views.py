"""What is shown of drafts: how far they are, what is to be mended, and what they became."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from services.intake.application.submitting_drafts import DraftCheck
from services.intake.domain.drafts.draft import Draft, DraftState, Entry, Section
from services.intake.domain.drafts.sections import SectionState
from services.intake.web.api.draft_bodies import PETITION, Partial
from services.intake.web.api.submissions import NURSE, ReceiptView
from shared.web.api.described import described
from shared.web.api.examples import PAPER

DRAFT = "3f0c1f5e-6d2b-4c3a-9c57-0d4f7a1b2c3d"
ENTRY_ID = "9a1e2b3c-4d5f-5a6b-8c7d-1e2f3a4b5c6d"
_AT = "2021-10-05T03:00:00Z"
_LINE: dict[str, JsonValue] = {
    "id": DRAFT,
    "version": 3,
    "state": "open",
    "petition_number": "12/TTr-ĐTN",
    "entries": 1,
    "changed_at": _AT,
    "changed_by": "Lê Mẫu Cúc",
    "ends_at": "2022-01-03T03:00:00Z",
}
_PROBLEM: dict[str, JsonValue] = {
    "section": "petition",
    "field": "petition.signed_on",
    "message": "Nhập ngày ký Tờ trình.",
    "entry": None,
    "nominee": "",
}
_WHOLE: dict[str, JsonValue] = {
    **_LINE,
    "petition": PETITION,
    "attachments": [{"id": PAPER, "kind": "to-trinh"}],
    "declared": False,
    "versions": {"petition": 1, "files": 1, "declaration": 0},
    "sections": {
        "petition": "under_way",
        "nominees": "complete",
        "achievements": "complete",
        "files": "complete",
        "declaration": "not_begun",
    },
    "problems": [_PROBLEM],
    "warnings": [],
    "repeats": None,
    "parts": 1,
    "dossiers": [],
}
_NOMINATION: dict[str, JsonValue] = {
    "id": ENTRY_ID,
    "version": 1,
    "changed_at": _AT,
    "changed_by": "Lê Mẫu Cúc",
    "nomination": NURSE,
}


class DraftLineView(BaseModel):
    """A draft in a list."""

    model_config = ConfigDict(json_schema_extra=described("Một bản nháp trong danh sách.", _LINE))

    id: UUID = Field(description="Mã bản nháp, dùng trong địa chỉ")
    version: int = Field(description="Phiên bản của cả bản nháp, tăng một sau mỗi lần sửa")
    state: DraftState = Field(description="`open` còn sửa được, `submitting` đang nộp, `submitted` đã nộp")
    petition_number: str = Field(description="Số Tờ trình đã nhập, trống khi chưa có")
    entries: int = Field(description="Số đối tượng trong bản nháp")
    changed_at: datetime = Field(description="Lúc sửa gần nhất")
    changed_by: str = Field(description="Người sửa gần nhất")
    ends_at: datetime = Field(description="Hết lúc này, nếu không ai sửa, bản nháp bị xóa")


class DraftListView(BaseModel):
    """The drafts of a unit."""

    model_config = ConfigDict(json_schema_extra=described("Các bản nháp của đơn vị.", {"items": [_LINE]}))

    items: list[DraftLineView] = Field(description="Các bản nháp, bản vừa sửa đứng trước")


class DraftProblemView(BaseModel):
    """Something to mend."""

    model_config = ConfigDict(json_schema_extra=described("Một nội dung phải sửa trước khi nộp.", _PROBLEM))

    section: Section = Field(description="Phần của bản nháp")
    field: str = Field(description="Đường dẫn tới trường, trong đề nghị khi có `entry`")
    message: str = Field(description="Vì sao và sửa thế nào")
    entry: UUID | None = Field(description="Mã đối tượng phải sửa")
    nominee: str = Field(description="Tên đối tượng phải sửa")


class DraftWarningView(BaseModel):
    """Something worth a look."""

    model_config = ConfigDict(json_schema_extra=described("Một điều nên xem lại trước khi nộp."))

    code: str = Field(description="Mã của điều nên xem lại")
    message: str = Field(description="Điều nên xem lại")
    basis: str = Field(description="Căn cứ")
    entry: UUID = Field(description="Mã đối tượng")
    nominee: str = Field(description="Tên đối tượng")


class DraftView(DraftLineView):
    """A draft, held to the rules of the day."""

    model_config = ConfigDict(json_schema_extra=described("Một bản nháp, kiểm tra theo quy định của hôm nay.", _WHOLE))

    petition: Partial = Field(description="Tờ trình đã nhập")
    attachments: list[Partial] = Field(description="Các tệp đi cùng Tờ trình")
    declared: bool = Field(description="Đã cam đoan hay chưa")
    versions: dict[Section, int] = Field(description="Phiên bản của từng phần, để nêu trong If-Match khi ghi phần đó")
    sections: dict[Section, SectionState] = Field(description="Từng phần đến đâu")
    problems: list[DraftProblemView] = Field(description="Những gì phải sửa trước khi nộp")
    warnings: list[DraftWarningView] = Field(description="Những gì nên xem lại trước khi nộp")
    repeats: str | None = Field(description="Vì sao Tờ trình được coi là đã nộp trước; nộp tiếp thì xác nhận")
    parts: int = Field(description="Số hồ sơ mà bản nháp sẽ thành khi nộp")
    dossiers: list[UUID] = Field(description="Mã các hồ sơ đã nộp từ bản nháp")


class EntryView(BaseModel):
    """A nominee of a draft."""

    model_config = ConfigDict(json_schema_extra=described("Một đối tượng trong bản nháp.", _NOMINATION))

    id: UUID = Field(description="Mã của đối tượng, dùng trong địa chỉ")
    version: int = Field(description="Phiên bản của đối tượng, để nêu trong If-Match")
    changed_at: datetime = Field(description="Lúc sửa gần nhất")
    changed_by: str = Field(description="Người sửa gần nhất")
    nomination: Partial = Field(description="Đề nghị đã nhập")


class EntriesView(BaseModel):
    """Some nominees of a draft; `next` goes into `after`."""

    model_config = ConfigDict(
        json_schema_extra=described("Một trang đối tượng của bản nháp.", {"items": [_NOMINATION], "next": None})
    )

    items: list[EntryView] = Field(description="Các đối tượng, theo thứ tự Danh sách")
    next: str | None = Field(description="Đưa vào `after` để xem trang sau; trống ở trang cuối")


class AddedView(BaseModel):
    """Nominees that were added."""

    model_config = ConfigDict(
        json_schema_extra=described("Các đối tượng vừa thêm.", {"ids": [ENTRY_ID], "entries": 1, "version": 2})
    )

    ids: list[UUID] = Field(description="Mã các đối tượng vừa thêm, theo thứ tự đã gửi")
    entries: int = Field(description="Số đối tượng trong bản nháp")
    version: int = Field(description="Phiên bản của cả bản nháp")


class SubmittedView(BaseModel):
    """The dossiers that a draft was handed in as."""

    model_config = ConfigDict(json_schema_extra=described("Các hồ sơ mà bản nháp đã thành.", {"dossiers": []}))

    dossiers: list[ReceiptView] = Field(description="Các hồ sơ vừa tiếp nhận, theo thứ tự các phần của Danh sách")


def show_line(draft: Draft) -> DraftLineView:
    """The draft in a list."""
    return DraftLineView(**_line_of(draft))


def show_whole(checked: DraftCheck) -> DraftView:
    """The draft with what the check found."""
    draft = checked.draft
    return DraftView(
        **_line_of(draft),
        petition=dict(draft.petition),
        attachments=[dict(file) for file in draft.files],
        declared=draft.declared,
        versions={section: draft.version_of(section) for section in (Section.PETITION, Section.FILES)},
        sections=dict(checked.sections),
        problems=[
            DraftProblemView(
                section=one.section,
                field=one.field,
                message=one.message,
                entry=UUID(one.entry) if one.entry else None,
                nominee=one.nominee,
            )
            for one in checked.problems
        ],
        warnings=[
            DraftWarningView(
                code=one.finding.code,
                message=one.finding.message,
                basis=one.finding.basis,
                entry=one.entry,
                nominee=one.nominee,
            )
            for one in checked.warnings
        ],
        repeats=checked.repeats.message if checked.repeats else None,
        parts=checked.parts,
        dossiers=list(draft.dossiers),
    )


def show_entry(entry: Entry) -> EntryView:
    """One nominee."""
    return EntryView(
        id=entry.id,
        version=entry.stamp.version,
        changed_at=entry.stamp.changed.at,
        changed_by=entry.stamp.changed.name,
        nomination=dict(entry.body),
    )


def _line_of(draft: Draft) -> dict[str, Any]:
    number = draft.petition.get("number")
    return {
        "id": draft.id,
        "version": draft.version,
        "state": draft.state,
        "petition_number": number if isinstance(number, str) else "",
        "entries": draft.entries,
        "changed_at": draft.changed.at,
        "changed_by": draft.changed.name,
        "ends_at": draft.ends_at,
    }
