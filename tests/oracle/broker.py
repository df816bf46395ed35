"""The broker as a guest of its management API sees it: queues and what lies in them."""

from collections.abc import Mapping

import httpx
from pydantic import BaseModel, ConfigDict, TypeAdapter


class _Queue(BaseModel):
    model_config = ConfigDict(extra="ignore")

    name: str
    messages: int = 0


_QUEUES = TypeAdapter(list[_Queue])


class Broker:
    """A RabbitMQ management API. Figures of quorum queues are up to five seconds old."""

    def __init__(self, address: str, user: str, password: str, vhost: str) -> None:
        self._http = httpx.AsyncClient(base_url=address, auth=(user, password), timeout=10)
        self._vhost = vhost

    async def queues(self) -> Mapping[str, int]:
        """How many messages, ready and unacknowledged, each queue holds."""
        response = await self._http.get(f"/api/queues/{self._vhost}")
        return {queue.name: queue.messages for queue in _QUEUES.validate_json(response.raise_for_status().content)}

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()
