"""Every door of an application, who may go through it, and what becomes of everybody else.

A service lists its doors once; a route that is not listed is found by `unlisted`. Used by every service with an API.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from shared.identity.viewer import Role
from shared.web.api.reference import STYLE_PATH
from tests.pages.tables.all import DOORS as PAGE_DOORS


@dataclass(frozen=True)
class Door:
    """A route. `own` and `other` are the statuses for an allowed role, of whom the thing is and of anybody else."""

    method: str
    path: str
    allowed: frozenset[Role]
    own: int
    other: int
    forbidden: int = 403

    def expected(self, role: Role, *, is_own: bool) -> int:
        """The status that somebody of the role gets."""
        if role not in self.allowed:
            return self.forbidden
        return self.own if is_own else self.other

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


# Open to everybody.
OPEN_DOORS = frozenset(
    {
        ("GET", "/health/live"),
        ("GET", "/health/ready"),
        ("GET", "/metrics"),
        ("GET", "/api"),
        ("GET", STYLE_PATH),
        ("GET", "/tai-nguyen/{digest}/{name:path}"),
        ("GET", "/asyncapi"),
        ("GET", "/asyncapi.json"),
        ("GET", "/de-nghi/{number}/su-kien"),
    }
)


def routes_of(app: FastAPI) -> frozenset[tuple[str, str]]:
    """Every method and path that the application answers, also those that OpenAPI does not show."""
    return frozenset(
        (method, route.path)
        for route in _flat(app.routes)
        if isinstance(route, APIRoute)
        for method in route.methods or ()
    )


def unlisted(app: FastAPI, doors: Iterable[Door]) -> frozenset[tuple[str, str]]:
    """The routes that nobody has said who may use; those of pages have a table of their own (`tests/pages/tables`)."""
    pages = {(door.method, door.path) for door in PAGE_DOORS}
    return routes_of(app) - OPEN_DOORS - pages - {(door.method, door.path) for door in doors}


def vanished(app: FastAPI, doors: Iterable[Door]) -> frozenset[tuple[str, str]]:
    """The doors in the table behind which there is no route."""
    return frozenset((door.method, door.path) for door in doors) - routes_of(app)


def _flat(routes: Iterable[BaseRoute]) -> Iterator[BaseRoute]:
    for route in routes:
        # FastAPI keeps an included router as a branch; all routers here carry their whole path themselves.
        inner = getattr(route, "original_router", None)
        if inner is None:
            yield route
        else:
            yield from _flat(inner.routes)
