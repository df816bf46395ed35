"""The people of an authority, read freshly: whom work may be given to."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime

from shared.clock import utc_now
from shared.clock.days import day_of
from shared.directory.bodies import Account
from shared.mongo.client import Database, translated
from shared.mongo.digest_choices import DigestChoices
from shared.mongo.directory import PEOPLE, to_account
from shared.mongo.succession import read_succession

_MAX = 1_000


class MongoStaff:
    """Accounts by the authorities that they belong to."""

    def __init__(self, directory: Database, *, now: Callable[[], datetime] = utc_now) -> None:
        self._accounts = directory[PEOPLE]
        self._authorities = directory["authorities"]
        self._digest_choices = DigestChoices(directory)
        self._now = now

    async def of(self, authorities: frozenset[str]) -> Sequence[Account]:
        """The active accounts that do the work of any of the authorities today, by name."""
        return _together(await self.of_each(authorities))

    async def of_each(self, authorities: frozenset[str]) -> Mapping[str, Sequence[Account]]:
        """The active accounts that do the work of each of the authorities today, by name."""
        standing = await read_succession(self._authorities, day_of(self._now()))
        workers = {code: standing.workers(code) for code in authorities}
        codes = sorted(frozenset[str]().union(*workers.values()))
        with translated():
            cursor = self._accounts.find({"authorities": {"$in": codes}, "active": True}).sort("username", 1)
            documents = await cursor.to_list(_MAX)
        found = await self._digest_choices.apply(map(to_account, documents))
        return {code: [each for each in found if each.authorities & bodies] for code, bodies in workers.items()}

    async def accounts_of(self, ids: Collection[str]) -> Sequence[Account]:
        """The accounts with these ids, also locked ones."""
        with translated():
            found = await self._accounts.find({"_id": {"$in": sorted(ids)}}).to_list(_MAX)
        return [to_account(document) for document in found]


def _together(each: Mapping[str, Sequence[Account]]) -> Sequence[Account]:
    found = {person.id: person for people in each.values() for person in people}
    return sorted(found.values(), key=lambda each: each.username)
