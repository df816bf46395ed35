"""A production service does not start on the demo's accounts, nor wait for a directory that is away."""

from typing import Any

import pytest
from fastapi import APIRouter
from motor.motor_asyncio import AsyncIOMotorClient

from ops.admin.registrar import Registrar
from ops.admin.seeding import fill
from shared.mongo.client import connect
from shared.web.http.recognition import install_recognition
from tests.servers.fresh import FreshDatabase, show_people
from tests.unit.web.small_app import app_with


@pytest.mark.parametrize(("env", "is_demo"), [("demo", True), ("production", False)])
async def test_it_starts_on_what_fits_its_environment(database: FreshDatabase, env: str, *, is_demo: bool) -> None:
    client = connect(database.url)
    await show_people(client[database.name])
    await fill(Registrar(client, database.name, identity=lambda: client), is_demo=is_demo)
    app = app_with(APIRouter())
    install_recognition(app, client, database.name, env)

    async with app.router.lifespan_context(app):
        pass

    client.close()


async def test_production_does_not_start_on_accounts_of_the_demo(database: FreshDatabase) -> None:
    client = connect(database.url)
    await show_people(client[database.name])
    await fill(Registrar(client, database.name, identity=lambda: client), is_demo=True)
    app = app_with(APIRouter())
    install_recognition(app, client, database.name, "production")

    with pytest.raises(SystemExit, match="remove-demo"):
        async with app.router.lifespan_context(app):
            pass

    client.close()


async def test_production_starts_while_the_directory_is_away() -> None:
    client = AsyncIOMotorClient[dict[str, Any]]("mongodb://127.0.0.1:9", timeoutMS=100)
    app = app_with(APIRouter())
    install_recognition(app, client, "directory", "production")

    async with app.router.lifespan_context(app):
        pass

    client.close()
