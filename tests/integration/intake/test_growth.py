"""What a unit's list reads stays about as much as it shows, however many dossiers the unit and its neighbours have."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID, uuid5

import pytest

from services.intake.adapters.nomination_mapping import plain, to_dossier_record, to_nomination_record
from services.intake.application.ports import Filters
from shared.events.words import PublicStatus
from shared.mongo.client import Database, Document
from tests.integration.intake.office import STRANGER, SUBMITTER, Office
from tests.integration.mongo.reading import Profiler
from tests.unit.nominees.samples import KEYS

LIMIT, DOSSIERS, EACH = 20, 600, 4
SPACE = UUID("5b0e3a52-0000-4000-8000-000000000001")


@dataclass(frozen=True)
class Archive:
    """An office with years of dossiers, and the profiler of its server."""

    office: Office
    profiler: Profiler


@pytest.fixture(scope="module")
async def archive(shelves: Database) -> AsyncIterator[Archive]:
    for name in ("dossiers", "nominations"):
        await shelves[name].delete_many({})
    office = Office(shelves)
    dossier = await office.submitted("one")
    nomination = await office.nomination(dossier.nomination_ids[0])
    dossiers: list[Document] = []
    nominations: list[Document] = []
    for number in range(DOSSIERS):
        identity, unit = uuid5(SPACE, str(number)), (SUBMITTER.unit, STRANGER.unit)[number % 2]
        moment = dossier.submitted_at - timedelta(minutes=number)
        asked = dossier.petition.model_copy(update={"number": f"{number}/TTr"})
        one = replace(dossier, id=identity, submitted_at=moment, petition=asked)
        dossiers.append(to_dossier_record(one) | {"unit": unit})
        of_dossier = to_nomination_record(nomination, plain(dossier.ref), KEYS) | {
            "unit": unit,
            "dossier_id": identity,
        }
        statuses = [PublicStatus.AWARDED.value, nomination.status.value]
        nominations += [
            of_dossier | {"_id": uuid5(identity, str(place)), "status": statuses[place % 2]} for place in range(EACH)
        ]
    await shelves["dossiers"].insert_many(dossiers)
    await shelves["nominations"].insert_many(nominations)
    yield Archive(office, Profiler(shelves))
    office.close()


async def test_a_units_list_reads_a_page_of_dossiers_and_no_nomination(archive: Archive) -> None:
    await archive.profiler.begin()

    page = await archive.office.dossiers.read_slice(SUBMITTER, Filters(), None, LIMIT)

    read = await archive.profiler.end("dossiers", "nominations")
    assert len(page.items) == LIMIT
    assert set(page.items[-1].statuses) == {PublicStatus.AWARDED, PublicStatus.IN_REVIEW}
    assert sum(page.items[-1].statuses.values()) == EACH
    assert read.documents <= LIMIT + 1, read
    assert read.keys <= (LIMIT + 1) * (EACH + 2), read


async def test_a_late_page_of_a_unit_reads_no_more_than_the_first(archive: Archive) -> None:
    after = None
    for _ in range(10):
        after = (await archive.office.dossiers.read_slice(SUBMITTER, Filters(), after, LIMIT)).next
    await archive.profiler.begin()

    page = await archive.office.dossiers.read_slice(SUBMITTER, Filters(), after, LIMIT)

    read = await archive.profiler.end("dossiers", "nominations")
    assert len(page.items) == LIMIT
    assert read.documents <= LIMIT + 1, read
    assert read.keys <= (LIMIT + 1) * (EACH + 2), read


async def test_a_nomination_is_read_by_itself(archive: Archive) -> None:
    identity = uuid5(uuid5(SPACE, "200"), "1")
    await archive.office.nominations.get(identity, SUBMITTER)
    await archive.profiler.begin()

    await archive.office.nominations.get(identity, SUBMITTER)

    read = await archive.profiler.end("nominations")
    assert (read.keys, read.documents) == (1, 1)
