"""A broker on which all senders shared one exchange is moved over by provisioning, with all that it holds."""

import asyncio

import aio_pika

from ops.provisioning.broker import bind, provision_broker
from ops.provisioning.feeds import create_feed, remove_feed
from shared.messaging.topology.queues import Binding
from tests.integration.permissions.test_broker import connected
from tests.servers.fresh import FreshBroker
from tests.servers.servers import password

AUTHORITY, FEED, FOREBEAR = "33.so-y-te", "feed.33.so-y-te", "33-so-cu"
SHARED = ("thidua.work", "thidua.events", "thidua.retry", "thidua.parking")


async def test_provisioning_moves_an_older_broker_with_its_messages(amqp: FreshBroker) -> None:
    def make_older() -> None:
        for name in SHARED:
            amqp.management.put("exchanges", amqp.vhost, name, body={"type": "topic", "durable": True})
        create_feed(amqp.management, AUTHORITY, "x", vhost=amqp.vhost)
        own = (Binding("thidua.events", f"case.*.*.*.{word}", FEED) for word in ("33-so-y-te", FOREBEAR))
        bind(amqp.management, amqp.vhost, [Binding("thidua.work", "*.commune", "appraisal.commune"), *own])
        row = {"exchange": "thidua.work", "write": ".*", "read": ".*"}
        amqp.management.put("topic-permissions", amqp.vhost, "notifier", body=row)

    await asyncio.to_thread(make_older)
    try:
        async with connected(amqp, "provisioner") as connection:
            channel = await connection.channel()
            older = await channel.get_exchange("thidua.work", ensure=False)
            await older.publish(aio_pika.Message(b"waiting", delivery_mode=2), "intake.commune")

            await asyncio.to_thread(provision_broker, amqp.management, password, vhost=amqp.vhost)

            newer = await channel.get_exchange("thidua.events.appraisal-department", ensure=False)
            await newer.publish(aio_pika.Message(b"followed"), f"case.opened.v1.department.{FOREBEAR}")
            waiting, followed = [
                await (await channel.get_queue(name, ensure=False)).get(no_ack=True)
                for name in ("appraisal.commune", FEED)
            ]
        left = {str(row["name"]) for row in amqp.management.get("exchanges", amqp.vhost)} & set(SHARED)
        rows = {row["exchange"] for row in amqp.management.get("topic-permissions", amqp.vhost, "notifier")}
    finally:
        await asyncio.to_thread(remove_feed, amqp.management, AUTHORITY, vhost=amqp.vhost)

    assert (waiting.body, followed.body) == (b"waiting", b"followed")
    assert left == set()
    assert rows == {"thidua.events.notifier"}
