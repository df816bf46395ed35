"""Services that are told who is asking, instead of a token being looked up."""

from collections.abc import Awaitable, Callable

from fastapi import FastAPI, Request

from shared.identity.viewer import Viewer
from shared.web.api.viewer import current_viewer
from shared.web.pages.frame import keep_viewer
from shared.web.pages.viewer import page_viewer


def recognise_by(app: FastAPI, recognise: Callable[[Request], Awaitable[Viewer]]) -> None:
    """Have `recognise` say whose a request is, at the door, in routes and on pages; it may raise `NotSignedInError`."""

    async def viewer(request: Request) -> Viewer:
        return await recognise(request)

    async def sender(request: Request) -> str:
        return (await recognise(request)).account

    async def viewer_on_page(request: Request) -> Viewer:
        found = await recognise(request)
        keep_viewer(request, found)
        return found

    app.dependency_overrides[current_viewer] = viewer
    app.dependency_overrides[page_viewer] = viewer_on_page
    app.state.recognise = sender


def recognise_as(app: FastAPI, viewer: Viewer) -> None:
    """Have every request be this person's."""

    async def always(_request: Request) -> Viewer:
        return viewer

    recognise_by(app, always)
