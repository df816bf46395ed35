"""Ending the daily digest: by the link in it, without signing in (RFC 8058), and for whoever is signed in."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from services.intake.application.digests import ChooseDigest
from shared.identity.digest_links import PATH
from shared.refusals import NotSignedInError
from shared.web.http.use_cases import use
from shared.web.pages.csrf import opened_by_link
from shared.web.pages.frame import Frame, checked_form
from shared.web.pages.sign_in import Place, ask_who
from shared.web.pages.viewer import page_viewer

_PLACE = Place(PATH, "và chọn nhận hay thôi nhận thư tóm tắt", "Mỗi người chọn cho tài khoản của mình.")


@dataclass(frozen=True)
class DigestPageUseCases:
    """What the pages call."""

    choose_digest: ChooseDigest


Uses = Annotated[DigestPageUseCases, use(DigestPageUseCases)]
router = APIRouter(prefix=PATH, include_in_schema=False, default_response_class=HTMLResponse)


@router.get("")
async def show_choice(request: Request, frame: Frame, use_cases: Uses) -> Response:
    """Whether the digest is sent to whoever is signed in, and the button that changes it."""
    try:
        viewer = await page_viewer(request)
    except NotSignedInError:
        return ask_who(frame, request, _PLACE)
    wanted = await use_cases.choose_digest.wants(viewer.account)
    return frame.render(request, "digests/digest.html", place=_PLACE, viewer=viewer, wanted=wanted)


@router.post("")
async def choose(request: Request, frame: Frame, use_cases: Uses) -> Response:
    """Back to the page, with the digest sent or not as the form says."""
    form = await checked_form(request)
    try:
        viewer = await page_viewer(request)
    except NotSignedInError:
        return ask_who(frame, request, _PLACE)
    await use_cases.choose_digest.choose(viewer.account, wanted=form.get("nhan") == "co")
    return RedirectResponse(PATH, 303)


@router.get("/{token}")
async def ask_to_end(request: Request, frame: Frame, use_cases: Uses, token: str) -> Response:
    """The page behind the link: a button, because programs that look at mails follow links, too."""
    use_cases.choose_digest.check(token)
    return frame.render(request, "digests/digest_end.html", is_ended=False, token=token)


# Without a session and without a form's token: who holds the link may, and may only this.
@router.post("/{token}")
@opened_by_link
async def end_digest(request: Request, frame: Frame, use_cases: Uses, token: str) -> Response:
    """The digest is ended: the answer to the button, and to a mail program's own (`List-Unsubscribe-Post`)."""
    await use_cases.choose_digest.end(token)
    return frame.render(request, "digests/digest_end.html", is_ended=True, token=token)
