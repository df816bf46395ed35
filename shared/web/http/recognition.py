"""Wires recognising into a service."""

import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from fastapi import FastAPI

from shared.identity.open_sessions import MongoOpenSessions
from shared.identity.recognising import Recognition
from shared.mongo.client import Client
from shared.mongo.directory import Directory, MongoPeople
from shared.observability.logs import get_logger
from shared.refusals import UnavailableError
from shared.web.api.viewer import sender_of

_DEMO_LEFT = (
    "Cơ sở dữ liệu còn tài khoản dùng thử, nên hệ thống chính thức không khởi động. "
    "Xóa chúng: thidua account remove-demo"
)

log = get_logger(__name__)


def install_recognition(
    app: FastAPI,
    client: Client,
    directory_database: str,
    env: str,
    *,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Recognition:
    """Give `app` what `current_viewer` asks; call it before the app starts.

    It only reads: sessions that identity opened, people without what signs them in, authorisations. With `env`
    "production" an app does not start while the directory holds accounts of the demo, and never admits one.
    """
    database = client[directory_database]
    people = MongoPeople(database, Directory(database))
    is_production = env == "production"
    recognition = Recognition(people, MongoOpenSessions(database), admits_demo=not is_production, now=now)
    app.state.recognition = recognition
    app.state.recognise = sender_of
    if is_production:
        _refuse_demo_at_start(app, people)
    return recognition


def _refuse_demo_at_start(app: FastAPI, people: MongoPeople) -> None:
    inner = app.router.lifespan_context

    @asynccontextmanager
    async def checked(started: FastAPI) -> AsyncIterator[None]:
        try:
            if await people.has_demo():
                sys.stderr.write(f"{_DEMO_LEFT}\n")
                raise SystemExit(_DEMO_LEFT)
        except UnavailableError:
            # The service starts without its database and waits for it; no account of the demo is admitted anyway.
            log.warning("identity.demo_unchecked")
        async with inner(started):
            yield

    app.router.lifespan_context = checked
