"""What a hostile sender makes of a good message: its body field by field, its headers, its properties, its sender."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random

from aio_pika import DeliveryMode, Message
from aio_pika.abc import HeadersType
from pydantic import JsonValue, ValidationError

from shared.events.envelope import EVENTS, MAX_BYTES, event_id
from shared.messaging.consumer.judging import RETRY_PLAN
from shared.messaging.topology.queues import INTAKE_QUEUE, NOTIFIER_QUEUE
from shared.messaging.wire import ATTEMPT, PARKED_AT, REASON, SENDER
from tests.attack.messages.bases import Base, good

_MEBIBYTE = 2**20
_DEEP = 100_000
_TYPE = "cloudEvents:type"
_OPERATOR: JsonValue = {"$gt": ""}
Path = tuple[str | int, ...]
Change = Callable[[Message], None]


@dataclass(frozen=True)
class HostileMessage:
    """A hostile message. `must_park` where nothing can be made of it; all others may be applied as well."""

    queue: str
    what: str
    message: Message
    must_park: bool = False


def hostile_messages(bases: list[Base], dice: Random, fields: int) -> Iterator[HostileMessage]:
    """Everything that is tried on one queue: all that goes for any message, and so many changes of single fields."""
    plain = bases[0]
    yield from _bodies(plain)
    yield from _changed(plain)
    possible = [one for base in bases for one in _fields(base)]
    for make in dice.sample(possible, min(fields, len(possible))):
        yield make()


def _bodies(base: Base) -> Iterator[HostileMessage]:
    nonsense = {
        "empty": b"",
        "blank": b"  ",
        "null": b"null",
        "true": b"true",
        "number": b"0",
        "text": b'"\\u0000"',
        "list": b"[]",
        "object": b"{}",
        "cut off": _dumped(base.body)[:-40],
        "not UTF-8": _dumped(base.body)[:-1] + b', "khac": "\xff\xfe"}',
        "UTF-16": _dumped(base.body).decode().encode("utf-16"),
        "deep list": b"[" * _DEEP,
        "deep objects": b'{"a":' * _DEEP,
        "bytes": bytes(range(256)) * 16,
        "a MiB": b"x" * _MEBIBYTE,
        "four MiB of JSON": b'["' + b"x" * (4 * _MEBIBYTE) + b'"]',
    }
    for what, body in nonsense.items():
        yield HostileMessage(base.queue, f"body: {what}", _with_body(base, body), must_park=True)
    for size in (MAX_BYTES - 1, MAX_BYTES, MAX_BYTES + 1, _MEBIBYTE):
        yield HostileMessage(base.queue, f"body: good, {size} bytes", _with_body(base, _dumped(base.body).ljust(size)))
    twice = b'{"type": "khac.v1", ' + _dumped(base.body)[1:]
    yield HostileMessage(base.queue, "body: a field twice", _with_body(base, twice))


def _changed(base: Base) -> Iterator[HostileMessage]:
    for what, change in _HARMFUL.items():
        yield _shot(base, what, change, must_park=True)
    for what, change in _ODD.items():
        yield _shot(base, what, change)
    for what, value in _ODD_VALUES.items():
        yield _shot(base, f"type header: {what}", _header(_TYPE, value))
        yield _shot(base, f"subject header: {what}", _header("cloudEvents:subject", value))
        yield _shot(base, f"attempt header: {what}", _header(ATTEMPT, value))
    foreign = "appraisal-state" if base.queue in {INTAKE_QUEUE, NOTIFIER_QUEUE} else "notifier"
    yield _shot(base, "another's", _property("user_id", foreign), must_park=True)
    yield _shot(base, "nobody's", _property("user_id", None), must_park=True)

    def posing(message: Message) -> None:
        message.user_id = foreign
        message.headers[SENDER] = base.user

    yield _shot(base, "another's, posing as put back", posing, must_park=True)


def _fields(base: Base) -> Iterator[Callable[[], HostileMessage]]:
    for path, value in _places(base.body):
        is_plain = value is not None and not isinstance(value, dict | list)
        yield lambda path=path: _field(base, path, "left out", None, is_left_out=True)
        for what, instead in _INSTEAD.items():
            must_park = is_plain and (isinstance(instead, dict | list) or (isinstance(value, int) and instead == 2**70))
            yield lambda path=path, what=what, instead=instead, must=must_park: _field(
                base, path, what, instead, must_park=must
            )
        if isinstance(value, dict):
            for name, extra in _EXTRA.items():
                yield lambda path=path, name=name, extra=extra: _field(base, (*path, name), "added", extra)
    for name, extra in _EXTRA.items():
        yield lambda name=name, extra=extra: _field(base, (name,), "added", extra)


def _field(
    base: Base, path: Path, what: str, value: JsonValue, *, is_left_out: bool = False, must_park: bool = False
) -> HostileMessage:
    body = json.loads(_dumped(base.body))
    inner = body
    for part in path[:-1]:
        inner = inner[part]
    if is_left_out:
        del inner[path[-1]]
    else:
        inner[path[-1]] = value
    message = _with_body(base, _dumped(body))
    return HostileMessage(base.queue, f"{base.type} {'.'.join(map(str, path))} {what}", message, must_park)


def _places(value: JsonValue, path: Path = ()) -> Iterator[tuple[Path, JsonValue]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, part in inner:
        yield (*path, name), part
        yield from _places(part, (*path, name))


def _with_body(base: Base, body: bytes) -> Message:
    """The body under the id that its content asks for, where it has one: whoever forges can reckon, too."""
    message = _last_attempt(good(base))
    message.body = body
    message.body_size = len(body)
    try:
        message.message_id = str(event_id(EVENTS[base.type].model_validate_json(body)))
    except ValidationError:
        return message
    return message


def _shot(base: Base, what: str, change: Change, *, must_park: bool = False) -> HostileMessage:
    message = _last_attempt(good(base))
    change(message)
    return HostileMessage(base.queue, what, message, must_park)


def _last_attempt(message: Message) -> Message:
    # As if it had waited in vain all along, which takes half an hour: what would be tried again is parked at once.
    message.headers[ATTEMPT] = len(RETRY_PLAN)
    return message


def _dumped(body: object) -> bytes:
    try:
        # As the services write it, so that whoever logs a body is found out by the words in it.
        return json.dumps(body, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return json.dumps(body).encode()


def _header(name: str, value: object) -> Change:
    def change(message: Message) -> None:
        message.headers[name] = value  # type: ignore[assignment]  # what AMQP carries, and nobody should send

    return change


def _property(name: str, value: object) -> Change:
    def change(message: Message) -> None:
        setattr(message, name, value)

    return change


def _typed(event_type: str) -> Change:
    def change(message: Message) -> None:
        message.type = event_type
        message.headers[_TYPE] = event_type

    return change


def _bare(message: Message) -> None:
    message.headers.clear()
    message.type = None


def _table(depth: int) -> HeadersType:
    return {"a": _table(depth - 1)} if depth else {"a": 1}


_HARMFUL: Mapping[str, Change] = {
    "no id": _property("message_id", ""),
    "another id": _property("message_id", "00000000-0000-0000-0000-000000000000"),
    "no type at all": _bare,
    "unknown type": _typed("work.stolen.v1"),
    "unknown version": _typed("case.opened.v99"),
    "long type": _typed("x" * 255),
    "type with an operator": _typed('{"$ne": null}'),
}
_ODD: Mapping[str, Change] = {
    "no headers": lambda message: message.headers.clear(),
    "text as content": _property("content_type", "text/plain"),
    "odd content type": _property("content_type", "application/x-protobuf; charset=\x7f"),
    "said to be packed": _property("content_encoding", "gzip"),
    "not persistent": _property("delivery_mode", DeliveryMode.NOT_PERSISTENT),
    "urgent": _property("priority", 255),
    "wants an answer": _property("reply_to", "intake.facts"),
    "ends in a minute": _property("expiration", 60),
    "very old": _property("timestamp", datetime(1970, 1, 1, tzinfo=UTC)),
    "from elsewhere": _property("app_id", "khac"),
    "said to be parked": _header(REASON, "lý do tự đặt"),
    "parked in a table": _header(PARKED_AT, _table(3)),
    "deep header": _header("cloudEvents:sâu", _table(40)),
    "odd trace": _header("traceparent", "00-" + "z" * 200),
    "trace in a table": _header("traceparent", _table(2)),
    "goes in circles": _header("x-death", [{"queue": "intake.facts", "count": 10**6, "reason": "rejected"}]),
    "delivered too often": _header("x-delivery-count", 10**6),
}
_ODD_VALUES: Mapping[str, object] = {
    "number": 2**40,
    "negative": -1,
    "true": True,
    "fraction": 1.5,
    "bytes": bytearray(b"\xff\x00"),
    "list": ["work.handed_over.v1", 1],
    "table": {"$ne": ""},
    "time": datetime(2026, 1, 1, tzinfo=UTC),
    "nothing": None,
}
_INSTEAD: Mapping[str, JsonValue] = {
    "null": None,
    "an operator": _OPERATOR,
    "a list": [_OPERATOR],
    "operator as text": '{"$where": "sleep(9000)"}',
    "enormous": 2**70,
    "negative": -(2**63) - 1,
    "not a number": float("nan"),
    "infinite": float("inf"),
    "half a character": "\ud800",
    "zero": "\u0000",
    "long": "x" * MAX_BYTES,
    "markup": "<script>alert(1)</script>\r\nBcc: khac@example.vn",
}
_EXTRA: Mapping[str, JsonValue] = {
    "$set": {"status": "da-khen-thuong"},
    "_id": "khac",
    "__proto__": {"roles": ["operator"]},
    "a.b": 1,
    "": None,
}
