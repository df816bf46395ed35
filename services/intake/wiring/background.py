"""What runs beside the requests, from the start of the process to its end."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta

from fastapi import FastAPI

from services.intake.application.attachments import SweepAttachments
from services.intake.application.incoming_facts import ApplyOverdue
from services.intake.application.reminding_drafts import RemindDrafts
from services.intake.application.roll import KeepRoll
from services.intake.application.streams import NominationStreams
from services.intake.application.timers import Timer
from services.intake.application.writing_drafts import EndDrafts
from services.intake.wiring.ports import Ports
from shared.messaging.consumer.consumer import Consumer
from shared.messaging.supervision import end
from shared.observability.logs import get_logger
from shared.refusals import UnavailableError
from shared.web.http.application import Lifespan

_SWEEP_SECONDS, _ORDER_SECONDS, _ROLL_SECONDS = 600.0, 5.0, 1.0
_AGAIN_SECONDS, _CALM_SECONDS = 2.0, 5.0
_log = get_logger(__name__)


def background(ports: Ports, consumer: Consumer, following: NominationStreams) -> Lifespan:
    """The lifespan of the application: relay, consumer, timers, and what brings records up to date."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        preparing = asyncio.create_task(ports.prepare(), name="intake.preparing")
        ticking = [asyncio.create_task(timer.run(), name=f"intake.{timer.name}") for timer in _timers(ports)]
        rekeying = asyncio.create_task(_rekey(ports, preparing), name="intake.rekeying")
        follow = asyncio.create_task(following.run(), name="intake.following")
        ports.relay.start()
        await consumer.start()
        yield
        await end(preparing, rekeying, *ticking, follow)
        await consumer.close()
        await ports.relay.stop()
        ports.dossiers.close()
        ports.client.close()

    return lifespan


def _timers(ports: Ports) -> Sequence[Timer]:
    before = timedelta(days=ports.settings.draft_reminded_days)
    overdue = ApplyOverdue(ports.nominations, ports.rule_sets, ports.now, ports.settings.patience)
    return (
        Timer("attachments_swept", _SWEEP_SECONDS, SweepAttachments(ports.attachments, ports.now)),
        Timer("drafts_reminded", _SWEEP_SECONDS, RemindDrafts(ports.drafts, ports.now, before)),
        Timer("drafts_ended", _SWEEP_SECONDS, EndDrafts(ports.drafts, ports.now)),
        Timer("order_given_up", _ORDER_SECONDS, overdue),
        Timer("roll_kept", _ROLL_SECONDS, KeepRoll(ports.roll)),
    )


async def _rekey(ports: Ports, preparing: Awaitable[None]) -> None:
    await preparing
    while True:
        try:
            done = await ports.nominations.rekey(ports.now()) or await ports.nominations.sign_open(ports.now())
        except UnavailableError:
            await asyncio.sleep(_AGAIN_SECONDS)
            continue
        if done:
            _log.info("intake.rekeyed", count=done)
        # Another version beside this one may still write in its own way; and levels are not to drown in messages.
        await asyncio.sleep((0 if ports.lag() < _CALM_SECONDS else _AGAIN_SECONDS) if done else _SWEEP_SECONDS)
