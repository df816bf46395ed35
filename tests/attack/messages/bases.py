"""Good messages for every consumed queue: the frozen examples, made to be about one nomination that is really there."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from aio_pika import Message
from pydantic import JsonValue

from shared.events.envelope import EVENTS, outgoing
from shared.events.event import Event
from shared.events.words import Level
from shared.events.work import WorkHandedOver
from shared.messaging.topology.queues import (
    BINDINGS,
    INTAKE,
    NOTIFIER,
    level_of,
    level_user,
    work_queue,
)
from shared.messaging.topology.queues import WORK as WORK_EXCHANGE
from shared.messaging.wire import to_message
from tests.contract.frozen import Frozen, all_frozen
from tests.unit.appraisal.samples import signed

_EXAMPLE_NOMINATION = "7a4b0f0e-5d0c-5d7e-9a38-1f6f0d3c2b11"
_EXAMPLE_DOSSIER = "5b6f1c9e-8d6f-5f0e-9b1a-3f5c2d7e9a10"
# A movement that nobody takes part in, so that a window of it lets nobody in.
_EXAMPLE_MOVEMENT, _MOVEMENT = '"movement": "covid-19"', '"movement": "khong-co"'
_MARKED_STEP = 90
Body = dict[str, JsonValue]


@dataclass(frozen=True)
class Base:
    """The body of a good message for `queue`, and the AMQP user whose word it may be."""

    queue: str
    type: str
    user: str
    body: Body


def level_served(queue: str) -> Level | None:
    """The level whose work comes by this queue; none where facts come."""
    return next((level for level in Level if work_queue(level) == queue), None)


def step_of(level: Level) -> int:
    """The step at which the attacked nomination has its case at that level: its route has the commune's steps alone."""
    return 1 if level is Level.COMMUNE else list(Level).index(level) + 10


def bases(queue: str, nomination: str, dossier: str) -> Iterator[Base]:
    """One for each type that the queue takes."""
    level = level_served(queue)
    for promised in all_frozen():
        if level is None and _leads_to(promised, queue):
            yield Base(queue, promised.type, _user_of(promised), _about(promised, nomination, dossier))
        elif level is not None and promised.exchange == WORK_EXCHANGE:
            yield Base(queue, promised.type, INTAKE, _work(promised, level, nomination, dossier))


def message_of(event: Event, user: str) -> Message:
    """The event as that user's relay sends it."""
    level = level_of(user)
    return to_message(outgoing(event, source=level.value if level else user, at=datetime.now(UTC)), user)


def good(base: Base) -> Message:
    """The base as its own service sends it."""
    return message_of(EVENTS[base.type].model_validate(base.body), base.user)


def neighbour(level: Level, nomination: UUID) -> Message:
    """Work that leaves one document and asks nothing of anybody: a withdrawal before its hand-over."""
    [base] = [
        one for one in bases(work_queue(level), str(nomination), str(nomination)) if one.type.startswith("work.with")
    ]
    return good(Base(base.queue, base.type, base.user, base.body | {"steps": [1]}))


def _leads_to(promised: Frozen, queue: str) -> bool:
    first = promised.type.partition(".")[0]
    return any(each.queue == queue and each.key.partition(".")[0] == first for each in BINDINGS)


def _user_of(promised: Frozen) -> str:
    return promised.source if promised.source in {INTAKE, NOTIFIER} else level_user(Level(promised.source))


def _about(promised: Frozen, nomination: str, dossier: str) -> Body:
    text = json.dumps(promised.example, ensure_ascii=False)
    text = text.replace(_EXAMPLE_NOMINATION, nomination).replace(_EXAMPLE_DOSSIER, dossier)
    body: Body = json.loads(text.replace(_EXAMPLE_MOVEMENT, _MOVEMENT) if "window" in promised.type else text)
    return body


def _work(promised: Frozen, level: Level, nomination: str, dossier: str) -> Body:
    body = _about(promised, nomination, dossier) | {"to_level": level.value}
    if "steps" in body:
        return body | {"steps": [_MARKED_STEP]}
    if "step" in body:
        body["step"] = step_of(level)
    slip = body.get("slip")
    if isinstance(slip, list) and level is not Level.COMMUNE:
        authority: Mapping[str, JsonValue] = {"code": "33.khong-co", "name": "Nơi không có", "level": level.value}
        template = slip[0]
        assert isinstance(template, dict)
        body["slip"] = [template | {"step": step_of(level), "level": level.value, "authority": dict(authority)}]
    return _signed(body) if promised.type == "work.handed_over.v1" else body


def _signed(body: Body) -> Body:
    made = signed(WorkHandedOver.model_validate(body))
    return body | {"signature": made.model_dump(mode="json")["signature"]}
