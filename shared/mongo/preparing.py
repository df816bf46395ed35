"""What a service asks of its database before it works, and again and again while it does."""

import asyncio
from collections.abc import Iterable
from typing import Protocol

from shared.mongo.client import Client, translated
from shared.observability.versions import OF_DATABASE, tell_version
from shared.refusals import UnavailableError

_RETRY_SECONDS = 2.0


class Store(Protocol):
    """A collection that works by its indexes."""

    async def ensure_indexes(self) -> None:
        """Create those that are not there."""


async def prepare(stores: Iterable[Store]) -> None:
    """Return once all have their indexes; the database may come later than this process."""
    for store in stores:
        while True:
            try:
                await store.ensure_indexes()
            except UnavailableError:
                await asyncio.sleep(_RETRY_SECONDS)
            else:
                break


async def answers(client: Client) -> bool:
    """The database is there at this moment; what it says of itself is told along."""
    try:
        with translated():
            # Any user may ask for it, and it costs no more than a ping.
            info = await client.admin.command("buildInfo")
    except UnavailableError:
        return False
    tell_version(OF_DATABASE, str(info.get("version", "")))
    return True
