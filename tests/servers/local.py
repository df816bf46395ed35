"""The servers as processes of this machine, on ports of their own."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ops.stack import Stack
from tests.servers.quick import quick
from tests.servers.servers import MailServer, Servers


@contextmanager
def local_servers(root: Path) -> Iterator[Servers]:
    """MongoDB, RabbitMQ and the sink under `root`, ended without ceremony afterwards."""
    with quick(root):
        stack = Stack(root)
        stack.prepare()
        try:
            stack.start_servers()
            with stack.rabbitmq.management() as management:
                yield Servers(
                    kind="local processes",
                    database=stack.mongod.server(),
                    management=management,
                    amqp_host="127.0.0.1",
                    amqp_port=stack.ports.rabbitmq,
                    mail=MailServer("127.0.0.1", stack.ports.smtp, stack.mail.api),
                )
        finally:
            stack.discard()


@contextmanager
def local_mail(root: Path) -> Iterator[MailServer]:
    """The sink alone, for sessions whose other servers are containers."""
    stack = Stack(root)
    try:
        stack.start_part("mail")
        yield MailServer("127.0.0.1", stack.ports.smtp, stack.mail.api)
    finally:
        stack.discard()
