"""Wires identity together and serves it: `python -m services.identity.main`."""

import os
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime

from fastapi import FastAPI

from services.identity.adapters.attempts import MongoAttempts
from services.identity.adapters.authorisations import RecordedAuthorisations
from services.identity.adapters.credentials import MongoCredentials
from services.identity.adapters.hashing import Passwords
from services.identity.adapters.second_factors import MongoSecondFactors
from services.identity.adapters.sessions import MongoSessions
from services.identity.adapters.vault import Vault
from services.identity.application.authorising import AuthoriseDeputy, EndAuthorisation
from services.identity.application.changing_password import ChangePassword
from services.identity.application.own_sessions import EndSession, ListSessions
from services.identity.application.proving import Prove
from services.identity.application.second_factor import SecondFactorOf
from services.identity.application.signing_in import SignIn, SignOut
from services.identity.settings import Settings
from services.identity.web.account import account_router, own_sessions_router
from services.identity.web.authorisations import ANSWERS, authorisations_router
from services.identity.web.labels import LABELS
from services.identity.web.pages import SignInPages, pages_router
from services.identity.web.password_pages import TEMPLATES, PasswordPages, password_pages_router
from services.identity.web.second_factor import second_factor_router
from services.identity.web.sessions import sessions_router
from shared.clock import as_set, utc_now
from shared.mongo.audit import MongoAudit
from shared.mongo.client import Client, connect
from shared.mongo.preparing import answers
from shared.mongo.staff import MongoStaff
from shared.observability.logs import configure_logging
from shared.observability.telemetry import Telemetry, traced
from shared.web.http.application import Lifespan, create_app, limit
from shared.web.http.recognition import install_recognition
from shared.web.http.serving import serve
from shared.web.pages.frame import PageFrame, install_pages


def create(settings: Settings, *, now: Callable[[], datetime] = utc_now) -> FastAPI:
    """The application, ready to be served."""
    client = connect(settings.mongo_url.get_secret_value())
    directory = client[settings.directory_database]

    async def readiness() -> Mapping[str, bool]:
        return {"database": await answers(client)}

    app = create_app(
        "Đăng nhập và tài khoản",
        [],
        _lifespan(client),
        readiness=readiness,
        labels=LABELS,
        answers=ANSWERS,
        service="identity",
    )
    recognition = install_recognition(app, client, settings.directory_database, settings.env, now=now)
    limit(app, hosts=settings.hosts, is_rated=settings.is_rated)
    sessions, factors, credentials = (
        MongoSessions(directory),
        MongoSecondFactors(directory),
        MongoCredentials(directory),
    )
    vault, audit, passwords = Vault(settings.account_key.get_secret_value()), MongoAudit(directory), Passwords()
    required_of = frozenset(settings.second_factor_required)
    prove = Prove(credentials, MongoAttempts(directory), passwords, factors, vault, audit, now)
    admits_demo = settings.env != "production"
    sign_in = SignIn(prove, sessions, audit, recognition, admits_demo, required_of, now)
    sign_out = SignOut(sessions, recognition, now)
    change_password = ChangePassword(prove, credentials, passwords, factors, recognition, required_of, now)
    second_factor = SecondFactorOf(recognition, credentials, factors, vault, sessions, prove, required_of, now)
    staff, authorisations = MongoStaff(directory, now=now), RecordedAuthorisations(directory)
    frame = PageFrame(TEMPLATES, is_https=settings.public_url.startswith("https:"))
    install_pages(app, frame)
    routers = (
        sessions_router(sign_in, sign_out),
        own_sessions_router(ListSessions(sessions, recognition, now), EndSession(sessions, recognition, now)),
        account_router(change_password),
        second_factor_router(second_factor),
        authorisations_router(AuthoriseDeputy(staff, authorisations, now), EndAuthorisation(authorisations, now), now),
        pages_router(SignInPages(frame, sign_in, sign_out)),
        password_pages_router(PasswordPages(frame, change_password)),
    )
    for router in routers:
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
