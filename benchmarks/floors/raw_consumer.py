"""Consume and upsert with nothing around it: aio-pika, json, one majority-journaled upsert, ack."""

import argparse
import asyncio
import json
import signal

import aio_pika
import uvloop
from aio_pika.abc import AbstractIncomingMessage

from shared.mongo.client import connect


async def consume(amqp_url: str, queue: str, mongo_url: str, prefetch: int) -> None:
    """Until SIGTERM."""
    cases = connect(mongo_url)["floor"]["cases"]
    connection = await aio_pika.connect(amqp_url)
    ended = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)

    async def upsert(message: AbstractIncomingMessage) -> None:
        work = json.loads(message.body)
        identity = f"{work['nomination_id']}:{work['step']}"
        await cases.update_one({"_id": identity}, {"$setOnInsert": work}, upsert=True)
        await message.ack()

    async with connection:
        channel = await connection.channel()
        await channel.set_qos(prefetch_count=prefetch)
        await (await channel.get_queue(queue, ensure=False)).consume(upsert)
        await ended.wait()


def main() -> None:
    """Read the command line and consume."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.floors.raw_consumer", description=__doc__)
    parser.add_argument("--amqp-url", required=True)
    parser.add_argument("--queue", required=True)
    parser.add_argument("--mongo-url", required=True)
    parser.add_argument("--prefetch", type=int, required=True)
    chosen = parser.parse_args()
    uvloop.run(consume(chosen.amqp_url, chosen.queue, chosen.mongo_url, chosen.prefetch))


if __name__ == "__main__":
    main()
