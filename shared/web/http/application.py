"""The one way to make a service's FastAPI application, so that all of them refuse, limit and report alike."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager

from fastapi import APIRouter, Depends, FastAPI
from fastapi.responses import HTMLResponse

from shared.messaging.topology.describing import asyncapi
from shared.web.api.asyncapi_page import asyncapi_page
from shared.web.api.describing import Examples, complete, examples_of
from shared.web.api.known_query import known_query
from shared.web.api.labels import LABELS
from shared.web.api.problems import install_problems
from shared.web.api.reference import reference_router
from shared.web.http.framing import Framing
from shared.web.http.heads import Heads
from shared.web.http.health import Readiness, health_router
from shared.web.pages.assets import assets_router
from shared.web.pages.csrf import guard_forms

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]
Hook = Callable[[], Awaitable[None]]


def create_app(
    title: str,
    routers: Sequence[APIRouter],
    lifespan: Lifespan,
    *,
    readiness: Readiness,
    labels: Mapping[str, str] | None = None,
    streamed: Collection[str] = (),
    answers: Examples | None = None,
    service: str = "",
) -> FastAPI:
    """The application, framed.

    `app.state.before_shutdown` is a list of coroutine functions that `serve` calls, in order, when the process is told
    to stop and before it stops answering. `labels` name fields in Vietnamese for messages, beside those of all.
    `streamed` are paths whose routes take bodies of any size, piece by piece. `answers` are examples
    for the description, beside those on the models; `service` is the part of `shared/text/schemas.toml` with words of
    its own.
    """
    app = _Application(
        title=title,
        version="1",
        lifespan=lifespan,
        servers=[{"url": "/", "description": "Địa chỉ chung của hệ thống, nơi mô tả này được tải về"}],
        # A redirect would repeat whatever host the request names; an address that is not there is told so.
        redirect_slashes=False,
        docs_url=None,
        redoc_url=None,
        # Its own would tell paths and queries, and errors in full; `Framing` tells what may leave the house.
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
        dependencies=[Depends(known_query), Depends(guard_forms)],
    )
    hooks: list[Hook] = []
    app.state.before_shutdown = hooks
    app.state.stopping = False
    app.state.answers = {**examples_of(routers), **(answers or {})}
    app.state.service = service
    app.state.labels = {**LABELS, **(labels or {})}
    install_problems(app, labels or {})
    app.include_router(health_router(readiness))
    app.add_api_route("/asyncapi.json", asyncapi, include_in_schema=False, response_model=None)
    app.add_api_route("/asyncapi", asyncapi_page, include_in_schema=False, response_class=HTMLResponse)
    for router in (reference_router(service, title), assets_router, *routers):
        app.include_router(router)
    app.state.streamed = frozenset(streamed)
    app.add_middleware(Framing, streamed=streamed)
    app.add_middleware(Heads)
    return app


def limit(app: FastAPI, *, hosts: Collection[str] | None, is_rated: bool) -> None:
    """Hold `app` to what its deployment says: its hosts, and whether acts of an account are counted."""
    app.state.hosts = hosts
    app.state.is_rated = is_rated


class _Application(FastAPI):
    """FastAPI whose description of itself says that every refusal is a problem."""

    def openapi(self) -> dict[str, object]:
        """The OpenAPI document."""
        if self.openapi_schema is None:
            complete(super().openapi(), self.state.answers, self.state.service, self.state.labels)
        return dict(self.openapi_schema or {})
