"""Every page of every service has a row in the table of doors, and every row is a page's."""

from collections.abc import Iterator

import pytest
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from tests.contract.test_openapi import services
from tests.pages.tables.all import TABLES

APPS = services()
# Descriptions and assets, which show nothing of anybody; `tests/contract` and `tests/unit/web` look at them.
# Streams do not end: `tests/pages/test_unit_journey.py` opens theirs as its unit and as another.
_NO_PAGES = ("/asyncapi", "/asyncapi.json", "/api", "/openapi.json", "/metrics", "/de-nghi/{number}/su-kien")
_ASSETS = ("/tai-nguyen/", "/health/")


def pages_of(routes: list[BaseRoute]) -> Iterator[str]:
    """Method and path of the routes that the description of the API does not name."""
    for route in routes:
        if isinstance(route, APIRoute):
            if not route.include_in_schema and route.path not in _NO_PAGES and not route.path.startswith(_ASSETS):
                yield from (f"{method} {route.path}" for method in route.methods - {"HEAD"})
        else:
            # A router that was included stands for its routes, in an object that FastAPI keeps to itself.
            yield from pages_of(getattr(getattr(route, "original_router", None), "routes", []))


@pytest.mark.parametrize("service", APPS)
def test_each_page_has_one_row(service: str) -> None:
    rows = sorted({door.name for door in TABLES[service]})

    assert rows == sorted(set(pages_of(APPS[service].routes)))
