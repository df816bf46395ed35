"""What tests are told of the servers that stand for the whole session, wherever these run."""

from dataclasses import dataclass

from ops.provisioning.database import DatabaseServer
from ops.provisioning.management import Management

ADMINISTRATOR = "provisioner"


def password(name: str) -> str:
    """The password of that user on the servers of tests, which nobody else reaches."""
    return f"test-{name}"


@dataclass(frozen=True)
class MailServer:
    """Where mails are taken, and where they can be read (Mailpit's API)."""

    host: str
    port: int
    api: str


@dataclass(frozen=True)
class Servers:
    """A MongoDB, a RabbitMQ and an SMTP sink. `kind` says where they run."""

    kind: str
    database: DatabaseServer
    management: Management
    amqp_host: str
    amqp_port: int
    mail: MailServer
