"""People at their browsers: the pages of intake by form and cookie."""

import re
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import httpx

from shared.directory.demo import DEMO_PASSWORD
from tests.integration.intake.served import Served

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
    """A browser in which somebody signed in at that page, and was led back to it."""
    async with browser(served) as client:
        form = {"ten_dang_nhap": username, "mat_khau": DEMO_PASSWORD}
        form["ma_bieu_mau"] = token_in((await client.get(path)).text)
        answer = await client.post(f"{path}/dang-nhap", data=form)
        assert (answer.status_code, answer.headers["Location"]) == (303, path)
        yield client
