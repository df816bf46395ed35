"""What becomes of a message that was taken: done, held, put back, put aside; never lost, never in another's way."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, field
from functools import partial
from uuid import uuid4

import aio_pika
import pytest
from aio_pika.abc import HeadersType

from shared.events.envelope import Incoming, Outgoing
from shared.events.nominations import NominationWithdrawn
from shared.messaging.consumer.consumer import Consumer
from shared.messaging.consumer.judging import RETRY_PLAN
from shared.messaging.topology.queues import (
    BINDINGS,
    EVENTS,
    NOTIFIER_QUEUE,
    QUEUES,
    exchange_of,
    parked_queue,
    retry_queue,
)
from shared.observability.correlation import correlation_id
from shared.refusals import ConflictError, MalformedMessageError, NotYetError, UnavailableError
from tests.integration.messaging.counter import Counter
from tests.integration.messaging.facts import sent_by_intake, some, withdrawn
from tests.integration.messaging.waiting import asked_of_server, eventually
from tests.servers.fresh import FreshBroker

PARKED = parked_queue(NOTIFIER_QUEUE)
Behave = Callable[[Incoming], Awaitable[None]]


@dataclass
class RecordingHandler:
    """A handler that behaves as told and remembers what it was given."""

    behave: Behave | None = None
    versions: Collection[int] = (1,)
    began: list[Incoming] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    correlations: set[str] = field(default_factory=set)

    async def __call__(self, event: NominationWithdrawn, incoming: Incoming) -> None:
        self.began.append(incoming)
        self.correlations.add(correlation_id())
        if self.behave:
            await self.behave(incoming)
        assert event.version in self.versions
        self.done.append(incoming.id)


@dataclass
class ConsumerRunner:
    """Consumers of `notifier.facts` in one virtual host."""

    broker: FreshBroker
    opened: list[Consumer] = field(default_factory=list)

    async def consumer(
        self,
        handler: RecordingHandler,
        *,
        prefetch: int = 64,
        retry_plan: Sequence[str] = RETRY_PLAN,
        hold_seconds: float = 60,
        watch_seconds: float = 15,
        on_lost: Callable[[], None] = lambda: None,
    ) -> Consumer:
        consumer = Consumer(
            self.broker.url("notifier"),
            NOTIFIER_QUEUE,
            {NominationWithdrawn: handler},
            prefetch=prefetch,
            retry_plan=retry_plan,
            hold_seconds=hold_seconds,
            watch_seconds=watch_seconds,
            on_lost=on_lost,
        )
        self.opened.append(consumer)
        await consumer.start()
        await eventually(lambda: consumer.status().is_ready)
        return consumer


@pytest.fixture
async def runner(broker: FreshBroker) -> AsyncIterator[ConsumerRunner]:
    made = ConsumerRunner(broker)
    yield made
    for consumer in made.opened:
        await consumer.close()


@pytest.fixture
def intake(broker: FreshBroker) -> str:
    return broker.url("intake")


def _always(error: Exception) -> Behave:
    async def fail(_incoming: Incoming) -> None:
        raise error

    return fail


async def test_a_handled_message_has_its_sender_and_is_gone(
    runner: ConsumerRunner, counter: Counter, intake: str
) -> None:
    handler = RecordingHandler()
    consumer = await runner.consumer(handler)
    messages = some(20)

    await counter.publish(intake, messages)
    await eventually(lambda: len(handler.done) == 20)
    await consumer.close()

    assert {incoming.sender for incoming in handler.began} == {"intake"}
    assert {incoming.source for incoming in handler.began} == {"intake"}
    assert handler.correlations == {"yeu-cau-1"}
    assert await counter.count(NOTIFIER_QUEUE) == 0


async def test_a_message_that_may_pass_later_returns_with_its_sender(
    runner: ConsumerRunner, counter: Counter, intake: str
) -> None:
    handler = RecordingHandler()

    async def too_early(_incoming: Incoming) -> None:
        if len(handler.began) == 1:
            raise NotYetError("Hồ sơ chưa tới")

    handler.behave = too_early
    await runner.consumer(handler, retry_plan=("5s",))

    await counter.publish(intake, some(1))
    await eventually(lambda: len(handler.began) == 1)
    waited = await eventually(lambda: len(handler.done) == 1)

    assert 4 < waited < 10
    assert [incoming.sender for incoming in handler.began] == ["intake", "intake"]


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (NotYetError("Hồ sơ chưa tới"), "after 0 further attempts: Hồ sơ chưa tới"),
        (KeyError("Trần Thị B"), "after 0 further attempts: KeyError"),
        (MalformedMessageError("no such step"), "no such step"),
        (ConflictError("Không còn mở"), "ConflictError: Không còn mở"),
    ],
)
async def test_what_will_not_pass_is_parked_once_with_its_reason(
    runner: ConsumerRunner, counter: Counter, intake: str, error: Exception, reason: str
) -> None:
    handler = RecordingHandler(_always(error))
    messages = some(1)
    await runner.consumer(handler, retry_plan=())

    await counter.publish(intake, messages)
    (raw,) = await counter.take(PARKED, 1)

    assert raw.headers["thidua-reason"] == reason
    assert raw.headers["thidua-sender"] == "intake"
    assert (raw.message_id, raw.body) == (str(messages[0].id), messages[0].body)
    assert len(handler.began) == 1
    assert await counter.count(NOTIFIER_QUEUE) == 0


@pytest.mark.parametrize(
    ("headers", "body", "reason"),
    [
        ({"cloudEvents:type": "nomination.withdrawn.v1"}, b"{", "does not fit at body"),
        ({"cloudEvents:type": "nomination.withdrawn.v1"}, b"{}", "does not fit at"),
        ({"cloudEvents:type": "nomination.withdrawn.v9"}, b"{}", "unknown type"),
        ({"cloudEvents:type": 7}, b"\x00\xff", "unknown type ''"),
        ({"cloudEvents:type": "mail.sent.v1"}, b"{}", "does not fit at"),
    ],
)
async def test_poison_is_parked_and_its_neighbours_are_handled(
    runner: ConsumerRunner, counter: Counter, intake: str, headers: HeadersType, body: bytes, reason: str
) -> None:
    handler = RecordingHandler()
    events = await counter.channel.get_exchange(exchange_of(EVENTS, "intake"), ensure=False)
    await counter.publish(intake, some(3))
    await events.publish(aio_pika.Message(body, headers=headers), "nomination.withdrawn.v1.intake.33-ubnd")
    await counter.publish(intake, some(3))
    await runner.consumer(handler)

    (raw,) = await counter.take(PARKED, 1)

    await eventually(lambda: len(handler.done) == 6)
    assert reason in str(raw.headers["thidua-reason"])
    assert raw.body == body


async def test_an_event_whose_id_is_not_its_contents_is_parked(
    runner: ConsumerRunner, counter: Counter, intake: str
) -> None:
    one, other = some(2)
    await runner.consumer(RecordingHandler())

    await counter.publish(intake, [Outgoing(**{**vars(one), "id": other.id})])
    (raw,) = await counter.take(PARKED, 1)

    assert "its id is not that of its content" in str(raw.headers["thidua-reason"])


async def test_messages_about_one_nomination_are_handled_in_order(
    runner: ConsumerRunner, counter: Counter, intake: str
) -> None:
    nomination = uuid4()
    story = [sent_by_intake(withdrawn(version, nomination)) for version in (1, 2, 3)]
    [other] = some(1)
    handler = RecordingHandler(versions=range(1, 4))
    is_back = asyncio.Event()

    async def hesitate(incoming: Incoming) -> None:
        if incoming.id == str(story[0].id) and not is_back.is_set():
            raise UnavailableError

    handler.behave = hesitate
    await runner.consumer(handler)
    await counter.publish(intake, [*story, other])
    await eventually(lambda: handler.done == [str(other.id)])
    is_back.set()
    await eventually(lambda: len(handler.done) == 4)

    assert handler.done == [str(message.id) for message in (other, *story)]


async def test_a_held_message_burns_no_delivery(runner: ConsumerRunner, counter: Counter, intake: str) -> None:
    handler, back = RecordingHandler(), asyncio.Event()

    async def need_database(_incoming: Incoming) -> None:
        if not back.is_set():
            raise UnavailableError

    handler.behave = need_database
    consumer = await runner.consumer(handler)

    await counter.publish(intake, some(5))
    await eventually(lambda: len(handler.began) >= 15)
    held, elsewhere = consumer.status().holding, await counter.count(retry_queue(NOTIFIER_QUEUE, "5s"))
    back.set()
    await eventually(lambda: len(handler.done) == 5)

    assert (held, elsewhere) == (5, 0)
    assert consumer.status().holding == 0
    assert len({incoming.id for incoming in handler.began}) == 5


async def test_after_long_holding_a_message_waits_without_an_attempt(
    runner: ConsumerRunner, counter: Counter, intake: str
) -> None:
    await counter.empty(retry_queue(NOTIFIER_QUEUE, "10m"))
    await runner.consumer(RecordingHandler(_always(UnavailableError())), hold_seconds=0.3)

    await counter.publish(intake, some(1))
    (raw,) = await counter.take(retry_queue(NOTIFIER_QUEUE, "10m"), 1)

    assert raw.headers["thidua-attempt"] == 0


async def test_stopping_takes_no_more_and_burns_no_delivery(
    runner: ConsumerRunner, counter: Counter, intake: str
) -> None:
    handler, go = RecordingHandler(), asyncio.Event()

    async def wait(_incoming: Incoming) -> None:
        await go.wait()

    handler.behave = wait
    consumer = await runner.consumer(handler, prefetch=5)
    await counter.publish(intake, some(30))
    await eventually(lambda: len(handler.began) == 5)

    stopping = asyncio.create_task(consumer.stop_consuming())
    await eventually(lambda: not consumer.status().is_ready)
    go.set()
    await stopping
    await consumer.close()
    rest = await counter.take(NOTIFIER_QUEUE, 25)

    assert len(handler.done) == 5
    assert [raw.redelivered for raw in rest] == [False] * 25


async def test_a_lost_connection_does_not_cut_a_handler(
    runner: ConsumerRunner, counter: Counter, intake: str, broker: FreshBroker
) -> None:
    handler, go, cut = RecordingHandler(), asyncio.Event(), []

    async def wait(incoming: Incoming) -> None:
        try:
            await go.wait()
        except asyncio.CancelledError:
            cut.append(incoming.id)
            raise

    handler.behave = wait
    consumer = await runner.consumer(handler)
    await counter.publish(intake, some(1))
    await eventually(lambda: len(handler.began) == 1)

    await _cut_connections(broker, "notifier")
    await eventually(lambda: len(handler.began) == 2)
    go.set()
    await eventually(lambda: len(handler.done) == 2)
    await consumer.close()

    assert cut == []
    assert await counter.count(NOTIFIER_QUEUE) == 0


async def test_a_consumer_takes_from_the_queue_that_replaces_a_deleted(
    runner: ConsumerRunner, counter: Counter, intake: str, broker: FreshBroker
) -> None:
    handler = RecordingHandler()
    consumer = await runner.consumer(handler)
    arguments = next(queue.arguments for queue in QUEUES if queue.name == NOTIFIER_QUEUE)

    await asked_of_server(lambda: broker.management.delete("queues", broker.vhost, NOTIFIER_QUEUE))
    await eventually(lambda: not consumer.status().is_ready)
    queue = await counter.channel.declare_queue(NOTIFIER_QUEUE, durable=True, arguments=dict(arguments))
    for binding in BINDINGS:
        if binding.queue == NOTIFIER_QUEUE:
            await queue.bind(binding.exchange, binding.key)
    await eventually(lambda: consumer.status().is_ready, 30)
    await counter.publish(intake, some(1))

    await eventually(lambda: len(handler.done) == 1)


async def test_a_process_whose_consumer_stays_lost_is_ended(runner: ConsumerRunner, broker: FreshBroker) -> None:
    lost = asyncio.Event()
    arguments = next(queue.arguments for queue in QUEUES if queue.name == NOTIFIER_QUEUE)
    consumer = await runner.consumer(RecordingHandler(), watch_seconds=0.1, on_lost=lost.set)

    async def is_lost() -> bool:
        # Another has the queue to itself, as it were: whenever the consumer is back, it is cancelled again.
        if consumer.status().is_ready:
            await asked_of_server(lambda: broker.management.delete("queues", broker.vhost, NOTIFIER_QUEUE))
            await asked_of_server(
                lambda: broker.management.put(
                    "queues", broker.vhost, NOTIFIER_QUEUE, body={"durable": True, "arguments": dict(arguments)}
                )
            )
        return lost.is_set()

    await eventually(is_lost, 60)


async def _cut_connections(broker: FreshBroker, user: str) -> None:
    async def is_cut() -> bool:
        listed = await asked_of_server(lambda: broker.management.get("vhosts", broker.vhost, "connections"))
        names = [str(one["name"]) for one in listed if one.get("user") == user]
        for name in names:
            await asked_of_server(partial(broker.management.delete, "connections", name))
        return bool(names)

    await eventually(is_cut)
