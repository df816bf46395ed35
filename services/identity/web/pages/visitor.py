"""Who opens a page of their own account, also while something must be done first."""

from typing import Annotated

from fastapi import Depends, Request

from shared.identity.viewer import Viewer
from shared.refusals import NotSignedInError
from shared.web.api.viewer import recognition_of
from shared.web.http.cookies import SESSION_COOKIE, cookie_of
from shared.web.pages.frame import keep_viewer


async def _bound_viewer(request: Request) -> Viewer:
    token = session_token(request)
    if not token:
        raise NotSignedInError("Hãy đăng nhập để xem.")
    _, viewer = await recognition_of(request).recognise_bound(token)
    keep_viewer(request, viewer)
    return viewer


def session_token(request: Request) -> str:
    """The session's token; nothing where the browser keeps none."""
    return cookie_of(request, SESSION_COOKIE)


BoundViewer = Annotated[Viewer, Depends(_bound_viewer)]
