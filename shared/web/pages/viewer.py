"""Who opens a page: recognised by the session cookie, which opens pages alone."""

from typing import Annotated

from fastapi import Depends, Request

from shared.identity.viewer import Viewer
from shared.refusals import NotSignedInError
from shared.web.api.viewer import recognition_of
from shared.web.http.cookies import SESSION_COOKIE, cookie_of
from shared.web.pages.frame import keep_viewer


async def page_viewer(request: Request) -> Viewer:
    """Who opens the page, for pages that only some may see.

    Raises:
        NotSignedInError: Nobody is signed in, or no longer: the sign-in form comes in place of the page.
        BoundSessionError: Something must be done first: the answer leads there.
    """
    token = cookie_of(request, SESSION_COOKIE)
    if not token:
        raise NotSignedInError("Hãy đăng nhập để xem.")
    _, viewer = await recognition_of(request).recognise(token)
    keep_viewer(request, viewer)
    return viewer


async def page_visitor(request: Request) -> Viewer | None:
    """Who opens the page, for pages that everybody may see: nobody where no session holds."""
    try:
        return await page_viewer(request)
    except NotSignedInError:
        return None


PageViewer = Annotated[Viewer, Depends(page_viewer)]
PageVisitor = Annotated[Viewer | None, Depends(page_visitor)]
