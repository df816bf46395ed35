"""Exchanges, queues and policies as data: services take names from here, provisioning declares all of it.

Pure; the broker knows nothing that is not said here, in `rights` or in `feeds`.
`docs/decisions/` tells why no service may declare anything.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from shared.events.words import Level

VHOST = "thidua"
# What is said. Each sender says it on an exchange of its own: see `exchange_of`.
WORK = "thidua.work"
EVENTS = "thidua.events"
RETRY = "thidua.retry"
PARKING = "thidua.parking"
ORDERS = "thidua.orders"  # what shall become of parked messages, to the owner of their queue
REPORTS = "thidua.reports"  # what became of an order

TIERS: Mapping[str, int] = {"5s": 5_000, "1m": 60_000, "10m": 600_000}  # name -> milliseconds
REPLAY_TIER = "5s"

INTAKE = "intake"
NOTIFIER = "notifier"
OPERATOR = "operator"
INTAKE_QUEUE = "intake.facts"
NOTIFIER_QUEUE = "notifier.facts"
REPORTS_QUEUE = "operator.reports"

DELIVERY_LIMIT = 50
# RabbitMQ 4 drops after 20 returns where nothing is said; looking into a parked queue returns its messages each time.
PARKED_DELIVERY_LIMIT = 1_000_000
MAX_LENGTH = 1_000_000
_MOST_ORDERS = 1_000
_ORDER_MS = 24 * 60 * 60 * 1_000  # what nobody took by then is void: whoever gave it has gone on to something else
_REPORT_MS = 60 * 60 * 1_000
_ORDER_DELIVERIES = 20


@dataclass(frozen=True)
class Queue:
    """A durable quorum queue. `arguments` are what can never change; everything tunable is a policy."""

    name: str
    arguments: Mapping[str, str | int]


@dataclass(frozen=True)
class Exchange:
    """The durable exchange on which `user`, and nobody else, says what is of that `kind`."""

    name: str
    kind: str
    user: str
    type: str


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


def orders_queue(queue: str) -> str:
    """Where the owner of `queue` finds what shall become of its parked messages; `queue` itself is the key."""
    return f"{queue}.orders"


def exchange_of(kind: str, user: str) -> str:
    """The exchange on which that user says what is of that kind, such as `thidua.work`."""
    return f"{kind}.{user}"


_LEVEL_OF: Mapping[str, Level] = {level_user(level): level for level in Level}
OWNERS: Mapping[str, str] = {
    **{work_queue(level): level_user(level) for level in Level},
    INTAKE_QUEUE: INTAKE,
    NOTIFIER_QUEUE: NOTIFIER,
}
CONSUMED: tuple[str, ...] = tuple(OWNERS)
_OF_LEVELS: Mapping[str, tuple[str, ...]] = {
    INTAKE_QUEUE: ("case.*", "decision.*", "window.*"),
    NOTIFIER_QUEUE: ("digest.due",),
}
# Who tells whom of what: user -> queue -> the first two words of the type.
_FACTS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    INTAKE: {NOTIFIER_QUEUE: ("nomination.*", "dossier.received", "draft.ending")},
    **{level_user(level): _OF_LEVELS for level in Level},
    NOTIFIER: {INTAKE_QUEUE: ("mail.*",)},
}
_HANDS_OVER: tuple[str, ...] = (INTAKE, *(level_user(level) for level in Level))


def source_of(user: str) -> str:
    """How a service's user is named as the source in routing keys."""
    level = level_of(user)
    return level.value if level else user


def _exchanges() -> tuple[Exchange, ...]:
    kinds = [(WORK, user, "topic") for user in _HANDS_OVER]
    kinds += [(EVENTS, user, "topic") for user in _FACTS]
    kinds += [(kind, user, "direct") for kind in (RETRY, PARKING, REPORTS) for user in OWNERS.values()]
    kinds.append((ORDERS, OPERATOR, "direct"))
    return tuple(Exchange(exchange_of(kind, user), kind, user, type_) for kind, user, type_ in kinds)


def _queues() -> tuple[Queue, ...]:
    quorum = {"x-queue-type": "quorum"}
    queues = [Queue(REPORTS_QUEUE, quorum)]
    for name in CONSUMED:
        queues += [Queue(each, quorum) for each in (name, parked_queue(name), orders_queue(name))]
        back = {"x-dead-letter-exchange": "", "x-dead-letter-routing-key": name}
        queues += [Queue(retry_queue(name, tier), quorum | back | {"x-message-ttl": ms}) for tier, ms in TIERS.items()]
    return tuple(queues)


def _bindings() -> tuple[Binding, ...]:
    # Always from a sender's own exchange straight to the queue: between two exchanges, RabbitMQ would look at all the
    # keys of a message again, those in its headers included.
    bindings = [
        Binding(exchange_of(WORK, user), f"{source_of(user)}.{level.value}", work_queue(level))
        for user in _HANDS_OVER
        for level in Level
    ]
    bindings += [
        Binding(exchange_of(EVENTS, user), f"{start}.*.{source_of(user)}.*", queue)
        for user, followed in _FACTS.items()
        for queue, starts in followed.items()
        for start in starts
    ]
    for name, owner in OWNERS.items():
        retry, parking = exchange_of(RETRY, owner), exchange_of(PARKING, owner)
        bindings += [Binding(retry, retry_key(name, tier), retry_queue(name, tier)) for tier in TIERS]
        bindings.append(Binding(parking, name, parked_queue(name)))
        bindings.append(Binding(exchange_of(ORDERS, OPERATOR), name, orders_queue(name)))
        bindings.append(Binding(exchange_of(REPORTS, owner), REPORTS_QUEUE, REPORTS_QUEUE))
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
                "dead-letter-exchange": exchange_of(PARKING, owner),
                "dead-letter-routing-key": name,
            },
        )
        for name, owner in OWNERS.items()
    ]
    either = any_of(CONSUMED)
    parked: Mapping[str, str | int] = {
        "overflow": "reject-publish",
        "max-length": MAX_LENGTH,
        "delivery-limit": PARKED_DELIVERY_LIMIT,
    }
    orders: dict[str, str | int] = {
        "overflow": "reject-publish",
        "max-length": _MOST_ORDERS,
        "message-ttl": _ORDER_MS,
        "delivery-limit": _ORDER_DELIVERIES,
    }
    # Nobody who reports may be stopped by an operator who does not listen.
    reports: Mapping[str, str | int] = {
        **orders,
        "overflow": "drop-head",
        "message-ttl": _REPORT_MS,
        "delivery-limit": PARKED_DELIVERY_LIMIT,
    }
    return (
        *work,
        Policy("retry", rf"^{either}\.retry\.{any_of(TIERS)}$", safe),
        Policy("parked", rf"^{either}\.parked$", parked),
        Policy("orders", rf"^{either}\.orders$", orders),
        Policy("reports", f"^{re.escape(REPORTS_QUEUE)}$", reports),
    )


def any_of(names: Mapping[str, object] | tuple[str, ...]) -> str:
    """A regular expression of these names and no other."""
    return f"({'|'.join(re.escape(name) for name in names)})"


EXCHANGES: tuple[Exchange, ...] = _exchanges()
QUEUES: tuple[Queue, ...] = _queues()
BINDINGS: tuple[Binding, ...] = _bindings()
POLICIES: tuple[Policy, ...] = _policies()
