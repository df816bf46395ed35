"""Guarded updates that wait at the same time share a round trip, and each is told whether its own guard matched."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from pymongo import UpdateOne

from shared.mongo.client import Collection, Document, translated
from shared.mongo.gathering import Gathering
from shared.mongo.outbox import merge_update

_CAPACITY = 100
_MARK = "changed_as"


@dataclass(frozen=True)
class _Change:
    guard: Mapping[str, object]
    update: Mapping[str, object]
    token: UUID


class Changes:
    """Updates of single documents of one collection, each by operators and guarded by what its query asks for."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection
        self._gathering = Gathering[_Change, bool](self._change, capacity=_CAPACITY)

    async def __call__(self, guard: Mapping[str, object], update: Mapping[str, object]) -> bool:
        """Whether the document was as `guard` says, and is changed. `guard` names its `_id`.

        It may be denied although it was changed, where somebody else changed it again within the same moment: whoever
        is denied must look again before trying again.

        Raises:
            UnavailableError: The database is away, or it is unknown whether the document was changed.
        """
        token = uuid4()
        marked = merge_update(update, {"$set": {_MARK: token}})
        return await self._gathering(_Change(guard, marked, token))

    async def _change(self, batch: Sequence[_Change]) -> Sequence[bool | Exception]:
        updates = [UpdateOne(one.guard, one.update) for one in batch]
        with translated():
            result = await self._collection.bulk_write(updates, ordered=False)
            if result.matched_count == len(batch):
                return [True] * len(batch)
            # The answer counts matches without naming them; the token tells whose change it was.
            mine: Document = {"_id": {"$in": [one.guard["_id"] for one in batch]}}
            found = await self._collection.find(mine, {_MARK: 1}).to_list(None)
        tokens = {document.get(_MARK) for document in found}
        return [one.token in tokens for one in batch]
