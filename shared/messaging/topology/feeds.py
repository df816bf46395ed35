"""The feed of an authority with software of its own, as data: its queue, its user's rights and the policy of all feeds.

Pure, like `queues`; but feeds come and go by command, so provisioning neither makes nor removes them.
"""

from shared.events.event import dashed
from shared.events.words import Level
from shared.messaging.topology.queues import (
    EVENTS,
    PARKED_DELIVERY_LIMIT,
    Binding,
    Policy,
    Queue,
    exchange_of,
    level_user,
)
from shared.messaging.topology.rights import NOTHING, User, exactly

_PREFIX = "feed."
_MAX_LENGTH = 100_000
_SUBJECTS = ("case", "decision")
# One client, its replacement while it restarts, and somebody who looks; not a flood.
FEED_LIMITS = {"max-connections": 5, "max-channels": 20}

# A queue that refuses what is too much makes the publication fail for every other queue that it goes to: one sleeping
# client would stop intake's own facts. A feed therefore loses its oldest; the API still tells its owner everything.
FEED_POLICY = Policy(
    "feed",
    r"^feed\.",
    {"overflow": "drop-head", "max-length": _MAX_LENGTH, "delivery-limit": PARKED_DELIVERY_LIMIT},
)


def feed_queue(authority: str) -> Queue:
    """The queue of that authority's facts."""
    return Queue(_PREFIX + authority, {"x-queue-type": "quorum"})


def feed_bindings(authority: str) -> tuple[Binding, ...]:
    """Every type and version of what happens to its cases and decisions, at whatever level; no other authority's.

    Each level's exchange leads there under that level's own keys alone: no other sender reaches a feed.
    """
    return tuple(
        Binding(
            exchange_of(EVENTS, level_user(level)),
            f"{subject}.*.*.{level.value}.{dashed(authority)}",
            _PREFIX + authority,
        )
        for level in Level
        for subject in _SUBJECTS
    )


def feed_user(authority: str) -> User:
    """Named like its queue, which it reads and may do nothing else with."""
    name = _PREFIX + authority
    return User(name, write=NOTHING, read=exactly(name), topics={})


def authority_of(queue: str) -> str | None:
    """Whose feed the queue is; absent for every other queue."""
    return queue.removeprefix(_PREFIX) if queue.startswith(_PREFIX) else None
