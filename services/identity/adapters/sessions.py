"""Sessions as identity alone writes them, kept in `directory`."""

from shared.identity.recognising import Session
from shared.mongo.client import Database, Document, translated
from shared.mongo.sessions import NAME


class MongoSessions:
    """Opens and closes sessions by the hash of their token."""

    def __init__(self, directory: Database) -> None:
        self._collection = directory[NAME]

    async def open(self, session: Session) -> None:
        """Store it."""
        with translated():
            await self._collection.insert_one(_to_fields(session))

    async def close(self, token_hash: str) -> None:
        """Forget it; it may be forgotten already."""
        with translated():
            await self._collection.delete_one({"_id": token_hash})


def _to_fields(session: Session) -> Document:
    return {
        "_id": session.token_hash,
        "account_id": session.account_id,
        "created_at": session.created_at,
        "expires_at": session.expires_at,
        "credential_version": session.credential_version,
        "schema": 1,
    }
