"""A system under attack: where messages are put in, where the parked ones are read, and what it writes in its logs."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aio_pika
from aio_pika.abc import AbstractChannel, AbstractIncomingMessage

from ops.demo.people import Office
from ops.stack.parts import SERVICES
from shared.messaging.topology.queues import parked_queue
from shared.messaging.wire import REASON, text
from tests.oracle.broker import Broker
from tests.oracle.mails import SmtpRecord
from tests.oracle.observing import Windows, leftovers
from tests.oracle.quiet import wait_for_quiet
from tests.running import System


@dataclass(frozen=True)
class AttackedSystem:
    """The system, and its people."""

    system: System
    office: Office

    async def rest(self) -> None:
        """Return when nothing is under way any more."""
        stack = self.system.stack
        management = stack.rabbitmq.management()
        password = stack.secrets.password("amqp-provisioner")
        windows = Windows(
            submitters=(),
            readers=(),
            services={name: stack.address_of(name) for name in stack.instances.names},
            broker=Broker(management.url, management.user, password, "thidua"),
            smtp=SmtpRecord(stack.mail.record),
        )
        assert await wait_for_quiet(self.system.record, windows), await leftovers(windows)

    @asynccontextmanager
    async def channel_of(self, user: str) -> AsyncIterator[AbstractChannel]:
        """A confirming channel with that AMQP user's own credentials and rights."""
        connection = await aio_pika.connect(self.system.stack.amqp_url(user))
        async with connection:
            yield await connection.channel(publisher_confirms=True, on_return_raises=True)

    async def parked(self, queue: str) -> Mapping[str, str]:
        """Takes the parked messages of a queue away: correlation id and reason of each."""
        found: dict[str, str] = {}
        async with self.channel_of("provisioner") as channel:
            lying = await channel.get_queue(parked_queue(queue), ensure=False)
            while (raw := await lying.get(fail=False, no_ack=True)) is not None:
                found[raw.correlation_id or ""] = _reason(raw)
        return found

    def logged(self) -> str:
        """All that the services wrote."""
        paths = [self.system.stack.processes.log(name) for name in SERVICES]
        return "\n".join(path.read_text(encoding="utf-8", errors="replace") for path in paths)


def _reason(raw: AbstractIncomingMessage) -> str:
    return text(raw.headers, REASON)
