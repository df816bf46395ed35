"""The pages on which people sign in and out; each leads back to where they were. They work without scripts."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from services.identity.application.signing_in import SignIn, SignOut
from services.identity.domain.leading_back import page_of_this_site
from services.identity.domain.passwords import MAX_LENGTH
from services.identity.web.api.sessions import MOST_OF_CODE, address_of
from services.identity.web.pages.password import PATH as PASSWORD_PATH
from shared.identity.recognising import Bound
from shared.refusals import NotAllowedError, NotSignedInError, TooManyError
from shared.web.api.viewer import SESSION_COOKIE
from shared.web.http.use_cases import use
from shared.web.pages.frame import PageFrame, checked_form
from shared.web.pages.sign_in import LEADS_BACK, SIGN_IN_PATH, SIGN_OUT_PATH, Place, ask_who

_LONGEST_NAME = 200


@dataclass(frozen=True)
class SignInPages:
    """Renders the form and does what it asks for."""

    frame: PageFrame
    sign_in: SignIn
    sign_out: SignOut

    def ask(self, request: Request, back: str) -> Response:
        """The sign-in form."""
        return ask_who(self.frame, request, _place(back), status=200)

    async def enter(self, request: Request) -> Response:
        """Back to the page with a session; or the form again, with what was wrong."""
        form = await checked_form(request)
        place = _place(str(form.get(LEADS_BACK, "")))
        username, password = str(form.get("ten_dang_nhap", "")), str(form.get("mat_khau", ""))
        code = str(form.get("ma_xac_thuc", ""))[:MOST_OF_CODE]
        try:
            signed_in = await self.sign_in(username[:_LONGEST_NAME], password[:MAX_LENGTH], address_of(request), code)
        except (NotSignedInError, NotAllowedError, TooManyError) as refusal:
            return ask_who(self.frame, request, place, username=username[:_LONGEST_NAME], refusal=refusal)
        path = PASSWORD_PATH if signed_in.bound_to is Bound.PASSWORD else place.path
        response = RedirectResponse(path, 303)
        # Sent when a link of a mail is followed, too.
        keep_cookie(request, response, SESSION_COOKIE, signed_in.token, expires=signed_in.expires_at, is_lax=True)
        return response

    async def leave(self, request: Request) -> Response:
        """Back to the page, without a session."""
        form = await checked_form(request)
        token = cookie_of(request, SESSION_COOKIE)
        if token:
            await self.sign_out(token)
        response = RedirectResponse(page_of_this_site(str(form.get(LEADS_BACK, ""))), 303)
        forget_cookie(request, response, SESSION_COOKIE)
        return response


Pages = Annotated[SignInPages, use(SignInPages)]
router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.get(SIGN_IN_PATH)
async def ask_to_sign_in(pages: Pages, request: Request, tiep: str = "") -> Response:
    """The form."""
    return pages.ask(request, tiep)


@router.post(SIGN_IN_PATH)
async def sign_in(pages: Pages, request: Request) -> Response:
    """Back to where they were, with a session."""
    return await pages.enter(request)


@router.post(SIGN_OUT_PATH)
async def sign_out(pages: Pages, request: Request) -> Response:
    """Back to where they were, without."""
    return await pages.leave(request)


def _place(back: str) -> Place:
    return Place(page_of_this_site(back))
