"""Refusals as a page, for people: what happened, what to do, the code to quote, and a way on."""

from collections.abc import Mapping, Sequence
from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from shared.refusals import FieldProblem

_PAGE = """<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} – Thi đua, khen thưởng tỉnh Hưng Yên</title>
</head>
<body>
<main>
<h1>{title}</h1>
<p>{detail}</p>
{errors}<p>Mã theo dõi: <code>{correlation}</code></p>
<p><a href="/">Về trang chủ</a></p>
</main>
</body>
</html>
"""


def prefers_page(request: Request) -> bool:
    """Whether a person's browser asks for a page, outside the API."""
    path = request.url.path
    if path.startswith(("/api/", "/health/", "/metrics", "/openapi.json")):
        return False
    return "text/html" in request.headers.get("accept", "")


def problem_page(
    problem: Mapping[str, object], errors: Sequence[FieldProblem], headers: Mapping[str, str] | None
) -> Response:
    """The problem as a whole page that needs neither scripts nor style sheets."""
    items = "".join(f"<li>{escape(error.message)}</li>\n" for error in errors)
    page = _PAGE.format(
        title=escape(str(problem["title"])),
        detail=escape(str(problem["detail"])),
        errors=f"<ul>\n{items}</ul>\n" if items else "",
        correlation=escape(str(problem["correlation_id"])),
    )
    return HTMLResponse(page, int(str(problem["status"])), headers)
