"""The seeded directory as services read it."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest
from motor.motor_asyncio import AsyncIOMotorClient

from ops.admin.registrar import Registrar
from ops.admin.seeding import fill
from shared.events.words import Level
from shared.mongo.client import connect
from shared.mongo.directory import Directory
from shared.refusals import NotFoundError, UnavailableError
from tests.servers.fresh import FreshDatabase


@pytest.fixture(scope="module")
async def directory(mongo_url: str) -> AsyncIterator[Directory]:
    client = connect(mongo_url)
    name = f"t_{uuid4().hex[:12]}"
    await fill(Registrar(client, name, identity=lambda: client), is_demo=True)
    yield Directory(client[name])
    await client.drop_database(name)
    client.close()


@pytest.mark.parametrize(
    ("unit", "chain"),
    [
        ("33.so-y-te.ttyt-yen-my", [("33.so-y-te", Level.DEPARTMENT)]),
        ("33.327.12079.doan-thanh-nien", [("33.327.12079", Level.COMMUNE), ("33.327", Level.DISTRICT)]),
        ("33.327.12079", [("33.327.12079", Level.COMMUNE), ("33.327", Level.DISTRICT)]),
        ("33.327", [("33.327", Level.DISTRICT)]),
        ("33.mttq", [("33.mttq", Level.DEPARTMENT)]),
        ("33.so-noi-vu", [("33.so-noi-vu", Level.DEPARTMENT)]),
    ],
)
async def test_a_units_chain_leads_from_its_manager_to_a_block_member(
    directory: Directory, unit: str, chain: list[tuple[str, Level]]
) -> None:
    found = await directory.unit_ref(unit)

    assert [(authority.code, authority.level) for authority in found.chain] == chain


async def test_an_authority_is_addressed_at_the_level_asked_for(directory: Directory) -> None:
    default = await directory.authority_ref("33.so-noi-vu")
    asked = await directory.authority_ref("33.so-noi-vu", Level.PROVINCE)

    assert (default.level, asked.level) == (Level.DEPARTMENT, Level.PROVINCE)


async def test_bodies_communes_and_addresses_are_found_by_code(directory: Directory) -> None:
    authority = await directory.authority("33.chu-tich")
    commune = await directory.commune("12079")
    unit = await directory.unit("33.so-y-te.ttyt-yen-my")

    assert authority.levels == (Level.PROVINCE,)
    assert (commune.name, commune.district, commune.authority) == ("Xã Yên Phú", "327", "33.327.12079")
    assert unit.mailbox == "van-thu@ttyt-yen-my.hung-yen.example"


@pytest.mark.parametrize("code", ["33.khong-co", "", "\x00", "$ne", "33.327.12079.x" * 100])
async def test_an_unknown_code_is_refused_by_name(directory: Directory, code: str) -> None:
    for find in (directory.unit, directory.authority, directory.commune, directory.unit_ref):
        with pytest.raises(NotFoundError, match="mã"):
            await find(code)


async def test_a_directory_that_is_away_is_said_to_be_away() -> None:
    client = AsyncIOMotorClient[dict[str, Any]]("mongodb://127.0.0.1:9", timeoutMS=100)

    with pytest.raises(UnavailableError):
        await Directory(client["directory"]).unit("33.so-y-te")

    client.close()


async def test_what_was_read_is_remembered_through_a_short_absence(database: FreshDatabase) -> None:
    client = connect(database.url)
    await fill(Registrar(client, database.name, identity=lambda: client), is_demo=False)
    directory = Directory(client[database.name])
    before = await directory.unit_ref("33.so-y-te.cdc")

    await client.drop_database(database.name)

    assert await directory.unit_ref("33.so-y-te.cdc") == before
    client.close()
