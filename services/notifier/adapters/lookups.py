"""Reading the ledger: what several mails or messages want to know at the same time is asked in one round trip."""

from collections.abc import Collection as Several
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from pymongo import ASCENDING

from services.notifier.adapters.mail_mapping import Document, nomination_of
from services.notifier.domain.facts import rank
from services.notifier.domain.mails import State
from shared.mails.facts import Fact
from shared.mongo.client import Collection, translated
from shared.mongo.round_trips import ById, SharedTrips

HAS_DUE = {"due_at": {"$exists": True}}
IN_TURN = (("thread", ASCENDING), ("order", ASCENDING), ("_id", ASCENDING))
_CAPACITY = 200


@dataclass(frozen=True)
class Place:
    """Where an unsettled mail stands in its thread, and what may still join it."""

    order: datetime
    id: str
    due_at: datetime
    is_untried: bool
    gathers_until: datetime | None  # absent when it gathers no more
    changes: Sequence[tuple[UUID | None, tuple[str, int]]]  # nomination and rank

    def gathers(self, at: datetime) -> bool:
        """Whether changes may still join it at that moment."""
        return self.gathers_until is not None and self.gathers_until > at

    def tells_earlier(self, fact: Fact) -> bool:
        """Whether it tells of an earlier change of the same nomination."""
        return any(each == nomination_of(fact) and place < rank(fact) for each, place in self.changes)

    def tells_later(self, fact: Fact) -> bool:
        """Whether it tells of a later one."""
        return any(each == nomination_of(fact) and place > rank(fact) for each, place in self.changes)


_PLACE = (
    *("thread", "order", "due_at", "state", "attempts", "open_thread", "window_ends_at"),
    *("facts.nomination_id", "facts.version", "facts.place"),
)


class Lookups:
    """Questions to the collection of mails; each answer is as fresh as a query of its own would be."""

    def __init__(self, mails: Collection) -> None:
        self._mails = mails
        self.covered = SharedTrips[Several[str], frozenset[str]](self._find_covered, capacity=_CAPACITY, weight=len)
        self.mail = ById(mails)
        self.queue = SharedTrips[str, Sequence[Place]](self._queues, capacity=_CAPACITY)

    async def _find_covered(self, batch: Sequence[Several[str]]) -> Sequence[frozenset[str]]:
        wanted = list({key for keys in batch for key in keys})
        with translated():
            found = await self._mails.find({"covers": {"$in": wanted}}, {"_id": 0, "covers": 1}).to_list(None)
        return [frozenset(key for document in found for key in document["covers"])] * len(batch)

    async def _queues(self, threads: Sequence[str]) -> Sequence[Sequence[Place]]:
        """The unsettled mails of each thread, in their order."""
        unsettled = {"thread": {"$in": list(set(threads))}, **HAS_DUE}
        queues: dict[str, list[Place]] = {}
        with translated():
            for each in await self._mails.find(unsettled, dict.fromkeys(_PLACE, 1)).sort(IN_TURN).to_list(None):
                queues.setdefault(each["thread"], []).append(_place(each))
        return [queues.get(each, ()) for each in threads]


def _place(document: Document) -> Place:
    return Place(
        order=document["order"],
        id=document["_id"],
        due_at=document["due_at"],
        is_untried=document["state"] == State.PENDING.value and document["attempts"] == 0,
        gathers_until=document.get("window_ends_at") if "open_thread" in document else None,
        changes=[(each["nomination_id"], (each.get("place", ""), each["version"])) for each in document["facts"]],
    )
