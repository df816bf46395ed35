"""What provisioning declares hangs together: every queue is bound, limited, owned, and reachable by its owner alone."""

import re
from itertools import product

import pytest

from shared.events.envelope import EVENTS as EVENT_TYPES
from shared.events.words import Level
from shared.messaging.topology import (
    BINDINGS,
    CONSUMED,
    EXCHANGES,
    OWNERS,
    PARKING,
    POLICIES,
    QUEUES,
    RETRY,
    TIERS,
    USERS,
    WORK,
    level_of,
    level_user,
    parked_queue,
    retry_queue,
    work_queue,
)

BY_NAME = {user.name: user for user in USERS}


@pytest.mark.parametrize("queue", QUEUES, ids=lambda queue: queue.name)
def test_each_queue_has_exactly_one_policy_and_at_least_one_binding(queue: object) -> None:
    name = getattr(queue, "name", "")

    matching = [policy.name for policy in POLICIES if re.search(policy.pattern, name)]

    assert len(matching) == 1
    assert [binding for binding in BINDINGS if binding.queue == name]


def test_dead_letters_are_kept_at_least_once_only_where_overflow_is_refused() -> None:
    assert all(policy.definition["overflow"] == "reject-publish" for policy in POLICIES)
    assert {policy.definition["max-length"] for policy in POLICIES} == {1_000_000}
    for queue in CONSUMED:
        (policy,) = [policy for policy in POLICIES if policy.name == queue]
        assert policy.definition["delivery-limit"] == 50
        assert policy.definition["dead-letter-strategy"] == "at-least-once"
        assert policy.definition["dead-letter-exchange"] == PARKING
        assert policy.definition["dead-letter-routing-key"] == queue


def test_each_consumed_queue_has_three_retry_queues_that_lead_back_and_one_parked_queue() -> None:
    arguments = {queue.name: queue.arguments for queue in QUEUES}

    for name, (tier, milliseconds) in product(CONSUMED, TIERS.items()):
        assert arguments[retry_queue(name, tier)] == {
            "x-queue-type": "quorum",
            "x-message-ttl": milliseconds,
            "x-dead-letter-exchange": "",
            "x-dead-letter-routing-key": name,
        }
        assert arguments[parked_queue(name)] == {"x-queue-type": "quorum"}


@pytest.mark.parametrize("source", ["intake", *Level])
@pytest.mark.parametrize("level", Level)
def test_work_matches_exactly_the_queue_of_its_level(source: str, level: Level) -> None:
    key = f"{source}.{level.value}"

    reached = [one.queue for one in BINDINGS if one.exchange == WORK and _matches(one.key, key)]

    assert reached == [work_queue(level)]


@pytest.mark.parametrize("event_type", [name for name, event in EVENT_TYPES.items() if event.exchange != WORK])
def test_each_fact_has_a_queue(event_type: str) -> None:
    key = f"{event_type}.anywhere.33-327-12079"

    assert [one.queue for one in BINDINGS if one.exchange != WORK and _matches(one.key, key)]


@pytest.mark.parametrize("user", USERS, ids=lambda user: user.name)
def test_each_user_has_a_row_for_each_exchange_and_configures_nothing(user: object) -> None:
    name = getattr(user, "name", "")

    assert BY_NAME[name].topics.keys() == set(EXCHANGES)
    assert BY_NAME[name].configure == "^$"
    assert not re.search(BY_NAME[name].write, "amq.default")


@pytest.mark.parametrize(("queue", "other"), list(product(CONSUMED, repeat=2)))
def test_only_the_owner_puts_back_and_parks(queue: str, other: str) -> None:
    owner = BY_NAME[OWNERS[queue]]

    may_retry = all(re.search(owner.topics[RETRY], f"{other}.{tier}") for tier in TIERS)
    may_park = bool(re.search(owner.topics[PARKING], other))
    may_read = bool(re.search(owner.read, other))

    assert (may_retry, may_park, may_read) == ((other == queue,) * 3)


def test_a_user_speaks_for_its_level_and_nobody_else_does() -> None:
    assert {level_of(level_user(level)) for level in Level} == set(Level)
    assert [level_of(name) for name in ("intake", "notifier", "operator", "appraisal-moon", "")] == [None] * 5


def _matches(pattern: str, key: str) -> bool:
    words = [{"*": "[^.]+", "#": ".*"}.get(word, re.escape(word)) for word in pattern.split(".")]
    return re.fullmatch(r"\.".join(words).replace(r"\..*", r"(\..*)?"), key) is not None
