"""Chromium at the pages of a running system, by Playwright; every page that it loads is checked as it comes."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from shutil import which
from typing import Literal, TypedDict, Unpack

import pytest
from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Page,
    Response,
    StorageState,
    ViewportSize,
    async_playwright,
)

from ops.stack.mail import PROJECT
from shared.directory.demo import DEMO_PASSWORD
from tests.pages.parsing import faults_of_page
from tests.pages.visitors import Visitor

AXE = PROJECT / ".venv/browser/node_modules/axe-core/axe.min.js"
_CHROMIUM_VARIABLE = "THIDUA_CHROMIUM"
_MILLISECONDS = 20_000
_MOVED = range(300, 400)


class Options(TypedDict, total=False):
    """What else Playwright's `new_context` is told; more of its names may be added."""

    bypass_csp: bool
    java_script_enabled: bool
    color_scheme: Literal["light", "dark"]
    forced_colors: Literal["active", "none"]
    reduced_motion: Literal["reduce", "no-preference"]
    device_scale_factor: float
    accept_downloads: bool


def find_chromium() -> str | None:
    """Where Chromium is."""
    return os.environ.get(_CHROMIUM_VARIABLE) or which("chromium") or which("chromium-browser")


def skip_without_browser() -> None:
    """Skip a test where this machine has no browser, or not what is tried in it."""
    if find_chromium() is None:
        pytest.skip("no chromium: `make setup` installs it where this is root, or name it in THIDUA_CHROMIUM")
    if not AXE.exists():
        pytest.skip("no axe-core: `make setup` installs it where npm is")


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """One Chromium without windows, until the block ends."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        try:
            yield browser
        finally:
            await browser.close()


@dataclass
class Visits:
    """Opens the pages of one system for its visitors; each signs in once, as people do."""

    browser: Browser
    address: str
    faults: list[str] = field(default_factory=list)
    _states: dict[Visitor, StorageState] = field(default_factory=dict)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    @asynccontextmanager
    async def visit(
        self, visitor: Visitor = Visitor.NOBODY, *, width: int = 1280, height: int = 900, **context: Unpack[Options]
    ) -> AsyncIterator[Page]:
        """A tab in which that visitor is signed in; `context` are options of Playwright's `new_context`.

        Raises:
            AssertionError: A page in it was no sound HTML, broke the site's own policy, or asked another host.
        """
        state = await self._signed_in(visitor) if visitor is not Visitor.NOBODY else None
        async with await self._context(
            storage_state=state, viewport={"width": width, "height": height}, **context
        ) as tabs:
            yield await tabs.new_page()
            await self._settle()

    async def _signed_in(self, visitor: Visitor) -> StorageState:
        if visitor not in self._states:
            async with await self._context() as tabs:
                page = await tabs.new_page()
                await page.goto("/dang-nhap")
                await page.locator("input[autocomplete=username]").fill(visitor.value)
                await page.locator("input[type=password]").fill(DEMO_PASSWORD)
                await page.locator("input[type=password]").press("Enter")
                await page.wait_for_url(lambda url: "dang-nhap" not in url)
                self._states[visitor] = await tabs.storage_state()
                await self._settle()
        return self._states[visitor]

    async def _context(
        self,
        storage_state: StorageState | None = None,
        viewport: ViewportSize | None = None,
        **options: Unpack[Options],
    ) -> BrowserContext:
        context = await self.browser.new_context(
            base_url=self.address, locale="vi-VN", storage_state=storage_state, viewport=viewport, **options
        )
        context.set_default_timeout(_MILLISECONDS)
        context.on("response", self._look_later)
        context.on("console", self._hear)
        context.on("weberror", lambda error: self.faults.append(f"a script failed: {error.error}"))
        return context

    def _hear(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            self.faults.append(message.text)

    def _look_later(self, response: Response) -> None:
        if not response.url.startswith((self.address, "data:", "blob:")):
            self.faults.append(f"another host was asked: {response.url}")
        elif response.headers.get("content-type", "").startswith("text/html"):
            self._tasks.add(asyncio.ensure_future(self._look(response)))

    async def _look(self, response: Response) -> None:
        if response.status in _MOVED:
            return
        try:
            text = await response.text()
        except Error:  # the tab has left the page, and with it what came
            return
        self.faults += [f"{response.url}: {fault}" for fault in faults_of_page(text)]

    async def _settle(self) -> None:
        await asyncio.gather(*self._tasks)
        self._tasks.clear()
        faults, self.faults = self.faults, []
        assert not faults, "\n".join(faults)


async def take_picture(page: Page, file: Path) -> None:
    """Write a picture of the whole page."""
    await page.screenshot(path=file, full_page=True, animations="disabled")
