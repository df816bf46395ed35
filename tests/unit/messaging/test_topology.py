"""What provisioning declares hangs together: every queue is bound, limited, owned, and reachable by its owner alone."""

import re
from itertools import product

import pytest

from shared.events.envelope import EVENTS as EVENT_TYPES
from shared.events.words import Level
from shared.messaging.topology.queues import (
    BINDINGS,
    CONSUMED,
    EVENTS,
    EXCHANGES,
    OWNERS,
    PARKING,
    POLICIES,
    QUEUES,
    RETRY,
    TIERS,
    WORK,
    Binding,
    exchange_of,
    level_of,
    level_user,
    orders_queue,
    parked_queue,
    retry_queue,
    source_of,
    work_queue,
)
from shared.messaging.topology.rights import USERS

BY_NAME = {user.name: user for user in USERS}
TOPICS = {one.name: one.user for one in EXCHANGES if one.type == "topic"}


@pytest.mark.parametrize("queue", QUEUES, ids=lambda queue: queue.name)
def test_each_queue_has_one_policy_and_a_binding(queue: object) -> None:
    name = getattr(queue, "name", "")

    matching = [policy.name for policy in POLICIES if re.search(policy.pattern, name)]

    assert len(matching) == 1
    assert [binding for binding in BINDINGS if binding.queue == name]


def test_dead_letters_are_kept_where_overflow_is_refused() -> None:
    kept = [policy for policy in POLICIES if policy.name not in {"orders", "reports"}]
    assert all(policy.definition["overflow"] == "reject-publish" for policy in kept)
    assert {policy.definition["max-length"] for policy in kept} == {1_000_000}
    for queue in CONSUMED:
        (policy,) = [policy for policy in POLICIES if policy.name == queue]
        assert policy.definition["delivery-limit"] == 50
        assert policy.definition["dead-letter-strategy"] == "at-least-once"
        assert policy.definition["dead-letter-exchange"] == exchange_of(PARKING, OWNERS[queue])
        assert policy.definition["dead-letter-routing-key"] == queue


def test_each_queue_has_three_retry_queues_and_a_parked_queue() -> None:
    arguments = {queue.name: queue.arguments for queue in QUEUES}

    for name, (tier, milliseconds) in product(CONSUMED, TIERS.items()):
        assert arguments[retry_queue(name, tier)] == {
            "x-queue-type": "quorum",
            "x-message-ttl": milliseconds,
            "x-dead-letter-exchange": "",
            "x-dead-letter-routing-key": name,
        }
        assert arguments[parked_queue(name)] == {"x-queue-type": "quorum"}
        assert arguments[orders_queue(name)] == {"x-queue-type": "quorum"}


HANDS_OVER = ("intake", *(level_user(level) for level in Level))


@pytest.mark.parametrize("user", HANDS_OVER)
@pytest.mark.parametrize("level", Level)
def test_work_matches_exactly_the_queue_of_its_level(user: str, level: Level) -> None:
    key, exchange = f"{source_of(user)}.{level.value}", exchange_of(WORK, user)

    reached = [one.queue for one in BINDINGS if one.exchange == exchange and _matches(one.key, key)]

    assert reached == [work_queue(level)]


@pytest.mark.parametrize("event_type", [name for name, event in EVENT_TYPES.items() if event.exchange != WORK])
def test_each_fact_has_a_queue(event_type: str) -> None:
    reached = [
        one
        for user in OWNERS.values()
        for one in BINDINGS
        if one.exchange == exchange_of(EVENTS, user)
        and _matches(one.key, f"{event_type}.{source_of(user)}.33-327-12079")
    ]

    assert reached


@pytest.mark.parametrize("binding", [one for one in BINDINGS if one.exchange in TOPICS], ids=str)
def test_nothing_is_bound_to_a_sender_under_another_s_key(binding: Binding) -> None:
    sender = TOPICS[binding.exchange]
    right = BY_NAME[sender].topics[binding.exchange]
    said = binding.key.replace("*", "issued", 1).replace("*", "v1", 1).replace("*", "33-327-12079")
    key = said if binding.key.count("*") == 3 else binding.key.replace("*", "v1", 1).replace("*", "33-327-12079")

    assert re.search(right, key)
    assert source_of(sender) in binding.key.split(".")


def test_each_exchange_has_one_sender_without_configure_rights() -> None:
    for exchange in EXCHANGES:
        assert [user.name for user in USERS if re.search(user.write, exchange.name)] == [exchange.user]
    for user in USERS:
        topics = {one.name for one in EXCHANGES if (one.user, one.type) == (user.name, "topic")}
        assert user.topics.keys() == topics
        assert user.configure == "^$"
        assert not re.search(user.write, "amq.default")


@pytest.mark.parametrize(("queue", "other"), list(product(CONSUMED, repeat=2)))
def test_only_the_owner_puts_back_and_parks(queue: str, other: str) -> None:
    owner = BY_NAME[OWNERS[queue]]
    reached = {one.queue for one in BINDINGS if one.exchange in {exchange_of(k, owner.name) for k in (RETRY, PARKING)}}

    may_retry = all(retry_queue(other, tier) in reached for tier in TIERS)
    may_park = parked_queue(other) in reached
    may_read = [bool(re.search(owner.read, name)) for name in (other, parked_queue(other), orders_queue(other))]

    assert (may_retry, may_park, *may_read) == ((other == queue,) * 5)


def test_a_user_speaks_for_its_level_and_nobody_else_does() -> None:
    assert {level_of(level_user(level)) for level in Level} == set(Level)
    assert [level_of(name) for name in ("intake", "notifier", "operator", "appraisal-moon", "")] == [None] * 5


def _matches(pattern: str, key: str) -> bool:
    words = [{"*": "[^.]+", "#": ".*"}.get(word, re.escape(word)) for word in pattern.split(".")]
    return re.fullmatch(r"\.".join(words).replace(r"\..*", r"(\..*)?"), key) is not None
