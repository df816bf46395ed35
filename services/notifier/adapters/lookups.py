"""Reading the ledger: what several mails or messages want to know at the same time is asked in one round trip."""

from collections.abc import Collection as Several
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pymongo import ASCENDING

from shared.mongo.client import Collection, translated
from shared.mongo.finding import ById
from shared.mongo.gathering import Gathering

HAS_DUE = {"due_at": {"$exists": True}}
IN_TURN = (("thread", ASCENDING), ("order", ASCENDING), ("_id", ASCENDING))
_AT_ONCE = 2
_CAPACITY = 200


@dataclass(frozen=True)
class Place:
    """Where an unsettled mail stands in its thread."""

    order: datetime
    id: str
    due_at: datetime


class Lookups:
    """Questions to the collection of mails; each answer is as fresh as a query of its own would be."""

    def __init__(self, mails: Collection) -> None:
        self._mails = mails
        self.told = Gathering[Several[str], frozenset[str]](
            self._covered, at_once=_AT_ONCE, capacity=_CAPACITY, weight=len
        )
        self.mail = ById(mails)
        self.queue = Gathering[str, Sequence[Place]](
            self._queues, at_once=_AT_ONCE, capacity=_CAPACITY, weight=lambda _: 1
        )

    async def _covered(self, batch: Sequence[Several[str]]) -> Sequence[frozenset[str]]:
        wanted = list({key for keys in batch for key in keys})
        with translated():
            found = await self._mails.find({"covers": {"$in": wanted}}, {"_id": 0, "covers": 1}).to_list(None)
        return [frozenset(key for document in found for key in document["covers"])] * len(batch)

    async def _queues(self, threads: Sequence[str]) -> Sequence[Sequence[Place]]:
        """The unsettled mails of each thread, in their order."""
        unsettled = {"thread": {"$in": list(set(threads))}, **HAS_DUE}
        fields = {"thread": 1, "order": 1, "due_at": 1}
        queues: dict[str, list[Place]] = {}
        with translated():
            for each in await self._mails.find(unsettled, fields).sort(IN_TURN).to_list(None):
                queues.setdefault(each["thread"], []).append(Place(each["order"], each["_id"], each["due_at"]))
        return [queues.get(each, ()) for each in threads]
