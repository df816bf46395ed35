"""One address may name several nodes of a cluster, as MongoDB's does: `amqp://user:password@one:5672,two:5672/vhost`."""

import random
from collections.abc import Awaitable, Callable
from typing import TypeVar
from urllib.parse import urlsplit

from aio_pika.exceptions import CONNECTION_EXCEPTIONS

from shared.refusals import UnavailableError

_Opened = TypeVar("_Opened")


def nodes_of(url: str) -> tuple[str, ...]:
    """An address for each node that this one names, in its order, with the same user, virtual host and options."""
    parts = urlsplit(url)
    user, separator, hosts = parts.netloc.rpartition("@")
    return tuple(parts._replace(netloc=f"{user}{separator}{host}").geturl() for host in hosts.split(","))


async def open_at_any(url: str, open_at: Callable[[str], Awaitable[_Opened]]) -> _Opened:
    """Open at the nodes in turn, until one answers; where to begin is left to chance, so that all get their share.

    Raises whatever the last node tried raised, when none answers.
    """
    *others, last = random.sample(nodes := nodes_of(url), len(nodes))
    for node in others:
        try:
            return await open_at(node)
        except (UnavailableError, *CONNECTION_EXCEPTIONS, TimeoutError):
            continue
    return await open_at(last)
