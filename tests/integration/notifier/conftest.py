"""A notifier on an empty database, its API, and a mail server of its own."""

from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from services.notifier.main import create
from services.notifier.settings import Settings
from shared.mongo.client import connect
from tests.integration.notifier.bureau import Bureau
from tests.integration.notifier.post_office import PostOffice, post_office
from tests.servers.fresh import FreshDatabase


@pytest.fixture
async def bureau(database: FreshDatabase) -> AsyncIterator[Bureau]:
    client = connect(database.url)
    made = Bureau(client, database.name)
    await made.ledger.ensure_indexes()
    yield made
    client.close()


@pytest.fixture
async def office() -> AsyncIterator[PostOffice]:
    async with post_office() as opened:
        yield opened


@pytest.fixture
async def app(database: FreshDatabase) -> FastAPI:
    return create(
        Settings(
            env="test",
            mongo_url=SecretStr(database.url),
            database=database.name,
            directory_database=database.name,
            amqp_url=SecretStr("amqp://nobody:nothing@127.0.0.1:1/"),
            smtp_host="127.0.0.1",
            mail_sender="thidua@hung-yen.example",
        )
    )


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://notifier") as client:
        yield client
