"""A list that was read waits for its unit alone, as it was read, for a day."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from services.intake.adapters.books import BooksApart
from services.intake.adapters.imports import IMPORTS, MongoImports
from services.intake.application.importing import EndImport, Import, ShowImport, StartImport
from services.intake.application.places import PlaceLine
from services.intake.application.reading_lists import ReadList
from shared.events.words import Level
from shared.mongo.client import Database, connect
from shared.refusals import InvalidError, NotAllowedError, NotFoundError
from shared.rules.loading import load_rule_sets
from tests.integration.intake.office import OFFICER, STRANGER, SUBMITTER
from tests.servers.servers import Servers
from tests.unit.intake.list_samples import CODES, FILES

NOW = datetime(2021, 10, 10, 3, 0, tzinfo=UTC)
DRAFT = uuid4()


class CommunePlaces:
    """The province's communes without a directory."""

    async def places(self) -> Sequence[PlaceLine]:
        return [PlaceLine(one.code, one.name, Level.COMMUNE, None, "") for one in CODES.communes.entries]


class Desk:
    """The use cases, with a clock that the test holds in hand."""

    def __init__(self, imports: MongoImports) -> None:
        self.at = NOW
        read = ReadList(BooksApart(), CommunePlaces(), load_rule_sets(), self.now)
        self.starting = StartImport(read, imports, self.now)
        self.show, self.end = ShowImport(imports, self.now), EndImport(imports)

    def now(self) -> datetime:
        return self.at

    async def start(self, name: str = "commune-in-four-parts.xlsx", draft: UUID = DRAFT) -> Import:
        with (FILES / name).open("rb") as file:
            return await self.starting(SUBMITTER, draft, "covid-19", file, f"C:\\tệp\\{name}")


@pytest.fixture(scope="module")
async def database(servers: Servers) -> AsyncIterator[Database]:
    client = connect(servers.database.url())
    made = client["t_imports"]
    await MongoImports(made).ensure_indexes()
    yield made
    await client.drop_database("t_imports")
    client.close()


@pytest.fixture
async def desk(database: Database) -> Desk:
    await database[IMPORTS].delete_many({})
    return Desk(MongoImports(database))


@pytest.mark.parametrize(
    "name", ["commune-in-four-parts.xlsx", "front-with-contributions.xlsx", "youth-union-in-tcvn3.xls"]
)
async def test_list_waits_as_it_was_read(desk: Desk, name: str) -> None:
    started = await desk.start(name)

    assert await desk.show(SUBMITTER, started.id) == started
    assert started.preview.rows


async def test_longest_list_fits_into_its_record(desk: Desk, database: Database) -> None:
    started = await desk.start("five-thousand-people.xlsx")

    record = await database[IMPORTS].find_one({"_id": started.id})

    assert record is not None
    assert len(record["preview"]) < 2 * 1024 * 1024
    assert len((await desk.show(SUBMITTER, started.id)).preview.rows) == 5_000


async def test_nobody_else_sees_or_ends_it(desk: Desk) -> None:
    started = await desk.start()

    await desk.end(STRANGER, started.id)

    with pytest.raises(NotFoundError, match="Chọn tệp lại"):
        await desk.show(STRANGER, started.id)
    with pytest.raises(NotAllowedError):
        await desk.show(OFFICER, started.id)
    assert await desk.show(SUBMITTER, started.id) == started


async def test_it_ends_after_a_day_or_when_it_is_done(desk: Desk) -> None:
    started, other = await desk.start(), await desk.start(draft=uuid4())

    await desk.end(SUBMITTER, other.id)
    await desk.end(SUBMITTER, other.id)
    desk.at = NOW + timedelta(hours=24)

    for one in (started, other):
        with pytest.raises(NotFoundError):
            await desk.show(SUBMITTER, one.id)


async def test_choosing_another_file_replaces_the_first(desk: Desk, database: Database) -> None:
    first = await desk.start()
    second = await desk.start("plain-writer.xlsx")

    with pytest.raises(NotFoundError):
        await desk.show(SUBMITTER, first.id)
    assert await desk.show(SUBMITTER, second.id) == second
    assert await database[IMPORTS].count_documents({}) == 1


async def test_refused_file_leaves_nothing(desk: Desk, database: Database) -> None:
    with pytest.raises(InvalidError, match="mật khẩu"):
        await desk.start("with-a-password.xlsx")

    assert await database[IMPORTS].count_documents({}) == 0
