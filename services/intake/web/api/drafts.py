"""Drafts of dossiers: written section by section, checked whenever shown, handed in at the end."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body, Path, Query, Response

from services.intake.application.drafts import ShowDraft, StartDraft
from services.intake.application.submitting_drafts import CheckDraft, SubmitDraft
from services.intake.application.writing_drafts import WriteDraft
from services.intake.web.api.draft_bodies import (
    DECLARATIONS,
    ENTRIES,
    ENTRY,
    FILES,
    PETITIONS,
    STARTS,
    SUBMISSIONS,
    DeclarationRequest,
    DraftSubmissionRequest,
    EntriesRequest,
    EntryRequest,
    FilesRequest,
    PetitionRequest,
    StartRequest,
)
from services.intake.web.api.draft_views import (
    DRAFT,
    ENTRY_ID,
    AddedView,
    DraftListView,
    DraftView,
    EntriesView,
    EntryView,
    SubmittedView,
    show_entry,
    show_line,
    show_whole,
)
from services.intake.web.api.submissions import show_receipt
from shared.mongo.cursors import read_cursor, write_cursor
from shared.refusals import PreconditionMissingError
from shared.web.api.as_written import as_written
from shared.web.api.headers import IdempotencyKey, VersionSeen
from shared.web.api.json_route import JsonRoute
from shared.web.api.paging import CursorQuery
from shared.web.api.problems import problem_responses
from shared.web.api.viewer import CurrentViewer
from shared.web.http.use_cases import use

_NO_VERSION = 'Nêu phiên bản đang xem trong tiêu đề If-Match, ví dụ "3", để không ghi đè phần người khác vừa sửa.'


@dataclass(frozen=True)
class DraftUseCases:
    """What routes and pages call."""

    start: StartDraft
    show: ShowDraft
    write: WriteDraft
    check: CheckDraft
    submit: SubmitDraft


Drafts = Annotated[DraftUseCases, use(DraftUseCases)]
DraftId = Annotated[UUID, Path(description="Mã bản nháp, dùng trong địa chỉ của mọi phần của nó", examples=[DRAFT])]
EntryId = Annotated[UUID, Path(description="Mã đối tượng trong bản nháp", examples=[ENTRY_ID])]
_REFUSALS = problem_responses(400, 401, 403, 404, 409, 413, 422, 428, 503)
router = APIRouter(route_class=JsonRoute, prefix="/api/v1/drafts", tags=["drafts"])


@router.get("", responses=problem_responses(401, 403, 503))
async def list_drafts(use_cases: Drafts, viewer: CurrentViewer) -> DraftListView:
    """Các bản nháp chưa nộp của đơn vị, bản vừa sửa đứng trước."""
    return DraftListView(items=[show_line(draft) for draft in await use_cases.show.all(viewer)])


@router.post("", status_code=201, responses=problem_responses(400, 401, 403, 413, 422, 503))
async def start_draft(
    use_cases: Drafts,
    viewer: CurrentViewer,
    key: IdempotencyKey,
    request: Annotated[StartRequest, as_written(StartRequest), Body(openapi_examples=STARTS)],
    response: Response,
) -> DraftView:
    """Lập bản nháp; gửi lại cùng Idempotency-Key thì nhận lại bản nháp đã lập."""
    draft = await use_cases.start(viewer, request.petition, key)
    response.headers["Location"] = f"/api/v1/drafts/{draft.id}"
    return await _show(use_cases, viewer, draft.id, response)


@router.get("/{draft_id}", responses=problem_responses(401, 403, 404, 503))
async def read_draft(use_cases: Drafts, viewer: CurrentViewer, draft_id: DraftId, response: Response) -> DraftView:
    """Xem bản nháp: từng phần đến đâu, còn gì phải sửa theo quy định của hôm nay, có gì nên xem lại."""
    return await _show(use_cases, viewer, draft_id, response)


@router.delete("/{draft_id}", status_code=204, responses=_REFUSALS)
async def remove_draft(use_cases: Drafts, viewer: CurrentViewer, draft_id: DraftId, version: VersionSeen) -> None:
    """Xóa bản nháp; If-Match là phiên bản của cả bản nháp. Tệp đã tải lên vẫn là của đơn vị."""
    await use_cases.write.remove(viewer, draft_id, _seen(version))


@router.put("/{draft_id}/petition", responses=_REFUSALS)
async def write_petition(
    use_cases: Drafts,
    viewer: CurrentViewer,
    draft_id: DraftId,
    request: Annotated[PetitionRequest, as_written(PetitionRequest), Body(openapi_examples=PETITIONS)],
    version: VersionSeen,
    response: Response,
) -> DraftView:
    """Ghi phần Tờ trình, đủ hay chưa; If-Match là phiên bản của phần này (`versions`), 0 khi chưa ghi lần nào."""
    await use_cases.write.petition(viewer, draft_id, _seen(version), request.petition, {})
    return await _show(use_cases, viewer, draft_id, response)


@router.put("/{draft_id}/files", responses=_REFUSALS)
async def write_files(
    use_cases: Drafts,
    viewer: CurrentViewer,
    draft_id: DraftId,
    request: Annotated[FilesRequest, as_written(FilesRequest), Body(openapi_examples=FILES)],
    version: VersionSeen,
    response: Response,
) -> DraftView:
    """Chọn các tệp đi cùng Tờ trình; tệp được giữ chừng nào bản nháp còn. If-Match là phiên bản của phần này."""
    files = [{"id": str(file.id), "kind": file.kind.value} for file in request.attachments]
    await use_cases.write.files(viewer, draft_id, _seen(version), files)
    return await _show(use_cases, viewer, draft_id, response)


@router.put("/{draft_id}/declaration", responses=_REFUSALS)
async def declare_draft(
    use_cases: Drafts,
    viewer: CurrentViewer,
    draft_id: DraftId,
    _request: Annotated[DeclarationRequest, as_written(DeclarationRequest), Body(openapi_examples=DECLARATIONS)],
    version: VersionSeen,
    response: Response,
) -> DraftView:
    """Cam đoan nội dung bản nháp là đúng; If-Match là phiên bản của cả bản nháp. Sửa gì sau đó thì cam đoan lại."""
    await use_cases.write.declare(viewer, draft_id, _seen(version))
    return await _show(use_cases, viewer, draft_id, response)


@router.get("/{draft_id}/nominations", responses=problem_responses(401, 403, 404, 422, 503))
async def list_entries(
    use_cases: Drafts, viewer: CurrentViewer, draft_id: DraftId, query: Annotated[CursorQuery, Query()]
) -> EntriesView:
    """Các đối tượng trong bản nháp, theo thứ tự Danh sách."""
    after = read_cursor(query.after, int)[0] if query.after else -1
    _, entries = await use_cases.show(viewer, draft_id)
    rest = [entry for entry in entries if entry.place > after]
    shown = rest[: query.limit]
    following = write_cursor(shown[-1].place) if len(rest) > query.limit else None
    return EntriesView(items=[show_entry(entry) for entry in shown], next=following)


@router.post("/{draft_id}/nominations", status_code=201, responses=_REFUSALS)
async def add_entries(
    use_cases: Drafts,
    viewer: CurrentViewer,
    draft_id: DraftId,
    key: IdempotencyKey,
    request: Annotated[EntriesRequest, as_written(EntriesRequest), Body(openapi_examples=ENTRIES)],
) -> AddedView:
    """Thêm đối tượng vào cuối Danh sách, đủ nội dung hay chưa; bản nháp có nhiều nhất 5.000 đối tượng."""
    draft, ids = await use_cases.write.add(viewer, draft_id, key, [(body, {}) for body in request.nominations])
    return AddedView(ids=list(ids), entries=draft.entries, version=draft.version)


@router.get("/{draft_id}/nominations/{entry_id}", responses=problem_responses(401, 403, 404, 503))
async def read_entry(
    use_cases: Drafts, viewer: CurrentViewer, draft_id: DraftId, entry_id: EntryId, response: Response
) -> EntryView:
    """Xem một đối tượng trong bản nháp."""
    _, entry = await use_cases.show.entry(viewer, draft_id, entry_id)
    response.headers["ETag"] = f'"{entry.stamp.version}"'
    return show_entry(entry)


@router.put("/{draft_id}/nominations/{entry_id}", responses=_REFUSALS)
async def write_entry(
    use_cases: Drafts,
    viewer: CurrentViewer,
    draft_id: DraftId,
    entry_id: EntryId,
    request: Annotated[EntryRequest, as_written(EntryRequest), Body(openapi_examples=ENTRY)],
    version: VersionSeen,
    response: Response,
) -> EntryView:
    """Ghi nội dung của một đối tượng, đủ hay chưa; If-Match là phiên bản của đối tượng này."""
    await use_cases.write.entry(viewer, draft_id, entry_id, _seen(version), request.nomination, {})
    return await read_entry(use_cases, viewer, draft_id, entry_id, response)


@router.delete("/{draft_id}/nominations/{entry_id}", status_code=204, responses=_REFUSALS)
async def remove_entry(
    use_cases: Drafts, viewer: CurrentViewer, draft_id: DraftId, entry_id: EntryId, version: VersionSeen
) -> None:
    """Bỏ một đối tượng khỏi bản nháp; If-Match là phiên bản của đối tượng này."""
    await use_cases.write.remove_entry(viewer, draft_id, entry_id, _seen(version))


@router.post("/{draft_id}/submission", status_code=201, responses=_REFUSALS)
async def submit_draft(
    use_cases: Drafts,
    viewer: CurrentViewer,
    draft_id: DraftId,
    request: Annotated[DraftSubmissionRequest, as_written(DraftSubmissionRequest), Body(openapi_examples=SUBMISSIONS)],
    version: VersionSeen,
) -> SubmittedView:
    """Nộp bản nháp; trên 500 đối tượng thì thành nhiều hồ sơ của một Tờ trình. Gửi lại thì vẫn chỉ nộp một lần."""
    dossiers = await use_cases.submit(viewer, draft_id, _seen(version), confirm_repeat=request.confirm_repeat)
    return SubmittedView(dossiers=[show_receipt(dossier) for dossier in dossiers])


async def _show(use_cases: DraftUseCases, viewer: CurrentViewer, draft_id: UUID, response: Response) -> DraftView:
    checked = await use_cases.check(viewer, draft_id)
    response.headers["ETag"] = f'"{checked.draft.version}"'
    return show_whole(checked)


def _seen(version: int | None) -> int:
    if version is None:
        raise PreconditionMissingError(_NO_VERSION)
    return version
