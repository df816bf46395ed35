"""Script attempts: text that would run, or become an element, wherever a page does not escape it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from playwright.async_api import Page

_MARK = "data-thu"
# For text between tags, for an attribute in either quote, for a script and a style, and for an address.
ATTEMPTS: Sequence[str] = (
    f'<img {_MARK} src=/khong-co onerror="window.ran=1"><script {_MARK}>window.ran=1</script>',
    f"\"'><svg {_MARK} onload=window.ran=1>",
    f"</textarea></title></script></style><b {_MARK}>Mẫu</b>",
    "{{7*7}}${7*7}<%= 7*7 %>",
    "javascript:window.ran=1",
)
_LOOK = f"""() => [
    ...(window.ran ? ["a script ran"] : []),
    ...[...document.querySelectorAll("[{_MARK}]")].map(each => "became an element: " + each.outerHTML),
    ...[...document.querySelectorAll("[href^='javascript:'], [action^='javascript:']")].map(each => each.outerHTML),
    ...(document.body.innerText.includes("49$") ? ["a template was evaluated"] : []),
]"""
_TEXTS = "input:not([type]), input[type=text], input[type=search], input[type=email], input[type=tel], textarea"


@dataclass
class ScriptAttempts:
    """Fills text fields with attempts and looks on pages whether one ran.

    The tab must not be protected by the site's policy, so that only escaping is left: `visit(..., bypass_csp=True)`.
    """

    page: Page
    filled: list[str] = field(default_factory=list)

    async def fill(self, form: str = "main form") -> None:
        """Fill every text field of that form, each with all attempts that its length lets through.

        Raises:
            AssertionError: There is none; the message says what the page shows instead.
        """
        for number in range(await self.page.locator(form).locator(_TEXTS).count()):
            text = self.page.locator(form).locator(_TEXTS).nth(number)
            room = int(await text.get_attribute("maxlength") or 10_000)
            attempts = [each for each in ATTEMPTS if len(each) <= room]
            await text.fill(" ".join(attempts)[:room])
            self.filled.append(await text.get_attribute("name") or "")
        assert self.filled, f"no text field on {self.page.url}: {(await self.page.inner_text('body'))[:300]}"

    async def look(self, *paths: str) -> None:
        """Pass when nothing ran on the page as it stands, nor on those pages.

        Raises:
            AssertionError: Something ran or became an element; the message says what and where.
        """
        await self._look_here()
        for path in paths:
            await self.page.goto(path)
            await self._look_here()

    async def _look_here(self) -> None:
        # What is tried when an element loads has run by then.
        await self.page.wait_for_load_state("load")
        faults = await self.page.evaluate(_LOOK)
        assert not faults, f"{self.page.url}: {faults}"


async def submit(page: Page, form: str = "main form") -> None:
    """Send the form as its first button does, and wait for what comes."""
    async with page.expect_navigation():
        await page.locator(form).locator("button[type=submit], button:not([type])").first.click()
