"""Messages as they should never be: each event spoilt field by field, raw bytes, and properties that nobody sets."""

import copy
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random
from typing import Any

from aio_pika import DeliveryMode, Message

from shared.events.envelope import EVENTS, Incoming, decode, outgoing
from shared.events.words import Level
from shared.messaging.topology import CONSUMED, INTAKE, INTAKE_QUEUE, NOTIFIER, NOTIFIER_QUEUE, level_user, work_queue
from shared.messaging.wire import to_message
from shared.refusals import MalformedMessageError
from tests.contract.frozen import Frozen, all_frozen

OF_EACH = int(os.environ.get("THIDUA_ATTACK_MESSAGES", "8"))
MARK = "099999999999"  # an identity number that must not come up in any log
_VALUES: Sequence[Any] = (
    *(None, True, -1, 0, 2**63, 1e308, "", " ", "x" * 5000, [], {}, [[[[]]]], "\u0000", "\ud7ff", MARK),
    *({"$ne": None}, {"$gt": ""}, "9999-99-99", "0000-00-00T00:00:00Z", "../../etc", "'; drop table", "Ấn"),
)
_RAW: Sequence[bytes] = (
    *(
        b"",
        b" ",
        b"null",
        b"[]",
        b"0",
        b'"x"',
        b"{",
        b"{}",
        b"}{",
        b"\x00" * 64,
        b"\xff\xfe\xfd",
        b"NaN",
        b"[" * 100_000,
    ),
    *(
        b'{"a":' * 5_000,
        b'{"nomination_id": NaN}',
        b'{"version": 1e999}',
        b"9" * 10_000,
        b'{"a": "\\ud800"}',
        b"x" * 2**20,
    ),
)


@dataclass(frozen=True)
class Spoilt:
    """A message, where it goes, and whether what is in it can be read at all."""

    queue: str
    message: Message
    is_readable: bool


def spoilt(dice: Random) -> Iterator[Spoilt]:
    """Every kind of every event for the queues that take it, raw bytes and odd headers for every queue."""
    for promised in all_frozen():
        for queue, user in _destinations(promised):
            for body in _bodies(promised, dice):
                yield _made(queue, user, promised, body)
    for queue in CONSUMED:
        promised, user = _any_for(queue)
        for raw in _RAW:
            yield _made(queue, user, promised, raw)
        for changes in _odd_properties():
            message = _message(user, promised, b"{}")
            for name, value in changes.items():
                setattr(message, name, value)
            yield Spoilt(queue, message, is_readable=False)


def _destinations(promised: Frozen) -> Iterator[tuple[str, str]]:
    kind = promised.type.partition(".")[0]
    if kind == "work":
        yield from ((work_queue(level), INTAKE) for level in Level)
    elif kind in {"case", "decision", "window"}:
        yield INTAKE_QUEUE, level_user(Level(str(promised.example.get("level", "commune"))))
    elif kind == "mail":
        yield INTAKE_QUEUE, NOTIFIER
    else:
        yield NOTIFIER_QUEUE, INTAKE


def _any_for(queue: str) -> tuple[Frozen, str]:
    return next(
        (promised, user) for promised in all_frozen() for found, user in _destinations(promised) if found == queue
    )


def _bodies(promised: Frozen, dice: Random) -> Iterator[bytes]:
    places = list(_places(promised.example))
    for _ in range(OF_EACH):
        body: Any = copy.deepcopy(promised.example)
        *path, last = dice.choice(places)
        inner = body
        for step in path:
            inner = inner[step]
        if dice.random() < 0.25 and isinstance(inner, dict):
            del inner[last]
        else:
            inner[last] = dice.choice(_VALUES)
        yield json.dumps(body).encode()


def _places(value: object, here: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    inner: Iterator[tuple[Any, object]] = iter(())
    if isinstance(value, dict):
        inner = iter(value.items())
    elif isinstance(value, list):
        inner = iter(enumerate(value))
    for step, each in inner:
        yield (*here, step)
        yield from _places(each, (*here, step))


def _made(queue: str, user: str, promised: Frozen, body: bytes) -> Spoilt:
    message = _message(user, promised, body)
    return Spoilt(queue, message, is_readable=_is_readable(message, user))


def _is_readable(message: Message, user: str) -> bool:
    try:
        decode(Incoming(message.message_id or "", message.type or "", "", user, message.body))
    except MalformedMessageError:
        return False
    return True


def _message(user: str, promised: Frozen, body: bytes) -> Message:
    event = EVENTS[promised.type].model_validate(promised.example)
    message = to_message(outgoing(event, source=promised.source, at=datetime.now(UTC)), user)
    message.body, message.body_size = body, len(body)
    return message


def _odd_properties() -> Iterator[Mapping[str, Any]]:
    yield {"headers": {}}
    yield {"headers": {}, "type": None}
    yield {"type": "x" * 200, "headers": {}}
    yield {"message_id": None}
    yield {"message_id": "y" * 255}
    yield {"content_type": "text/html"}
    yield {"content_type": None, "content_encoding": "gzip"}
    yield {"priority": 9, "expiration": 3600, "reply_to": "nowhere"}
    yield {"delivery_mode": DeliveryMode.NOT_PERSISTENT}
    yield {"correlation_id": "Ấn" * 60, "app_id": "$where"}
    yield {"headers": {"thidua-attempt": -5}}
    yield {"headers": {"thidua-attempt": 2**62}}
    yield {"headers": {"thidua-attempt": "viele"}}
    yield {"headers": {"cloudEvents:type": 5, "cloudEvents:subject": True, "thidua-sender": "notifier"}}
    yield {"headers": {"cloudEvents:type": {"a": {"b": [1, {"c": None}]}}, "x-death": "forged"}}
    yield {"headers": {"traceparent": "00-" + "z" * 4000}}
