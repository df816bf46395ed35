"""Ending the daily digest: by the link in it, without signing in (RFC 8058), and for whoever is signed in."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from services.intake.application.choosing import ChooseDigest
from services.intake.web.frame import Frame
from shared.identity.digest_links import PATH
from shared.refusals import NotSignedInError
from shared.web.pages.frame import checked_form
from shared.web.pages.sign_in import Place

_PLACE = Place(PATH, "và chọn nhận hay thôi nhận thư tóm tắt", "Mỗi người chọn cho tài khoản của mình.")


@dataclass(frozen=True)
class DigestPages:
    """Renders the pages and does what their forms ask for."""

    frame: Frame
    choose_digest: ChooseDigest

    async def choice(self, request: Request) -> Response:
        """Whether the digest is sent to whoever is signed in, and the button that changes it."""
        try:
            viewer = await self.frame.viewer(request)
        except NotSignedInError:
            return self.frame.ask_who(request, _PLACE)
        wanted = await self.choose_digest.wants(viewer.account)
        return self.frame.render(request, "digest.html", place=_PLACE, viewer=viewer, wanted=wanted)

    async def change(self, request: Request) -> Response:
        """Back to the page, with the digest sent or not as the form says."""
        form = await checked_form(request)
        try:
            viewer = await self.frame.viewer(request)
        except NotSignedInError:
            return self.frame.ask_who(request, _PLACE)
        await self.choose_digest.choose(viewer.account, wanted=form.get("nhan") == "co")
        return RedirectResponse(PATH, 303)

    def ask(self, request: Request, token: str) -> Response:
        """The page behind the link: a button, because programs that look at mails follow links, too."""
        self.choose_digest.check(token)
        return self.frame.render(request, "digest_end.html", is_ended=False, token=token)

    async def end(self, request: Request, token: str) -> Response:
        """The digest is ended: the answer to the button, and to a mail program's own (`List-Unsubscribe-Post`)."""
        await self.choose_digest.end(token)
        return self.frame.render(request, "digest_end.html", is_ended=True, token=token)


def digest_pages_router(pages: DigestPages) -> APIRouter:
    """The routes of the pages."""
    router = APIRouter(prefix=PATH, include_in_schema=False, default_response_class=HTMLResponse)

    @router.get("")
    async def choice(request: Request) -> Response:
        return await pages.choice(request)

    @router.post("")
    async def change(request: Request) -> Response:
        return await pages.change(request)

    @router.get("/{token}")
    async def ask(request: Request, token: str) -> Response:
        return pages.ask(request, token)

    # Without a session and without a form's token: who holds the link may, and may only this.
    @router.post("/{token}")
    async def end(request: Request, token: str) -> Response:
        return await pages.end(request, token)

    return router
