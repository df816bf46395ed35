"""What is stored in an outbox reaches its queue, once the broker lets it, in order, and leaves the outbox then."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from ops.provisioning.management import Management
from shared.events.envelope import Outgoing
from shared.messaging.relay.relay import Relay
from shared.messaging.topology.queues import EVENTS, NOTIFIER_QUEUE, exchange_of
from shared.observability.metrics import REGISTRY
from tests.integration.messaging.counter import Counter
from tests.integration.messaging.facts import now, sent_by_intake, some, withdrawn
from tests.integration.messaging.outbox_collection import NAME, OutboxCollection
from tests.integration.messaging.waiting import PATIENCE_SECONDS, asked_of_server, eventually
from tests.servers.fresh import FreshBroker

FACTS = exchange_of(EVENTS, "intake")
FACTS_OF_NOMINATIONS = "nomination.*.*.intake.*"


@pytest.fixture
async def relay(outbox_collection: OutboxCollection, broker: FreshBroker) -> AsyncIterator[Relay]:
    started = outbox_collection.relay(broker.url("intake"))
    started.start()
    await eventually(lambda: started.status().is_ready)
    yield started
    await started.stop()


def _ids(messages: list[Outgoing]) -> set[str]:
    return {str(message.id) for message in messages}


async def test_an_offered_message_is_published_and_leaves_the_outbox(
    outbox_collection: OutboxCollection, relay: Relay, counter: Counter
) -> None:
    messages = some(1)
    await eventually(relay.takes_offers)
    # No sweep comes for it in an hour: it leaves because it was offered.
    stored = await outbox_collection.store(messages, relay, written=now() + timedelta(hours=1))

    (raw,) = await counter.take(NOTIFIER_QUEUE, 1)
    await eventually(outbox_collection.is_empty)

    assert (raw.message_id, raw.user_id, raw.delivery_mode, raw.correlation_id) == (
        str(messages[0].id),
        "intake",
        2,
        "yeu-cau-1",
    )
    assert raw.headers["cloudEvents:type"] == "nomination.withdrawn.v1"
    assert raw.body == messages[0].body
    assert (await outbox_collection.document(stored)).keys() == {"_id", "outbox"}


async def test_what_nobody_offered_is_found_by_the_sweep(
    outbox_collection: OutboxCollection, relay: Relay, counter: Counter
) -> None:
    messages = [message for document in (some(1), some(2), some(3)) for message in document]
    for message in messages:
        await outbox_collection.store([message])

    taken = await counter.take(NOTIFIER_QUEUE, len(messages))

    assert relay.status().is_ready
    assert {raw.message_id for raw in taken} == _ids(messages)
    await eventually(outbox_collection.is_empty)


async def test_the_messages_of_each_document_keep_their_order(
    outbox_collection: OutboxCollection, broker: FreshBroker, counter: Counter
) -> None:
    relay = outbox_collection.relay(broker.url("intake"))
    stories = [_story(uuid4()) for _ in range(40)]
    # The first messages are offered to a relay that has no connection yet; later ones could overtake them.
    stored = [await outbox_collection.store(story[:2], relay) for story in stories]
    relay.start()
    for part in (slice(2, 4), slice(4, 5), slice(5, 6)):
        for document_id, story in zip(stored, stories, strict=True):
            await outbox_collection.add(document_id, story[part], relay)

    order: dict[str, list[int]] = {}
    for raw in await counter.take(NOTIFIER_QUEUE, 240):
        sequence = int(str(raw.headers["cloudEvents:sequence"]))
        order.setdefault(str(raw.headers["cloudEvents:subject"]), []).append(sequence)
    await relay.stop()

    assert list(order.values()) == [[1, 2, 3, 4, 5, 6]] * 40


def _story(nomination: UUID) -> list[Outgoing]:
    return [sent_by_intake(withdrawn(version, nomination)) for version in range(1, 7)]


async def test_an_unroutable_message_goes_once_a_queue_is_bound(
    outbox_collection: OutboxCollection, relay: Relay, counter: Counter
) -> None:
    queue = await counter.queue(NOTIFIER_QUEUE)
    messages = some(5)
    before = _unroutable()
    await queue.unbind(FACTS, FACTS_OF_NOMINATIONS)
    try:
        for message in messages:
            await outbox_collection.store([message], relay)
        await eventually(lambda: _unroutable() >= before + 5)
        held = (await outbox_collection.outbox.backlog()).pending
    finally:
        await queue.bind(FACTS, FACTS_OF_NOMINATIONS)
    taken = await counter.take(NOTIFIER_QUEUE, 5)

    assert held == 5
    assert {raw.message_id for raw in taken} == _ids(messages)
    await eventually(outbox_collection.is_empty)


async def test_one_forbidden_message_keeps_no_other_from_leaving(
    outbox_collection: OutboxCollection, relay: Relay, counter: Counter
) -> None:
    forged = sent_by_intake(withdrawn())
    forbidden = Outgoing(**{**vars(forged), "key": "mail.sent.v1.notifier.unit"})
    allowed = some(50)
    await outbox_collection.store([forbidden], relay)
    for message in allowed:
        await outbox_collection.store([message], relay)

    taken = await counter.take(NOTIFIER_QUEUE, 50)

    async def only_it_waits() -> bool:
        return (await outbox_collection.outbox.backlog()).pending == 1

    assert {raw.message_id for raw in taken} == _ids(allowed)
    await eventually(only_it_waits)


async def test_a_full_queue_takes_the_rest_later(
    outbox_collection: OutboxCollection, relay: Relay, counter: Counter, limited: Callable[[int], None]
) -> None:
    await asked_of_server(lambda: limited(3))
    messages = some(20)
    for message in messages:
        await outbox_collection.store([message], relay)

    seen = {raw.message_id for raw in await counter.take(NOTIFIER_QUEUE, 20)}

    assert seen == _ids(messages)
    await eventually(outbox_collection.is_empty)


@pytest.fixture
def limited(broker: FreshBroker) -> Iterator[Callable[[int], None]]:
    management: Management = broker.management
    body = {"pattern": r"^notifier\.facts$", "apply-to": "queues", "priority": 9}

    def limit(length: int) -> None:
        definition = {"max-length": length, "overflow": "reject-publish"}
        management.put("policies", broker.vhost, "full", body={**body, "definition": definition})

    yield limit
    management.delete("policies", broker.vhost, "full")


async def test_two_relays_on_one_database_publish_everything_once(
    outbox_collection: OutboxCollection, broker: FreshBroker, counter: Counter
) -> None:
    messages = some(600)
    for message in messages:
        await outbox_collection.store([message])
    relays = [outbox_collection.relay(broker.url("intake")) for _ in range(2)]
    for one in relays:
        one.start()

    taken = await counter.take(NOTIFIER_QUEUE, 600)
    await eventually(outbox_collection.is_empty)
    for one in relays:
        await one.stop()

    assert len(taken) == 600
    assert {raw.message_id for raw in taken} == _ids(messages)


async def test_a_message_in_another_relays_hand_is_not_overtaken(
    outbox_collection: OutboxCollection, relay: Relay, counter: Counter
) -> None:
    first, second = _story(uuid4())[:2]
    await eventually(relay.takes_offers)
    document_id = await outbox_collection.store([first])
    leased = await outbox_collection.outbox.take_due(now() + timedelta(seconds=3), 1)

    relay.mind(NAME, document_id, [first.id])
    await outbox_collection.add(document_id, [second], relay)
    taken = await counter.take(NOTIFIER_QUEUE, 2)

    assert [one.document_id for one in leased] == [document_id]
    assert [raw.message_id for raw in taken] == [str(first.id), str(second.id)]


async def test_what_is_in_hand_here_keeps_nothing_from_leaving_at_once(
    outbox_collection: OutboxCollection, relay: Relay, counter: Counter
) -> None:
    first, second = _story(uuid4())[:2]
    await eventually(relay.takes_offers)
    dropped = REGISTRY.get_sample_value("thidua_offers_dropped_total")
    document_id = await outbox_collection.store([first], relay)

    relay.mind(NAME, document_id, [first.id])
    await outbox_collection.add(document_id, [second], relay)
    taken = await counter.take(NOTIFIER_QUEUE, 2)

    assert REGISTRY.get_sample_value("thidua_offers_dropped_total") == dropped
    assert [raw.message_id for raw in taken] == [str(first.id), str(second.id)]


async def test_a_stopped_relay_has_published_what_it_was_offered(
    outbox_collection: OutboxCollection, broker: FreshBroker, counter: Counter
) -> None:
    relay = outbox_collection.relay(broker.url("intake"))
    relay.start()
    await eventually(relay.takes_offers)
    for message in some(50):
        await outbox_collection.store([message], relay)

    async with asyncio.timeout(PATIENCE_SECONDS):
        await relay.stop()

    await eventually(outbox_collection.is_empty)
    assert len(await counter.take(NOTIFIER_QUEUE, 50)) == 50


def _unroutable() -> float:
    return REGISTRY.get_sample_value("thidua_publish_failures_total", {"outcome": "unroutable"}) or 0.0
