"""Pictures of every page of the running system: `python -m tests.pages FOLDER --address http://…`."""

import argparse
import asyncio
import re
from collections.abc import Sequence
from pathlib import Path

from ops.demo.people import Office
from tests.pages.browser import Visits, chromium, find_chromium, take_picture
from tests.pages.doors import Door
from tests.pages.tables.all import DOORS
from tests.pages.things import Things

_WIDTHS = (360, 768, 1440)


def main(arguments: Sequence[str] | None = None) -> None:
    """Take the pictures; without a browser, say so."""
    parser = argparse.ArgumentParser(prog="python -m tests.pages", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--address", default="http://127.0.0.1:8080")
    parser.add_argument("--only", default="", help="a part of the paths that are wanted")
    chosen = parser.parse_args(arguments)
    if find_chromium() is None:
        parser.error("no chromium: `make setup` installs it where this is root, or name it in THIDUA_CHROMIUM")
    doors = [door for door in DOORS if door.is_pictured and door.method == "GET" and chosen.only in door.path]
    chosen.folder.mkdir(parents=True, exist_ok=True)
    asyncio.run(_take_all(chosen.address, chosen.folder, doors))


async def _take_all(address: str, folder: Path, doors: Sequence[Door]) -> None:
    async with Office(address) as office, chromium() as browser:
        visits, things = Visits(browser, address), Things(office)
        for door in doors:
            where = await things.address(door)
            for width in _WIDTHS:
                file = folder / f"{_name(door)}-{width}.png"
                async with visits.visit(door.first_visitor, width=width) as page:
                    await page.goto(where)
                    await take_picture(page, file)
                print(file)


def _name(door: Door) -> str:
    return re.sub(r"[^a-z0-9]+", "-", door.path.lower()).strip("-") or "trang-chu"


if __name__ == "__main__":
    main()
