"""Whether the process lives, whether it can do its work now, and its figures."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from shared.observability.logs import explain_error, get_logger
from shared.observability.metrics import exposition

Readiness = Callable[[], Awaitable[Mapping[str, bool]]]
_PATIENCE_SECONDS = 3.0

log = get_logger(__name__)


def health_router(readiness: Readiness) -> APIRouter:
    """The three addresses that a supervisor and Prometheus ask; `readiness` tells each part by name."""
    router = APIRouter()

    @router.get("/health/live", include_in_schema=False)
    async def live() -> Response:
        return JSONResponse({"status": "ok"})

    @router.get("/health/ready", include_in_schema=False)
    async def ready(request: Request) -> Response:
        parts = {"running": not getattr(request.app.state, "stopping", False), **await _parts(readiness)}
        is_ready = all(parts.values())
        return JSONResponse({"status": "ok" if is_ready else "unready", "parts": parts}, 200 if is_ready else 503)

    @router.get("/metrics", include_in_schema=False)
    async def metrics() -> Response:
        body, media_type = exposition()
        return Response(body, media_type=media_type)

    return router


async def _parts(readiness: Readiness) -> Mapping[str, bool]:
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            return await readiness()
    except Exception as error:  # noqa: BLE001 - whatever fails, the answer is "not ready"
        log.warning("health.check_failed", error=explain_error(error))
        return {"check": False}
