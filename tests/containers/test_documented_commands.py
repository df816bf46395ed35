"""Every command of docs/containers.md, on a Docker engine: what it says is what happens, and no data are lost."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ops.demo.desks import wait_for_status
from ops.demo.people import Office
from ops.demo.stories import NURSE, FinishedStory, tell
from tests.containers.installation import Installation, documented, fresh_installation

pytestmark = [pytest.mark.timeout(2_400), pytest.mark.usefixtures("containers")]


@pytest.fixture
def installation(containers: None, tmp_path: Path) -> Iterator[Installation]:  # noqa: ARG001  skips first
    with fresh_installation(tmp_path) as made:
        yield made


async def test_every_documented_command_works_in_its_order(installation: Installation) -> None:
    start, demo, end = documented("Start")
    backup, restore = documented("Backup and restore")
    (upgrade,) = documented("Upgrade")

    installation.run(*start)
    installation.wait_until_up()
    shown = installation.run(*demo)
    story = await _tell(installation)
    installation.run(*end)
    installation.run(*start)
    await _must_be_there(installation, story)
    installation.run(*backup)
    installation.run("docker compose down --volumes", *restore)
    await _must_be_there(installation, story)
    installation.run(*upgrade)
    await _must_be_there(installation, story)

    assert "Tất cả đã đến nơi." in shown


async def _tell(installation: Installation) -> FinishedStory:
    async with Office(installation.address) as office:
        return await tell(office, NURSE, lambda _: None)


async def _must_be_there(installation: Installation, story: FinishedStory) -> None:
    installation.wait_until_up()
    async with Office(installation.address) as office:
        unit = await office.person(story.story.submitter)
        seen = await wait_for_status(unit, story.nomination.id, "da-khen-thuong")
    assert seen == story.nomination
