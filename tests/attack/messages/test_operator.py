"""Who holds the operator's password makes up nothing: no status, no decision and no mail comes of what they send."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress

import aio_pika
import pytest
from aio_pika import Message
from aio_pika.exceptions import AMQPError, DeliveryError
from pydantic import JsonValue

from shared.events.event import Event
from shared.events.words import Level
from shared.messaging.topology.queues import INTAKE_QUEUE, OPERATOR, VHOST, level_user
from shared.messaging.wire import SENDER
from tests.attack.messages.attacked import AttackedSystem
from tests.attack.messages.bases import message_of
from tests.attack.messages.forging import of
from tests.attack.messages.stores import changed, held
from tests.journey.acts import COMMUNE, FORWARD, YOUTH, decide, nomination, opened, submitted

_KEYS = ("{queue}", "{queue}.5s", "{queue}.1m", "{queue}.parked", "{key}")
pytestmark = pytest.mark.timeout(180)


def _award(identity: str) -> Iterator[tuple[Event, str]]:
    """What a commune says when it awards the nomination, each with its key."""
    item: JsonValue = {"nomination_id": identity, "step": 2, "sequence": 3}
    yield of("case.approved.v1")(identity), "case.approved.v1.commune.33-327-12079"
    issued = of("decision.issued.v1", items=[item])(identity)
    yield issued, "decision.issued.v1.commune.33-327-12079"


async def test_the_operator_s_password_awards_nothing(attacked: AttackedSystem) -> None:
    taken = await submitted(attacked.office)
    [one] = taken.nominations
    await decide(attacked.office, COMMUNE, f"{one.id}:1", FORWARD)
    await opened(attacked.office, COMMUNE, f"{one.id}:2")
    await attacked.rest()
    before, was = await held(attacked.system.stack), await nomination(attacked.office, YOUTH, one.id)

    for event, key in _award(one.id):
        message = message_of(event, level_user(Level.COMMUNE))
        message.user_id = OPERATOR
        message.headers[SENDER] = level_user(Level.COMMUNE)
        await _send_everywhere(attacked, message, key)

    # Nothing lies in any queue then, those for trying again included: whatever was let in has been handled.
    await attacked.rest()
    assert (await nomination(attacked.office, YOUTH, one.id)).status == was.status
    assert changed(before, await held(attacked.system.stack)) == []


async def _send_everywhere(attacked: AttackedSystem, message: Message, key: str) -> None:
    """To every exchange there is, under every key that may lead to intake, said plainly or beside one that leads on."""
    with attacked.system.stack.rabbitmq.management() as management:
        exchanges = await asyncio.to_thread(lambda: [str(row["name"]) for row in management.get("exchanges", VHOST)])
    keys = [each.format(queue=INTAKE_QUEUE, key=key) for each in _KEYS]
    connection = await aio_pika.connect(attacked.system.stack.amqp_url(OPERATOR))
    async with connection:
        for exchange in exchanges:
            for first in keys:
                for name in ("CC", "BCC"):
                    message.headers.pop("CC", None)
                    message.headers.pop("BCC", None)
                    message.headers[name] = [each for each in keys if each != first]
                    channel = await connection.channel(on_return_raises=True)
                    target = channel.default_exchange
                    if exchange:
                        target = await channel.get_exchange(exchange, ensure=False)
                    with suppress(AMQPError, DeliveryError):
                        await target.publish(message, first, timeout=10)
                    if not channel.is_closed:
                        await channel.close()
