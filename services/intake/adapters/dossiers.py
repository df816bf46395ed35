"""Dossiers in MongoDB: taken in by the one transaction of the system, read by their units."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from pymongo import ASCENDING, DESCENDING, UpdateOne

from services.intake.adapters.nomination_mapping import (
    day_start,
    plain,
    repeat_fields,
    to_dossier,
    to_dossier_record,
    to_mails,
    to_nomination_record,
)
from services.intake.adapters.submissions import DOSSIERS, NOMINATIONS, Submissions, Submitted
from services.intake.adapters.visibility import all_of, by_reference, by_words, enter_mail, of_units, seen_by
from services.intake.application.ports import AlreadySubmittedError, DossierLine, Filters, NewDossier, Slice
from services.intake.domain.dossier import Dossier, Earlier, petition_claim_of
from services.intake.domain.nomination import SentMail
from shared.events.content import Petition
from shared.events.words import PublicStatus
from shared.identity.viewer import Viewer
from shared.messaging.relay.offering import Offer
from shared.mongo.client import Database, Document, building, translated
from shared.mongo.cursors import read_cursor, write_cursor
from shared.mongo.errors import DuplicateError
from shared.mongo.outbox import outbox_on_insert
from shared.mongo.round_trips import SharedTrips
from shared.nominees.keyed import IdentityKeys
from shared.refusals import NotFoundError

_AT_ONCE = 100
_CLAIMED = {"petition_claim": {"$exists": True}}
_EARLIER = {"number": 1, "submitted_at": 1}
_LINE = {"number": 1, "petition": 1, "submitted_at": 1, "route_of": 1}


class MongoDossiers:
    """The dossiers of one database. Keep one per process: it has a thread of its own for submissions."""

    def __init__(self, database: Database, offer: Offer, identity_keys: IdentityKeys) -> None:
        self._database = database
        self._collection = database[DOSSIERS]
        self._nominations = database[NOMINATIONS]
        self._offer = offer
        self._identity_keys = identity_keys
        self._submissions = Submissions(database)
        self._entries = SharedTrips[UpdateOne, None](self._enter, capacity=_AT_ONCE)

    async def ensure_indexes(self) -> None:
        """Create the indexes of a unit's list and of what a Tờ trình holds once; older dossiers hold theirs since."""
        with building():
            await self._collection.create_index(
                [("unit", ASCENDING), ("submitted_at", DESCENDING), ("_id", DESCENDING)], name="of_unit"
            )
            await self._collection.create_index(
                [("petition_claim", ASCENDING)], name="petition_claim", unique=True, partialFilterExpression=_CLAIMED
            )
            await self._claim_earlier()

    async def add(self, new: NewDossier) -> None:
        """Store a dossier and its nominations in one transaction."""
        record = to_dossier_record(new.dossier) | outbox_on_insert(new.messages, new.dossier.submitted_at)
        reference = plain(new.dossier.ref)
        nominations = [
            to_nomination_record(added.nomination, reference, self._identity_keys)
            | outbox_on_insert(added.messages, new.dossier.submitted_at)
            for added in new.nominations
        ]
        try:
            await self._submissions.store(Submitted(record, nominations))
        except DuplicateError:
            raise AlreadySubmittedError("Hồ sơ này đã được nộp.") from None
        self._offer(DOSSIERS, new.dossier.id, new.messages)
        for added in new.nominations:
            self._offer(NOMINATIONS, added.nomination.id, added.messages)

    async def find(self, dossier_id: UUID) -> Dossier | None:
        """The dossier as a majority has it, whoever asks."""
        with translated():
            record = await self._collection.find_one({"_id": dossier_id})
        return to_dossier(record) if record else None

    async def first_of(self, unit: str, petition: Petition) -> Earlier | None:
        """The dossier that the unit handed this Tờ trình in with first, as a majority has it."""
        with translated():
            record = await self._collection.find_one({"petition_claim": petition_claim_of(unit, petition)}, _EARLIER)
        return Earlier(record["_id"], record["number"], record["submitted_at"]) if record else None

    async def get(self, reference: UUID | str, viewer: Viewer) -> Dossier:
        """The dossier by id or number, if the viewer may see it."""
        with translated():
            record = await self._collection.find_one(all_of(by_reference(reference), seen_by(viewer)))
        if record is None:
            raise NotFoundError("Không có hồ sơ này trong phạm vi của bạn. Kiểm tra lại mã hồ sơ.")
        return to_dossier(record)

    async def read_slice(self, viewer: Viewer, filters: Filters, after: str | None, limit: int) -> Slice[DossierLine]:
        """The viewer's unit's dossiers, latest first."""
        query = all_of(of_units(viewer), _dates(filters), await self._chosen(viewer, filters), _beyond(after))
        order = [("submitted_at", DESCENDING), ("_id", DESCENDING)]
        with translated():
            found = await self._collection.find(query, _LINE).sort(order).limit(limit + 1).to_list(limit + 1)
            counts = await self._counts(viewer, [record["_id"] for record in found[:limit]])
        lines = tuple(_to_line(record, counts.get(record["_id"], {})) for record in found[:limit])
        last = lines[-1] if len(found) > limit else None
        return Slice(lines, write_cursor(last.submitted_at.isoformat(), str(last.id)) if last else None)

    async def attach_mail(self, dossier_id: UUID, mail: SentMail) -> None:
        """Enter a mail about the dossier as a whole, or its newer state."""
        await self._entries(UpdateOne(*enter_mail(dossier_id, mail)))

    async def mails(self, dossier_id: UUID) -> tuple[SentMail, ...]:
        """The mails about the dossier as a whole."""
        with translated():
            record = await self._collection.find_one({"_id": dossier_id}, {"mails": 1})
        return to_mails((record or {}).get("mails", ()))

    async def statuses(self, dossier: Dossier, viewer: Viewer) -> Mapping[PublicStatus, int]:
        """How many of its nominations that the viewer may see stand where."""
        of_dossier = {"unit": dossier.unit.code, "dossier_id": dossier.id}
        with translated():
            counts = await self._counted(all_of(of_dossier, seen_by(viewer)))
        return counts.get(dossier.id, {})

    def close(self) -> None:
        """End its threads; submissions under way are finished."""
        self._submissions.close()

    async def _claim_earlier(self) -> None:
        # Dossiers of an earlier version of this program, the oldest first: where there are two, it was the first.
        without = {"petition_claim": None, "repeats": None, "part": None}
        async for record in self._collection.find(without).sort("submitted_at", ASCENDING):
            dossier = to_dossier(record)
            try:
                with translated():
                    await self._collection.update_one({"_id": dossier.id}, {"$set": repeat_fields(dossier)})
            except DuplicateError:
                first = await self.first_of(dossier.unit.code, dossier.petition)
                repeating = repeat_fields(replace(dossier, repeats=first))
                await self._collection.update_one({"_id": dossier.id}, {"$set": repeating})

    async def _enter(self, batch: Sequence[UpdateOne]) -> Sequence[Exception | None]:
        with translated():
            await self._collection.bulk_write(batch, ordered=False)
        return [None] * len(batch)

    async def _chosen(self, viewer: Viewer, filters: Filters) -> Document:
        of_nomination: Document = of_units(viewer)
        if filters.status:
            of_nomination["status"] = filters.status.value
        if filters.award_form:
            of_nomination["award_form"] = filters.award_form
        by_nomination = await self._dossiers_with(of_nomination) if len(of_nomination) > 1 else {}
        if not filters.text.strip():
            return by_nomination
        text = by_words(filters.text, viewer)
        by_name = await self._dossiers_with(all_of(of_nomination, text))
        return {"$or": [by_name, all_of(by_nomination, text)]}

    async def _dossiers_with(self, query: Document) -> Document:
        with translated():
            return {"_id": {"$in": await self._nominations.distinct("dossier_id", query)}}

    async def _counts(self, viewer: Viewer, dossiers: list[UUID]) -> dict[UUID, dict[PublicStatus, int]]:
        return await self._counted(of_units(viewer) | {"dossier_id": {"$in": dossiers}})

    async def _counted(self, query: Document) -> dict[UUID, dict[PublicStatus, int]]:
        steps: list[Document] = [
            {"$match": query},
            {"$group": {"_id": {"dossier": "$dossier_id", "status": "$status"}, "count": {"$sum": 1}}},
        ]
        counts: dict[UUID, dict[PublicStatus, int]] = {}
        for group in await self._nominations.aggregate(steps).to_list(None):
            of_dossier = counts.setdefault(group["_id"]["dossier"], {})
            of_dossier[PublicStatus(group["_id"]["status"])] = group["count"]
        return counts


def _dates(filters: Filters) -> Document:
    bounds: Document = {}
    if filters.submitted_from:
        bounds["$gte"] = day_start(filters.submitted_from)
    if filters.submitted_to:
        bounds["$lt"] = day_start(filters.submitted_to + timedelta(days=1))
    return {"submitted_at": bounds} if bounds else {}


def _beyond(after: str | None) -> Document:
    if after is None:
        return {}
    moment, identity = read_cursor(after, datetime.fromisoformat, UUID)
    return {"$or": [{"submitted_at": {"$lt": moment}}, {"submitted_at": moment, "_id": {"$lt": identity}}]}


def _to_line(record: Document, statuses: dict[PublicStatus, int]) -> DossierLine:
    return DossierLine(
        id=record["_id"],
        number=record["number"],
        petition=Petition.model_validate(record["petition"]),
        submitted_at=record["submitted_at"],
        total=len(record["route_of"]),
        statuses=statuses,
    )
