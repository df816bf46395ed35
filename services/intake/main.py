"""Wires intake together and serves it: `python -m services.intake.main`."""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from fastapi import APIRouter, FastAPI

from services.intake.adapters.attachments import MongoAttachments
from services.intake.adapters.digest_choices import DirectoryChoices
from services.intake.adapters.dossiers import MongoDossiers
from services.intake.adapters.looks import MongoLooks
from services.intake.adapters.messages import MESSAGES, MongoMessages
from services.intake.adapters.nominations import MongoNominations
from services.intake.adapters.registry import DirectoryRegistry
from services.intake.adapters.submissions import DOSSIERS, NOMINATIONS
from services.intake.adapters.windows import MongoWindows
from services.intake.application.answering import RequestWithdrawal, SupplementNomination
from services.intake.application.applying import ApplyDecision, ApplyFact, ApplyOverdue, AttachMail, FollowWindow
from services.intake.application.attaching import (
    Attaching,
    DeleteAttachment,
    ListAttachments,
    OpenAttachment,
    SweepAttachments,
    UploadAttachment,
)
from services.intake.application.choosing import ChooseDigest
from services.intake.application.corresponding import AnswerMessage, ApplyMessage, ListMessages
from services.intake.application.following import Following
from services.intake.application.looking import ListLooks, ShowNumber
from services.intake.application.places import ListPlaces
from services.intake.application.ports import Registry
from services.intake.application.showing import ListDossiers, ListNominations, ShowDossier, ShowNomination
from services.intake.application.stream_places import StreamPlaces
from services.intake.application.submitting import SubmitDossier
from services.intake.application.timing import Timer
from services.intake.domain.attached import Quota
from services.intake.messaging.subscribers import subscribers
from services.intake.settings import Settings
from services.intake.web.answers import ANSWERS
from services.intake.web.api import UseCases, api_router
from services.intake.web.attachments import ATTACHMENTS_PATH, AttachmentUseCases, attachments_router
from services.intake.web.digest_pages import DigestPages, digest_pages_router
from services.intake.web.dossier_pages import DossierPages, dossier_pages_router
from services.intake.web.events import events_router
from services.intake.web.frame import Frame
from services.intake.web.looks import LookUseCases, looks_router
from services.intake.web.messages import MessageUseCases, messages_router
from services.intake.web.pages import Pages, pages_router
from services.intake.web.places import places_router
from services.intake.web.rules import RuleLists, rules_router
from shared.clock import as_set, utc_now
from shared.identity.digest_links import DigestLinks
from shared.messaging.consumer.consumer import Consumer
from shared.messaging.relay.relay import Relay
from shared.messaging.supervision import end
from shared.messaging.topology.queues import INTAKE_QUEUE
from shared.mongo.audit import MongoAudit
from shared.mongo.client import Client, connect
from shared.mongo.directory import Directory
from shared.mongo.outbox import Outbox
from shared.mongo.preparing import answers, prepare
from shared.observability.logs import configure_logging, get_logger
from shared.observability.telemetry import Telemetry, traced
from shared.refusals import UnavailableError
from shared.rules.loading import RuleSets, load_rule_sets
from shared.web.api.describing import Examples
from shared.web.http.application import Lifespan, create_app, limit
from shared.web.http.recognition import install_recognition
from shared.web.http.serving import serve

_SWEEP_SECONDS, _ORDER_SECONDS = 600.0, 5.0
_AGAIN_SECONDS, _CALM_SECONDS = 2.0, 5.0
_log = get_logger(__name__)


@dataclass(frozen=True)
class _Parts:
    client: Client
    dossiers: MongoDossiers
    nominations: MongoNominations
    windows: MongoWindows
    attachments: MongoAttachments
    messages: MongoMessages
    looks: MongoLooks
    following: Following
    outboxes: Mapping[str, Outbox]
    relay: Relay
    consumer: Consumer

    async def prepare(self) -> None:
        """Create the indexes, and have what looks at files run."""
        await self.attachments.begin_looking()
        kept = (self.dossiers, self.nominations, self.windows, self.attachments, self.messages, self.looks)
        await prepare((*kept, *self.outboxes.values()))
        _log.info("intake.prepared")

    def lag(self) -> float:
        """The age in seconds of the oldest message that waits to be published."""
        return self.relay.oldest_age.total_seconds()

    async def readiness(self) -> Mapping[str, bool]:
        """Whether dossiers can be taken in, messages leave, and facts arrive."""
        return {
            "database": await answers(self.client),
            "relay": self.relay.status().is_ready,
            "consumer": self.consumer.status().is_consuming,
        }


def create(settings: Settings, *, now: Callable[[], datetime] = utc_now) -> FastAPI:
    """The application, ready to be served."""
    rule_sets = load_rule_sets()
    client = connect(settings.mongo_url.get_secret_value())
    database, amqp_url = client[settings.database], settings.amqp_url.get_secret_value()
    outboxes = {name: Outbox(database[name]) for name in (DOSSIERS, NOMINATIONS, MESSAGES)}
    relay = Relay(amqp_url, outboxes, clock=now)
    identity_keys, signing_key = settings.identity_keys, settings.signer
    dossiers = MongoDossiers(database, relay.offer, identity_keys)
    nominations = MongoNominations(database, relay.offer, relay.mind, identity_keys, signing_key)
    windows = MongoWindows(database)
    messages, looks = MongoMessages(database, relay.offer), MongoLooks(database)
    handlers = subscribers(
        ApplyFact(nominations, rule_sets, now, settings.patience),
        ApplyDecision(nominations, rule_sets, now, settings.patience),
        AttachMail(dossiers, nominations),
        FollowWindow(windows),
        ApplyMessage(nominations, messages, rule_sets, now),
    )
    consumer = Consumer(amqp_url, INTAKE_QUEUE, handlers, prefetch=settings.prefetch, parked_days=settings.parked_days)
    attachments = MongoAttachments(database, _quota(settings), settings.new_file_id)
    places = StreamPlaces(settings.max_streams, settings.max_streams_each, settings.max_streams_same)
    following = Following(nominations, places=places)
    parts = _Parts(
        client, dossiers, nominations, windows, attachments, messages, looks, following, outboxes, relay, consumer
    )
    registry = DirectoryRegistry(Directory(client[settings.directory_database]))
    lists = RuleLists(rule_sets, now, requires_petition=settings.requires_petition)
    public = (rules_router(lists), places_router(ListPlaces(registry)))
    use_cases = _use_cases(settings, parts, registry, rule_sets, now)
    timers = (
        Timer("attachments_swept", _SWEEP_SECONDS, SweepAttachments(parts.attachments, now)),
        Timer("order_given_up", _ORDER_SECONDS, ApplyOverdue(nominations, rule_sets, now, settings.patience)),
    )
    return _framed(settings, parts, use_cases, rule_sets, now, public, lists.examples(), timers)


def _use_cases(
    settings: Settings, parts: _Parts, registry: Registry, rule_sets: RuleSets, now: Callable[[], datetime]
) -> UseCases:
    dossiers, nominations = parts.dossiers, parts.nominations
    attaching = Attaching(parts.attachments, settings.requires_petition, now, _kept(settings))
    return UseCases(
        submit_dossier=SubmitDossier(
            dossiers,
            nominations,
            registry,
            rule_sets,
            attaching,
            pressure=parts.lag,
            pressure_limit=settings.outbox_age_limit_seconds,
            now=now,
            windows=parts.windows,
            identity_keys=settings.identity_keys,
            signing_key=settings.signer,
        ),
        list_dossiers=ListDossiers(dossiers),
        show_dossier=ShowDossier(dossiers),
        list_nominations=ListNominations(dossiers, nominations),
        show_nomination=ShowNomination(nominations),
        request_withdrawal=RequestWithdrawal(nominations, now),
        supplement_nomination=SupplementNomination(
            nominations, registry, rule_sets, attaching, now, settings.identity_keys, settings.signer
        ),
    )


def _framed(
    settings: Settings,
    parts: _Parts,
    use_cases: UseCases,
    rule_sets: RuleSets,
    now: Callable[[], datetime],
    public: Sequence[APIRouter],
    examples: Examples,
    timers: Sequence[Timer],
) -> FastAPI:
    files = _file_use_cases(settings, parts.attachments, now)
    list_messages = ListMessages(parts.nominations, parts.messages)
    corresponding = MessageUseCases(list_messages, AnswerMessage(parts.nominations, parts.messages, rule_sets, now))
    is_https = settings.public_url.startswith("https:")
    frame = Frame(is_https=is_https)
    pages = Pages(frame, use_cases.show_nomination, use_cases.show_dossier, list_messages, rule_sets)
    dossier_pages = DossierPages(
        frame, use_cases.show_dossier, use_cases.show_nomination, use_cases.list_nominations, rule_sets
    )
    digest_pages = DigestPages(frame, _choose_digest(settings, parts.client))
    app = create_app(
        "Tiếp nhận hồ sơ khen thưởng",
        [
            api_router(use_cases),
            attachments_router(files),
            messages_router(corresponding),
            looks_router(_look_use_cases(settings, parts, now)),
            events_router(parts.following),
            *public,
            pages_router(pages),
            dossier_pages_router(dossier_pages, pages),
            digest_pages_router(digest_pages),
        ],
        _lifespan(parts, timers, now),
        readiness=parts.readiness,
        streamed=[ATTACHMENTS_PATH],
        answers={**ANSWERS, **examples},
        service="intake",
    )
    install_recognition(app, parts.client, settings.directory_database, settings.env)
    limit(app, hosts=settings.hosts, is_rated=settings.is_rated)
    app.state.before_shutdown.append(parts.following.close)
    app.state.before_shutdown.append(parts.consumer.stop_consuming)
    return app


def _file_use_cases(
    settings: Settings, attachments: MongoAttachments, now: Callable[[], datetime]
) -> AttachmentUseCases:
    return AttachmentUseCases(
        UploadAttachment(attachments, settings.attachment_max_bytes, now, _kept(settings)),
        OpenAttachment(attachments),
        ListAttachments(attachments, _quota(settings)),
        DeleteAttachment(attachments, now),
    )


def _look_use_cases(settings: Settings, parts: _Parts, now: Callable[[], datetime]) -> LookUseCases:
    audit = MongoAudit(parts.client[settings.directory_database])
    known, looks = parts.nominations, parts.looks
    return LookUseCases(ShowNumber(known, looks, audit, now), ListLooks(known, looks))


def _quota(settings: Settings) -> Quota:
    return Quota(settings.unused_max_files, settings.unused_max_bytes)


def _kept(settings: Settings) -> timedelta:
    return timedelta(days=settings.unused_kept_days)


def _choose_digest(settings: Settings, client: Client) -> ChooseDigest:
    choices = DirectoryChoices(client[settings.directory_database])
    return ChooseDigest(choices, DigestLinks(settings.digest_key.get_secret_value()))


def _lifespan(parts: _Parts, timers: Sequence[Timer], now: Callable[[], datetime]) -> Lifespan:
    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        preparing = asyncio.create_task(parts.prepare(), name="intake.preparing")
        ticking = [asyncio.create_task(timer.run(), name=f"intake.{timer.name}") for timer in timers]
        rekeying = asyncio.create_task(_rekeying(parts, preparing, now), name="intake.rekeying")
        following = asyncio.create_task(parts.following.run(), name="intake.following")
        parts.relay.start()
        await parts.consumer.start()
        yield
        await end(preparing, rekeying, *ticking, following)
        await parts.consumer.close()
        await parts.relay.stop()
        parts.dossiers.close()
        parts.client.close()

    return lifespan


async def _rekeying(parts: _Parts, preparing: Awaitable[None], now: Callable[[], datetime]) -> None:
    await preparing
    while True:
        try:
            done = await parts.nominations.rekey(now()) or await parts.nominations.sign_open(now())
        except UnavailableError:
            await asyncio.sleep(_AGAIN_SECONDS)
            continue
        if done:
            _log.info("intake.rekeyed", count=done)
        # Another version beside this one may still write in its own way; and levels are not to drown in messages.
        await asyncio.sleep((0 if parts.lag() < _CALM_SECONDS else _AGAIN_SECONDS) if done else _SWEEP_SECONDS)


def main() -> None:
    """Serve until told to stop."""
    settings = Settings()
    configure_logging("intake", settings.log_level)
    with traced("intake", Telemetry.of_deployment()):
        serve(create(settings, now=as_set(utc_now, os.environ)), settings.host, settings.port)


if __name__ == "__main__":
    main()
