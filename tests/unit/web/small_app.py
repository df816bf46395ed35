"""An application with one route for each thing that can go wrong."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Annotated

import httpx
from fastapi import APIRouter, FastAPI, Query
from pydantic import BaseModel, Field
from starlette.types import ASGIApp

from shared.events.content import NominationContent
from shared.refusals import DomainError
from shared.web.api.json_route import JsonRoute
from shared.web.api.paging import CursorQuery, SearchQuery
from shared.web.http.application import create_app

SECRET = "Nguyễn Thị Ấn 033183001234"


class Submission(BaseModel):
    """Just enough of a dossier."""

    nominations: list[NominationContent] = Field(min_length=1, max_length=2)


class ListQuery(SearchQuery, CursorQuery):
    """How a list is narrowed."""


@asynccontextmanager
async def no_lifespan(_app: FastAPI) -> AsyncIterator[None]:
    """Start and stop nothing."""
    yield


async def all_ready() -> Mapping[str, bool]:
    """Every part works."""
    return {"mongo": True}


def app_with(*routers: APIRouter) -> FastAPI:
    """The routers in a service's frame."""
    return create_app("thử", routers, no_lifespan, readiness=all_ready)


def app_that_raises(error: Exception) -> FastAPI:
    """`GET /api/v1/thing` raises; `POST /api/v1/dossiers` takes a submission; `GET /ho-so` is a page that raises."""
    router = APIRouter(route_class=JsonRoute)

    @router.get("/api/v1/thing")
    @router.get("/ho-so")
    async def thing() -> None:
        raise error

    @router.post("/api/v1/dossiers")
    async def submit(submission: Submission) -> int:
        return len(submission.nominations)

    @router.get("/api/v1/numbers/{number}")
    async def number(number: int) -> int:
        return number

    @router.get("/api/v1/lists")
    async def lists(query: Annotated[ListQuery, Query()]) -> int:
        return query.limit

    return app_with(router)


APP = app_that_raises(DomainError("Chưa được."))


def client_of(app: ASGIApp) -> httpx.AsyncClient:
    """A client that speaks to the application without a network."""
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://thidua.test")
