"""RabbitMQ made to be as `shared.messaging.topology` says, through the management API; again and again without harm."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TypeVar

from ops.provisioning.management import Management
from shared.messaging.topology.feeds import FEED_LIMITS, authority_of, feed_bindings, feed_user
from shared.messaging.topology.queues import (
    BINDINGS,
    EVENTS,
    EXCHANGES,
    PARKING,
    POLICIES,
    QUEUES,
    RETRY,
    VHOST,
    WORK,
    Binding,
    Exchange,
    Policy,
    Queue,
)
from shared.messaging.topology.rights import SERVICE_LIMITS, USERS, User

# A quorum queue takes the broker a while; several at a time take hardly longer than one.
_AT_ONCE = 8
# Once all senders said everything on these four.
_COMMON = (WORK, EVENTS, RETRY, PARKING)
_Named = TypeVar("_Named")


def provision_broker(management: Management, password: Callable[[str], str], *, vhost: str = VHOST) -> None:
    """Declare virtual host, users, rights, exchanges, policies, queues and bindings, and remove those of old.

    No queue is removed and no message is touched.

    Raises:
        TroubleError: The broker is away, of a refused version, or holds something of that name that is different.
    """
    management.version()
    management.put("vhosts", vhost, body={})
    management.put("permissions", vhost, management.user, body={"configure": ".*", "write": ".*", "read": ".*"})
    for user in USERS:
        management.put("users", user.name, body={"password": password(user.name), "tags": ",".join(user.tags)})
    _each(lambda user: limit_user(management, user.name, SERVICE_LIMITS), USERS)
    _each(lambda user: permit(management, vhost, user), USERS)
    _each(lambda exchange: _declare_exchange(management, vhost, exchange), EXCHANGES)
    # Before the queues, so that none lives a moment without its limits.
    for policy in POLICIES:
        limit(management, vhost, policy)
    _each(lambda queue: declare_queue(management, vhost, queue), QUEUES)
    _bind(management, vhost)
    _bind_feeds(management, vhost)
    # Last: until here messages went by them.
    for name in _COMMON:
        management.delete("exchanges", vhost, name)


def remove_vhost(management: Management, vhost: str) -> None:
    """Remove a virtual host with everything in it; for tests, which have one each."""
    management.delete("vhosts", vhost)


def limit(management: Management, vhost: str, policy: Policy) -> None:
    """Make the policy be as told."""
    body = {
        "pattern": policy.pattern,
        "definition": dict(policy.definition),
        "apply-to": policy.apply_to,
        "priority": policy.priority,
    }
    management.put("policies", vhost, policy.name, body=body)


def declare_queue(management: Management, vhost: str, queue: Queue) -> None:
    """Make the queue, if it is not there."""
    management.put("queues", vhost, queue.name, body={"durable": True, "arguments": dict(queue.arguments)})


def bind(management: Management, vhost: str, bindings: Iterable[Binding]) -> None:
    """Make these bindings, if they are not there."""
    for binding in bindings:
        _add_binding(management, vhost, (binding.exchange, binding.queue, binding.key))


def permit(management: Management, vhost: str, user: User) -> None:
    """Give the user these rights and no others."""
    rights = {"configure": user.configure, "write": user.write, "read": user.read}
    management.put("permissions", vhost, user.name, body=rights)
    rows = management.get("topic-permissions", vhost, user.name)
    if any(row["exchange"] not in user.topics for row in rows):
        management.delete("topic-permissions", vhost, user.name)
    for exchange, right in user.topics.items():
        # Without a row for an exchange everything on it is allowed.
        row = {"exchange": exchange, "write": right, "read": user.topic_read}
        management.put("topic-permissions", vhost, user.name, body=row)


def limit_feed_user(management: Management, authority: str) -> None:
    """Let the feed's user open a few connections and channels only."""
    limit_user(management, feed_user(authority).name, FEED_LIMITS)


def limit_user(management: Management, user: str, limits: Mapping[str, int]) -> None:
    """Let the user have so many connections and channels, on all virtual hosts together."""
    for name, most in limits.items():
        management.put("user-limits", user, name, body={"value": most})


def _declare_exchange(management: Management, vhost: str, exchange: Exchange) -> None:
    management.put("exchanges", vhost, exchange.name, body={"type": exchange.type, "durable": True})


def _bind(management: Management, vhost: str) -> None:
    wanted = {(binding.exchange, binding.queue, binding.key) for binding in BINDINGS}
    ours = {queue.name for queue in QUEUES}
    exchanges = {exchange.name for exchange in EXCHANGES}
    present = {
        (str(row["source"]), str(row["destination"]), str(row["routing_key"]), str(row["properties_key"]))
        for row in management.get("bindings", vhost)
        if row["source"] in exchanges and row["destination"] in ours
    }
    missing = wanted - {(exchange, queue, key) for exchange, queue, key, _ in present}
    _each(lambda each: _add_binding(management, vhost, each), sorted(missing))
    for exchange, queue, key, handle in present:
        if (exchange, queue, key) not in wanted:
            management.delete("bindings", vhost, "e", exchange, "q", queue, handle)


def _bind_feeds(management: Management, vhost: str) -> None:
    # Feeds are made and removed by command; one made by an earlier version of this program carries less than today's,
    # knew no limits, and hung on the exchange that all senders shared.
    followed = _followed_of_old(management, vhost)
    for row in management.get("queues", vhost):
        authority = authority_of(str(row["name"]))
        if authority is not None:
            limit_feed_user(management, authority)
            permit(management, vhost, feed_user(authority))
            bind(management, vhost, feed_bindings(authority))
            for other in followed.get(str(row["name"]), ()):
                bind(management, vhost, [replace(each, queue=str(row["name"])) for each in feed_bindings(other)])


def _followed_of_old(management: Management, vhost: str) -> Mapping[str, set[str]]:
    """Whose facts each feed had by way of the exchange that all senders shared, as one word of the key."""
    found: dict[str, set[str]] = {}
    for row in management.get("exchanges", vhost, EVENTS, "bindings", "source"):
        if authority_of(str(row["destination"])) is not None:
            found.setdefault(str(row["destination"]), set()).add(str(row["routing_key"]).rpartition(".")[2])
    return found


def _add_binding(management: Management, vhost: str, binding: tuple[str, str, str]) -> None:
    exchange, queue, key = binding
    management.post("bindings", vhost, "e", exchange, "q", queue, body={"routing_key": key})


def _each(do: Callable[[_Named], None], things: Sequence[_Named]) -> None:
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        list(pool.map(do, things))
