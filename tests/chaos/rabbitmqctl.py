"""RabbitMQ's own command line, as its operator uses it."""

import subprocess

from ops.stack import Stack

_CTL = "/usr/lib/rabbitmq/bin/rabbitmqctl"
_SECONDS = 60


def rabbitmqctl(stack: Stack, *arguments: str) -> None:
    """Carry out a command on the stack's broker."""
    environment = stack.rabbitmq.environment()
    subprocess.run(  # noqa: S603  a program and arguments of our own
        [_CTL, "-q", *arguments], env=environment, check=True, capture_output=True, timeout=_SECONDS
    )
