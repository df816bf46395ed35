"""Feeds made, listed and removed on the broker; the same command again changes nothing but the password."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from ops.provisioning.broker import bind, declare_queue, limit, limit_feed_user, permit
from ops.provisioning.management import Management
from shared.messaging.topology.feeds import FEED_POLICY, authority_of, feed_bindings, feed_queue, feed_user
from shared.messaging.topology.queues import VHOST


def create_feed(management: Management, authority: str, password: str, *, vhost: str = VHOST) -> None:
    """Queue, limits, bindings, user and rights; the bindings last, so that nothing arrives before all else stands."""
    user, queue = feed_user(authority), feed_queue(authority)
    management.put("users", user.name, body={"password": password, "tags": ""})
    limit_feed_user(management, authority)
    permit(management, vhost, user)
    limit(management, vhost, FEED_POLICY)
    declare_queue(management, vhost, queue)
    bind(management, vhost, feed_bindings(authority))


def follow_also(management: Management, authority: str, others: Iterable[str], *, vhost: str = VHOST) -> None:
    """Let the authority's feed have the facts of the others, too, such as those that it succeeded."""
    queue = feed_queue(authority).name
    bind(management, vhost, [replace(each, queue=queue) for other in others for each in feed_bindings(other)])


def feeds_of(management: Management, *, vhost: str = VHOST) -> Mapping[str, int]:
    """How many facts wait in the feed of each authority that has one."""
    found = {str(row["name"]): int(str(row.get("messages", 0))) for row in management.get("queues", vhost)}
    return {code: found[name] for name in sorted(found) if (code := authority_of(name)) is not None}


def remove_feed(management: Management, authority: str, *, vhost: str = VHOST) -> None:
    """The user first, which ends its connections; then the queue with what waits in it."""
    management.delete("users", feed_user(authority).name)
    management.delete("queues", vhost, feed_queue(authority).name)
