"""A browser, and visits to the pages of the session's system."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser

from ops.demo.people import Office
from tests.pages.browser import Visits, chromium, skip_without_browser
from tests.pages.things import Things
from tests.running import System


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One Chromium for all tests; skipped with a word where there is none."""
    skip_without_browser()
    async with chromium() as running:
        yield running


@pytest.fixture(scope="session")
def visits(browser: Browser, system: System) -> Visits:
    """Visits to the session's system; see `Visits.visit`."""
    return Visits(browser, system.stack.address)


@pytest.fixture(scope="session")
def things(office: Office) -> Things:
    """What the addresses of pages name; a test that changes its thing makes one of its own."""
    return Things(office)
