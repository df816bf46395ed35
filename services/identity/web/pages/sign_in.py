"""The pages on which people sign in and out; each leads back to where they were. They work without scripts."""

from typing import Annotated

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from services.identity.application.signing_in import SignedIn
from services.identity.domain.leading_back import page_of_this_site
from services.identity.domain.passwords import MAX_LENGTH
from services.identity.domain.work import landing_for
from services.identity.web.api.sessions import MOST_OF_CODE, SessionUseCases, address_of
from services.identity.web.pages.visitor import session_token
from shared.refusals import NotAllowedError, NotSignedInError, TooManyError
from shared.web.http.cookies import SESSION_COOKIE, forget_cookie, keep_cookie
from shared.web.http.use_cases import use
from shared.web.pages.forms import typed_form
from shared.web.pages.frame import Frame, pages_router
from shared.web.pages.refusals import FIRST
from shared.web.pages.sign_in import LEADS_BACK, SIGN_IN_PATH, SIGN_OUT_PATH, Place, ask_who

_LONGEST_NAME = 200
_SEE_OTHER = 303


Sessions = Annotated[SessionUseCases, use(SessionUseCases)]
router = pages_router()


@router.get(SIGN_IN_PATH)
async def ask_to_sign_in(request: Request, frame: Frame, tiep: str = "") -> Response:
    """The form."""
    return ask_who(frame, request, _place(tiep), status=200)


@router.post(SIGN_IN_PATH)
async def sign_in(request: Request, frame: Frame, use_cases: Sessions) -> Response:
    """Back to where they were, or to their work, with a session; or the form again, with what was wrong."""
    form = await typed_form(request)
    place = _place(form.text(LEADS_BACK))
    # One character more than may be tells a password that is too long from one that was cut.
    username, password = form.text("ten_dang_nhap")[:_LONGEST_NAME], form.text("mat_khau")[: MAX_LENGTH + 1]
    try:
        code = form.text("ma_xac_thuc")[:MOST_OF_CODE]
        signed_in = await use_cases.sign_in(username, password, address_of(request), code)
    except (NotSignedInError, NotAllowedError, TooManyError) as refusal:
        return ask_who(frame, request, place, username=username, refusal=refusal)
    response = RedirectResponse(_landing(signed_in, place.path), _SEE_OTHER)
    keep_cookie(request, response, SESSION_COOKIE, signed_in.token, expires=signed_in.expires_at, is_lax=True)
    return response


@router.post(SIGN_OUT_PATH)
async def sign_out(request: Request, use_cases: Sessions) -> Response:
    """Back to where they were, without a session."""
    form = await typed_form(request)
    if token := session_token(request):
        await use_cases.sign_out(token)
    response = RedirectResponse(page_of_this_site(form.text(LEADS_BACK)), _SEE_OTHER)
    forget_cookie(request, response, SESSION_COOKIE)
    return response


def _landing(signed_in: SignedIn, asked: str) -> str:
    first = FIRST.get(signed_in.bound_to.value) if signed_in.bound_to else None
    return first or landing_for(signed_in.viewer, asked)


def _place(back: str) -> Place:
    return Place(page_of_this_site(back))
