"""The latest signature that intake itself sent for each nomination, kept beside the cases of a level."""

from dataclasses import dataclass
from datetime import UTC
from uuid import UUID

from shared.events.signature import IntakeSignature
from shared.mongo.client import Collection, Document, translated
from shared.mongo.errors import DuplicateError

NAME = "signatures"


@dataclass(frozen=True)
class MongoSignatures:
    """The port `Signatures`."""

    collection: Collection

    async def known(self, nomination: UUID) -> IntakeSignature | None:
        """The latest that intake sent."""
        with translated():
            found = await self.collection.find_one({"_id": str(nomination)})
        return IntakeSignature.model_validate(found["signature"]) if found else None

    async def keep(self, nomination: UUID, signature: IntakeSignature) -> None:
        """Have it, unless a later one is there."""
        at = signature.signed_at.astimezone(UTC)
        earlier: list[Document] = [
            {"revision": {"$lt": signature.revision}},
            {"revision": signature.revision, "signed_at": {"$lte": at}},
        ]
        fields = {"signature": signature.model_dump(mode="json"), "revision": signature.revision, "signed_at": at}
        try:
            with translated():
                query: Document = {"_id": str(nomination), "$or": earlier}
                await self.collection.update_one(query, {"$set": fields}, upsert=True)
        except DuplicateError:
            return  # there is a later one
