"""Data outlives a stop, a kill and a change of ports; nothing of a stack outlives its stop."""

import asyncio
import smtplib
from collections.abc import Callable

import aio_pika
import httpx
from pymongo import MongoClient

from ops.stack import Ports, Stack
from ops.stack.parts import MONGOD, RABBITMQ
from tests.integration.stack.test_processes import marked

MAIL = "From: a@x.example\nTo: b@y.example\nSubject: hello\nMessage-ID: <1@x.example>\n\nText\n"


async def write_everywhere(stack: Stack) -> None:
    with MongoClient(stack.mongo_url("intake")) as client:
        client["intake"]["dossiers"].insert_one({"_id": "yesterday"})
    connection = await aio_pika.connect(stack.amqp_url("intake"))
    async with connection:
        channel = await connection.channel()
        work = await channel.get_exchange("thidua.work.intake", ensure=False)
        message = aio_pika.Message(b"yesterday", delivery_mode=aio_pika.DeliveryMode.PERSISTENT)
        await work.publish(message, "intake.commune")
    with smtplib.SMTP("127.0.0.1", stack.ports.smtp) as sender:
        sender.sendmail("a@x.example", ["b@y.example"], MAIL)


async def read_everywhere(stack: Stack) -> tuple[object, bytes, list[str]]:
    with MongoClient(stack.mongo_url("intake")) as client:
        dossier = client["intake"]["dossiers"].find_one({})
    connection = await aio_pika.connect(stack.amqp_url("appraisal-commune"))
    async with connection:
        channel = await connection.channel()
        queue = await channel.get_queue("appraisal.commune", ensure=False)
        message = await queue.get(no_ack=True)
    async with httpx.AsyncClient() as client:
        mails = (await client.get(f"{stack.mail.api}/api/v1/messages")).json()["messages"]
    return dossier, message.body, [mail["MessageID"] for mail in mails]


async def test_the_next_start_finds_everything_also_after_a_kill(stacks: Callable[[], Stack]) -> None:
    first = stacks()
    await asyncio.to_thread(first.start, services=())
    await write_everywhere(first)

    for part in (MONGOD, RABBITMQ):
        first.kill(part)
        assert not first.is_up(part)
    await asyncio.to_thread(first.stop)
    left_running = marked(first.root)
    # Other ports, as when the standard ones are taken today: the replica set must still know itself.
    second = Stack(first.root, Ports.free())
    await asyncio.to_thread(second.start, services=())
    found = await read_everywhere(second)
    await asyncio.to_thread(second.discard)

    assert left_running == []
    assert marked(first.root) == []
    assert found == ({"_id": "yesterday"}, b"yesterday", ["1@x.example"])
