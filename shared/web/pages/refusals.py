"""Refusals as a page, for people: what happened, what to do, the code to quote, and a way on."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from shared.refusals import FieldProblem
from shared.web.pages.frame import PageFrame
from shared.web.pages.sign_in import Place, ask_who

# Where whoever must do something first is led; the refusal's `bound_to` names it.
FIRST: Mapping[str, str] = {
    "password": "/doi-mat-khau",
    "second-factor": "/tai-khoan/xac-thuc-hai-lop",
}
_NOT_SIGNED_IN, _SEE_OTHER = 401, 303
# What remains true after each refusal, so that nobody wonders whether the act was done.
REMAINS: Mapping[int, str] = {
    403: "Không có gì thay đổi.",
    409: "Nội dung vừa nhập còn dưới đây và chưa được ghi.",
    413: "Chưa có gì được ghi. Nội dung đã lưu trước đó còn nguyên.",
    422: "Chưa có gì được ghi.",
    429: "Lần gửi này chưa được thực hiện.",
    500: "Lỗi đã được ghi lại.",
    503: "Nội dung đã lưu trước đó còn nguyên.",
}
# The paragraph of help on each refusal.
HELP = "/tro-giup/tu-choi"
PARAGRAPHS: Mapping[int, str] = {
    403: "quyen",
    404: "khong-thay",
    409: "xung-dot",
    413: "qua-lon",
    422: "can-sua",
    429: "qua-nhieu",
    500: "tam-ngung",
    503: "tam-ngung",
}


def prefers_page(request: Request) -> bool:
    """Whether a person's browser asks for a page, outside the API."""
    path = request.url.path
    if path.startswith(("/api/", "/health/", "/metrics", "/openapi.json")):
        return False
    return "text/html" in request.headers.get("accept", "")


def problem_page(
    request: Request,
    problem: Mapping[str, object],
    errors: Sequence[FieldProblem],
    headers: Mapping[str, str] | None,
) -> Response:
    """The problem as a whole page: the sign-in form for a stranger, the way to what must be done first, or why not."""
    status = int(str(problem["status"]))
    frame = _frame_of(request)
    if status == _NOT_SIGNED_IN:
        response = ask_who(frame, request, Place(_way_back(request)))
    elif first := FIRST.get(str(problem.get("bound_to", ""))):
        return RedirectResponse(first, _SEE_OTHER)
    else:
        response = frame.render(
            request,
            "refusal.html",
            status,
            problem=problem,
            errors=errors,
            labels=getattr(request.app.state, "labels", {}) if "app" in request.scope else {},
            remains=REMAINS.get(status, ""),
            explained_at=f"{HELP}#{PARAGRAPHS[status]}" if status in PARAGRAPHS else HELP,
            typed=_typed(request) if status == 409 else (),  # noqa: PLR2004 - the status itself
            way_back=_way_back(request),
        )
    response.headers.update(headers or {})
    return response


@cache
def _plain_frame() -> PageFrame:
    return PageFrame(is_https=False)


def _frame_of(request: Request) -> PageFrame:
    frame = getattr(request.app.state, "pages", None) if "app" in request.scope else None
    return frame if isinstance(frame, PageFrame) else _plain_frame()


def _way_back(request: Request) -> str:
    """The page to open again: this one, or the one whose form was sent."""
    if request.method in {"GET", "HEAD"}:
        return _on_this_site(request.url.path, request.url.query)
    sent_from = urlsplit(request.headers.get("referer", ""))
    is_own = sent_from.netloc == request.headers.get("host")
    return _on_this_site(sent_from.path, sent_from.query) if is_own else "/"


def _on_this_site(path: str, query: str) -> str:
    """The address, where no browser reads another host into it."""
    is_plain = path.startswith("/") and not path.startswith("//") and "\\" not in path
    return (f"{path}?{query}" if query else path) if is_plain else "/"


_SECRET = re.compile(r"mat_khau|password|token|code")


def _typed(request: Request) -> Sequence[tuple[str, str]]:
    """What the form carried, as far as it was read and is text; never what is a secret."""
    form = getattr(request, "_form", None)
    hidden = ("ma_bieu_mau", "phien_ban", "ma_xac_thuc")
    return [
        (name, value)
        for name, value in (form.multi_items() if form else ())
        if isinstance(value, str) and value and name not in hidden and not _SECRET.search(name)
    ]
