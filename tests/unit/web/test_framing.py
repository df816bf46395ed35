"""What every request passes, whatever it asks for."""

import asyncio
from collections.abc import AsyncIterator, Mapping

import pytest
from fastapi import APIRouter

from shared.observability.correlation import correlation_id, trace_headers
from shared.web.app import create_app
from shared.web.crowding import Crowd
from shared.web.framing import MAX_BODY_BYTES, Framing
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


async def test_a_body_that_comes_in_pieces_is_refused_at_the_piece_too_many() -> None:
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


async def test_openapi_promises_problems_and_nothing_of_the_frameworks_own() -> None:
    async with client_of(APP) as client:
        document = (await client.get("/openapi.json")).json()

    schemas = document["components"]["schemas"]
    answers = document["paths"]["/api/v1/dossiers"]["post"]["responses"]
    assert {"Problem", "FieldError"} <= schemas.keys()
    assert not {"HTTPValidationError", "ValidationError"} & schemas.keys()
    assert list(answers["422"]["content"]) == list(answers["default"]["content"]) == ["application/problem+json"]


async def test_whoever_comes_while_too_many_are_being_served_is_asked_to_come_back() -> None:
    crowded = Framing(APP, crowd=Crowd(max_requests=1))
    has_begun, may_end = asyncio.Event(), asyncio.Event()

    async def slowly() -> AsyncIterator[bytes]:
        has_begun.set()
        await may_end.wait()
        yield b"{}"

    async with client_of(crowded) as client:
        slow = asyncio.create_task(client.post("/api/v1/dossiers", content=slowly()))
        await has_begun.wait()
        refused = await client.post("/api/v1/dossiers", json={})
        read = await client.get("/health/live")
        may_end.set()
        await slow
        later = await client.post("/api/v1/dossiers", json={})

    assert (refused.status_code, refused.headers["retry-after"]) == (503, "2")
    assert (read.status_code, later.status_code) == (200, 422)


def test_bodies_are_let_in_up_to_their_weight_and_one_alone_always() -> None:
    crowd = Crowd(max_bytes=100)

    assert crowd.let_in(500)
    assert not crowd.let_in(1)
    crowd.let_go(500)
    assert crowd.let_in(60)
    assert not crowd.let_in(60)
    assert crowd.let_in(40)


@pytest.mark.parametrize(("scheme", "strict"), [("https", "max-age=63072000; includeSubDomains"), ("http", None)])
async def test_what_was_reached_by_tls_is_asked_for_by_tls_alone(scheme: str, strict: str | None) -> None:
    async with client_of(APP) as client:
        answer = await client.get(f"{scheme}://thidua.test/health/live")

    assert answer.headers.get("strict-transport-security") == strict
