"""The API of intake: handing dossiers in, following them, taking them back, supplying what is missing."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body, Path, Query
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from services.intake.application.answering import RequestWithdrawal, SupplementNomination
from services.intake.application.ports import Filters
from services.intake.application.showing import MAX_LIMIT, ListDossiers, ListNominations, ShowDossier, ShowNomination
from services.intake.application.submitting import SubmitDossier
from services.intake.domain.dossier import Submission
from services.intake.domain.nomination import Nomination
from services.intake.web.examples import RECEIPT, SUBMISSIONS, SUPPLEMENT, WITHDRAWAL
from services.intake.web.views import (
    DossierPage,
    DossierView,
    NominationPage,
    NominationView,
    ReceiptView,
    to_dossier_line,
    to_dossier_view,
    to_nomination_line,
    to_nomination_view,
    to_receipt,
)
from shared.events.content import NominationContent
from shared.events.words import PublicStatus
from shared.text.exact import QueryWhole, SaneDay
from shared.text.fields import BLANK_IS_ABSENT, Code, identifier, line, lines
from shared.web.api.as_written import as_written
from shared.web.api.examples import DOSSIER_NUMBER, NOMINATION_NUMBER
from shared.web.api.headers import IdempotencyKey, VersionSeen
from shared.web.api.json_route import JsonRoute
from shared.web.api.problems import problem_responses
from shared.web.api.viewer import CurrentViewer

DossierReference = Annotated[str, Path(description="Mã hoặc số của hồ sơ", examples=[DOSSIER_NUMBER])]
NominationReference = Annotated[str, Path(description="Mã hoặc số của đề nghị", examples=[NOMINATION_NUMBER])]


@dataclass(frozen=True)
class UseCases:
    """All that the routes call."""

    submit_dossier: SubmitDossier
    list_dossiers: ListDossiers
    show_dossier: ShowDossier
    list_nominations: ListNominations
    show_nomination: ShowNomination
    request_withdrawal: RequestWithdrawal
    supplement_nomination: SupplementNomination


class ListQuery(BaseModel):
    """How lists are narrowed and paged; a misspelt name is told, where its silence would show everything."""

    model_config = ConfigDict(extra="forbid")

    status: Annotated[PublicStatus | None, BLANK_IS_ABSENT] = Field(None, description="Trạng thái của đề nghị")
    award_form: Annotated[Code | None, BLANK_IS_ABSENT] = Field(
        default=None, description="Mã hình thức khen thưởng cần lọc"
    )
    text: Annotated[str, line(200)] = Field("", description="Tìm theo số, tên đối tượng, nơi làm việc; không cần dấu")
    submitted_from: Annotated[SaneDay | None, BLANK_IS_ABSENT] = Field(
        default=None, description="Chỉ hồ sơ nộp từ ngày này"
    )
    submitted_to: Annotated[SaneDay | None, BLANK_IS_ABSENT] = Field(
        default=None, description="Chỉ hồ sơ nộp đến hết ngày này"
    )
    after: Annotated[Annotated[str, identifier(2_000)] | None, BLANK_IS_ABSENT] = Field(
        None, description="`next` của trang trước"
    )
    limit: Annotated[int, QueryWhole(1, MAX_LIMIT)] = Field(default=20, description="Số dòng mỗi trang, nhiều nhất 100")

    @property
    def filters(self) -> Filters:
        """What the list is narrowed to."""
        return Filters(self.status, self.award_form, self.text, self.submitted_from, self.submitted_to)


class WithdrawalRequest(BaseModel):
    """Why the unit takes the nomination back."""

    reason: Annotated[str, lines(2_000, is_required=True)] = Field(description="Vì sao đơn vị rút đề nghị")


class SupplementRequest(BaseModel):
    """The nomination as it shall be from now on, and a note to the level that asked."""

    content: NominationContent = Field(description="Toàn bộ nội dung đề nghị sau khi sửa")
    note: Annotated[str, lines(2_000)] = Field(default="", description="Lời gửi cơ quan đã yêu cầu bổ sung")


def api_router(use_cases: UseCases) -> APIRouter:
    """The routes under `/api/v1`."""
    router = APIRouter(route_class=JsonRoute, prefix="/api/v1")
    _add_dossiers(router, use_cases)
    _add_nominations(router, use_cases)
    return router


def _add_dossiers(router: APIRouter, use_cases: UseCases) -> None:
    accepted = {
        "model": ReceiptView,
        "description": "Đã tiếp nhận",
        "content": {"application/json": {"example": RECEIPT}},
    }

    @router.post(
        "/dossiers",
        status_code=201,
        response_model=None,
        tags=["dossiers"],
        responses={201: accepted, **problem_responses(400, 401, 403, 409, 413, 422, 503)},
    )
    async def submit_dossier(
        viewer: CurrentViewer,
        key: IdempotencyKey,
        submission: Annotated[Submission, as_written(Submission), Body(openapi_examples=SUBMISSIONS)],
    ) -> Response:
        """Nộp hồ sơ: một Tờ trình và danh sách đề nghị khen thưởng."""
        receipt = to_receipt(await use_cases.submit_dossier(viewer, key, submission))
        where = {"Location": f"/api/v1/dossiers/{receipt.id}"}
        return Response(receipt.model_dump_json(), 201, where, "application/json")

    @router.get("/dossiers", tags=["dossiers"], responses=problem_responses(401, 403, 422, 503))
    async def list_dossiers(viewer: CurrentViewer, query: Annotated[ListQuery, Query()]) -> DossierPage:
        """Hồ sơ của đơn vị, mới nhất trước."""
        page = await use_cases.list_dossiers(viewer, query.filters, query.after, query.limit)
        return DossierPage(items=[to_dossier_line(line) for line in page.items], next=page.next)

    @router.get("/dossiers/{reference}", tags=["dossiers"], responses=problem_responses(401, 404, 503))
    async def show_dossier(viewer: CurrentViewer, reference: DossierReference) -> DossierView:
        """Một hồ sơ theo mã hoặc số, kèm các đề nghị đầu tiên theo tên."""
        shown = await use_cases.show_dossier(viewer, read_reference(reference))
        page = await use_cases.list_nominations(viewer, shown.dossier.id, Filters(), None, MAX_LIMIT)
        return to_dossier_view(shown.dossier, shown.mails, page.items, page.next)

    @router.get("/dossiers/{reference}/nominations", tags=["dossiers"], responses=problem_responses(401, 404, 422, 503))
    async def list_nominations(
        viewer: CurrentViewer, reference: DossierReference, query: Annotated[ListQuery, Query()]
    ) -> NominationPage:
        """Các đề nghị trong một hồ sơ, theo tên."""
        page = await use_cases.list_nominations(
            viewer, read_reference(reference), query.filters, query.after, query.limit
        )
        return NominationPage(items=[to_nomination_line(line) for line in page.items], next=page.next)


def _add_nominations(router: APIRouter, use_cases: UseCases) -> None:
    refusals = problem_responses(401, 403, 404, 409, 422, 503)

    @router.get("/nominations/{reference}", tags=["nominations"], responses=problem_responses(401, 404, 503))
    async def show_nomination(
        viewer: CurrentViewer, reference: NominationReference, response: Response
    ) -> NominationView:
        """Một đề nghị theo mã hoặc số: nội dung, lộ trình, nhật ký, thư đã gửi."""
        return _tagged(await use_cases.show_nomination(viewer, read_reference(reference)), response)

    @router.post("/nominations/{reference}/withdrawal", status_code=202, tags=["nominations"], responses=refusals)
    async def request_withdrawal(
        viewer: CurrentViewer,
        reference: NominationReference,
        request: Annotated[WithdrawalRequest, as_written(WithdrawalRequest), Body(openapi_examples=WITHDRAWAL)],
        response: Response,
        version: VersionSeen,
    ) -> NominationView:
        """Đề nghị rút: mỗi cấp trên lộ trình được hỏi; đề nghị đã có kết luận thì giữ nguyên."""
        nomination = await use_cases.request_withdrawal(viewer, read_reference(reference), request.reason, version)
        return _tagged(nomination, response)

    @router.post("/nominations/{reference}/supplement", tags=["nominations"], responses=refusals)
    async def supplement_nomination(
        viewer: CurrentViewer,
        reference: NominationReference,
        request: Annotated[SupplementRequest, as_written(SupplementRequest), Body(openapi_examples=SUPPLEMENT)],
        response: Response,
        version: VersionSeen,
    ) -> NominationView:
        """Bổ sung theo yêu cầu: gửi toàn bộ nội dung đề nghị sau khi sửa."""
        nomination = await use_cases.supplement_nomination(
            viewer, read_reference(reference), request.content, request.note, version
        )
        return _tagged(nomination, response)


def _tagged(nomination: Nomination, response: Response) -> NominationView:
    view = to_nomination_view(nomination)
    response.headers["ETag"] = f'"{view.version}"'
    return view


def read_reference(text: str) -> UUID | str:
    """The id in an address, or the number shown to people."""
    try:
        return UUID(text)
    except ValueError:
        return text
