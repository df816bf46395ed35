"""Dossiers that were handed in: a unit's own in a list, and one by itself with its nominations."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field, JsonValue

from services.intake.application.dossiers import (
    FIRST_NOMINATIONS,
    ListDossiers,
    ListNominations,
    ShowDossier,
    ShownDossier,
)
from services.intake.application.ports import DossierLine, Filters, NominationLine, Slice
from services.intake.web.api.mails import MailView, show_mail
from services.intake.web.api.nominations import LINE, MAIL, PETITION, NominationLineView, NominationSlice, show_line
from services.intake.web.api.references import DossierReference, read_reference
from shared.events.content import Petition
from shared.events.words import PublicStatus
from shared.text.exact import SaneDay
from shared.text.fields import BLANK_IS_ABSENT, Code
from shared.web.api.described import described
from shared.web.api.json_route import JsonRoute
from shared.web.api.paging import CursorQuery, SearchQuery
from shared.web.api.problems import problem_responses
from shared.web.api.viewer import CurrentViewer
from shared.web.http.use_cases import use

_DOSSIER: dict[str, JsonValue] = {
    "id": "5b6f1c9e-8d6f-5f0e-9b1a-3f5c2d7e9a10",
    "number": "BDQHS-7MDPX-9",
    "petition": PETITION,
    "submitted_at": "2021-10-05T03:00:00Z",
    "total": 1,
}
_WHOLE: dict[str, JsonValue] = {
    **_DOSSIER,
    "unit": "33.so-y-te.ttyt-yen-my",
    "unit_name": "Trung tâm Y tế huyện Yên Mỹ",
    "rule_set": "hung-yen-covid-19-2021",
    "nominations": [LINE],
    "nominations_next": None,
    "mails": [MAIL],
}


@dataclass(frozen=True)
class DossierUseCases:
    """What the routes call."""

    list_dossiers: ListDossiers
    show_dossier: ShowDossier
    list_nominations: ListNominations


class ListQuery(SearchQuery, CursorQuery):
    """How lists are narrowed, and which part of them is shown."""

    status: Annotated[PublicStatus | None, BLANK_IS_ABSENT] = Field(None, description="Trạng thái của đề nghị")
    award_form: Annotated[Code | None, BLANK_IS_ABSENT] = Field(
        default=None, description="Mã hình thức khen thưởng cần lọc"
    )
    submitted_from: Annotated[SaneDay | None, BLANK_IS_ABSENT] = Field(
        default=None, description="Chỉ hồ sơ nộp từ ngày này"
    )
    submitted_to: Annotated[SaneDay | None, BLANK_IS_ABSENT] = Field(
        default=None, description="Chỉ hồ sơ nộp đến hết ngày này"
    )

    @property
    def filters(self) -> Filters:
        """What the list is narrowed to."""
        return Filters(self.status, self.award_form, self.search, self.submitted_from, self.submitted_to)


class DossierLineView(BaseModel):
    """A dossier in a list; `statuses` counts its nominations by status."""

    model_config = ConfigDict(
        json_schema_extra=described("Một dòng trong danh sách hồ sơ; `statuses` đếm các đề nghị theo trạng thái.")
    )

    id: UUID = Field(description="Mã hồ sơ, dùng trong địa chỉ")
    number: str = Field(description="Số hồ sơ để người đọc và gõ")
    petition: Petition = Field(description="Tờ trình của hồ sơ")
    submitted_at: datetime = Field(description="Lúc hồ sơ được tiếp nhận")
    total: int = Field(description="Số đề nghị trong hồ sơ")
    statuses: dict[PublicStatus, int] = Field(description="Số đề nghị theo từng trạng thái")


class DossierSlice(BaseModel):
    """A page of dossiers; `next` goes into `after`."""

    model_config = ConfigDict(
        json_schema_extra=described(
            "Một trang hồ sơ; đưa `next` vào `after` để xem trang sau.",
            {"items": [{**_DOSSIER, "statuses": {"dang-xet": 1}}], "next": None},
        )
    )

    items: list[DossierLineView] = Field(description="Các hồ sơ của trang, mới nhất đứng trước")
    next: str | None = Field(description="Đưa vào `after` để xem trang sau; trống ở trang cuối")


class DossierView(BaseModel):
    """A dossier with its first nominations; `nominations_next` leads on at `/dossiers/{id}/nominations`."""

    model_config = ConfigDict(
        json_schema_extra=described(
            "Một hồ sơ với các đề nghị đầu tiên; `nominations_next` dẫn tiếp tại `/dossiers/{id}/nominations`.", _WHOLE
        )
    )

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


Dossiers = Annotated[DossierUseCases, use(DossierUseCases)]
router = APIRouter(route_class=JsonRoute, prefix="/api/v1/dossiers", tags=["dossiers"])


@router.get("", responses=problem_responses(401, 403, 422, 503))
async def list_dossiers(
    use_cases: Dossiers, viewer: CurrentViewer, query: Annotated[ListQuery, Query()]
) -> DossierSlice:
    """Hồ sơ của đơn vị, mới nhất trước."""
    page = await use_cases.list_dossiers(viewer, query.filters, query.after, query.limit)
    return DossierSlice(items=[_show_line(line) for line in page.items], next=page.next)


@router.get("/{reference}", responses=problem_responses(401, 404, 503))
async def show_dossier(use_cases: Dossiers, viewer: CurrentViewer, reference: DossierReference) -> DossierView:
    """Một hồ sơ theo mã hoặc số, kèm các đề nghị đầu tiên theo tên."""
    shown = await use_cases.show_dossier(viewer, read_reference(reference))
    page = await use_cases.list_nominations(viewer, shown.dossier.id, Filters(), None, FIRST_NOMINATIONS)
    return _show_whole(shown, page)


@router.get("/{reference}/nominations", responses=problem_responses(401, 404, 422, 503))
async def list_nominations(
    use_cases: Dossiers, viewer: CurrentViewer, reference: DossierReference, query: Annotated[ListQuery, Query()]
) -> NominationSlice:
    """Các đề nghị trong một hồ sơ, theo tên."""
    page = await use_cases.list_nominations(viewer, read_reference(reference), query.filters, query.after, query.limit)
    return NominationSlice(items=[show_line(line) for line in page.items], next=page.next)


def _show_line(line: DossierLine) -> DossierLineView:
    return DossierLineView(
        id=line.id,
        number=line.number,
        petition=line.petition,
        submitted_at=line.submitted_at,
        total=line.total,
        statuses=dict(line.statuses),
    )


def _show_whole(shown: ShownDossier, first: Slice[NominationLine]) -> DossierView:
    dossier = shown.dossier
    return DossierView(
        id=dossier.id,
        number=dossier.number,
        unit=dossier.unit.code,
        unit_name=dossier.unit.name,
        petition=dossier.petition,
        rule_set=dossier.rule_set,
        submitted_at=dossier.submitted_at,
        repeats=dossier.repeats.number if dossier.repeats else None,
        total=len(dossier.slip_of),
        nominations=[show_line(line) for line in first.items],
        nominations_next=first.next,
        mails=[show_mail(mail) for mail in shown.mails],
    )
