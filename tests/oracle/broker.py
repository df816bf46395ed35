"""The broker as a guest of its management API sees it: queues and what lies in them."""

from collections.abc import Mapping

import httpx
from pydantic import BaseModel, ConfigDict, TypeAdapter

from tests.oracle.entries import QueueLine


class _Stats(BaseModel):
    model_config = ConfigDict(extra="ignore")

    ack: int = 0


class _Queue(BaseModel):
    model_config = ConfigDict(extra="ignore")

    name: str
    messages: int = 0
    messages_unacknowledged: int = 0
    consumers: int = 0
    message_stats: _Stats = _Stats()


_QUEUES = TypeAdapter(list[_Queue])


class Broker:
    """A RabbitMQ management API. Figures of quorum queues are up to five seconds old."""

    def __init__(self, address: str, user: str, password: str, vhost: str) -> None:
        self._http = httpx.AsyncClient(base_url=address, auth=(user, password), timeout=10)
        self._vhost = vhost

    async def queues(self) -> Mapping[str, int]:
        """How many messages, ready and unacknowledged, each queue holds."""
        return {queue.name: queue.messages for queue in await self._listed()}

    async def lines(self) -> dict[str, QueueLine]:
        """What is known of each queue."""
        return {
            queue.name: QueueLine(
                waiting=queue.messages,
                unacknowledged=queue.messages_unacknowledged,
                settled=queue.message_stats.ack,
                consumers=queue.consumers,
            )
            for queue in await self._listed()
        }

    async def _listed(self) -> list[_Queue]:
        response = await self._http.get(f"/api/queues/{self._vhost}")
        return _QUEUES.validate_json(response.raise_for_status().content)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()
