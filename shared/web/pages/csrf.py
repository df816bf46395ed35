"""Forms of this site alone: every unsafe request outside the API must come from a page that this site gave its sender.

It stands before all routes of every service (`guard_forms`), so that no page can forget it.
"""

import secrets
from collections.abc import Callable
from typing import TypeVar

from fastapi import Request

from shared.identity.tokens import token_hash
from shared.refusals import NotAllowedError
from shared.web.http.cookies import FORM_COOKIE, SESSION_COOKIE, cookie_of

CSRF_FIELD = "ma_bieu_mau"
# What one form may carry: a draft's page of nominees has the most fields.
MOST_FILES, MOST_FIELDS = 20, 2_000
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_OTHERS = ("/api/", "/health/")
_SAME_SITE = frozenset({"same-origin", "none"})
_TOKEN_CHARS = 43
_STALE = "Biểu mẫu đã cũ hoặc trình duyệt không giữ cookie. Mở lại trang rồi gửi lại."
_FOREIGN = "Biểu mẫu được gửi từ một trang khác. Mở trang của hệ thống này rồi gửi lại."
_MARK = "_opens_by_link"

_Route = TypeVar("_Route", bound=Callable[..., object])


def opened_by_link(route: _Route) -> _Route:
    """Mark a route whose address is itself the proof: a secret link in a mail, which mail programs post to."""
    setattr(route, _MARK, True)
    return route


async def guard_forms(request: Request) -> None:
    """Pass what changes nothing, what goes to the API, and forms with the token of their sender.

    Raises:
        NotAllowedError: The form came from elsewhere, or the page was opened before the session began or ended.
    """
    if request.method in _SAFE or request.url.path.startswith(_OTHERS):
        return
    if getattr(request.scope.get("endpoint"), _MARK, False):
        return
    if not _is_own(request):
        raise NotAllowedError(_FOREIGN)
    form = await request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS)
    expected, given = _expected(request), form.get(CSRF_FIELD)
    if not expected or not isinstance(given, str) or not secrets.compare_digest(expected.encode(), given.encode()):
        raise NotAllowedError(_STALE)


def form_token(request: Request) -> str:
    """What the forms of a page must carry: bound to the session, or for a stranger to a cookie of the browser."""
    return _expected(request) or secrets.token_urlsafe(32)


def _expected(request: Request) -> str:
    session = cookie_of(request, SESSION_COOKIE)
    if session:
        return token_hash(f"{CSRF_FIELD}/{session}")
    known = cookie_of(request, FORM_COOKIE)
    return known if len(known) == _TOKEN_CHARS else ""


def _is_own(request: Request) -> bool:
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in _SAME_SITE
    origin = request.headers.get("origin")
    return origin is None or origin.partition("://")[2] == request.headers.get("host", "")
