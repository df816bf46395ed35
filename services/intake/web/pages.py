"""The page behind the links in mails: where a nomination stands, for whoever may see it. Works without scripts."""

from collections.abc import Sequence
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from services.intake.application.corresponding import ListMessages
from services.intake.application.showing import ShowNomination
from services.intake.domain.messages import Message
from services.intake.domain.nomination import Nomination
from services.intake.domain.places import put_in_order
from services.intake.domain.status import TEXTS, UNDECIDED
from services.intake.web.forms import CSRF_FIELD, Cookies, checked_form
from services.intake.web.routes_shown import STATE_TEXTS, step_state
from services.intake.web.wording import at_local, on_day, sentence
from shared.identity.viewer import Viewer
from shared.identity.web import SESSION_COOKIE, identity_of
from shared.refusals import DomainError, NotAllowedError, NotSignedInError, TooManyError
from shared.rules.loading import RuleSets
from shared.rules.wording import KINDS, OCCASIONS, ROLES
from shared.text.numbering import parse_number

_FOLDER = Path(__file__).parent / "templates"
_STYLE = (_FOLDER / "kieu-dang.css").read_text(encoding="utf-8")
_BAD_NUMBER = "Số có 11 chữ và số, ví dụ BDQHS-7MDPX-9. Kiểm tra lại số trong thư hoặc giấy tiếp nhận."
_REFUSED = {NotSignedInError: 401, NotAllowedError: 403, TooManyError: 429}
_MAIL_STATES = {"sent": "đã gửi", "uncertain": "có thể đã gửi", "failed": "không gửi được"}
_RECIPIENTS = {"unit": "hộp thư đơn vị", "submitter": "người nộp"}


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"at_local": at_local, "on_day": on_day}
    environment.globals |= {
        "csrf_field": CSRF_FIELD,
        "mail_states": _MAIL_STATES,
        "recipients": _RECIPIENTS,
        "roles": ROLES,
        "occasions": OCCASIONS,
        "kinds": KINDS,
    }
    return environment


class Pages:
    """Renders the pages and what their forms lead to."""

    def __init__(
        self,
        show_nomination: ShowNomination,
        list_messages: ListMessages,
        rule_sets: RuleSets,
        *,
        is_https: bool,
    ) -> None:
        self._show_nomination = show_nomination
        self._list_messages = list_messages
        self._rule_sets = rule_sets
        self._cookies = Cookies(is_https)
        self._environment = _environment()

    async def nomination(self, request: Request, number: str) -> Response:
        """The nomination's page, or the sign-in form in its place."""
        try:
            viewer = await _viewer(request)
        except NotSignedInError:
            return self._sign_in(request, number, status=401)
        nomination = await self._show_nomination(viewer, number)
        return self._shown(request, nomination, await self._list_messages(viewer, nomination.id), viewer)

    async def sign_in(self, request: Request, number: str) -> Response:
        """Back to the nomination with a session; or the form again, with what was wrong."""
        form = await checked_form(request)
        username, password = str(form.get("ten_dang_nhap", "")), str(form.get("mat_khau", ""))
        address = request.client.host if request.client else "unknown"
        try:
            signed_in = await identity_of(request).sign_in(username[:200], password[:200], address)
        except (NotSignedInError, NotAllowedError, TooManyError) as refusal:
            return self._sign_in(request, number, status=_REFUSED[type(refusal)], username=username, refusal=refusal)
        response = RedirectResponse(f"/de-nghi/{number}", 303)
        self._cookies.sign_in(response, signed_in)
        return response

    async def sign_out(self, request: Request, number: str) -> Response:
        """Back to the sign-in form, without a session."""
        await checked_form(request)
        token = request.cookies.get(SESSION_COOKIE)
        if token:
            await identity_of(request).sign_out(token)
        response = RedirectResponse(f"/de-nghi/{number}", 303)
        self._cookies.sign_out(response)
        return response

    def start(self, request: Request, typed: str, problem: str = "") -> Response:
        """The start page, where a number leads to its nomination."""
        return self._rendered(request, "start.html", 422 if problem else 200, typed=typed, problem=problem)

    def _shown(self, request: Request, nomination: Nomination, messages: Sequence[Message], viewer: Viewer) -> Response:
        return self._rendered(
            request,
            "nomination.html",
            nomination=nomination,
            messages=messages,
            viewer=viewer,
            status_text=TEXTS[nomination.status],
            form_name=self._rule_sets.form_name(nomination.dossier.rule_set, nomination.award_form),
            is_open=nomination.standing in UNDECIDED,
            steps=[(step, state := step_state(nomination, step), STATE_TEXTS[state]) for step in nomination.slip],
            history=[
                (
                    entry,
                    sentence(nomination, entry),
                    {one.version: one for one in nomination.remarks}.get(entry.version),
                )
                for entry in reversed(put_in_order(nomination.history))
            ],
        )

    def _sign_in(
        self, request: Request, number: str, *, status: int, username: str = "", refusal: DomainError | None = None
    ) -> Response:
        problem = refusal.message if refusal else ""
        response = self._rendered(
            request, "sign_in.html", status, number=number, username=username[:200], problem=problem
        )
        if status == _REFUSED[NotSignedInError]:
            response.headers["WWW-Authenticate"] = 'Bearer realm="thidua"'
        if isinstance(refusal, TooManyError):
            response.headers["Retry-After"] = str(refusal.retry_after)
        return response

    def _rendered(self, request: Request, template: str, status: int = 200, **values: object) -> Response:
        token = self._cookies.form_token(request)
        page = self._environment.get_template(template).render(csrf=token, **values)
        response = HTMLResponse(page, status)
        self._cookies.give_form_token(response, token)
        return response


def pages_router(pages: Pages) -> APIRouter:
    """The routes of the pages."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get("/")
    async def start(request: Request) -> Response:
        return pages.start(request, "")

    @router.get("/de-nghi")
    async def look_up(request: Request, so: str = "") -> Response:
        number = parse_number(so[:40])
        return RedirectResponse(f"/de-nghi/{number}", 303) if number else pages.start(request, so[:40], _BAD_NUMBER)

    @router.get("/de-nghi/tai-nguyen/kieu-dang.css")
    async def style() -> Response:
        return Response(_STYLE, media_type="text/css", headers={"Cache-Control": "public, max-age=3600"})

    @router.get("/de-nghi/{number}")
    async def nomination(request: Request, number: str) -> Response:
        shown = parse_number(number)
        if shown is None:
            return pages.start(request, number[:40], _BAD_NUMBER)
        if shown != number:
            return RedirectResponse(f"/de-nghi/{shown}", 303)
        return await pages.nomination(request, shown)

    @router.post("/de-nghi/{number}/dang-nhap")
    async def sign_in(request: Request, number: str) -> Response:
        return await pages.sign_in(request, parse_number(number) or "")

    @router.post("/de-nghi/{number}/dang-xuat")
    async def sign_out(request: Request, number: str) -> Response:
        return await pages.sign_out(request, parse_number(number) or "")

    return router


async def _viewer(request: Request) -> Viewer:
    token = request.cookies.get(SESSION_COOKIE)
    if not token:
        raise NotSignedInError("Hãy đăng nhập để xem.")
    _, viewer = await identity_of(request).recognise(token)
    return viewer
