"""Looks at identity numbers in MongoDB: kept for good, and counted by account and hour in one guarded write."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from pymongo import ASCENDING

from services.intake.domain.looks import MOST_LOOKS, PERIOD, Look
from shared.events.content import AuthorityRef
from shared.mongo.client import Database, Document, translated
from shared.mongo.errors import DuplicateError
from shared.refusals import TooManyError

LOOKS, COUNTS = "looks", "look_counts"
SCHEMA = 1
_MOST = 1_000
_KEPT_SECONDS = 24 * 3600
_TOO_MANY = "Tài khoản này đã xem {most} số giấy tờ trong một giờ, là mức tối đa. Thử lại sau {minutes} phút."


class MongoLooks:
    """The port `Looks`."""

    def __init__(self, database: Database) -> None:
        self._looks = database[LOOKS]
        self._counts = database[COUNTS]

    async def ensure_indexes(self) -> None:
        """Create the index by which a nomination's looks are read, and the end of counts that count no more."""
        with translated():
            await self._looks.create_index([("nomination_id", ASCENDING), ("at", ASCENDING)], name="of_nomination")
            await self._counts.create_index([("at", ASCENDING)], name="at", expireAfterSeconds=_KEPT_SECONDS)

    async def add(self, look: Look) -> None:
        """Keep one, unless the account has had its share of the hour."""
        begun = _beginning(look.at)
        # Where the share is used up the filter finds nothing, and the insert in its place meets the name.
        counted = {"_id": f"{look.account}/{begun.isoformat()}", "number": {"$lt": MOST_LOOKS}}
        try:
            with translated():
                change: Document = {"$inc": {"number": 1}, "$setOnInsert": {"at": begun}}
                await self._counts.update_one(counted, change, upsert=True)
        except DuplicateError:
            wait = int((begun + PERIOD - look.at).total_seconds()) + 1
            text = _TOO_MANY.format(most=MOST_LOOKS, minutes=-(-wait // 60))
            raise TooManyError(text, retry_after=wait) from None
        with translated():
            await self._looks.insert_one({"_id": look.id, **_to_fields(look)})

    async def of_nomination(self, nomination_id: UUID) -> Sequence[Look]:
        """Those at the nomination's number, oldest first."""
        with translated():
            found = self._looks.find({"nomination_id": nomination_id}).sort("at", ASCENDING).limit(_MOST)
            return [_to_look(document) for document in await found.to_list(_MOST)]


def _beginning(at: datetime) -> datetime:
    return at - timedelta(seconds=at.timestamp() % PERIOD.total_seconds())


def _to_fields(look: Look) -> Document:
    return {
        "schema": SCHEMA,
        "nomination_id": look.nomination_id,
        "authority": look.authority.model_dump(mode="json"),
        "account": look.account,
        "reason": look.reason,
        "at": look.at,
    }


def _to_look(document: Document) -> Look:
    return Look(
        id=document["_id"],
        nomination_id=document["nomination_id"],
        authority=AuthorityRef.model_validate(document["authority"]),
        account=document["account"],
        reason=document["reason"],
        at=document["at"],
    )
