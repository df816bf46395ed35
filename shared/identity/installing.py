"""Wires signing in and recognising into a service."""

import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from fastapi import FastAPI

from shared.identity.passwords import Passwords
from shared.identity.signing_in import Identity
from shared.identity.web import router, sender_of
from shared.mongo.client import Client
from shared.mongo.directory import ACCOUNTS, PEOPLE, Directory, MongoAccounts
from shared.mongo.sessions import MongoAttempts, MongoSessions
from shared.observability.logs import get_logger
from shared.refusals import UnavailableError

_DEMO_LEFT = (
    "Cơ sở dữ liệu còn tài khoản dùng thử, nên hệ thống chính thức không khởi động. "
    "Xóa chúng: thidua account remove-demo"
)

log = get_logger(__name__)


def install_identity(
    app: FastAPI,
    client: Client,
    directory_database: str,
    env: str,
    *,
    signs_in: bool = True,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Identity:
    """Give `app` the routes of sessions and the identity that `current_viewer` asks; call it before the app starts.

    Without `signs_in` an app recognises sessions that others open: it has no such routes, and needs no password's hash.
    With `env` "production" an app does not start while the directory holds accounts of the demo, and never admits one.
    """
    database = client[directory_database]
    accounts = MongoAccounts(database, Directory(database), collection=ACCOUNTS if signs_in else PEOPLE)
    is_production = env == "production"
    identity = Identity(
        accounts, MongoSessions(database), MongoAttempts(database), Passwords(), admits_demo=not is_production, now=now
    )
    app.state.identity = identity
    app.state.recognise = sender_of
    if signs_in:
        app.include_router(router)
    if is_production:
        _refuse_demo_at_start(app, accounts)
    return identity


def _refuse_demo_at_start(app: FastAPI, accounts: MongoAccounts) -> None:
    inner = app.router.lifespan_context

    @asynccontextmanager
    async def checked(started: FastAPI) -> AsyncIterator[None]:
        try:
            if await accounts.has_demo():
                sys.stderr.write(f"{_DEMO_LEFT}\n")
                raise SystemExit(_DEMO_LEFT)
        except UnavailableError:
            # The service starts without its database and waits for it; no account of the demo is admitted anyway.
            log.warning("identity.demo_unchecked")
        async with inner(started):
            yield

    app.router.lifespan_context = checked
