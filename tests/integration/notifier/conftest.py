"""A notifier on an empty database, its API, and a mail server of its own."""

from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from services.notifier.main import create
from services.notifier.settings import Settings
from shared.mongo.client import connect
from tests.integration.notifier.parts import NotifierParts
from tests.integration.notifier.smtp_server import SmtpServer, smtp_serving
from tests.servers.fresh import FreshDatabase


@pytest.fixture
async def parts(database: FreshDatabase) -> AsyncIterator[NotifierParts]:
    client = connect(database.url)
    made = NotifierParts(client, database.name)
    await made.ledger.ensure_indexes()
    yield made
    client.close()


@pytest.fixture
async def smtp_server() -> AsyncIterator[SmtpServer]:
    async with smtp_serving() as opened:
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
