"""Refusals as `application/problem+json`: one table from what went wrong to a status, for every service."""

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from shared.observability.correlation import correlation_id
from shared.refusals import (
    ConflictError,
    DomainError,
    FieldProblem,
    InvalidError,
    NotAllowedError,
    NotFoundError,
    NotSignedInError,
    PreconditionMissingError,
    TooLargeError,
    TooManyError,
    UnavailableError,
    UnsupportedError,
)
from shared.web.api.labels import LABELS
from shared.web.api.validation import is_unreadable, problems_of
from shared.web.http.admission import retry_headers
from shared.web.http.heads import allowed_methods
from shared.web.pages.refusals import prefers_page, problem_page

PROBLEM_TYPE = "application/problem+json"

STATUS: Mapping[type[DomainError], HTTPStatus] = {
    NotSignedInError: HTTPStatus.UNAUTHORIZED,
    NotAllowedError: HTTPStatus.FORBIDDEN,
    NotFoundError: HTTPStatus.NOT_FOUND,
    ConflictError: HTTPStatus.CONFLICT,
    TooLargeError: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    UnsupportedError: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    InvalidError: HTTPStatus.UNPROCESSABLE_ENTITY,
    PreconditionMissingError: HTTPStatus.PRECONDITION_REQUIRED,
    TooManyError: HTTPStatus.TOO_MANY_REQUESTS,
    UnavailableError: HTTPStatus.SERVICE_UNAVAILABLE,
    DomainError: HTTPStatus.UNPROCESSABLE_ENTITY,
}

TITLES: Mapping[int, str] = {
    400: "Không đọc được nội dung gửi lên",
    401: "Cần đăng nhập",
    403: "Việc này thuộc quyền của người khác",
    404: "Không tìm thấy",
    405: "Địa chỉ này không nhận cách gửi đó",
    408: "Nội dung gửi lên đến quá chậm",
    409: "Nội dung đã thay đổi",
    411: "Thiếu độ dài nội dung",
    413: "Nội dung gửi lên quá lớn",
    415: "Không nhận loại nội dung này",
    421: "Yêu cầu gửi nhầm địa chỉ",
    422: "Có nội dung cần sửa",
    428: "Thiếu số phiên bản",
    429: "Đã gửi quá nhiều lần",
    500: "Hệ thống gặp lỗi",
    503: "Hệ thống tạm thời chưa sẵn sàng",
}

TOO_LARGE = "Nội dung gửi lên vượt quá giới hạn {limit}. Chia thành nhiều phần nhỏ hơn rồi gửi lại."
DETAILS: Mapping[int, str] = {
    400: "Nội dung gửi lên không đọc được. Gửi JSON mã hóa UTF-8 theo mô tả tại /openapi.json.",
    404: "Không có địa chỉ này. Kiểm tra lại đường dẫn hoặc quay về trang chủ.",
    405: "Địa chỉ này có, nhưng không nhận phương thức vừa dùng. Xem các phương thức trong tiêu đề Allow.",
    408: "Nội dung gửi lên đến quá chậm nên không được nhận; chưa có gì thay đổi. Gửi lại khi đường truyền tốt hơn.",
    413: TOO_LARGE.format(limit="16 MiB"),
    415: "Gửi nội dung với Content-Type: application/json.",
    421: "Hệ thống này không phục vụ tên máy chủ trong yêu cầu. Mở bằng địa chỉ chính thức của hệ thống.",
    422: "Có nội dung cần sửa trước khi gửi.",
    429: "Bạn đang gửi quá nhiều yêu cầu cùng lúc. Đợi các yêu cầu trước xong rồi gửi lại.",
    503: "Hệ thống đang nhận nhiều yêu cầu cùng lúc; chưa có gì thay đổi. Gửi lại sau ít giây.",
    500: "Lỗi đã được ghi lại. Hãy thử lại sau ít phút; nếu vẫn gặp, báo người vận hành kèm mã theo dõi.",
}
FALLBACK = "Yêu cầu chưa được thực hiện. Kiểm tra lại nội dung rồi gửi lại."
_RESERVED = frozenset({"title", "detail", "status", "errors", "correlation_id"})


class BodyRefusedError(HTTPException):
    """The body is not read to its end: it is too large for `limit`, too slow, or there is no room for it now."""

    # FastAPI lets HTTPException pass where it turns any other error while reading into a 400.
    def __init__(self, status: int, *, limit: str = "") -> None:
        super().__init__(status, headers=retry_headers(status))
        self.message = TOO_LARGE.format(limit=limit) if limit else ""


class FieldError(BaseModel):
    """One thing to mend."""

    field: str = Field(description="Chỗ cần sửa, viết như đường dẫn trong nội dung đã gửi")
    message: str = Field(description="Cần sửa thế nào ở chỗ đó")


class Problem(BaseModel):
    """Why a request was not carried out: what happened, and at which fields what to do."""

    model_config = ConfigDict(extra="allow")

    title: str = Field(description="Điều đã xảy ra, gọn trong một câu")
    detail: str = Field(description="Vì sao chưa thực hiện được, và cần làm gì")
    status: int = Field(description="Mã trạng thái HTTP của câu trả lời")
    errors: list[FieldError] = Field(default=[], description="Từng chỗ cần sửa; trống khi không phải do nội dung")
    correlation_id: str = Field(default="", description="Mã theo dõi, nêu khi báo người vận hành")


def problem_response(
    request: Request,
    status: int,
    detail: str = "",
    *,
    errors: Sequence[FieldProblem] = (),
    details: Mapping[str, object] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The problem as the asker can use it: a page for a person's browser, JSON for a program."""
    problem: dict[str, object] = {
        "title": TITLES.get(status, "Yêu cầu chưa được thực hiện"),
        "detail": detail or DETAILS.get(status, FALLBACK),
        "status": status,
        "errors": [{"field": error.field, "message": error.message} for error in errors],
        "correlation_id": correlation_id(),
    }
    problem |= {key: value for key, value in (details or {}).items() if key not in _RESERVED}
    if prefers_page(request):
        return problem_page(request, problem, errors, headers)
    body = json.dumps(problem, ensure_ascii=False, default=str).encode("utf-8", "replace")
    return Response(body, status, headers, PROBLEM_TYPE)


def problem_of(request: Request, refusal: DomainError) -> Response:
    """The answer to a refusal."""
    status = next(STATUS[kind] for kind in type(refusal).__mro__ if kind in STATUS)
    headers: dict[str, str] = {}
    if isinstance(refusal, TooManyError | UnavailableError):
        headers["Retry-After"] = str(refusal.retry_after)
    if isinstance(refusal, NotSignedInError):
        headers["WWW-Authenticate"] = 'Bearer realm="thidua"'
    return problem_response(
        request, int(status), refusal.message, errors=_fields_of(refusal), details=refusal.details, headers=headers
    )


def install_problems(app: FastAPI, labels: Mapping[str, str]) -> None:
    """Answer every refusal of `app` as a problem; `labels` name its fields for people, beside the shared ones."""
    known = {**LABELS, **labels}
    app.state.labels = known

    async def refused(request: Request, error: Exception) -> Response:
        if not isinstance(error, DomainError):
            raise error
        return problem_of(request, error)

    async def unfit(request: Request, error: Exception) -> Response:
        if not isinstance(error, RequestValidationError):
            raise error
        return _unfit(request, error, known)

    async def stopped(request: Request, error: Exception) -> Response:
        if not isinstance(error, HTTPException):
            raise error
        headers = error.headers
        if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            # Starlette names those of one route; a path may have several.
            headers = {"Allow": ", ".join(allowed_methods(app.routes, request.scope))}
        # Starlette's own texts are English and may quote the request.
        detail = error.message if isinstance(error, BodyRefusedError) else ""
        return problem_response(request, error.status_code, detail, headers=headers)

    async def overflowed(request: Request, _error: Exception) -> Response:
        return problem_response(
            request, 422, "Có số vượt quá giới hạn ghi nhận. Nhập số nhỏ hơn 9.223.372.036.854.775.807."
        )

    app.add_exception_handler(DomainError, refused)
    app.add_exception_handler(RequestValidationError, unfit)
    app.add_exception_handler(HTTPException, stopped)
    # MongoDB holds whole numbers of 64 bits; JSON holds any.
    app.add_exception_handler(OverflowError, overflowed)


def problem_responses(*statuses: int) -> dict[int | str, dict[str, object]]:
    """For a route's `responses=`: these statuses, documented as problems."""
    content = {PROBLEM_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {status: {"description": TITLES.get(status, FALLBACK), "content": content} for status in statuses}


def _fields_of(refusal: DomainError) -> Sequence[FieldProblem]:
    if isinstance(refusal, InvalidError):
        return refusal.problems
    field = getattr(refusal, "field", None)
    return (FieldProblem(field, refusal.message),) if isinstance(field, str) else ()


def _unfit(request: Request, error: RequestValidationError, labels: Mapping[str, str]) -> Response:
    errors = error.errors()
    problems = problems_of(errors, labels)
    if is_unreadable(errors):
        return problem_response(request, 400, problems[0].message, errors=problems)
    return problem_response(request, 422, errors=problems)
