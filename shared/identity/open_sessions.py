"""Open sessions as every service reads them, kept in `directory`; identity alone opens and closes them."""

from shared.identity.recognising import Bound, Session
from shared.mongo.client import Database, Document
from shared.mongo.round_trips import ById

NAME = "sessions"


class MongoOpenSessions:
    """Sessions by the hash of their token; MongoDB removes expired ones."""

    def __init__(self, directory: Database) -> None:
        self._found = ById(directory[NAME])

    async def find(self, token_hash: str) -> Session | None:
        """The session, expired or not."""
        document = await self._found(token_hash)
        return to_session(document) if document else None


def to_session(document: Document) -> Session:
    """The session in its document."""
    bound_to = document.get("bound_to")
    return Session(
        document["_id"],
        document["account_id"],
        document["created_at"],
        document["expires_at"],
        document.get("credential_version", 0),
        document.get("network", ""),
        Bound(bound_to) if bound_to else None,
    )
