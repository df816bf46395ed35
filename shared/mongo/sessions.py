"""Open sessions and counted sign-in attempts, kept in `directory`: the two collections there that services write."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from pymongo import ReturnDocument, UpdateOne

from shared.identity.signing_in import Session
from shared.mongo.client import Database, Document, translated
from shared.mongo.finding import ById

_WINDOW = timedelta(minutes=15)


class MongoSessions:
    """Sessions by the hash of their token; MongoDB removes expired ones."""

    def __init__(self, directory: Database) -> None:
        self._collection = directory["sessions"]
        self._found = ById(self._collection)

    async def open(self, session: Session) -> None:
        """Store it."""
        with translated():
            await self._collection.insert_one(_to_fields(session))

    async def find(self, token_hash: str) -> Session | None:
        """The session, expired or not."""
        document = await self._found(token_hash)
        return _to_session(document) if document else None

    async def close(self, token_hash: str) -> None:
        """Forget it; it may be forgotten already."""
        with translated():
            await self._collection.delete_one({"_id": token_hash})


class MongoAttempts:
    """Attempts per key and quarter of an hour, counted before the password is looked at, so that none slip past."""

    def __init__(self, directory: Database) -> None:
        self._collection = directory["sign_ins"]

    async def begin(self, keys: Mapping[str, int], now: datetime) -> int:
        """Count one attempt under each key; the seconds to wait when a key is past its limit, else 0."""
        ends = _window_end(now)
        is_over = False
        for key, limit in keys.items():
            with translated():
                counted = await self._collection.find_one_and_update(
                    {"_id": _bucket(key, ends)},
                    {"$inc": {"attempts": 1}, "$setOnInsert": {"expires_at": ends}},
                    upsert=True,
                    return_document=ReturnDocument.AFTER,
                )
            is_over = is_over or counted["attempts"] > limit
        return max(1, round((ends - now).total_seconds())) if is_over else 0

    async def succeed(self, keys: Sequence[str], now: datetime) -> None:
        """Take the attempt back: it was no guess."""
        ends = _window_end(now)
        with translated():
            await self._collection.bulk_write(
                [UpdateOne({"_id": _bucket(key, ends)}, {"$inc": {"attempts": -1}}) for key in keys], ordered=False
            )


def _window_end(now: datetime) -> datetime:
    seconds = _WINDOW.total_seconds()
    return datetime.fromtimestamp((now.timestamp() // seconds + 1) * seconds, UTC)


def _bucket(key: str, ends: datetime) -> str:
    return f"{key}@{int(ends.timestamp())}"


def _to_session(document: Document) -> Session:
    return Session(document["_id"], document["account_id"], document["created_at"], document["expires_at"])


def _to_fields(session: Session) -> Document:
    return {
        "_id": session.token_hash,
        "account_id": session.account_id,
        "created_at": session.created_at,
        "expires_at": session.expires_at,
        "schema": 1,
    }
