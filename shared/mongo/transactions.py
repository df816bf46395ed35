"""Writes to several documents that happen all or not at all: an act and what the audit record says of it."""

from collections.abc import Callable, Coroutine
from contextlib import AbstractContextManager, nullcontext
from typing import Any, TypeVar

from motor.motor_asyncio import AsyncIOMotorClientSession

from shared.mongo.client import Client, translated

Transaction = AsyncIOMotorClientSession
Found = TypeVar("Found")


async def together(client: Client, act: Callable[[Transaction], Coroutine[Any, Any, Found]]) -> Found:
    """What the act gives; it is done again where somebody else wrote the same document at that moment.

    Raises:
        DuplicateError: A unique key exists already; nothing was written.
        UnavailableError: The database is away, or it is unknown whether it was written.
    """
    with translated():
        async with await client.start_session() as session:
            done: Found = await session.with_transaction(act)
    return done


def within(transaction: Transaction | None) -> AbstractContextManager[None]:
    """Like `translated`; inside a transaction errors stay the driver's, by which it knows what to try again."""
    return nullcontext() if transaction else translated()
