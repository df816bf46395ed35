"""The API of attached files: up before the dossier is handed in, down for its unit and the authorities on the slip."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response, StreamingResponse
from pydantic import BaseModel, Field
from starlette.requests import ClientDisconnect

from services.intake.application.attaching import OpenAttachment, UploadAttachment
from services.intake.domain.attached import EXTENSIONS, MediaType, StoredFile
from services.intake.web.ranges import asked_range
from shared.identity.web import CurrentViewer
from shared.refusals import UnavailableError
from shared.text.fields import line
from shared.text.folding import fold
from shared.web.problems import problem_responses

ATTACHMENTS_PATH = "/api/v1/attachments"
_BINARY = {"schema": {"type": "string", "format": "binary"}}
_UPLOADED: dict[str, object] = {
    "id": "c0b7e3f2-1f0c-5c0e-8a53-0d6f4be1a9a7",
    "name": "Tờ trình 45.pdf",
    "size": 182044,
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "media_type": "application/pdf",
}
# Whatever it holds, a file from here runs nothing and is kept by nobody on the way.
_SAFE = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": "private, no-cache",
    "Accept-Ranges": "bytes",
}
AttachmentId = Annotated[UUID, Path(description="Mã tệp, như câu trả lời khi tải lên đã nêu")]
Name = Annotated[str, line(300, is_required=True), Query(description="Tên tệp, ví dụ `Tờ trình 45.pdf`")]


class UploadedFile(BaseModel):
    """A file as it is kept; `id` goes into the dossier within a day."""

    id: UUID = Field(description="Mã tệp, ghi vào `attachments[].id` của hồ sơ")
    name: str = Field(description="Tên tệp như được giữ")
    size: int = Field(description="Độ lớn của tệp, tính bằng byte")
    sha256: str = Field(description="Mã băm SHA-256 của nội dung tệp")
    media_type: MediaType = Field(description="Loại tệp, xét theo nội dung")


@dataclass(frozen=True)
class AttachmentUseCases:
    """All that the routes call."""

    upload: UploadAttachment
    open: OpenAttachment


def attachments_router(use_cases: AttachmentUseCases) -> APIRouter:
    """The routes under `/api/v1/attachments`."""
    router = APIRouter(prefix=ATTACHMENTS_PATH, tags=["attachments"])
    _add_upload(router, use_cases.upload)
    _add_download(router, use_cases.open)
    return router


def _add_upload(router: APIRouter, upload: UploadAttachment) -> None:
    body = {"requestBody": {"required": True, "content": {kind.value: _BINARY for kind in MediaType}}}
    kept = {
        "model": UploadedFile,
        "description": "Đã lưu",
        "content": {"application/json": {"example": _UPLOADED}},
    }

    @router.post(
        "",
        status_code=201,
        openapi_extra=body,
        responses={201: kept, **problem_responses(401, 403, 413, 422, 503)},
    )
    async def upload_attachment(viewer: CurrentViewer, request: Request, name: Name) -> UploadedFile:
        """Tải một tệp lên: nội dung tệp là thân yêu cầu; sau đó ghi mã tệp vào hồ sơ.

        Tệp không được nộp thì bị xóa sau một ngày. Tải lại cùng nội dung thì nhận lại cùng mã.
        """
        file = await upload(viewer, name, _pieces(request), _announced(request))
        return UploadedFile(id=file.id, name=file.name, size=file.size, sha256=file.sha256, media_type=file.media_type)


def _add_download(router: APIRouter, opened: OpenAttachment) -> None:
    whole = {"description": "Nội dung tệp", "content": {kind.value: _BINARY for kind in MediaType}}

    @router.get(
        "/{attachment_id}",
        response_class=Response,
        responses={
            200: whole,
            206: {**whole, "description": "Phần được hỏi theo tiêu đề Range"},
            304: {"description": "Bản đang giữ (If-None-Match) vẫn đúng"},
            416: {"description": "Phần được hỏi nằm ngoài tệp"},
            **problem_responses(401, 404, 503),
        },
    )
    async def download_attachment(viewer: CurrentViewer, request: Request, attachment_id: AttachmentId) -> Response:
        """Tải một tệp về: cả tệp, hoặc một phần theo tiêu đề Range."""
        return _answer(opened, await opened(viewer, attachment_id), request)


def _answer(opened: OpenAttachment, file: StoredFile, request: Request) -> Response:
    tag = f'"{file.sha256}"'
    headers = {**_SAFE, "ETag": tag, "Content-Disposition": _disposition(file)}
    if _names(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers=headers)
    is_current = request.headers.get("if-range", tag) == tag
    asked = asked_range(request.headers.get("range", "") if is_current else "", file.size)
    if asked is None:
        return Response(status_code=416, headers={**headers, "Content-Range": f"bytes */{file.size}"})
    first, last, status = asked.first, asked.last, 200
    if asked.is_part:
        status = 206
        headers["Content-Range"] = f"bytes {first}-{last}/{file.size}"
    headers["Content-Length"] = str(last - first + 1)
    content = opened.content(file, first, last)
    return StreamingResponse(content, status, headers, file.media_type.value)


def _names(header: str, tag: str) -> bool:
    return any(one.strip().removeprefix("W/") in {tag, "*"} for one in header.split(","))


def _disposition(file: StoredFile) -> str:
    """RFC 6266: the name in full for browsers of today, without accents for those of yesterday."""
    ending = EXTENSIONS[file.media_type][0]
    plain = "".join(one if one.isascii() and (one.isalnum() or one in "-_. ") else "_" for one in fold(file.name))
    return f"attachment; filename=\"{plain or 'tep' + ending}\"; filename*=UTF-8''{quote(file.name, safe='')}"


def _announced(request: Request) -> int | None:
    length = request.headers.get("content-length", "")
    return int(length) if length.isdigit() else None


async def _pieces(request: Request) -> AsyncIterator[bytes]:
    try:
        async for piece in request.stream():
            yield piece
    except ClientDisconnect:
        raise UnavailableError("Kết nối đứt khi đang tải lên. Hãy tải lên lại.") from None
