"""Messages that can never be applied, put into every queue past RabbitMQ's checks, and the reason that each earns."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

from aio_pika import Message

from shared.events.envelope import EVENTS, outgoing
from shared.events.event import Event
from shared.events.words import Level
from shared.messaging.consumer.judging import RETRY_PLAN
from shared.messaging.topology.queues import (
    CONSUMED,
    INTAKE,
    INTAKE_QUEUE,
    NOTIFIER,
    NOTIFIER_QUEUE,
    level_of,
    level_user,
    work_queue,
)
from shared.messaging.wire import ATTEMPT, to_message
from tests.chaos.insider import insider
from tests.contract.frozen import frozen
from tests.oracle.entries import Poisoned
from tests.running import System

_MEBIBYTE = 2**20


@dataclass(frozen=True)
class Poison:
    """A message, its queue, and how the reason for parking it begins or ends."""

    queue: str
    message: Message
    reason: str


def poisons() -> Iterator[Poison]:
    """Every kind for every queue."""
    for queue in CONSUMED:
        yield from _for(queue)


async def poison(system: System) -> list[Poison]:
    """Put all of them in; what was put where."""
    made = list(poisons())
    async with insider(system.stack) as channel:
        for one in made:
            system.record.add(Poisoned(queue=one.queue))
            await channel.default_exchange.publish(one.message, one.queue)
    return made


def _for(queue: str) -> Iterator[Poison]:
    sender, forger = _senders(queue)
    yield Poison(queue, _written(queue, sender, body=b'{"nomination_id": '), "does not fit at body")
    yield Poison(queue, _written(queue, sender, version=".v9"), "unknown type")
    yield Poison(queue, _written(queue, sender, body=b"x" * _MEBIBYTE), "does not fit at body")
    yield Poison(queue, _written(queue, forger), f"sent by {forger!r}")
    # As if it had waited in vain all along, which takes half an hour.
    unknown = _written(queue, sender)
    unknown.headers[ATTEMPT] = len(RETRY_PLAN)
    yield Poison(queue, unknown, "NotFoundError" if queue == NOTIFIER_QUEUE else f"after {len(RETRY_PLAN)} further")


def _senders(queue: str) -> tuple[str, str]:
    """Who may tell what `_event` makes, and who may not."""
    if queue == INTAKE_QUEUE:
        return level_user(Level.COMMUNE), level_user(Level.STATE)
    return INTAKE, NOTIFIER if queue != NOTIFIER_QUEUE else level_user(Level.STATE)


def _written(queue: str, user: str, *, body: bytes = b"", version: str = "") -> Message:
    event = _event(queue)
    level = level_of(user)
    message = to_message(outgoing(event, source=level.value if level else user, at=datetime.now(UTC)), user)
    if body:
        message.body = body
        message.body_size = len(body)
    if version:
        stranger = event.type.replace(".v1", version)
        message.type = stranger
        message.headers["cloudEvents:type"] = stranger
    return message


def _event(queue: str) -> Event:
    """About a nomination that does not exist, of a unit that nobody knows."""
    if queue == INTAKE_QUEUE:
        return _example("case.opened.v1", level=Level.COMMUNE)
    if queue == NOTIFIER_QUEUE:
        return _example("nomination.withdrawn.v1", unit="33.khong-co", submitter="khong-co")
    level = next(level for level in Level if work_queue(level) == queue)
    return _example("work.supplemented.v1", to_level=level)


def _example(event_type: str, **changes: object) -> Event:
    example: Mapping[str, object] = frozen(event_type).example
    return EVENTS[event_type].model_validate({**example, "nomination_id": uuid4(), **changes})
