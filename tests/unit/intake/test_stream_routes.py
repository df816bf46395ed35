"""Live status over HTTP: what goes over the line, and who is turned away at the door."""

import asyncio
import json
from typing import cast

import httpx

from services.intake.application.ports import Nominations
from services.intake.application.stream_limits import StreamLimits
from services.intake.application.streams import NominationStreams
from services.intake.web.api.streams import StreamUseCases, router
from shared.identity.recognising import Recognition, Session
from shared.identity.viewer import Viewer
from shared.refusals import NotSignedInError
from shared.web.http.use_cases import provide
from tests.unit.intake.test_streams import SUBMITTER, Shelf
from tests.unit.web.small_app import app_with, client_of


class Porter(Recognition):
    """Knows one token."""

    def __init__(self) -> None:
        """Without stores: nobody signs in here."""

    async def recognise(self, token: str) -> tuple[Session, Viewer]:
        if token != "known":
            raise NotSignedInError("Hãy đăng nhập.")
        return cast("Session", None), SUBMITTER


async def asked(shelf: Shelf, **headers: str) -> httpx.Response:
    """The answer once the service was told to stop."""
    service = NominationStreams(cast("Nominations", shelf), places=StreamLimits(5, each=5, same=5), poll_seconds=0.01)
    app = app_with(router)
    provide(app, StreamUseCases(service))
    app.state.recognition = Porter()
    path = f"/api/v1/nominations/{shelf.nomination.id}/events"
    async with client_of(app) as client, asyncio.timeout(20):
        request = asyncio.create_task(client.get(path, headers={"Authorization": "Bearer known", **headers}))
        polling = asyncio.create_task(service.run())
        looked = asyncio.create_task(shelf.looked.wait())
        await asyncio.wait({request, looked}, return_when=asyncio.FIRST_COMPLETED)
        looked.cancel()
        await service.close()
        await polling
        return await request


async def test_the_history_comes_as_events_that_can_be_resumed() -> None:
    shelf = Shelf()
    shelf.grow()

    answer = await asked(shelf, **{"Last-Event-ID": "1"})

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/event-stream")
    [retry, event] = answer.text.strip().split("\n\n")
    assert retry == "retry: 2000"
    lines = dict(line.split(": ", 1) for line in event.splitlines())
    assert (lines["event"], lines["id"]) == ("history", "2")
    assert json.loads(lines["data"])["status"] == "dang-xet"


async def test_strangers_are_refused_before_the_stream_begins() -> None:
    shelf, hidden = Shelf(), Shelf()
    hidden.is_hidden = True

    assert (await asked(shelf, Authorization="Bearer other")).status_code == 401
    assert (await asked(hidden)).status_code == 404
    assert (await asked(shelf, **{"Last-Event-ID": "x"})).status_code == 422
