"""Cases as a decision takes them: reserved and awarded many at a time, each document guarded by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pymongo import UpdateOne

from services.appraisal.adapters.case_mapping import (
    reservation_fields,
    to_case,
    to_fields,
    to_key,
    to_reservation,
)
from services.appraisal.adapters.cases import guard_of
from services.appraisal.domain.case import Case, CaseKey, CaseState, Reservation
from shared.events.decided import Decided
from shared.mongo.client import Collection, Document, translated

_MAX_STRAYS = 1000


@dataclass(frozen=True)
class MongoReservableCases:
    """The port `ReservableCases`."""

    collection: Collection

    async def load(self, keys: Sequence[CaseKey], authorities: frozenset[str]) -> Sequence[Case]:
        """Those of the cases that belong to the authorities."""
        theirs = _among(keys) | {"authority": {"$in": sorted(authorities)}}
        with translated():
            documents = await self.collection.find(theirs, {"outbox": 0}).to_list(len(keys))
        return [to_case(document) for document in documents]

    async def reserve(self, keys: Sequence[CaseKey], authority: str, reservation: Reservation) -> None:
        """Reserve each that is approved and free, or held by an earlier attempt of the same decision."""
        earlier = {
            "reservation.decision": str(reservation.decision),
            "reservation.attempt": {"$lt": reservation.attempt},
        }
        free = {"authority": authority, "state": CaseState.APPROVED.value, "$or": [{"reservation": None}, earlier]}
        with translated():
            await self.collection.update_many(
                _among(keys) | free, {"$set": {"reservation": reservation_fields(reservation)}}
            )

    async def states(self, keys: Sequence[CaseKey]) -> Sequence[tuple[CaseKey, CaseState, int, Reservation | None]]:
        """State, version and reservation of each."""
        fields = {"key": 1, "state": 1, "version": 1, "reservation": 1}
        with translated():
            documents = await self.collection.find(_among(keys) | {"marker": None}, fields).to_list(len(keys))
        return [
            (
                to_key(document),
                CaseState(document["state"]),
                document["version"],
                to_reservation(document.get("reservation")),
            )
            for document in documents
        ]

    async def release(self, reservation: Reservation) -> None:
        """Free the approved cases that are held with exactly this reservation."""
        held = {"reservation.decision": str(reservation.decision), "reservation.attempt": reservation.attempt}
        with translated():
            await self.collection.update_many(
                held | {"state": CaseState.APPROVED.value}, {"$set": {"reservation": None}}
            )

    async def save_all(self, changes: Sequence[Decided[Case]]) -> None:
        """Store each change whose case still is what was decided upon; these changes carry no messages."""
        if any(decided.events for decided in changes):
            raise ValueError("a change with messages is saved by itself")
        if changes:
            writes = [UpdateOne(guard_of(decided), {"$set": to_fields(decided.after)}) for decided in changes]
            with translated():
                await self.collection.bulk_write(writes, ordered=False)

    async def oldest_reservations(self, before: datetime) -> Sequence[Reservation]:
        """Reservations of approved cases that were made before a moment, each once."""
        held = {
            "reservation.decision": {"$exists": True},
            "state": CaseState.APPROVED.value,
            "reservation.at": {"$lt": before},
        }
        with translated():
            documents = await self.collection.find(held, {"reservation": 1}).limit(_MAX_STRAYS).to_list(_MAX_STRAYS)
        found = (to_reservation(document["reservation"]) for document in documents)
        return list(
            {
                (reservation.decision, reservation.attempt): reservation
                for reservation in found
                if reservation is not None
            }.values()
        )


def _among(keys: Sequence[CaseKey]) -> Document:
    return {"_id": {"$in": [str(key) for key in keys]}}
