"""axe finds nothing on any page, as a telephone shows it to somebody who may see it."""

from collections.abc import Sequence
from typing import Literal

import pytest

from tests.pages.axe import axe, violations
from tests.pages.browser import Visits
from tests.pages.doors import Door
from tests.pages.tables.all import DOORS
from tests.pages.things import Things

PAGES = [door for door in DOORS if door.is_pictured and door.method == "GET"]
# One way to look in each run, at one page of three (journeys look at theirs besides); all by `make pages`.
_OF = 3
LOOKS: Sequence[tuple[Literal["light", "dark"], int]] = (("light", 360), ("light", 1440), ("dark", 360), ("dark", 1440))


@pytest.mark.parametrize(
    ("scheme", "width"),
    [pytest.param(*look, marks=[pytest.mark.matrix] if at else []) for at, look in enumerate(LOOKS)],
)
@pytest.mark.parametrize(
    "door",
    [pytest.param(door, marks=[pytest.mark.matrix] if at % _OF else [], id=door.name) for at, door in enumerate(PAGES)],
)
async def test_finds_no_violation(
    visits: Visits, things: Things, door: Door, scheme: Literal["light", "dark"], width: int
) -> None:
    async with visits.visit(door.first_visitor, width=width, color_scheme=scheme) as page:
        await page.goto(await things.address(door))

        await axe(page)


async def test_names_what_it_finds(visits: Visits) -> None:
    async with visits.visit() as page:
        await page.set_content("<!doctype html><html lang=vi><title>Mẫu</title><main><h1>Mẫu</h1><input></main>")

        [found] = await violations(page)

    assert found.startswith("label (critical)")
    assert "<input>" in found
