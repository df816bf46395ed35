"""Who wants the daily digest, as they last chose: beside the accounts, so that whoever writes it can write no account.

Where nobody has chosen, the account's own field holds.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Literal

from shared.directory.bodies import Account
from shared.mongo.client import Database, Document, translated
from shared.mongo.transactions import Transaction, within

NAME = "digest_choices"
Chooser = Literal["link", "page", "administrator"]


class DigestChoices:
    """The choices of one directory, by account."""

    def __init__(self, directory: Database) -> None:
        self._collection = directory[NAME]

    async def choose(
        self, account_id: str, *, wanted: bool, by: Chooser, transaction: Transaction | None = None
    ) -> None:
        """Keep that the digest is wanted, or not; the same again changes nothing but the moment.

        Raises:
            UnavailableError: The database is away.
        """
        choice: Document = {"wanted": wanted, "by": by, "at": datetime.now(UTC), "schema": 1}
        with within(transaction):
            await self._collection.update_one({"_id": account_id}, {"$set": choice}, upsert=True, session=transaction)

    async def apply(self, accounts: Iterable[Account]) -> tuple[Account, ...]:
        """The accounts, each wanting the digest as was last chosen."""
        known = tuple(accounts)
        with translated():
            query = {"_id": {"$in": [each.id for each in known]}}
            found = await self._collection.find(query, {"wanted": 1}).to_list(None)
        wanted = {each["_id"]: bool(each["wanted"]) for each in found}
        return tuple(replace(each, wants_digest=wanted.get(each.id, each.wants_digest)) for each in known)
