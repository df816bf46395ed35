"""The processes of the system over HTTP, and its queues at the broker, each asked with a deadline."""

import asyncio
from collections.abc import Mapping, Sequence

import httpx

from shared.messaging.parked.counting import count_queues
from shared.messaging.topology.counts import QueueCounts
from shared.messaging.topology.queues import CONSUMED
from shared.refusals import UnavailableError
from shared.web.http.parts import FIGURES_PATH, READY_PATH, Seen, read_seen, silent

_HTTP_SECONDS = 2.0
_BROKER_SECONDS = 4.0


class HttpParts:
    """The processes at these addresses, by name."""

    def __init__(self, addresses: Sequence[tuple[str, str]]) -> None:
        self._addresses = addresses

    async def ask(self) -> Sequence[Seen]:
        """What each says; silent is who does not answer in time, or not as a part does."""
        # What the figures of others say is theirs: no proxy, no redirection.
        async with httpx.AsyncClient(timeout=_HTTP_SECONDS, trust_env=False) as http:
            return await asyncio.gather(*(_ask(http, name, address) for name, address in self._addresses))


class BrokerQueues:
    """All queues that somebody consumes, counted by this user's own connection."""

    def __init__(self, amqp_url: str) -> None:
        self._url = amqp_url

    async def count(self) -> Mapping[str, QueueCounts]:
        """What waits in each.

        Raises:
            UnavailableError: The broker is away.
        """
        try:
            async with asyncio.timeout(_BROKER_SECONDS):
                return await count_queues(self._url, CONSUMED)
        except TimeoutError as error:
            raise UnavailableError from error


async def _ask(http: httpx.AsyncClient, name: str, address: str) -> Seen:
    try:
        async with asyncio.timeout(_HTTP_SECONDS):
            ready = await http.get(f"{address}{READY_PATH}")
            figures = await http.get(f"{address}{FIGURES_PATH}")
            return read_seen(name, ready.content, figures.text, is_ready=ready.is_success)
    except (httpx.HTTPError, TimeoutError, ValueError):
        return silent(name)
