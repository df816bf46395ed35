"""axe-core in the browser: what it finds on a page, each violation named with its place and its remedy."""

from functools import cache

from playwright.async_api import Page

from tests.pages.browser import AXE

# WCAG 2.2 AA and what goes with it.
_RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


async def axe(page: Page) -> None:
    """Pass when axe finds nothing on the page as it stands.

    Raises:
        AssertionError: It does; the message names each violation, where it is and what axe advises.
    """
    faults = await violations(page)
    assert not faults, f"{page.url} at {page.viewport_size}:\n" + "\n".join(faults)


async def violations(page: Page) -> list[str]:
    """What axe finds, in words."""
    await page.evaluate(_source())
    found = await page.evaluate("rules => axe.run(document, rules)", _RULES)
    return [
        f"{rule['id']} ({rule['impact']}): {rule['help']}\n    {node['html']}\n    {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


@cache
def _source() -> str:
    return AXE.read_text(encoding="utf-8")
