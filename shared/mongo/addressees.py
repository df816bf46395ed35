"""Addresses as the directory holds them today."""

from collections.abc import Sequence
from contextlib import suppress
from functools import partial

from shared.clock import utc_now
from shared.clock.days import day_of
from shared.mails.recipients import Addressee
from shared.mongo.client import Database
from shared.mongo.directory import CACHE_SECONDS, Directory, MongoPeople
from shared.mongo.remembering import Remembered
from shared.refusals import NotFoundError


class DirectoryAddresses:
    """The mailbox of the unit or its successor, and the submitting account's where it is of that unit still.

    Whoever is locked or unknown has none. Each is remembered for some seconds; with `remembered_seconds` of 0 it is
    what the directory says at that moment.
    """

    def __init__(self, database: Database, *, remembered_seconds: float = CACHE_SECONDS) -> None:
        self._directory = Directory(database, remembered_seconds=remembered_seconds)
        self._people = MongoPeople(database, self._directory)
        self._submitters = Remembered[Addressee](remembered_seconds)

    async def __call__(self, unit: str, submitter: str) -> Sequence[Addressee]:
        """The unit first, then the submitter."""
        acting = await self._acting(unit)
        look = partial(self._submitter, submitter, acting)
        return (await self._unit(acting), await self._submitters.get((submitter, acting), look))

    async def _acting(self, code: str) -> str:
        return (await self._directory.units_on(day_of(utc_now()))).heir(code)

    async def _unit(self, code: str) -> Addressee:
        with suppress(NotFoundError):
            unit = await self._directory.unit(code)
            return Addressee("unit", unit.mailbox or "", unit.name)
        return Addressee("unit", "", "")

    async def _submitter(self, account_id: str, acting: str) -> Addressee:
        account = await self._people.account(account_id)
        # Whoever submits for another unit now reads no more of what this one's people are told; officers have none.
        is_elsewhere = account is not None and account.unit and await self._acting(account.unit) != acting
        if account is None or not account.active or is_elsewhere:
            return Addressee("submitter", "", "")
        return Addressee("submitter", account.mail or "", account.name)
