"""Who may do what on the broker, as data: each user writes to its own exchanges and reads its own queues."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from shared.events.words import Level
from shared.messaging.topology.queues import (
    CONSUMED,
    EVENTS,
    EXCHANGES,
    INTAKE,
    INTAKE_QUEUE,
    NOTIFIER,
    NOTIFIER_QUEUE,
    OPERATOR,
    ORDERS,
    REPORTS_QUEUE,
    WORK,
    any_of,
    exchange_of,
    level_user,
    orders_queue,
    parked_queue,
    work_queue,
)

NOTHING = "^$"
# Several instances of a service, each with a handful of connections, and their successors while they start; not a
# flood. On all virtual hosts together.
SERVICE_LIMITS = {"max-connections": 200, "max-channels": 1_000}


@dataclass(frozen=True)
class User:
    """An AMQP user's rights as regular expressions. `topics`: topic exchange -> keys that it may publish under.

    RabbitMQ allows every key where a user has no row for a topic exchange, hence a row for each that it may write to.
    The rows are the second line: they are asked of a message's first key only, and not of those in its `CC` and `BCC`
    headers. The first line is that nothing is bound to a sender's exchange under a key that is not the sender's.
    """

    name: str
    write: str
    read: str
    topics: Mapping[str, str]
    configure: str = NOTHING
    topic_read: str = NOTHING
    tags: tuple[str, ...] = field(default=())


def exactly(*names: str) -> str:
    """A right to these names and no other."""
    return f"^{any_of(names)}$" if names else NOTHING


def _service(name: str, queue: str, *, work: str, events: str) -> User:
    topics = {exchange_of(WORK, name): work, exchange_of(EVENTS, name): events}
    own = [each.name for each in EXCHANGES if each.user == name]
    # FastStream asks for the reply-to pseudo queue when it starts.
    read = exactly(queue, parked_queue(queue), orders_queue(queue), "amq.rabbitmq.reply-to")
    return User(name, exactly(*own), read, {each: right for each, right in topics.items() if each in own})


def _users() -> tuple[User, ...]:
    to_level = any_of(tuple(level.value for level in Level))
    versioned = r"\.[a-z_]+\.v[0-9]+"
    levels = [
        _service(
            level_user(level),
            work_queue(level),
            work=rf"^{level.value}\.{to_level}$",
            events=rf"^(case|decision|window|digest){versioned}\.{level.value}\.[^.]+$",
        )
        for level in Level
    ]
    intake = _service(
        INTAKE,
        INTAKE_QUEUE,
        work=rf"^intake\.{to_level}$",
        events=rf"^(nomination|dossier|draft){versioned}\.intake\.[^.]+$",
    )
    notifier = _service(NOTIFIER, NOTIFIER_QUEUE, work=NOTHING, events=rf"^mail{versioned}\.notifier\.[^.]+$")
    # Reads what is parked, and tells its owner what to do with it; nothing that it sends reaches a queue of messages.
    operator = User(
        OPERATOR,
        write=exactly(exchange_of(ORDERS, OPERATOR)),
        read=exactly(REPORTS_QUEUE, *(parked_queue(name) for name in CONSUMED)),
        topics={},
    )
    return (intake, *levels, notifier, operator)


USERS: tuple[User, ...] = _users()
