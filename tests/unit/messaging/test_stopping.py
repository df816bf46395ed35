"""A consumer that is stopped while its broker does not answer."""

import asyncio

from shared.messaging.consumer.consumer import Consumer
from shared.messaging.topology.queues import NOTIFIER_QUEUE


def test_a_consumer_stopped_while_connecting_leaves_nothing() -> None:
    # In a loop of its own: in the tests' common one an application may take up its own connection meanwhile.
    assert asyncio.run(_left_by_one_stopped_while_it_connects()) == set()


async def _left_by_one_stopped_while_it_connects() -> set[asyncio.Task[object]]:
    before = asyncio.all_tasks()
    came: asyncio.Queue[asyncio.StreamWriter] = asyncio.Queue()
    server = await asyncio.start_server(lambda _, writer: came.put_nowait(writer), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    consumer = Consumer(f"amqp://notifier:x@127.0.0.1:{port}/thidua", NOTIFIER_QUEUE, {})

    await consumer.start()
    silent = await came.get()
    closing = asyncio.create_task(consumer.close())
    await asyncio.sleep(0)
    silent.transport.abort()
    server.close()
    await closing

    left = asyncio.all_tasks() - before
    if left:
        await asyncio.wait(left, timeout=3)
    return {task for task in left if not task.done()}
