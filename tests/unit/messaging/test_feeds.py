"""A feed's data: its limits can refuse nothing, and its user can only read it."""

import re

import pytest

from shared.messaging.topology.feeds import FEED_POLICY, authority_of, feed_bindings, feed_queue, feed_user
from shared.messaging.topology.queues import POLICIES, QUEUES
from shared.messaging.topology.rights import NOTHING

SO_Y_TE = "33.so-y-te"


def test_a_full_feed_drops_its_oldest_and_never_refuses() -> None:
    assert FEED_POLICY.definition["overflow"] == "drop-head"
    assert int(FEED_POLICY.definition["max-length"]) > 0


def test_a_feed_has_exactly_the_feed_policy() -> None:
    name = feed_queue(SO_Y_TE).name

    assert [policy.name for policy in (*POLICIES, FEED_POLICY) if re.search(policy.pattern, name)] == ["feed"]
    assert [queue.name for queue in QUEUES if re.search(FEED_POLICY.pattern, queue.name)] == []


def test_its_user_reads_its_queue_and_has_no_other_right() -> None:
    user = feed_user(SO_Y_TE)

    assert (user.write, user.configure, user.topic_read) == (NOTHING, NOTHING, NOTHING)
    assert user.topics == {}
    assert [
        name
        for name in ("feed.33.so-y-te", "feed.33.so-y-te-2", "feed.33xso-y-te", "intake.facts")
        if re.search(user.read, name)
    ] == ["feed.33.so-y-te"]


def test_a_feed_is_bound_to_cases_and_decisions_of_its_authority() -> None:
    bindings = feed_bindings(SO_Y_TE)

    assert {(one.exchange, one.key) for one in bindings} == {
        (f"thidua.events.appraisal-{level}", f"{subject}.*.*.{level}.33-so-y-te")
        for level in ("commune", "district", "department", "province", "state")
        for subject in ("case", "decision")
    }
    assert {one.queue for one in bindings} == {"feed.33.so-y-te"}


@pytest.mark.parametrize(("queue", "authority"), [("feed.33.so-y-te", SO_Y_TE), ("intake.facts", None)])
def test_a_queue_tells_whose_feed_it_is(queue: str, authority: str | None) -> None:
    assert authority_of(queue) == authority
