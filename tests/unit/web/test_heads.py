"""HEAD answers as GET does without a body, and a method that a path does not take is told which it takes."""

from collections.abc import AsyncIterator

import pytest
from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from tests.unit.web.small_app import app_with, client_of

_PIECES = 3


class SomeRoutes:
    """Routes of each kind, and how far the one that never ends was read."""

    def __init__(self) -> None:
        self.pieces = 0
        self.router = APIRouter()
        self.router.get("/api/v1/things")(self.list_things)
        self.router.post("/api/v1/things", status_code=201)(self.list_things)
        self.router.delete("/api/v1/things/{thing}")(self.show_thing)
        self.router.get("/api/v1/things/{thing}")(self.show_thing)
        self.router.put("/api/v1/things/{thing}/name")(self.show_thing)
        self.router.get("/api/v1/endless")(self.stream)

    async def list_things(self) -> list[str]:
        return ["một", "hai"]

    async def show_thing(self, thing: int) -> int:
        return thing

    async def stream(self) -> StreamingResponse:
        return StreamingResponse(self._endless(), headers={"ETag": '"1"'}, media_type="text/event-stream")

    async def _endless(self) -> AsyncIterator[bytes]:
        while True:
            self.pieces += 1
            yield b": still here\n\n"


@pytest.fixture
def some_routes() -> SomeRoutes:
    return SomeRoutes()


@pytest.mark.parametrize(
    "path",
    [
        *("/health/live", "/health/ready", "/openapi.json", "/asyncapi.json", "/asyncapi"),
        *("/api/v1/things", "/api/v1/things/1", "/api/v1/things/x", "/nowhere"),
    ],
)
async def test_head_is_answered_as_get_without_a_body(some_routes: SomeRoutes, path: str) -> None:
    headers = {"X-Correlation-ID": "abc-12345"}
    async with client_of(app_with(some_routes.router)) as client:
        got = await client.get(path, headers=headers)

        answer = await client.head(path, headers=headers)

    assert got.content
    assert answer.content == b""
    assert (answer.status_code, dict(answer.headers)) == (got.status_code, dict(got.headers))


async def test_head_of_a_stream_without_end_ends(some_routes: SomeRoutes) -> None:
    async with client_of(app_with(some_routes.router)) as client:
        answer = await client.head("/api/v1/endless")

    assert answer.status_code == 200
    assert answer.headers["etag"] == '"1"'
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert some_routes.pieces < _PIECES


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "/api/v1/things", "GET, HEAD, POST"),
        ("OPTIONS", "/api/v1/things", "GET, HEAD, POST"),
        ("POST", "/api/v1/things/1", "GET, HEAD, DELETE"),
        ("GET", "/api/v1/things/1/name", "PUT"),
        ("HEAD", "/api/v1/things/1/name", "PUT"),
        ("TRACE", "/health/live", "GET, HEAD"),
        ("PATCH", "/openapi.json", "GET, HEAD"),
    ],
)
async def test_a_method_that_is_not_taken_is_told_which_are(
    some_routes: SomeRoutes, method: str, path: str, allowed: str
) -> None:
    async with client_of(app_with(some_routes.router)) as client:
        answer = await client.request(method, path)

    assert answer.status_code == 405
    assert answer.headers["allow"] == allowed
