"""The saved views of one level in MongoDB; the account is in every question."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from pymongo import ASCENDING

from services.appraisal.domain.saved_view import MOST_VIEWS, SavedView
from shared.mongo.client import Collection, Document, translated
from shared.text.folding import fold

NAME = "saved_views"
SCHEMA = 1


@dataclass(frozen=True)
class MongoSavedViews:
    """The port `SavedViews`."""

    collection: Collection

    async def ensure_indexes(self) -> None:
        """Create what a person's views are found by."""
        with translated():
            await self.collection.create_index([("account", ASCENDING)], name="of_account")

    async def of(self, account: str) -> Sequence[SavedView]:
        """The account's, by name."""
        with translated():
            # Saved at the same moment in two windows, there may be one more than one may have.
            found = await self.collection.find({"account": account}).to_list(2 * MOST_VIEWS)
        return sorted(map(_to_view, found), key=lambda view: fold(view.name))

    async def put(self, view: SavedView) -> None:
        """Store it, in the place of the one with its id."""
        with translated():
            await self.collection.replace_one({"_id": str(view.id)}, _to_fields(view), upsert=True)

    async def remove(self, account: str, identity: UUID) -> None:
        """Remove the account's view."""
        with translated():
            await self.collection.delete_one({"_id": str(identity), "account": account})


def _to_fields(view: SavedView) -> Document:
    return {
        "schema": SCHEMA,
        "account": view.account,
        "name": view.name,
        "query": view.query,
        "saved_at": view.saved_at,
    }


def _to_view(document: Document) -> SavedView:
    return SavedView(
        UUID(document["_id"]), document["account"], document["name"], document["query"], document["saved_at"]
    )
