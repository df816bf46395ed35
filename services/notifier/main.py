"""Composes the notifier and serves it: `python -m services.notifier.main`."""

import asyncio
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from fastapi import FastAPI

from services.notifier.adapters.measures import measure
from services.notifier.application.delivering import Delivery
from services.notifier.application.overview import LookAround
from services.notifier.application.ports import Clock
from services.notifier.settings import Settings
from services.notifier.web.api import mails
from services.notifier.web.pages import mails as mail_pages
from services.notifier.web.pages import operations as operations_pages
from services.notifier.web.pages import overview
from services.notifier.web.pages.frame import page_frame
from services.notifier.wiring.mails import consume, deliver, mail_use_cases
from services.notifier.wiring.overview import look_around, operations
from services.notifier.wiring.ports import Ports, open_ports
from shared.clock import as_set, utc_now
from shared.messaging.consumer.consumer import Consumer
from shared.messaging.supervision import end, keep_running
from shared.mongo.preparing import answers, prepare
from shared.observability.logs import configure_logging, get_logger
from shared.observability.telemetry import Telemetry, traced
from shared.web.http.application import Lifespan, create_app, limit
from shared.web.http.recognition import install_recognition
from shared.web.http.serving import serve
from shared.web.http.use_cases import provide
from shared.web.pages.frame import install_pages

_log = get_logger(__name__)


def create(settings: Settings, *, now: Clock = utc_now) -> FastAPI:
    """The application, ready to be served."""
    ports = open_ports(settings, now)
    delivery = deliver(settings, ports)
    consumer = consume(settings, ports, delivery.wake)
    look = look_around(settings, ports)

    async def readiness() -> Mapping[str, bool]:
        """Whether facts arrive, mails are looked after, and news of them leaves; the mail server may be away."""
        return {
            "database": await answers(ports.client),
            "relay": ports.relay.status().is_ready,
            "consumer": consumer.status().is_ready,
            "delivery": delivery.is_alive(),
        }

    app = create_app(
        "Thư thông báo",
        [mails.router, mail_pages.router, overview.router, operations_pages.router],
        _lifespan(ports, consumer, delivery, look),
        readiness=readiness,
        service="notifier",
    )
    provide(app, mail_use_cases(ports, delivery.wake), look, operations(ports, consumer, readiness))
    install_pages(app, page_frame(settings.public_url))
    install_recognition(app, ports.client, settings.directory_database, settings.env)
    limit(app, hosts=settings.hosts, is_rated=settings.is_rated)
    app.state.before_shutdown += [consumer.stop_consuming, delivery.stop]
    return app


def _lifespan(ports: Ports, consumer: Consumer, delivery: Delivery, look: LookAround) -> Lifespan:
    async def begin() -> None:
        """Create the indexes, then begin: without the unique ones the ledger would not keep its promise."""
        await prepare((ports.ledger, ports.outbox))
        await consumer.start()
        delivery.start()
        _log.info("notifier.prepared")
        await asyncio.Event().wait()

    async def keep_measured() -> None:
        await measure(ports.ledger.figures, ports.now)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        ports.relay.start()
        loops = {"notifier.running": begin, "notifier.measuring": keep_measured, "notifier.looking": look.watch}
        tasks = [asyncio.create_task(keep_running(name, loop), name=name) for name, loop in loops.items()]
        yield
        await end(*tasks)
        await consumer.close()
        await delivery.stop()
        await ports.relay.stop()
        ports.client.close()

    return lifespan


def main() -> None:
    """Serve until told to stop."""
    settings = Settings()
    configure_logging("notifier", settings.log_level)
    with traced("notifier", Telemetry.of_deployment()):
        serve(create(settings, now=as_set(utc_now, os.environ)), settings.host, settings.port)


if __name__ == "__main__":
    main()
