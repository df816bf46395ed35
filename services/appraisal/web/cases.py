"""The worklist and the cases of a level, for the people of the authority that they belong to."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.appraisal.application.worklist import TAB_NAMES, lapse_in
from services.appraisal.domain.case import Case, CaseKey
from services.appraisal.web.bodies import (
    ClaimBody,
    FilterQuery,
    OutcomeBody,
    PageQuery,
    ProposalBody,
    VoteBody,
)
from services.appraisal.web.desk import CaseId, CurrentDesk, Desk, OwnDesk
from services.appraisal.web.views import CaseView
from services.appraisal.web.worklist_views import CountsView, CountView, RowsView
from shared.identity.viewer import Viewer
from shared.web.api.headers import VersionSeen
from shared.web.api.json_route import JsonRoute
from shared.web.api.problems import problem_responses
from shared.web.api.viewer import CurrentViewer

cases = APIRouter(route_class=JsonRoute, prefix="/api/v1/levels/{level}/cases", tags=["cases"])
_READING = problem_responses(401, 403, 404, 422, 503)
_ACTING = problem_responses(401, 403, 404, 409, 422, 503)
DECIDING = problem_responses(401, 403, 404, 409, 422, 428, 503)


@cases.get("", responses=_READING)
async def list_cases(desk: OwnDesk, viewer: CurrentViewer, asked: Annotated[PageQuery, Query()]) -> RowsView:
    """Danh sách việc: diện ưu tiên trước, rồi đến việc đến hạn trước.

    Không nêu nhóm việc hoặc trạng thái thì chỉ gồm việc chưa xong (nhóm `chua-xong`); việc đã xong ở nhóm `da-xong`.
    Tìm theo `q` thì gồm cả việc đã xong.
    """
    page = await desk.list_cases(viewer, asked.filters(), after=asked.after, limit=asked.limit)
    return RowsView(
        items=[desk.showing.row(row, viewer, lapse_in(row, page.lapses)) for row in page.rows], next=page.next
    )


@cases.get("/counts", responses=_READING)
async def count_cases(desk: OwnDesk, viewer: CurrentViewer, asked: Annotated[FilterQuery, Query()]) -> CountsView:
    """Số việc dưới mỗi thẻ, theo các bộ lọc khác; việc nhiều quá mức đếm thì `is_exact` là sai."""
    counts = await desk.count_cases(viewer, asked.filters())
    return CountsView(
        tabs=[
            CountView(tab=tab, name=TAB_NAMES[tab], count=count.number, is_exact=count.is_exact)
            for tab, count in counts.items()
        ]
    )


@cases.get("/{case_id}", responses=_READING)
async def show_case(desk: CurrentDesk, viewer: CurrentViewer, case_id: CaseId, response: Response) -> CaseView:
    """Một việc, kèm điều mà kiểm tra tự động thấy vào lúc này."""
    shown = await desk.show_case(viewer, CaseKey.parse(case_id))
    _tag(response, shown.case)
    return desk.showing.shown(shown, viewer, await desk.find_lapses.of_case(shown.case))


@cases.post("/{case_id}/claim", responses=_ACTING)
async def claim_case(
    desk: CurrentDesk, viewer: CurrentViewer, case_id: CaseId, response: Response, body: ClaimBody | None = None
) -> CaseView:
    """Giữ việc trong nửa giờ; giữ lại thì kéo dài thêm. Lấy việc từ đồng nghiệp được ghi lại."""
    case = await desk.claim(viewer, CaseKey.parse(case_id), take_over=body is not None and body.take_over)
    return await answer(desk, viewer, case, response)


@cases.delete("/{case_id}/claim", responses=_ACTING)
async def release_case(desk: CurrentDesk, viewer: CurrentViewer, case_id: CaseId, response: Response) -> CaseView:
    """Thôi giữ việc."""
    return await answer(desk, viewer, await desk.release(viewer, CaseKey.parse(case_id)), response)


@cases.put("/{case_id}/proposal", responses=_ACTING)
async def propose_outcome(
    desk: CurrentDesk,
    viewer: CurrentViewer,
    case_id: CaseId,
    body: ProposalBody,
    version: VersionSeen,
    response: Response,
) -> CaseView:
    """Chuyên viên đề xuất kết quả, và thôi giữ việc. Có gửi If-Match thì được xét."""
    verdict = body.with_outcome(body.outcome)
    return await answer(desk, viewer, await desk.propose(viewer, CaseKey.parse(case_id), verdict, version), response)


@cases.post("/{case_id}/outcome", responses=DECIDING)
async def decide_outcome(
    desk: CurrentDesk,
    viewer: CurrentViewer,
    case_id: CaseId,
    body: OutcomeBody,
    version: VersionSeen,
    response: Response,
) -> CaseView:
    """Kết quả do thủ trưởng hoặc cấp phó được ủy quyền đưa ra; người đến sau nhận 409 kèm kết quả hiện có."""
    key = CaseKey.parse(case_id)
    if body.send_back:
        return await answer(desk, viewer, await desk.send_back(viewer, key, body.text, version), response)
    return await answer(desk, viewer, await desk.decide(viewer, key, body.verdict(), version), response)


@cases.post("/{case_id}/vote", responses=DECIDING)
async def enter_vote(
    desk: CurrentDesk, viewer: CurrentViewer, case_id: CaseId, body: VoteBody, version: VersionSeen, response: Response
) -> CaseView:
    """Kết quả bỏ phiếu của Hội đồng, do thư ký nhập: đủ tỷ lệ thành viên thì việc đi tiếp, thiếu thì không khen."""
    return await answer(
        desk, viewer, await desk.enter_vote(viewer, CaseKey.parse(case_id), body.tally(), version), response
    )


async def answer(desk: Desk, viewer: Viewer, case: Case, response: Response) -> CaseView:
    """The case, with its version as the tag for what is decided on it next."""
    _tag(response, case)
    return desk.showing.case(case, viewer, await desk.find_lapses.of_case(case))


def _tag(response: Response, case: Case) -> None:
    response.headers["ETag"] = f'"{case.version}"'
