"""Documents by their ids: what many want at the same moment is asked in one round trip."""

from collections.abc import Sequence

from shared.mongo.client import Collection, Document, translated
from shared.mongo.gathering import Gathering

_CAPACITY = 100  # what the server answers at once


class ById:
    """Finds documents of one collection; each answer is as fresh as a query of its own would be."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection
        self._finds = Gathering[str, Document | None](self._find, capacity=_CAPACITY)

    async def __call__(self, identity: str) -> Document | None:
        """The document, or nothing where there is none.

        Raises:
            UnavailableError: The database is away.
        """
        return await self._finds(identity)

    async def _find(self, ids: Sequence[str]) -> Sequence[Document | None]:
        with translated():
            found = await self._collection.find({"_id": {"$in": list(set(ids))}}).to_list(None)
        by_id = {document["_id"]: document for document in found}
        return [by_id.get(each) for each in ids]
