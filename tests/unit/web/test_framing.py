"""What every request passes, whatever it asks for."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from fastapi import APIRouter, FastAPI, Request

from shared.observability.correlation import correlation_id, trace_headers
from shared.refusals import NotSignedInError
from shared.web.http.admission import Admission
from shared.web.http.application import create_app, limit
from shared.web.http.classes import ACT, KIBIBYTE, READ
from shared.web.http.exchange import DISCARD_BYTES
from shared.web.http.framing import MAX_BODY_BYTES, Framing
from tests.unit.web.small_app import APP, app_with, client_of, no_lifespan

MEBIBYTE = 1024 * 1024


def echoing() -> APIRouter:
    """Routes that tell what they see."""
    router = APIRouter()

    @router.get("/api/v1/seen")
    async def seen() -> dict[str, str]:
        return {"correlation": correlation_id(), **trace_headers()}

    return router


async def chunks(count: int) -> AsyncIterator[bytes]:
    for _ in range(count):
        yield b" " * MEBIBYTE


async def test_the_callers_correlation_and_trace_go_along() -> None:
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

    async with client_of(app_with(echoing())) as client:
        answer = await client.get("/api/v1/seen", headers={"X-Correlation-ID": "abc-12345", "traceparent": trace})

    assert answer.json() == {"correlation": "abc-12345", "traceparent": trace}
    assert answer.headers["x-correlation-id"] == "abc-12345"


@pytest.mark.parametrize("given", ["", "a b", "x" * 65, "é", "a\tb", "<script>"])
async def test_an_odd_correlation_id_is_replaced(given: str) -> None:
    async with client_of(app_with(echoing())) as client:
        answer = await client.get("/api/v1/seen", headers={b"X-Correlation-ID": given.encode("latin-1")})

    assert answer.headers["x-correlation-id"] == answer.json()["correlation"] != given


@pytest.mark.parametrize("path", ["/health/live", "/api/v1/seen", "/nowhere", "/openapi.json"])
async def test_every_answer_carries_the_security_headers(path: str) -> None:
    async with client_of(app_with(echoing())) as client:
        answer = await client.get(path)

    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "DENY"
    assert "unsafe-inline" not in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"
    assert "server" not in answer.headers


async def test_a_body_at_the_limit_is_read() -> None:
    async with client_of(APP) as client:
        answer = await client.post(
            "/api/v1/dossiers", content=b" " * MAX_BODY_BYTES, headers={"content-type": "application/json"}
        )

    assert answer.status_code == 400


@pytest.mark.parametrize("path", ["/api/v1/dossiers", "/api/v1/thing", "/nowhere"])
async def test_a_body_announced_as_too_large_is_refused_unread(path: str) -> None:
    async with client_of(APP) as client:
        answer = await client.post(path, content=b" " * (MAX_BODY_BYTES + 1))

    assert answer.status_code == answer.json()["status"] == 413
    assert answer.headers["connection"] == "close"
    assert answer.headers["x-correlation-id"] == answer.json()["correlation_id"]


async def test_a_body_in_pieces_is_refused_at_the_piece_too_many() -> None:
    async with client_of(APP) as client:
        answer = await client.post("/api/v1/dossiers", content=chunks(17), headers={"content-type": "application/json"})

    assert answer.status_code == answer.json()["status"] == 413
    assert "16 MiB" in answer.json()["detail"]


@pytest.mark.parametrize("path", ["/api/v1/numbers/1%00", "/api/v1/thing?x=%00", "/%00"])
async def test_a_null_character_in_the_address_is_refused(path: str) -> None:
    async with client_of(APP) as client:
        answer = await client.get(path)

    assert answer.status_code == 400


async def test_live_says_so_and_ready_tells_each_part() -> None:
    async def half() -> Mapping[str, bool]:
        return {"mongo": True, "relay": False}

    app = create_app("thử", [], no_lifespan, readiness=half)

    async with client_of(app) as client:
        live, ready = await client.get("/health/live"), await client.get("/health/ready")

    assert live.status_code == 200
    assert ready.status_code == 503
    assert ready.json()["parts"] == {"running": True, "mongo": True, "relay": False}


async def test_a_readiness_check_that_fails_means_not_ready() -> None:
    async def broken() -> Mapping[str, bool]:
        raise OSError

    async with client_of(create_app("thử", [], no_lifespan, readiness=broken)) as client:
        ready = await client.get("/health/ready")

    assert ready.status_code == 503
    assert ready.json()["parts"]["check"] is False


async def test_a_service_that_was_told_to_stop_is_not_ready() -> None:
    app = app_with(echoing())
    app.state.stopping = True

    async with client_of(app) as client:
        ready = await client.get("/health/ready")

    assert ready.status_code == 503


async def test_requests_are_counted_by_route_not_by_address() -> None:
    async with client_of(APP) as client:
        await client.get("/api/v1/numbers/4711")
        figures = (await client.get("/metrics")).text

    assert 'route="/api/v1/numbers/{number}"' in figures
    assert "numbers/4711" not in figures  # moments of the clock may have these digits, too


async def test_openapi_promises_problems_and_no_framework_errors() -> None:
    async with client_of(APP) as client:
        document = (await client.get("/openapi.json")).json()

    schemas = document["components"]["schemas"]
    answers = document["paths"]["/api/v1/dossiers"]["post"]["responses"]
    assert {"Problem", "FieldError"} <= schemas.keys()
    assert not {"HTTPValidationError", "ValidationError"} & schemas.keys()
    assert list(answers["422"]["content"]) == list(answers["default"]["content"]) == ["application/problem+json"]


@asynccontextmanager
async def waiting_app() -> AsyncIterator[tuple[FastAPI, asyncio.Event, asyncio.Event]]:
    """An application whose act waits; the events say that it has begun and that it may end."""
    has_begun, may_end = asyncio.Event(), asyncio.Event()
    router = APIRouter()

    @router.post("/api/v1/act")
    async def act() -> str:
        has_begun.set()
        await may_end.wait()
        return "done"

    yield app_with(router), has_begun, may_end


async def test_a_crowded_service_asks_to_come_back() -> None:
    async with waiting_app() as (app, has_begun, may_end):
        narrow = replace(ACT, places=1)
        async with client_of(Framing(app, Admission([READ, narrow]))) as client:
            first = asyncio.create_task(client.post("/api/v1/act"))
            await has_begun.wait()
            refused = await client.post("/api/v1/act")
            read = await client.get("/health/live")
            may_end.set()
            answers = [await first, await client.post("/api/v1/act"), read]

        assert (refused.status_code, refused.headers["retry-after"]) == (503, "2")
        assert [answer.status_code for answer in answers] == [200, 200, 200]


async def test_a_stranger_with_a_body_is_answered_before_it_is_read() -> None:
    app = app_with(echoing())
    app.state.recognise = nobody
    pieces_taken = 0

    async def pieces() -> AsyncIterator[bytes]:
        nonlocal pieces_taken
        while True:
            pieces_taken += 1
            yield b" " * MEBIBYTE

    async with client_of(app) as client:
        answer = await client.post("/api/v1/dossiers", content=pieces())

    assert answer.status_code == 401
    # What a sender has under way is thrown away, up to a bound; none of it is kept.
    assert pieces_taken <= DISCARD_BYTES // MEBIBYTE + 1


@pytest.mark.parametrize(
    ("path", "size", "status"),
    [
        ("/api/v1/sessions", 4 * KIBIBYTE + 1, 413),
        ("/ho-so/nop", 64 * KIBIBYTE + 1, 413),
        ("/ho-so/nop", 64 * KIBIBYTE, 404),
        ("/api/v1/cases/x/claim", 1, 401),
    ],
)
async def test_a_stranger_sends_no_more_than_a_form(path: str, size: int, status: int) -> None:
    app = app_with(echoing())
    app.state.recognise = nobody

    async with client_of(app) as client:
        answer = await client.post(path, content=b" " * size)

    assert answer.status_code == status


async def test_an_act_has_no_more_than_its_class_lets_it_have() -> None:
    async with client_of(APP) as client:
        answer = await client.post("/api/v1/thing", content=b" " * (ACT.body_bytes + 1))

    assert answer.status_code == 413
    assert "512 KiB" in answer.json()["detail"]


async def test_asking_takes_a_place_except_for_health_and_metrics() -> None:
    narrow = replace(READ, places=0)
    async with client_of(Framing(app_with(echoing()), Admission([ACT, narrow]))) as client:
        asked, health = await client.get("/api/v1/seen"), await client.get("/health/live")

    assert (asked.status_code, asked.headers["retry-after"], health.status_code) == (503, "2", 200)


@pytest.mark.parametrize("path", ["/api/v1/seen/", "/api/v1/thing/", "/health/live/"])
async def test_an_address_with_a_slash_too_many_is_not_there(path: str) -> None:
    async with client_of(app_with(echoing())) as client:
        answer = await client.get(path, headers={"Host": "evil.example"})

    assert answer.status_code == 404
    assert "location" not in answer.headers
    assert "Kiểm tra lại đường dẫn" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("path", "host", "status"),
    [
        ("/api/v1/seen", "thidua.example", 200),
        ("/api/v1/seen", "THIDUA.example:8443", 200),
        ("/api/v1/seen", "evil.example", 421),
        ("/api/v1/seen", "thidua.example.evil.example", 421),
        ("/api/v1/seen", "evil.example:thidua.example", 421),
        ("/api/v1/seen", "", 421),
        ("/nowhere", "evil.example", 421),
        ("/health/live", "127.0.0.1:8000", 200),
        ("/metrics", "intake.edge:8000", 200),
    ],
)
async def test_a_deployment_answers_for_its_own_hosts_alone(path: str, host: str, status: int) -> None:
    app = app_with(echoing())
    limit(app, hosts=frozenset({"thidua.example"}), is_rated=True)

    async with client_of(app) as client:
        answer = await client.get(path, headers={"Host": host})

    assert answer.status_code == status
    assert "evil" not in answer.text


async def nobody(_request: Request) -> str:
    raise NotSignedInError("Hãy đăng nhập.")


@pytest.mark.parametrize(("scheme", "strict"), [("https", "max-age=63072000; includeSubDomains"), ("http", None)])
async def test_what_was_reached_by_tls_is_asked_for_by_tls_alone(scheme: str, strict: str | None) -> None:
    async with client_of(APP) as client:
        answer = await client.get(f"{scheme}://thidua.test/health/live")

    assert answer.headers.get("strict-transport-security") == strict
