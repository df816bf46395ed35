"""Forms on pages: a token that only this site's own pages can repeat, and the cookie that keeps somebody signed in."""

import secrets
from dataclasses import dataclass

from fastapi import Request
from fastapi.responses import Response
from starlette.datastructures import FormData

from shared.identity.signing_in import SignedIn
from shared.identity.web import SESSION_COOKIE
from shared.refusals import NotAllowedError

CSRF_COOKIE = "thidua_bieu_mau"
CSRF_FIELD = "ma_bieu_mau"
_TOKEN_CHARS = 43


@dataclass(frozen=True)
class Cookies:
    """Sets and clears cookies; over https only where people come by https."""

    is_https: bool

    def form_token(self, request: Request) -> str:
        """The token for a form: the browser's own, or a new one."""
        known = request.cookies.get(CSRF_COOKIE, "")
        return known if len(known) == _TOKEN_CHARS else secrets.token_urlsafe(32)

    def give_form_token(self, response: Response, token: str) -> None:
        """Let the browser keep the token that its forms must repeat."""
        response.set_cookie(CSRF_COOKIE, token, httponly=True, samesite="strict", secure=self.is_https, path="/")

    def sign_in(self, response: Response, signed_in: SignedIn) -> None:
        """Let the browser keep the session."""
        response.set_cookie(
            SESSION_COOKIE,
            signed_in.token,
            expires=signed_in.expires_at,
            httponly=True,
            samesite="lax",
            secure=self.is_https,
            path="/",
        )

    def sign_out(self, response: Response) -> None:
        """Let the browser forget the session."""
        response.delete_cookie(SESSION_COOKIE, httponly=True, samesite="lax", secure=self.is_https, path="/")


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
