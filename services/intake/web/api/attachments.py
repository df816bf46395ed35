"""Attached files: up before the dossier is handed in, down for its unit and the authorities on the slip."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field, JsonValue
from starlette.requests import ClientDisconnect

from services.intake.application.attachments import DeleteAttachment, ListAttachments, OpenAttachment, UploadAttachment
from services.intake.domain.attachments import StoredFile
from services.intake.web.file_answers import answer_with
from shared.files.verdicts import MediaType
from shared.files.wrappings import AS_TEXT, IN_A_FORM, PACKED
from shared.refusals import UnavailableError, UnsupportedError
from shared.text.fields import line
from shared.web.api.described import described
from shared.web.api.examples import ANY_ID
from shared.web.api.problems import problem_responses
from shared.web.api.viewer import CurrentViewer
from shared.web.http.use_cases import use

ATTACHMENTS_PATH = "/api/v1/attachments"
_BINARY = {"schema": {"type": "string", "format": "binary"}}
_UPLOADED: dict[str, JsonValue] = {
    "id": "c0b7e3f2-1f0c-5c0e-8a53-0d6f4be1a9a7",
    "name": "Tờ trình 45.pdf",
    "size": 182044,
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "media_type": "application/pdf",
    "uploaded_at": "2021-10-05T03:00:00Z",
    "kept_until": "2021-11-04T03:00:00Z",
}
_UNUSED: dict[str, JsonValue] = {
    "items": [_UPLOADED],
    "used_files": 1,
    "used_bytes": 182044,
    "most_files": 100,
    "most_bytes": 1073741824,
}
AttachmentId = Annotated[UUID, Path(description="Mã tệp, như câu trả lời khi tải lên đã nêu", examples=[ANY_ID])]
# What `curl -d` leaves out of a file; every sound one of some length has one of them.
_LEFT_OUT = (b"\r", b"\n", b"\0")
Name = Annotated[
    str, line(1000, is_required=True), Query(description="Tên tệp, ví dụ `to-trinh.pdf`", examples=["to-trinh.pdf"])
]


@dataclass(frozen=True)
class AttachmentUseCases:
    """What the routes call."""

    upload: UploadAttachment
    open: OpenAttachment
    list: ListAttachments
    delete: DeleteAttachment


class UploadedFile(BaseModel):
    """A file as it is kept; `id` goes into the dossier."""

    model_config = ConfigDict(
        json_schema_extra=described("Tệp đã được giữ; đưa `id` vào hồ sơ trước `kept_until`.", _UPLOADED)
    )

    id: UUID = Field(description="Mã tệp, ghi vào `attachments[].id` của hồ sơ")
    name: str = Field(description="Tên tệp như được lưu: đuôi theo nội dung, bỏ các ký tự mà máy tính không lưu được")
    size: int = Field(description="Độ dài tệp, tính bằng byte")
    sha256: str = Field(description="Mã SHA-256 của nội dung tệp, viết bằng 64 chữ số hệ 16")
    media_type: MediaType = Field(description="Loại tệp, xác định theo nội dung")
    uploaded_at: datetime = Field(description="Lúc tải lên lần đầu")
    kept_until: datetime = Field(description="Quá lúc này mà chưa nộp thì tệp bị xóa; tải lại hoặc nộp thì được lùi")


class UnusedFiles(BaseModel):
    """The unit's files that are not handed in, and what they take of its room."""

    model_config = ConfigDict(
        json_schema_extra=described("Các tệp mà đơn vị đã tải lên và chưa nộp, cùng phần giới hạn đã dùng.", _UNUSED)
    )

    items: list[UploadedFile] = Field(description="Các tệp chưa nộp, tệp mới nhất trước")
    used_files: int = Field(description="Số tệp chưa nộp của đơn vị")
    used_bytes: int = Field(description="Tổng độ dài các tệp chưa nộp, tính bằng byte")
    most_files: int = Field(description="Số tệp chưa nộp tối đa của một đơn vị")
    most_bytes: int = Field(description="Tổng độ dài tối đa của các tệp chưa nộp của một đơn vị, tính bằng byte")


Attachments = Annotated[AttachmentUseCases, use(AttachmentUseCases)]
# Bodies are bytes, read piece by piece: none of these routes takes JSON.
router = APIRouter(prefix=ATTACHMENTS_PATH, tags=["attachments"])
_UPLOAD = {"requestBody": {"required": True, "content": {kind.value: _BINARY for kind in MediaType}}}
_KEPT = {"model": UploadedFile, "description": "Đã lưu"}
_WHOLE = {"description": "Nội dung tệp", "content": {kind.value: _BINARY for kind in MediaType}}


@router.post(
    "",
    status_code=201,
    openapi_extra=_UPLOAD,
    responses={201: _KEPT, **problem_responses(401, 403, 409, 413, 415, 422, 503)},
)
async def upload_attachment(
    use_cases: Attachments, viewer: CurrentViewer, request: Request, name: Name
) -> UploadedFile:
    """Tải một tệp lên: nội dung tệp là thân yêu cầu; sau đó ghi mã tệp vào hồ sơ.

    Ví dụ: `curl --data-binary @tep.pdf`. Biểu mẫu (multipart/form-data) không được nhận. Tệp được lưu nguyên
    từng byte. Tệp chưa nộp được giữ đến `kept_until`. Tải lại cùng nội dung thì nhận lại cùng mã, với tên mới nhất.
    Số tệp và dung lượng chưa nộp của mỗi đơn vị có giới hạn.
    """
    _refuse_wrapped(request)
    return _show(await use_cases.upload(viewer, name, _pieces(request), _announced_size(request)))


@router.get("", responses=problem_responses(401, 403, 503))
async def list_attachments(use_cases: Attachments, viewer: CurrentViewer) -> UnusedFiles:
    """Các tệp mà đơn vị đã tải lên và chưa nộp, cùng phần giới hạn đã dùng."""
    files, usage = await use_cases.list(viewer)
    return UnusedFiles(
        items=[_show(file) for file in files],
        used_files=usage.files,
        used_bytes=usage.bytes,
        most_files=use_cases.list.quota.files,
        most_bytes=use_cases.list.quota.bytes,
    )


@router.get(
    "/{attachment_id}",
    response_class=Response,
    responses={
        200: _WHOLE,
        206: {**_WHOLE, "description": "Phần được hỏi theo tiêu đề Range"},
        304: {"description": "Bản đang giữ (If-None-Match) vẫn đúng"},
        416: {"description": "Phần được hỏi nằm ngoài tệp"},
        **problem_responses(401, 404, 503),
    },
)
async def download_attachment(
    use_cases: Attachments, viewer: CurrentViewer, request: Request, attachment_id: AttachmentId
) -> Response:
    """Tải một tệp về: cả tệp, hoặc một phần theo tiêu đề Range."""
    return answer_with(use_cases.open, await use_cases.open(viewer, attachment_id), request)


@router.delete("/{attachment_id}", status_code=204, responses=problem_responses(401, 403, 404, 409, 503))
async def delete_attachment(use_cases: Attachments, viewer: CurrentViewer, attachment_id: AttachmentId) -> None:
    """Xóa một tệp chưa nộp của đơn vị; xóa lần nữa không thay đổi gì. Tệp trong hồ sơ đã nộp không xóa được."""
    await use_cases.delete(viewer, attachment_id)


def _announced_size(request: Request) -> int | None:
    length = request.headers.get("content-length", "")
    return int(length) if length.isdigit() else None


def _show(file: StoredFile) -> UploadedFile:
    return UploadedFile(
        id=file.id,
        name=file.name,
        size=file.size,
        sha256=file.sha256,
        media_type=file.media_type,
        uploaded_at=file.uploaded_at,
        kept_until=file.kept_until,
    )


def _refuse_wrapped(request: Request) -> None:
    if request.headers.get("content-type", "").strip().casefold().startswith("multipart/"):
        raise UnsupportedError(IN_A_FORM)
    if request.headers.get("content-encoding", "identity").strip().casefold() not in {"", "identity"}:
        raise UnsupportedError(PACKED)


async def _pieces(request: Request) -> AsyncIterator[bytes]:
    # So `curl` names what it sends by `-d` and by `--data-binary` alike.
    is_suspect = request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded")
    try:
        async for piece in request.stream():
            is_suspect = is_suspect and not any(byte in piece for byte in _LEFT_OUT)
            yield piece
    except ClientDisconnect:
        raise UnavailableError("Kết nối đứt khi đang tải lên. Hãy tải lên lại.") from None
    if is_suspect:
        raise UnsupportedError(AS_TEXT)
