"""The AsyncAPI 3 document, built from the events and the topology that the system itself runs on."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from shared.events.envelope import CONTENT_TYPE, EVENTS
from shared.events.event import Event, dashed
from shared.events.words import Level
from shared.messaging.topology.feeds import feed_bindings, feed_queue
from shared.messaging.topology.queues import (
    BINDINGS,
    EXCHANGES,
    OWNERS,
    VHOST,
    WORK,
    Binding,
    Exchange,
    exchange_of,
    source_of,
)
from shared.messaging.topology.queues import EVENTS as FACTS
from shared.messaging.topology.rights import USERS
from shared.text.schemas import put_into_words, schema_words

_SCHEMAS = "#/components/schemas/"
_KINDS = (WORK, FACTS)
_EXCHANGES: Mapping[str, Exchange] = {exchange.name: exchange for exchange in EXCHANGES if exchange.kind in _KINDS}
_SOMEBODY = "33.327.12079"
_ANYWHERE = dashed(_SOMEBODY)
EXAMPLES = Path(__file__).parents[2] / "events" / "examples.json"
FEED = "feed"
Json = dict[str, object]


@cache
def asyncapi() -> Json:
    """Every sender's exchanges and all queues as channels; who sends and who receives what as operations."""
    exchanges = {exchange.name: _exchange(exchange) for exchange in _EXCHANGES.values()}
    channels = {**exchanges, **{queue: _queue(queue) for queue in OWNERS}}
    examples = json.loads(EXAMPLES.read_text(encoding="utf-8"))
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "thidua",
            "version": "1",
            "description": "Mã sự kiện, loại và nguồn nằm trong header theo CloudEvents 1.0. Phần mềm của một cơ quan "
            "đọc luồng `feed.<mã cơ quan>` của mình, gồm các sự kiện `case.*` và `decision.*`, và trả lời qua API.",
        },
        "defaultContentType": CONTENT_TYPE,
        "channels": {**channels, FEED: _feed()},
        "operations": dict(_operations()),
        "components": {
            "messages": {name: _message(event, examples[name]) for name, event in EVENTS.items()},
            "schemas": _schemas(),
        },
    }


def received(queue: str) -> tuple[str, ...]:
    """The types that the bindings lead to that queue."""
    return _led_by([binding for binding in BINDINGS if binding.queue == queue])


def fed() -> tuple[str, ...]:
    """The types that the bindings of a feed lead to its authority."""
    return _led_by(feed_bindings(_SOMEBODY))


def _led_by(bindings: Sequence[Binding]) -> tuple[str, ...]:
    ways = [
        (_EXCHANGES[binding.exchange], _pattern(binding.key)) for binding in bindings if binding.exchange in _EXCHANGES
    ]
    return tuple(
        name
        for name, event in EVENTS.items()
        if any(way.kind == event.exchange and re.match(key, _key(event, source_of(way.user))) for way, key in ways)
    )


def sent(user: str, kind: str) -> tuple[str, ...]:
    """The types of that kind, such as `thidua.work`, that the user has the right to publish."""
    rights = [each.topics.get(exchange_of(kind, user)) for each in USERS if each.name == user]
    return tuple(
        name
        for name, event in EVENTS.items()
        if event.exchange == kind and any(right and re.search(right, _key(event, source_of(user))) for right in rights)
    )


def _key(event: type[Event], source: str) -> str:
    name = event.model_fields["type"].default
    return f"{source}.{Level.COMMUNE.value}" if event.exchange == WORK else f"{name}.{source}.{_ANYWHERE}"


def _pattern(key: str) -> str:
    # What matters is the kind of message; each level's work queue takes all work of that level.
    words = ["[^.]+" if word in {"*", *Level} else re.escape(word) for word in key.split(".")]
    return r"\.".join(words) + "$"


def _address(exchange: Exchange) -> str:
    source = source_of(exchange.user)
    return f"{source}.{{level}}" if exchange.kind == WORK else f"{{type}}.{source}.{{authority}}"


def _exchange(exchange: Exchange) -> Json:
    address = _address(exchange)
    bound = {
        "is": "routingKey",
        "exchange": {"name": exchange.name, "type": exchange.type, "durable": True, "vhost": VHOST},
    }
    return {
        "address": address,
        "parameters": {each: {} for each in re.findall(r"{(\w+)}", address)},
        "messages": _references(sent(exchange.user, exchange.kind)),
        "bindings": {"amqp": bound},
    }


def _queue(name: str) -> Json:
    bound = {"is": "queue", "queue": {"name": name, "durable": True, "exclusive": False, "vhost": VHOST}}
    return {"address": name, "messages": _references(received(name)), "bindings": {"amqp": bound}}


def _feed() -> Json:
    bound = {"is": "queue", "queue": {"durable": True, "exclusive": False, "vhost": VHOST}}
    authority = {"description": "Mã cơ quan, như `thidua authority list` nêu", "examples": [_SOMEBODY]}
    return {
        "address": feed_queue("{authority}").name,
        "description": "Luồng riêng của một cơ quan, do `thidua feed create` lập cùng tài khoản riêng."
        " Nơi gửi là tài khoản trong thuộc tính `user_id`, do RabbitMQ kiểm tra: `appraisal-<cấp>`, với"
        " `cloudEvents:source` và `level` là chính cấp đó; đừng nhận sự kiện khác."
        " Một sự kiện có thể đến hai lần (cùng mã sự kiện). Luồng đầy thì bỏ sự kiện cũ nhất; API vẫn cho biết tất cả.",
        "parameters": {"authority": authority},
        "messages": _references(fed()),
        "bindings": {"amqp": bound},
    }


def _operations() -> Iterator[tuple[str, Json]]:
    for user in OWNERS.values():
        for kind in _KINDS:
            if types := sent(user, kind):
                yield f"{user}.send.{kind}", _operation("send", exchange_of(kind, user), types)
    for queue, user in OWNERS.items():
        yield f"{user}.receive.{queue}", _operation("receive", queue, received(queue))
    yield f"{FEED}.receive", _operation("receive", FEED, fed())


def _operation(action: str, channel: str, types: tuple[str, ...]) -> Json:
    place = f"#/channels/{channel}"
    return {
        "action": action,
        "channel": {"$ref": place},
        "messages": [{"$ref": f"{place}/messages/{name}"} for name in types],
    }


def _references(types: tuple[str, ...] | list[str]) -> Json:
    return {name: {"$ref": f"#/components/messages/{name}"} for name in types}


def _message(event: type[Event], example: Json) -> Json:
    return {
        "name": event.model_fields["type"].default,
        "summary": schema_words()[event.__name__],
        "payload": {"$ref": _SCHEMAS + event.__name__},
        "examples": [{"name": "vi-du", "payload": example}],
    }


def _schemas() -> Json:
    schemas: Json = {}
    for event in EVENTS.values():
        schema = event.model_json_schema(mode="serialization", ref_template=_SCHEMAS + "{model}")
        schemas |= {**schema.pop("$defs", {}), event.__name__: schema}
    put_into_words(schemas)
    return schemas
