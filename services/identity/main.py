"""Wires identity together and serves it: `python -m services.identity.main`."""

import os
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime

from fastapi import FastAPI

from services.identity.adapters.attempts import MongoAttempts
from services.identity.adapters.credentials import MongoCredentials
from services.identity.adapters.hashing import Passwords
from services.identity.adapters.sessions import MongoSessions
from services.identity.application.signing_in import SignIn, SignOut
from services.identity.settings import Settings
from services.identity.web.pages import SignInPages, pages_router
from services.identity.web.sessions import sessions_router
from shared.clock import as_set, utc_now
from shared.identity.installing import install_recognition
from shared.mongo.client import Client, connect
from shared.mongo.preparing import answers
from shared.observability.logs import configure_logging
from shared.observability.telemetry import Telemetry, traced
from shared.web.app import Lifespan, create_app
from shared.web.pages import PageFrame
from shared.web.serving import serve


def create(settings: Settings, *, now: Callable[[], datetime] = utc_now) -> FastAPI:
    """The application, ready to be served."""
    client = connect(settings.mongo_url.get_secret_value())
    directory = client[settings.directory_database]

    async def readiness() -> Mapping[str, bool]:
        return {"database": await answers(client)}

    app = create_app("Đăng nhập và tài khoản", [], _lifespan(client), readiness=readiness, service="identity")
    recognition = install_recognition(app, client, settings.directory_database, settings.env, now=now)
    sessions = MongoSessions(directory)
    sign_in = SignIn(
        MongoCredentials(directory),
        sessions,
        MongoAttempts(directory),
        Passwords(),
        recognition,
        admits_demo=settings.env != "production",
        now=now,
    )
    sign_out = SignOut(sessions, recognition)
    frame = PageFrame(is_https=settings.public_url.startswith("https:"))
    for router in (sessions_router(sign_in, sign_out), pages_router(SignInPages(frame, sign_in, sign_out))):
        app.include_router(router)
    return app


def _lifespan(client: Client) -> Lifespan:
    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        client.close()

    return lifespan


def main() -> None:
    """Serve until told to stop."""
    settings = Settings()
    configure_logging("identity", settings.log_level)
    with traced("identity", Telemetry.of_deployment()):
        serve(create(settings, now=as_set(utc_now, os.environ)), settings.host, settings.port)


if __name__ == "__main__":
    main()
