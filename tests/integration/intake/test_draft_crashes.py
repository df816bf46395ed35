"""Handing in a draft, cut off at each step: the browser's reload gives each part exactly once."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from services.intake.domain.drafts import parts
from shared.mongo.client import Database, connect
from tests.integration.intake.mortal import Mortal
from tests.integration.intake.test_drafts import a_draft, nominees, submit
from tests.integration.intake.test_dying import mortal

__all__ = ["mortal"]
MANY = 501
assert parts.MOST_NOMINATIONS < MANY


@pytest.fixture
async def database(mortal: Mortal) -> AsyncIterator[Database]:
    client = connect(mortal.databases.url("intake"))
    found = client[mortal.databases.name("intake")]
    for name in ("dossiers", "nominations", "drafts", "draft_entries"):
        await found[name].delete_many({})
    yield found
    mortal.stop()
    client.close()


@pytest.mark.parametrize(
    ("point", "dossiers", "state"),
    [
        ("intake.draft_checked", 0, "open"),
        ("intake.draft_begun", 0, "submitting"),
        ("intake.inserted", 1, "submitting"),
        ("intake.draft_part", 1, "submitting"),
        ("intake.draft_part:2", 2, "submitting"),
        ("intake.draft_done", 2, "submitted"),
    ],
)
async def test_a_draft_cut_off_is_in_once(
    mortal: Mortal, database: Database, point: str, dossiers: int, state: str
) -> None:
    alive = await mortal.start()
    draft = await a_draft(alive, nominees(MANY))
    mortal.stop()
    dying = await mortal.start(crash_at=point)
    with pytest.raises(httpx.HTTPError):
        await submit(dying, draft)
    await mortal.await_death()
    assert await database["dossiers"].count_documents({}) == dossiers
    assert (await database["drafts"].find_one({}) or {})["state"] == state

    alive = await mortal.start()
    answers = [await submit(alive, draft) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201], answers[0].text
    assert answers[0].json() == answers[1].json()
    assert await everybody(database) == sorted(f"Mẫu Thử {place:04}" for place in range(MANY))
    assert await database["dossiers"].count_documents({}) == 2
    assert await database["draft_entries"].count_documents({}) == 0
    mortal.stop()


async def everybody(database: Database) -> list[str]:
    found: list[dict[str, Any]] = await database["nominations"].find({}).to_list(None)
    return sorted(one["content"]["nominee"]["name"] for one in found)
