"""Looks at identity numbers in MongoDB: kept for good, and counted by account and hour in one guarded write."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from pymongo import ASCENDING

from services.intake.domain.disclosures import MOST_LOOKS, PERIOD, Disclosure
from shared.events.content import AuthorityRef
from shared.mongo.client import Database, Document, translated
from shared.mongo.errors import DuplicateError
from shared.refusals import TooManyError

LOOKS, COUNTS = "looks", "look_counts"
SCHEMA = 1
_MOST = 1_000
_KEPT_SECONDS = 24 * 3600
_TOO_MANY = "Tài khoản này đã xem {most} số giấy tờ trong một giờ, là mức tối đa. Thử lại sau {minutes} phút."


class MongoDisclosures:
    """The port `Looks`."""

    def __init__(self, database: Database) -> None:
        self._collection = database[LOOKS]
        self._counts = database[COUNTS]

    async def ensure_indexes(self) -> None:
        """Create the index by which a nomination's disclosures are read, and the end of counts that count no more."""
        with translated():
            await self._collection.create_index([("nomination_id", ASCENDING), ("at", ASCENDING)], name="of_nomination")
            await self._counts.create_index([("at", ASCENDING)], name="at", expireAfterSeconds=_KEPT_SECONDS)

    async def add(self, disclosure: Disclosure) -> None:
        """Keep one, unless the account has had its share of the hour."""
        begun = _beginning(disclosure.at)
        # Where the share is used up the filter finds nothing, and the insert in its place meets the name.
        counted = {"_id": f"{disclosure.account}/{begun.isoformat()}", "number": {"$lt": MOST_LOOKS}}
        try:
            with translated():
                change: Document = {"$inc": {"number": 1}, "$setOnInsert": {"at": begun}}
                await self._counts.update_one(counted, change, upsert=True)
        except DuplicateError:
            wait = int((begun + PERIOD - disclosure.at).total_seconds()) + 1
            text = _TOO_MANY.format(most=MOST_LOOKS, minutes=-(-wait // 60))
            raise TooManyError(text, retry_after=wait) from None
        with translated():
            await self._collection.insert_one({"_id": disclosure.id, **_to_fields(disclosure)})

    async def of_nomination(self, nomination_id: UUID) -> Sequence[Disclosure]:
        """Those at the nomination's number, oldest first."""
        with translated():
            found = self._collection.find({"nomination_id": nomination_id}).sort("at", ASCENDING).limit(_MOST)
            return [_to_disclosure(record) for record in await found.to_list(_MOST)]


def _beginning(at: datetime) -> datetime:
    return at - timedelta(seconds=at.timestamp() % PERIOD.total_seconds())


def _to_fields(disclosure: Disclosure) -> Document:
    return {
        "schema": SCHEMA,
        "nomination_id": disclosure.nomination_id,
        "authority": disclosure.authority.model_dump(mode="json"),
        "account": disclosure.account,
        "reason": disclosure.reason,
        "at": disclosure.at,
    }


def _to_disclosure(record: Document) -> Disclosure:
    return Disclosure(
        id=record["_id"],
        nomination_id=record["nomination_id"],
        authority=AuthorityRef.model_validate(record["authority"]),
        account=record["account"],
        reason=record["reason"],
        at=record["at"],
    )
