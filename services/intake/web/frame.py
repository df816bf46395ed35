"""The frame of intake's pages: rendering, and the sign-in form in the place of what only some may see."""

from dataclasses import dataclass
from pathlib import Path

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from services.intake.domain.status import TEXTS
from services.intake.web.forms import CSRF_FIELD, Cookies, checked_form
from services.intake.web.wording import show_change
from shared.identity.viewer import Viewer
from shared.identity.web import SESSION_COOKIE, identity_of
from shared.refusals import DomainError, NotAllowedError, NotSignedInError, TooManyError
from shared.rules.wording import KINDS, OCCASIONS, ROLES
from shared.text.formats import show_day, show_iso_day, show_moment

FOLDER = Path(__file__).parent / "templates"
_REFUSED = {NotSignedInError: 401, NotAllowedError: 403, TooManyError: 429}
_MAIL_STATES = {"sent": "đã gửi", "uncertain": "có thể đã gửi", "failed": "không gửi được"}
_RECIPIENTS = {"unit": "hộp thư đơn vị", "submitter": "người nộp"}


@dataclass(frozen=True)
class Place:
    """A page that asks who is there: its address, what one sees there, and who may."""

    path: str
    what: str
    whose: str


class Frame:
    """Renders pages, and lets people sign in and out at the place where they are."""

    def __init__(self, *, is_https: bool) -> None:
        self._cookies = Cookies(is_https)
        self._environment = Environment(
            loader=FileSystemLoader(FOLDER),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters |= {
            "show_moment": show_moment,
            "show_day": show_day,
            "show_iso_day": show_iso_day,
            "show_change": show_change,
        }
        self._environment.globals |= {
            "csrf_field": CSRF_FIELD,
            "mail_states": _MAIL_STATES,
            "recipients": _RECIPIENTS,
            "roles": ROLES,
            "occasions": OCCASIONS,
            "kinds": KINDS,
            "status_texts": TEXTS,
        }

    async def viewer(self, request: Request) -> Viewer:
        """Who is signed in by cookie.

        Raises:
            NotSignedInError: Nobody is, or no longer.
        """
        token = request.cookies.get(SESSION_COOKIE)
        if not token:
            raise NotSignedInError("Hãy đăng nhập để xem.")
        _, viewer = await identity_of(request).recognise(token)
        return viewer

    async def sign_in(self, request: Request, place: Place) -> Response:
        """Back to the place with a session; or the form again, with what was wrong."""
        form = await checked_form(request)
        username, password = str(form.get("ten_dang_nhap", "")), str(form.get("mat_khau", ""))
        address = request.client.host if request.client else "unknown"
        try:
            signed_in = await identity_of(request).sign_in(username[:200], password[:200], address)
        except (NotSignedInError, NotAllowedError, TooManyError) as refusal:
            return self.ask_who(request, place, username=username, refusal=refusal)
        response = RedirectResponse(place.path, 303)
        self._cookies.sign_in(response, signed_in)
        return response

    async def sign_out(self, request: Request, place: Place) -> Response:
        """Back to the sign-in form, without a session."""
        await checked_form(request)
        token = request.cookies.get(SESSION_COOKIE)
        if token:
            await identity_of(request).sign_out(token)
        response = RedirectResponse(place.path, 303)
        self._cookies.sign_out(response)
        return response

    def ask_who(
        self, request: Request, place: Place, *, username: str = "", refusal: DomainError | None = None
    ) -> Response:
        """The sign-in form, which leads back to the place."""
        status = _REFUSED[type(refusal)] if refusal else _REFUSED[NotSignedInError]
        problem = refusal.message if refusal else ""
        response = self.render(request, "sign_in.html", status, place=place, username=username[:200], problem=problem)
        if status == _REFUSED[NotSignedInError]:
            response.headers["WWW-Authenticate"] = 'Bearer realm="thidua"'
        if isinstance(refusal, TooManyError):
            response.headers["Retry-After"] = str(refusal.retry_after)
        return response

    def render(self, request: Request, template: str, status: int = 200, **values: object) -> Response:
        """The page, with the token that its forms must repeat."""
        token = self._cookies.form_token(request)
        page = self._environment.get_template(template).render(csrf=token, **values)
        response = HTMLResponse(page, status)
        self._cookies.give_form_token(response, token)
        return response
