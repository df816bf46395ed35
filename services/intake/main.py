"""Wires intake together and serves it: `python -m services.intake.main`."""

import os
from collections.abc import Callable, Mapping
from datetime import datetime

from fastapi import FastAPI

from services.intake.settings import Settings
from services.intake.web.api.attachments import ATTACHMENTS_PATH
from services.intake.web.api.streams import StreamUseCases
from services.intake.web.pages.frame import make_frame
from services.intake.web.routers import ROUTERS
from services.intake.wiring.attachments import attachments
from services.intake.wiring.background import background
from services.intake.wiring.correspondence import correspondence
from services.intake.wiring.digests import digest_pages
from services.intake.wiring.dossiers import dossier_page, dossiers
from services.intake.wiring.drafts import draft_files, draft_pages, drafts, list_imports
from services.intake.wiring.facts import facts
from services.intake.wiring.help import help_facts
from services.intake.wiring.identity_numbers import identity_numbers
from services.intake.wiring.lists import places, rule_lists, start_page
from services.intake.wiring.nominations import nomination_page, nominations, supplement_page
from services.intake.wiring.operations import operations
from services.intake.wiring.ports import make_ports
from services.intake.wiring.roll import roll_pages
from services.intake.wiring.streams import following
from services.intake.wiring.submissions import submissions
from services.intake.wiring.work import work_page
from shared.clock import as_set, utc_now
from shared.mongo.preparing import answers
from shared.observability.logs import configure_logging
from shared.observability.telemetry import Telemetry, traced
from shared.web.http.application import create_app, limit
from shared.web.http.recognition import install_recognition
from shared.web.http.serving import serve
from shared.web.http.use_cases import provide
from shared.web.pages.frame import install_pages


def create(settings: Settings, *, now: Callable[[], datetime] = utc_now) -> FastAPI:
    """The application, ready to be served."""
    ports = make_ports(settings, now)
    frame = make_frame(is_https=settings.public_url.startswith("https:"))
    consumer, streams, rules = facts(ports), following(ports), rule_lists(ports)

    async def readiness() -> Mapping[str, bool]:
        """Whether dossiers can be taken in, messages leave, and facts arrive."""
        return {
            "database": await answers(ports.client),
            "relay": ports.relay.status().is_ready,
            "consumer": consumer.status().is_consuming,
        }

    app = create_app(
        "Tiếp nhận hồ sơ khen thưởng",
        ROUTERS,
        background(ports, consumer, streams),
        readiness=readiness,
        streamed=[ATTACHMENTS_PATH],
        answers=rules.examples(),
        service="intake",
    )
    provide(
        app,
        submissions(ports),
        dossiers(ports),
        drafts(ports),
        draft_pages(ports),
        draft_files(ports),
        list_imports(ports),
        nominations(ports),
        correspondence(ports),
        identity_numbers(ports),
        attachments(ports),
        StreamUseCases(streams),
        places(ports),
        rules,
        start_page(ports),
        roll_pages(ports),
        help_facts(ports),
        dossier_page(ports),
        nomination_page(ports),
        supplement_page(ports),
        digest_pages(ports),
        work_page(ports),
        operations(ports, consumer, readiness),
    )
    install_pages(app, frame)
    install_recognition(app, ports.client, settings.directory_database, settings.env)
    limit(app, hosts=settings.hosts, is_rated=settings.is_rated)
    app.state.before_shutdown += [streams.close, consumer.stop_consuming]
    return app


def main() -> None:
    """Serve until told to stop."""
    settings = Settings()
    configure_logging("intake", settings.log_level)
    with traced("intake", Telemetry.of_deployment()):
        serve(create(settings, now=as_set(utc_now, os.environ)), settings.host, settings.port)


if __name__ == "__main__":
    main()
