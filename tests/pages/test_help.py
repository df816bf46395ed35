"""Each page of help, as each role reads it: whatever it links to is a page that exists, at an anchor that is there."""

import re

import pytest
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from ops.demo.people import Office
from services.intake.web.pages.help import PAGES, STATEMENTS
from tests.contract.test_openapi import services
from tests.pages.test_doors import Browsers
from tests.pages.visitors import Visitor
from tests.running import System

_LINK = re.compile(r'<a [^>]*href="(/[^"]*)"')
_ANCHOR = re.compile(r'id="([^"]+)"')
_READERS = (Visitor.NOBODY, Visitor.UNIT, Visitor.OFFICER, Visitor.HEAD, Visitor.COUNCIL_SECRETARY)


def addresses() -> list[re.Pattern[str]]:
    """What GET answers at, in every service."""
    found: list[re.Pattern[str]] = []

    def look(routes: list[BaseRoute]) -> None:
        for route in routes:
            if isinstance(route, APIRoute):
                if "GET" in route.methods:
                    found.append(route.path_regex)
            else:
                look(getattr(getattr(route, "original_router", None), "routes", []))

    for app in services().values():
        look(app.routes)
    return found


@pytest.fixture(scope="module")
def browsers(system: System, office: Office) -> Browsers:
    return Browsers(system.stack.address, office)


@pytest.mark.parametrize("reader", _READERS, ids=lambda reader: reader.name.lower())
async def test_help_leads_to_pages_that_exist(browsers: Browsers, reader: Visitor) -> None:
    known, pages = addresses(), {}
    async with await browsers.open(reader, ends_session=False) as http:
        for name in ("", *PAGES, *STATEMENTS):
            address = f"/tro-giup/{name}".rstrip("/")
            pages[address] = (await http.get(address)).raise_for_status().text

    linked = {(page, link) for page, text in pages.items() for link in _LINK.findall(text)}
    assert linked
    assert [(page, link) for page, link in sorted(linked) if not any(each.match(_path(link)) for each in known)] == []
    assert [(page, link) for page, link in sorted(linked) if _lacks_anchor(link, pages)] == []


def _path(link: str) -> str:
    return link.partition("#")[0].partition("?")[0]


def _lacks_anchor(link: str, pages: dict[str, str]) -> bool:
    path, _, anchor = link.partition("#")
    return bool(anchor) and path in pages and anchor not in _ANCHOR.findall(pages[path])


async def test_an_officer_of_one_level_is_led_to_its_pages(browsers: Browsers) -> None:
    async with await browsers.open(Visitor.OFFICER, ends_session=False) as http:
        page = (await http.get("/tro-giup/chuyen-vien")).text
    async with await browsers.open(Visitor.NOBODY, ends_session=False) as http:
        strangers = (await http.get("/tro-giup/chuyen-vien")).text

    assert 'href="/cap/commune/phan-cong"' in page
    assert "/cap/" not in strangers
