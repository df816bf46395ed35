"""A nomination's history as the API shows it, each entry with a sentence for people."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from services.intake.domain.history import HistoryEntry
from services.intake.domain.history_sentences import sentence
from services.intake.domain.nomination import Nomination
from services.intake.web.api.awards import ChangeView, show_changes
from shared.events.content import AuthorityRef, MissingItem
from shared.web.api.described import described


class HistoryView(BaseModel):
    """One thing that happened, listed as things happened. By `version`, as they came, `prev` and `hash` chain them."""

    model_config = ConfigDict(
        json_schema_extra=described(
            "Một việc đã xảy ra; các mục xếp theo thứ tự xảy ra. Theo `version`, tức thứ tự hệ thống nhận được,"
            " `prev` và `hash` nối các mục thành một chuỗi."
        )
    )

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


def show_entry(nomination: Nomination, entry: HistoryEntry) -> HistoryView:
    """One entry of the history, as people read it."""
    remark = next((each for each in nomination.remarks if each.version == entry.version), None)
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
