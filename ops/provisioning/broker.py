"""RabbitMQ made to be as `shared.messaging.topology` says, through the management API; again and again without harm."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from ops.provisioning.management import Management
from shared.messaging.feeds import FEED_LIMITS, authority_of, feed_bindings, feed_user
from shared.messaging.topology import BINDINGS, EXCHANGES, POLICIES, QUEUES, USERS, VHOST, Binding, Policy, Queue, User

# A quorum queue takes the broker a while; several at a time take hardly longer than one.
_AT_ONCE = 8
_Thing = TypeVar("_Thing")


def provision_broker(management: Management, password: Callable[[str], str], *, vhost: str = VHOST) -> None:
    """Declare virtual host, users, rights, exchanges, policies, queues and bindings, and remove bindings of old.

    Raises:
        TroubleError: The broker is away, of a refused version, or holds something of that name that is different.
    """
    management.version()
    management.put("vhosts", vhost, body={})
    management.put("permissions", vhost, management.user, body={"configure": ".*", "write": ".*", "read": ".*"})
    for user in USERS:
        management.put("users", user.name, body={"password": password(user.name), "tags": ",".join(user.tags)})
    _each(lambda user: permit(management, vhost, user), USERS)
    _each(lambda name: _declare_exchange(management, vhost, name), EXCHANGES)
    # Before the queues, so that none lives a moment without its limits.
    for policy in POLICIES:
        limit(management, vhost, policy)
    _each(lambda queue: declare_queue(management, vhost, queue), QUEUES)
    _bind(management, vhost)
    _bind_feeds(management, vhost)


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
    for one in bindings:
        _add_binding(management, vhost, (one.exchange, one.queue, one.key))


def permit(management: Management, vhost: str, user: User) -> None:
    """Give the user these rights and no others."""
    rights = {"configure": user.configure, "write": user.write, "read": user.read}
    management.put("permissions", vhost, user.name, body=rights)
    for exchange in EXCHANGES:
        # Without a row for an exchange everything on it is allowed.
        row = {"exchange": exchange, "write": user.topics[exchange], "read": user.topic_read}
        management.put("topic-permissions", vhost, user.name, body=row)


def limit_feed_user(management: Management, authority: str) -> None:
    """Let the feed's user open a few connections and channels only; on all virtual hosts together."""
    for name, most in FEED_LIMITS.items():
        management.put("user-limits", feed_user(authority).name, name, body={"value": most})


def _declare_exchange(management: Management, vhost: str, name: str) -> None:
    management.put("exchanges", vhost, name, body={"type": "topic", "durable": True})


def _bind(management: Management, vhost: str) -> None:
    wanted = {(binding.exchange, binding.queue, binding.key) for binding in BINDINGS}
    ours = {queue.name for queue in QUEUES}
    present = {
        (str(row["source"]), str(row["destination"]), str(row["routing_key"]), str(row["properties_key"]))
        for row in management.get("bindings", vhost)
        if row["source"] in EXCHANGES and row["destination"] in ours
    }
    missing = wanted - {(exchange, queue, key) for exchange, queue, key, _ in present}
    _each(lambda each: _add_binding(management, vhost, each), sorted(missing))
    for exchange, queue, key, handle in present:
        if (exchange, queue, key) not in wanted:
            management.delete("bindings", vhost, "e", exchange, "q", queue, handle)


def _bind_feeds(management: Management, vhost: str) -> None:
    # Feeds are made and removed by command; one made by an earlier version of this program carries less than today's
    # and knew no limits.
    for row in management.get("queues", vhost):
        authority = authority_of(str(row["name"]))
        if authority is not None:
            limit_feed_user(management, authority)
            bind(management, vhost, feed_bindings(authority))


def _add_binding(management: Management, vhost: str, binding: tuple[str, str, str]) -> None:
    exchange, queue, key = binding
    management.post("bindings", vhost, "e", exchange, "q", queue, body={"routing_key": key})


def _each(do: Callable[[_Thing], None], things: Sequence[_Thing]) -> None:
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        list(pool.map(do, things))
