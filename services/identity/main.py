"""Composes identity and serves it: `python -m services.identity.main`."""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime

from fastapi import FastAPI

from services.identity.settings import Settings
from services.identity.web.api import authorisations
from services.identity.web.api.labels import LABELS
from services.identity.web.pages.frame import page_frame
from services.identity.web.routes import ROUTERS
from services.identity.wiring.account import (
    account_pages_of,
    account_use_cases,
    mail_confirmation_use_cases,
    password_reset_use_cases,
    second_factor_pages_of,
    second_factor_use_cases,
)
from services.identity.wiring.administration import administration_use_cases
from services.identity.wiring.authorisations import authorisation_use_cases
from services.identity.wiring.ports import open_ports
from services.identity.wiring.sessions import session_use_cases
from shared.clock import as_set, utc_now
from shared.messaging.supervision import end, keep_running
from shared.mongo.client import Client, connect
from shared.mongo.preparing import answers, prepare
from shared.observability.logs import configure_logging
from shared.observability.telemetry import Telemetry, traced
from shared.web.http.application import Lifespan, create_app, limit
from shared.web.http.recognition import install_recognition
from shared.web.http.serving import serve
from shared.web.http.use_cases import provide
from shared.web.pages.frame import install_pages


def create(settings: Settings, *, now: Callable[[], datetime] = utc_now) -> FastAPI:
    """The application, ready to be served."""
    client = connect(settings.mongo_url.get_secret_value())

    async def readiness() -> Mapping[str, bool]:
        return {"database": await answers(client)}

    async def send_mails() -> None:
        await prepare((ports.mails,))
        await ports.worker.run()

    app = create_app(
        "Đăng nhập và tài khoản",
        ROUTERS,
        _lifespan(client, send_mails),
        readiness=readiness,
        labels=LABELS,
        answers=authorisations.ANSWERS,
        service="identity",
    )
    recognition = install_recognition(app, client, settings.directory_database, settings.env, now=now)
    limit(app, hosts=settings.hosts, is_rated=settings.is_rated)
    directory = client[settings.directory_database]
    ports = open_ports(directory, recognition, settings, now)
    install_pages(app, page_frame(settings.public_url))
    provide(
        app,
        session_use_cases(ports),
        account_use_cases(ports),
        second_factor_use_cases(ports),
        password_reset_use_cases(ports),
        mail_confirmation_use_cases(ports),
        authorisation_use_cases(ports),
        account_pages_of(ports),
        second_factor_pages_of(ports),
        *administration_use_cases(directory, ports),
    )
    app.state.before_shutdown.append(ports.worker.stop)
    return app


def _lifespan(client: Client, send_mails: Callable[[], Awaitable[None]]) -> Lifespan:
    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        sending = asyncio.create_task(keep_running("identity.sending", send_mails), name="identity.sending")
        yield
        await end(sending)
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
