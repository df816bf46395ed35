"""Exchanges, queues, policies and permissions as data: services take names from here, provisioning declares all of it.

Pure; the broker knows nothing that is not on this page. `docs/decisions/` tells why no service may declare anything.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from shared.events.words import Level

VHOST = "thidua"
WORK = "thidua.work"
EVENTS = "thidua.events"
RETRY = "thidua.retry"
PARKING = "thidua.parking"
EXCHANGES: tuple[str, ...] = (WORK, EVENTS, RETRY, PARKING)  # all topic and durable

TIERS: Mapping[str, int] = {"5s": 5_000, "1m": 60_000, "10m": 600_000}  # name -> milliseconds
REPLAY_TIER = "5s"

INTAKE = "intake"
NOTIFIER = "notifier"
OPERATOR = "operator"
INTAKE_QUEUE = "intake.facts"
NOTIFIER_QUEUE = "notifier.facts"

DELIVERY_LIMIT = 50
# RabbitMQ 4 drops after 20 returns where nothing is said; looking into a parked queue returns its messages each time.
PARKED_DELIVERY_LIMIT = 1_000_000
MAX_LENGTH = 1_000_000
NOTHING = "^$"


@dataclass(frozen=True)
class Queue:
    """A durable quorum queue. `arguments` are what can never change; everything tunable is a policy."""

    name: str
    arguments: Mapping[str, str | int]


@dataclass(frozen=True)
class Binding:
    """Messages of `exchange` under `key` go to `queue`."""

    exchange: str
    key: str
    queue: str


@dataclass(frozen=True)
class Policy:
    """Exactly one policy matches each queue, since RabbitMQ applies only one."""

    name: str
    pattern: str
    definition: Mapping[str, str | int]
    apply_to: str = "queues"
    priority: int = 0


@dataclass(frozen=True)
class User:
    """An AMQP user's rights as regular expressions. `topics`: exchange -> keys that it may publish under, for each one.

    RabbitMQ allows every key where a user has no row for a topic exchange, hence a row for each.
    """

    name: str
    write: str
    read: str
    topics: Mapping[str, str]
    configure: str = NOTHING
    topic_read: str = NOTHING
    tags: tuple[str, ...] = field(default=())


def work_queue(level: Level) -> str:
    """The queue from which a level takes its work."""
    return f"appraisal.{level.value}"


def level_user(level: Level) -> str:
    """The AMQP user that a level's process signs in as."""
    return f"appraisal-{level.value}"


def level_of(user: str) -> Level | None:
    """The level that an AMQP user speaks for; absent for intake, notifier and everybody else."""
    return _LEVEL_OF.get(user)


def retry_queue(queue: str, tier: str) -> str:
    """Where a message of `queue` waits for `tier`."""
    return f"{queue}.retry.{tier}"


def retry_key(queue: str, tier: str) -> str:
    """The key on `thidua.retry` that leads there."""
    return f"{queue}.{tier}"


def parked_queue(queue: str) -> str:
    """Where messages of `queue` lie that cannot be applied; `queue` itself is their key on `thidua.parking`."""
    return f"{queue}.parked"


_LEVEL_OF: Mapping[str, Level] = {level_user(level): level for level in Level}
OWNERS: Mapping[str, str] = {
    **{work_queue(level): level_user(level) for level in Level},
    INTAKE_QUEUE: INTAKE,
    NOTIFIER_QUEUE: NOTIFIER,
}
CONSUMED: tuple[str, ...] = tuple(OWNERS)
_FACTS: Mapping[str, tuple[str, ...]] = {
    INTAKE_QUEUE: ("case.#", "decision.#", "mail.#", "window.#"),
    NOTIFIER_QUEUE: ("nomination.#", "dossier.received.#", "digest.due.#"),
}


def _queues() -> tuple[Queue, ...]:
    quorum = {"x-queue-type": "quorum"}
    queues: list[Queue] = []
    for name in CONSUMED:
        queues += [Queue(name, quorum), Queue(parked_queue(name), quorum)]
        back = {"x-dead-letter-exchange": "", "x-dead-letter-routing-key": name}
        queues += [Queue(retry_queue(name, tier), quorum | back | {"x-message-ttl": ms}) for tier, ms in TIERS.items()]
    return tuple(queues)


def _bindings() -> tuple[Binding, ...]:
    bindings = [Binding(WORK, f"*.{level.value}", work_queue(level)) for level in Level]
    bindings += [Binding(EVENTS, key, queue) for queue, keys in _FACTS.items() for key in keys]
    for name in CONSUMED:
        bindings += [Binding(RETRY, retry_key(name, tier), retry_queue(name, tier)) for tier in TIERS]
        bindings.append(Binding(PARKING, name, parked_queue(name)))
    return tuple(bindings)


def _policies() -> tuple[Policy, ...]:
    # At-least-once dead lettering is silently at-most-once unless overflow is reject-publish: always the pair.
    safe: Mapping[str, str | int] = {
        "dead-letter-strategy": "at-least-once",
        "overflow": "reject-publish",
        "max-length": MAX_LENGTH,
    }
    work = [
        Policy(
            name,
            f"^{re.escape(name)}$",
            {
                **safe,
                "delivery-limit": DELIVERY_LIMIT,
                "dead-letter-exchange": PARKING,
                "dead-letter-routing-key": name,
            },
        )
        for name in CONSUMED
    ]
    either = _one_of(CONSUMED)
    parked: Mapping[str, str | int] = {
        "overflow": "reject-publish",
        "max-length": MAX_LENGTH,
        "delivery-limit": PARKED_DELIVERY_LIMIT,
    }
    return (
        *work,
        Policy("retry", rf"^{either}\.retry\.{_one_of(TIERS)}$", safe),
        Policy("parked", rf"^{either}\.parked$", parked),
    )


def _one_of(names: Mapping[str, object] | tuple[str, ...]) -> str:
    return f"({'|'.join(re.escape(name) for name in names)})"


def exactly(*names: str) -> str:
    """A right to these names and no other."""
    return f"^{_one_of(names)}$" if names else NOTHING


def _service(name: str, queue: str, *, work: str, events: str) -> User:
    exchanges = (EVENTS, RETRY, PARKING) if work == NOTHING else EXCHANGES
    topics = {
        WORK: work,
        EVENTS: events,
        RETRY: exactly(*(retry_key(queue, tier) for tier in TIERS)),
        PARKING: exactly(queue),
    }
    # FastStream asks for the reply-to pseudo queue when it starts.
    return User(name, write=exactly(*exchanges), read=exactly(queue, "amq.rabbitmq.reply-to"), topics=topics)


def _users() -> tuple[User, ...]:
    to_level = _one_of(tuple(level.value for level in Level))
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
        events=rf"^(nomination|dossier){versioned}\.intake\.[^.]+$",
    )
    notifier = _service(NOTIFIER, NOTIFIER_QUEUE, work=NOTHING, events=rf"^mail{versioned}\.notifier\.[^.]+$")
    # Reads what is parked and sends it back through the shortest retry queue; it cannot make up work or facts.
    operator = User(
        OPERATOR,
        write=exactly(RETRY),
        read=exactly(*(parked_queue(name) for name in CONSUMED)),
        topics={
            WORK: NOTHING,
            EVENTS: NOTHING,
            RETRY: exactly(*(retry_key(name, REPLAY_TIER) for name in CONSUMED)),
            PARKING: NOTHING,
        },
    )
    return (intake, *levels, notifier, operator)


QUEUES: tuple[Queue, ...] = _queues()
BINDINGS: tuple[Binding, ...] = _bindings()
POLICIES: tuple[Policy, ...] = _policies()
USERS: tuple[User, ...] = _users()
