"""Confidential nominations of before, which stand under their names in searches and lists, kept like new ones."""

from services.intake.adapters.documents import content_fields, near_fields, to_nomination
from shared.mongo.client import Collection, Document
from shared.nominees.keyed import IdentityKeys

CONFIDENTIAL: Document = {"confidential": True}
KEPT = "kept"


async def keep_names(collection: Collection, identity_keys: IdentityKeys) -> None:
    """Keep each of them like a new one; the index `KEPT` leads to the few that there are."""
    async for document in collection.find({**CONFIDENTIAL, "near": {"$exists": False}}, {"outbox": 0}, hint=KEPT):
        nomination = to_nomination(document)
        fields = content_fields(nomination, identity_keys) | near_fields(nomination)
        await collection.update_one({"_id": nomination.id, "version": nomination.version}, {"$set": fields})
