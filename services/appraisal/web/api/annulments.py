"""Annulments of a decision: what is sent, and what was recorded."""

from typing import Annotated

from pydantic import ConfigDict, Field

from services.appraisal.domain.amendment import Annulment, AnnulmentDraft
from services.appraisal.domain.decision import MAX_CASES
from services.appraisal.web.api.amending_paper import AmendingPaperBody, AmendmentView, Reason, tell_amendment
from services.appraisal.web.api.sample_case import CASE_ID, CLERK, Example
from services.appraisal.web.api.shapes import Body, View, read_case_key
from shared.events.names import ANNULMENT_NAMES
from shared.events.words import AnnulmentKind
from shared.text.exact import Flag
from shared.text.fields import Code, Line
from shared.text.lists import AtMost
from shared.web.api.described import described

ANNULMENT: Example = {
    "kind": "thu-hoi",
    "paper": {
        "number": "52/QĐ-UBND",
        "issued_on": "2021-11-29",
        "signatory": {"name": "Nguyễn Văn Mẫu", "position": "Chủ tịch"},
    },
    "reason": "Kê khai không đúng thành tích.",
    "basis": "Luật Thi đua, Khen thưởng",
    "case_ids": ["0b8f6d3e-8d6f-5f0e-9b1a-3f5c2d7e9a10:2"],
}
_RECORDED: Example = {
    "id": "7d2f4c1e-8d6f-4f0e-9b1a-3f5c2d7e9a10",
    "kind": "thu-hoi",
    "kind_name": "thu hồi quyết định khen thưởng",
    "paper": ANNULMENT["paper"],
    "reason": ANNULMENT["reason"],
    "basis": ANNULMENT["basis"],
    "is_whole": True,
    "case_ids": [CASE_ID],
    "recorded_by": CLERK,
    "recorded_at": "2021-10-08T03:00:00Z",
    "duty_warnings": [],
}


class AnnulmentBody(Body):
    """What to annul, by which paper, why, and on which basis."""

    model_config = ConfigDict(
        json_schema_extra=described("Việc cần thu hồi, hủy bỏ, văn bản thu hồi, lý do và căn cứ.", ANNULMENT)
    )

    kind: AnnulmentKind = Field(
        description="thu-hoi: không còn được khen thưởng; ban-hanh-lai: văn bản bị hủy bỏ để ban hành quyết định khác; "
        "ghi-nham: chỉ ghi nhầm trên hệ thống. Sau hai loại cuối, việc trở lại chờ ban hành quyết định"
    )
    paper: AmendingPaperBody | None = Field(default=None, description="Văn bản thu hồi, hủy bỏ; ghi-nham thì không có")
    reason: Reason = Field(description="Lý do thu hồi hoặc hủy bỏ")
    basis: Line = Field(default="", description="Căn cứ pháp lý như ghi trong văn bản, bắt buộc; ghi-nham thì không có")
    case_ids: Annotated[tuple[Code, ...], AtMost(MAX_CASES)] = Field(
        default=(), description="Các việc bị thu hồi; để trống là toàn bộ quyết định"
    )
    dry_run: Flag = Field(default=False, description="Chỉ cho biết điều sẽ thay đổi, chưa ghi gì")

    def draft(self) -> AnnulmentDraft:
        """The annulment to record.

        Raises:
            InvalidError: An entry of the list cannot name a case.
        """
        cases = tuple(read_case_key(f"case_ids[{place}]", text) for place, text in enumerate(self.case_ids))
        return AnnulmentDraft(self.kind, self.paper.paper() if self.paper else None, self.reason, self.basis, cases)


class AnnulmentView(AmendmentView):
    """An annulment as it was recorded."""

    model_config = ConfigDict(json_schema_extra=described("Một lần thu hồi, hủy bỏ đã ghi."))

    kind: AnnulmentKind = Field(description="Loại thu hồi, bằng mã")
    basis: str = Field(description="Căn cứ của việc thu hồi, hủy bỏ")
    is_whole: bool = Field(description="Sau lần này quyết định không còn hiệu lực với việc nào")


class AnnulmentsView(View):
    """All annulments of a decision."""

    model_config = ConfigDict(
        json_schema_extra=described("Các lần thu hồi, hủy bỏ của một quyết định.", {"items": [_RECORDED]})
    )

    items: list[AnnulmentView] = Field(description="Các lần thu hồi của quyết định, cũ nhất trước")


def view_annulment(annulment: Annulment) -> AnnulmentView:
    """The annulment."""
    shared = tell_amendment(annulment, ANNULMENT_NAMES[annulment.kind])
    own = {"kind": annulment.kind, "basis": annulment.basis, "is_whole": annulment.is_whole}
    return AnnulmentView.model_validate({**shared, **own})
