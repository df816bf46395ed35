"""People at their browsers: the pages of intake by form and cookie."""

import re
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import httpx

from shared.web.http.cookies import SESSION_COOKIE
from tests.integration.intake.served import Served
from tests.servers.signed_in import open_session

PEOPLE = {"Accept": "text/html"}


def browser(served: Served) -> httpx.AsyncClient:
    """A browser without cookies, at the same app."""
    return httpx.AsyncClient(transport=served.client._transport, base_url="http://intake", headers=PEOPLE)  # noqa: SLF001


def token_in(page: str) -> str:
    """What the page's forms must repeat."""
    found = re.search(r'name="ma_bieu_mau" value="([^"]+)"', page)
    assert found
    return found[1]


def signed_in(
    served: Served, number: str, username: str = "nop.doan-yen-phu", *, place: str = "de-nghi"
) -> AbstractAsyncContextManager[httpx.AsyncClient]:
    """A browser in which somebody signed in at the page of that number."""
    return signed_in_at(served, f"/{place}/{number}", username)


@asynccontextmanager
async def signed_in_at(served: Served, path: str, username: str) -> AsyncIterator[httpx.AsyncClient]:
    """A browser that was led back to that page from signing in, with the session's cookie."""
    async with browser(served) as client:
        assert f'name="tiep" value="{path}"' in (await client.get(path)).text
        client.cookies.set(SESSION_COOKIE, await open_session(served.databases, username))
        yield client
