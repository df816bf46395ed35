"""Wires the notifier together and serves it: `python -m services.notifier.main`."""

import asyncio
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from random import SystemRandom

from fastapi import FastAPI

from services.notifier.adapters.addresses import DirectoryAddresses
from services.notifier.adapters.ledger import COLLECTION, MongoLedger
from services.notifier.adapters.letters import MimeLetters, Stationery
from services.notifier.adapters.measures import measure
from services.notifier.application.delivering import Delivery
from services.notifier.application.marking import MarkMailSent
from services.notifier.application.ports import Clock
from services.notifier.application.resending import ResendMail
from services.notifier.application.returning import ReturnMail
from services.notifier.application.sending import SendMail
from services.notifier.application.telling import TellOfChange
from services.notifier.domain.law import Law
from services.notifier.domain.schedule import Schedule
from services.notifier.messaging.subscribers import subscribers
from services.notifier.settings import Settings
from services.notifier.web.mails import ANSWERS, mail_router
from shared.clock import as_set, utc_now
from shared.crashpoints import checkpoint
from shared.identity.digest_links import DigestLinks
from shared.mails.smtp import MailServer, SmtpLine
from shared.messaging.consumer.consumer import Consumer
from shared.messaging.relay.relay import Relay
from shared.messaging.supervision import end, keep_running
from shared.messaging.topology.queues import NOTIFIER_QUEUE
from shared.mongo.client import Client, connect
from shared.mongo.outbox import Outbox
from shared.mongo.preparing import answers, prepare
from shared.observability.logs import configure_logging, get_logger
from shared.observability.telemetry import Telemetry, traced
from shared.rules.loading import load_rule_sets
from shared.web.http.application import Lifespan, create_app, limit
from shared.web.http.recognition import install_recognition
from shared.web.http.serving import serve

_log = get_logger(__name__)


@dataclass(frozen=True)
class _Parts:
    client: Client
    ledger: MongoLedger
    outbox: Outbox
    relay: Relay
    consumer: Consumer
    delivery: Delivery
    now: Clock

    async def run(self) -> None:
        """Create the indexes, then begin: without the unique ones the ledger would not keep its promise."""
        await prepare((self.ledger, self.outbox))
        await self.consumer.start()
        self.delivery.start()
        _log.info("notifier.prepared")
        await asyncio.Event().wait()

    async def readiness(self) -> Mapping[str, bool]:
        """Whether facts arrive, mails are looked after, and news of them leaves; the mail server may be away."""
        return {
            "database": await answers(self.client),
            "relay": self.relay.status().is_ready,
            "consumer": self.consumer.status().is_ready,
            "delivery": self.delivery.is_alive(),
        }

    async def measure(self) -> None:
        """Keep the metrics current."""
        await measure(self.ledger.figures, self.now)


def create(settings: Settings, *, now: Clock = utc_now) -> FastAPI:
    """The application, ready to be served."""
    client = connect(settings.mongo_url.get_secret_value())
    database, amqp_url = client[settings.database], settings.amqp_url.get_secret_value()
    outbox = Outbox(database[COLLECTION])
    relay = Relay(amqp_url, {COLLECTION: outbox}, clock=now)
    ledger = MongoLedger(database, relay.offer)
    directory = client[settings.directory_database]
    remembered = DirectoryAddresses(directory)
    # Whoever sends a mail again may have corrected its address the moment before.
    addresses = DirectoryAddresses(directory, remembered_seconds=0)
    delivery = _delivery(settings, ledger, now)
    tell = TellOfChange(ledger, remembered, _schedule(settings), now, checkpoint, delivery.wake)
    consumer = Consumer(
        amqp_url,
        NOTIFIER_QUEUE,
        subscribers(tell),
        prefetch=settings.mail_prefetch,
        parked_days=settings.parked_days,
    )
    parts = _Parts(client, ledger, outbox, relay, consumer, delivery, now)
    resend, mark_sent = ResendMail(ledger, addresses, now, delivery.wake), MarkMailSent(ledger, now, delivery.wake)
    router = mail_router(ledger, resend, mark_sent, ReturnMail(ledger, now, delivery.wake))
    app = create_app(
        "Thư thông báo", [router], _lifespan(parts), readiness=parts.readiness, answers=ANSWERS, service="notifier"
    )
    install_recognition(app, client, settings.directory_database, settings.env)
    limit(app, hosts=settings.hosts, is_rated=settings.is_rated)
    app.state.before_shutdown += [consumer.stop_consuming, delivery.stop]
    return app


def _delivery(settings: Settings, ledger: MongoLedger, now: Clock) -> Delivery:
    links = DigestLinks(settings.digest_key.get_secret_value())
    stationery = Stationery(settings.public_url, settings.mail_sender, settings.mail_idempotency_header, links)
    server = _mail_server(settings, settings.mail_envelope_sender or stationery.address)
    luck = SystemRandom().random
    letters = MimeLetters(stationery, Law(load_rule_sets()))
    send = SendMail(ledger, letters, _schedule(settings), now, checkpoint, luck)
    return Delivery(ledger, send, lambda: SmtpLine(server), workers=settings.mail_workers, now=now, luck=luck)


def _schedule(settings: Settings) -> Schedule:
    return Schedule(
        window=timedelta(seconds=settings.mail_window_seconds),
        lease=timedelta(seconds=settings.mail_lease_seconds),
        first_retry=timedelta(seconds=settings.mail_first_retry_seconds),
        longest_retry=timedelta(seconds=settings.mail_longest_retry_seconds),
        give_up=timedelta(hours=settings.mail_give_up_hours),
        patience=timedelta(seconds=settings.mail_order_wait_seconds),
    )


def _mail_server(settings: Settings, sender: str) -> MailServer:
    return MailServer(
        host=settings.smtp_host,
        port=settings.smtp_port,
        sender=sender,
        tls=settings.smtp_tls,
        username=settings.smtp_username,
        password=settings.smtp_password.get_secret_value(),
        command_seconds=settings.smtp_command_seconds,
        content_seconds=settings.smtp_content_seconds,
    )


def _lifespan(parts: _Parts) -> Lifespan:
    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        parts.relay.start()
        loops = {"notifier.running": parts.run, "notifier.measuring": parts.measure}
        tasks = [asyncio.create_task(keep_running(name, loop), name=name) for name, loop in loops.items()]
        yield
        await end(*tasks)
        await parts.consumer.close()
        await parts.delivery.stop()
        await parts.relay.stop()
        parts.client.close()

    return lifespan


def main() -> None:
    """Serve until told to stop."""
    settings = Settings()
    configure_logging("notifier", settings.log_level)
    with traced("notifier", Telemetry.of_deployment()):
        serve(create(settings, now=as_set(utc_now, os.environ)), settings.host, settings.port)


if __name__ == "__main__":
    main()
