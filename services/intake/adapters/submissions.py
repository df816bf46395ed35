"""The one transaction of the system: dossiers and their nominations, all of a batch or none."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass

import pymongo
from pymongo.client_session import ClientSession

from shared.mongo.client import Database, Document, translated
from shared.mongo.round_trips import SharedTrips
from shared.refusals import UnavailableError

DOSSIERS, NOMINATIONS = "dossiers", "nominations"
TRANSACTION_SECONDS = 5
_CAPACITY = 100  # nominations in one transaction of several dossiers; a larger dossier has one of its own


@dataclass(frozen=True)
class Submitted:
    """A dossier and its nominations as documents."""

    dossier: Document
    nominations: Sequence[Document]


class Submissions:
    """Stores what is submitted. Dossiers that arrive while a transaction runs share the next one.

    Each is stored whole or not at all either way; where a batch is refused for one of them, each gets its own.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="submission")
        self._gathering = SharedTrips[Submitted, None](
            self._store, capacity=_CAPACITY, weight=lambda submitted: len(submitted.nominations)
        )

    async def store(self, submitted: Submitted) -> None:
        """Store it.

        Raises:
            DuplicateError: Its dossier is there already; nothing was changed.
            UnavailableError: The database is away, or it is unknown whether it was stored.
        """
        await self._gathering(submitted)

    def close(self) -> None:
        """End the thread; a transaction under way is finished."""
        self._thread.shutdown(wait=True)

    async def _store(self, batch: Sequence[Submitted]) -> list[Exception | None]:
        # Motor crosses threads once per statement; a transaction has three. Done in one thread, it crosses once.
        run = copy_context().run
        return await asyncio.get_running_loop().run_in_executor(self._thread, run, self._stored, batch)

    def _stored(self, batch: Sequence[Submitted]) -> list[Exception | None]:
        together = self._attempt(batch)
        if len(batch) == 1 or together is None or isinstance(together, UnavailableError):
            return [together] * len(batch)
        # One of them is there already, or cannot be stored at all: that is not its neighbours' fault.
        return [self._attempt([submitted]) for submitted in batch]

    def _attempt(self, batch: Sequence[Submitted]) -> Exception | None:
        try:
            with translated():
                self._transact(batch)
        except Exception as error:  # noqa: BLE001  told to whom it concerns
            return error
        return None

    def _transact(self, batch: Sequence[Submitted]) -> None:
        database = self._database.delegate
        dossiers = [submitted.dossier for submitted in batch]
        nominations = [nomination for one in batch for nomination in one.nominations]

        def both(session: ClientSession) -> None:
            database[DOSSIERS].insert_many(dossiers, session=session)
            database[NOMINATIONS].insert_many(nominations, session=session)

        with pymongo.timeout(TRANSACTION_SECONDS), database.client.start_session() as session:
            # Repeats what surely did not happen, and the commit whose answer was lost, until the time is over.
            session.with_transaction(both)
