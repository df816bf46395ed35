"""Pages that work without scripts: their frame, and forms with a token that only this site's own pages can repeat."""

import secrets
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from fastapi import Request
from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.datastructures import FormData

from shared.refusals import NotAllowedError

CSRF_COOKIE = "thidua_bieu_mau"
CSRF_FIELD = "ma_bieu_mau"
_TOKEN_CHARS = 43
_SHARED = Path(__file__).parents[1] / "templates"
_OF_ALL = ("base.html", "account.html", "sign_in.html")


class PageFrame:
    """Renders a service's own templates and the shared ones; cookies go over https only where people come by it."""

    def __init__(
        self,
        *folders: Path,
        is_https: bool,
        filters: Mapping[str, object] | None = None,
        values: Mapping[str, object] | None = None,
    ) -> None:
        self.is_https = is_https
        self._environment = Environment(
            loader=FileSystemLoader([*folders, _SHARED]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters |= filters or {}
        self._environment.globals |= {"csrf_field": CSRF_FIELD, **(values or {})}
        # A template that does not fit is told when the process starts, not to whoever opens the page.
        for name in {*_OF_ALL, *_names_in(folders)}:
            self._environment.get_template(name)

    def render(self, request: Request, template: str, status: int = 200, **values: object) -> Response:
        """The page, with the token that its forms must repeat."""
        known = request.cookies.get(CSRF_COOKIE, "")
        token = known if len(known) == _TOKEN_CHARS else secrets.token_urlsafe(32)
        response = HTMLResponse(self._environment.get_template(template).render(csrf=token, **values), status)
        response.set_cookie(CSRF_COOKIE, token, httponly=True, samesite="strict", secure=self.is_https, path="/")
        return response


def _names_in(folders: Iterable[Path]) -> Iterator[str]:
    for folder in folders:
        yield from (file.relative_to(folder).as_posix() for file in folder.rglob("*.html"))


async def checked_form(request: Request) -> FormData:
    """The form that a page of this site sent.

    Raises:
        NotAllowedError: It came from elsewhere, or the page was opened before the browser's cookies were cleared.
    """
    form = await request.form(max_files=0, max_fields=20)
    expected, given = request.cookies.get(CSRF_COOKIE, ""), form.get(CSRF_FIELD)
    if not expected or not isinstance(given, str) or not secrets.compare_digest(expected.encode(), given.encode()):
        raise NotAllowedError("Biểu mẫu đã cũ hoặc trình duyệt không giữ cookie. Mở lại trang rồi gửi lại.")
    return form
