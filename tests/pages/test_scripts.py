"""No text that somebody types becomes a script or an element of a page; the search for one is not blind."""

import pytest

from tests.pages.browser import Visits
from tests.pages.scripts import ATTEMPTS, ScriptAttempts, submit

_ESCAPED = str.maketrans({"<": "&lt;", ">": "&gt;", '"': "&quot;"})


async def test_the_sign_in_form_shows_attempts_as_text(visits: Visits) -> None:
    async with visits.visit(bypass_csp=True) as page:
        await page.goto("/dang-nhap")
        attempts = ScriptAttempts(page)
        await attempts.fill()
        await submit(page)

        await attempts.look()

    assert attempts.filled


@pytest.mark.parametrize("attempt", ATTEMPTS[:3])
async def test_an_attempt_that_is_not_escaped_is_seen(visits: Visits, attempt: str) -> None:
    async with visits.visit(bypass_csp=True) as page:
        await page.set_content(f"<!doctype html><html lang=vi><main><p>{attempt}</p></main></html>")

        with pytest.raises(AssertionError, match="became an element"):
            await ScriptAttempts(page).look()


@pytest.mark.parametrize("attempt", ATTEMPTS)
async def test_an_attempt_that_is_escaped_passes(visits: Visits, attempt: str) -> None:
    async with visits.visit(bypass_csp=True) as page:
        await page.set_content(f"<!doctype html><html lang=vi><p>{attempt.translate(_ESCAPED)}</p></html>")

        await ScriptAttempts(page).look()
