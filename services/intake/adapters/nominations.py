"""Nominations in MongoDB: every change is one write of one document, guarded by the version that it replaces."""

from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from uuid import UUID

from pymongo import ASCENDING, UpdateOne
from pymongo.collation import Collation

from services.intake.adapters.history_mapping import to_entry_fields, to_kept_fields, to_remark_fields
from services.intake.adapters.key_renewal import CONFIDENTIAL, KEPT, keep_names, rekey
from services.intake.adapters.nomination_mapping import (
    KNOWN_FIELDS,
    content_fields,
    files_fields,
    signature_fields,
    state_fields,
    to_known,
    to_nomination,
)
from services.intake.adapters.roll import due_fields
from services.intake.adapters.signature_renewal import INDEX as SIGNED
from services.intake.adapters.signature_renewal import sign_open
from services.intake.adapters.submissions import NOMINATIONS
from services.intake.adapters.visibility import all_of, by_reference, by_words, enter_mail, seen_by
from services.intake.application.ports import Filters, NominationLine, Saving, Slice
from services.intake.application.visibility import show
from services.intake.domain.dossier import Dossier
from services.intake.domain.duplicates import Known
from services.intake.domain.nomination import Change, Nomination, SentMail
from services.intake.domain.status import Fact
from shared.events.words import PublicStatus
from shared.identity.viewer import Viewer
from shared.messaging.relay.offering import Mind, Offer
from shared.mongo.client import Database, Document, building, translated
from shared.mongo.cursors import read_cursor, write_cursor
from shared.mongo.outbox import ENTRY_FIELDS, merge_update, outbox_on_update
from shared.mongo.round_trips import SharedTrips
from shared.nominees.keyed import IdentityKeys
from shared.nominees.shown import NONE_HERE
from shared.refusals import NotFoundError, StaleError
from shared.signing.keys import SigningKey

VIETNAMESE = Collation(locale="vi")
_OVER = frozenset({PublicStatus.DECLINED, PublicStatus.WITHDRAWN, PublicStatus.ANNULLED})
_COMPARED = [status.value for status in PublicStatus if status not in _OVER]
_KNOWN_PER_KEY = 5
_KEYS_AT_ONCE = 300
_AT_ONCE = 100
_STALE = "Đề nghị vừa có thay đổi. Hãy tải lại rồi thử lại."
_CHANGED_CONTENT = frozenset({Fact.SUPPLEMENTED})


class MongoNominations:
    """The nominations of one database."""

    def __init__(
        self, database: Database, offer: Offer, mind: Mind, identity_keys: IdentityKeys, signing_key: SigningKey
    ) -> None:
        self._collection = database[NOMINATIONS]
        self._offer = offer
        self._mind = mind
        self._identity_keys = identity_keys
        self._signing_key = signing_key
        self._has_earlier_keys = True
        self._searches = SharedTrips[AbstractSet[str], Mapping[str, tuple[Known, ...]]](
            self._search, capacity=_KEYS_AT_ONCE, weight=len
        )
        self._finds = SharedTrips[Collection[UUID], Mapping[UUID, Nomination]](
            self._find, capacity=_AT_ONCE, weight=len
        )
        self._saves = SharedTrips[Saving, None](self._save, capacity=_AT_ONCE)
        self._entries = SharedTrips[Sequence[UpdateOne], None](self._enter, capacity=_AT_ONCE, weight=len)

    async def ensure_indexes(self) -> None:
        """Create the indexes: by dossier (which counts by status alone), by who may see, and for the same nominee."""
        of_dossier = [("unit", ASCENDING), ("dossier_id", ASCENDING), ("status", ASCENDING)]
        with building():
            await self._collection.create_index(of_dossier, name="of_dossier_by_status")
            await self._collection.create_index([("visible_to", ASCENDING)], name="visible_to")
            await self._collection.create_index([("keys", ASCENDING)], name="keys")
            await self._collection.create_index(list(SIGNED), name="signed")
            await self._collection.create_index("waiting_due", name="waiting_due", partialFilterExpression=_HAS_WAITING)
            await self._collection.create_index("confidential", name=KEPT, partialFilterExpression=CONFIDENTIAL)
            await keep_names(self._collection, self._identity_keys)

    async def find(self, ids: Collection[UUID]) -> Mapping[UUID, Nomination]:
        """Those of `ids` that are there, as a majority has them, whoever asks."""
        found = await self._finds(ids)
        return {identity: found[identity] for identity in ids if identity in found}

    async def get(self, reference: UUID | str, viewer: Viewer) -> Nomination:
        """The nomination by id or number, if the viewer may see it."""
        with translated():
            record = await self._collection.find_one(all_of(by_reference(reference), seen_by(viewer)), _UNSENT_BUT_IDS)
        if record is None:
            raise NotFoundError(NONE_HERE)
        return self._minded(record)

    async def versions(self, ids: Sequence[UUID]) -> Mapping[UUID, int]:
        """The versions of those of `ids` that are there."""
        with translated():
            found = await self._collection.find({"_id": {"$in": list(ids)}}, {"version": 1}).to_list(None)
        return {record["_id"]: record["version"] for record in found}

    async def read_slice(
        self, dossier: Dossier, viewer: Viewer, filters: Filters, after: str | None, limit: int
    ) -> Slice[NominationLine]:
        """The dossier's nominations that the viewer may see, by name in Vietnamese order."""
        of_dossier = {"unit": dossier.unit.code, "dossier_id": dossier.id}
        query = all_of(of_dossier, seen_by(viewer), _narrowing(filters, viewer), _beyond(after))
        cursor = self._collection.find(query, _UNSENT).collation(VIETNAMESE)
        with translated():
            found = await cursor.sort([("sort_name", 1), ("_id", 1)]).limit(limit + 1).to_list(limit + 1)
        lines = tuple(_to_line(record, viewer) for record in found[:limit])
        last = found[limit - 1] if len(found) > limit else None
        return Slice(lines, write_cursor(last["sort_name"], str(last["_id"])) if last else None)

    async def save(self, saving: Saving) -> None:
        """Store a change in one write."""
        await self._saves(saving)

    async def save_all(self, savings: Sequence[Saving]) -> frozenset[UUID]:
        """Store changes in bulk; the ids of those where another change came first."""
        if not savings:
            return frozenset()
        with translated():
            result = await self._collection.bulk_write(
                [UpdateOne(*_guarded(saving, self._identity_keys)) for saving in savings], ordered=False
            )
        stored = savings if result.matched_count == len(savings) else await self._stored(savings)
        for saving in stored:
            self._offer(NOMINATIONS, saving.change.after.id, saving.messages)
        kept = {saving.change.after.id for saving in stored}
        return frozenset(saving.change.after.id for saving in savings) - kept

    async def overdue(self, at: datetime, *, limit: int) -> Sequence[UUID]:
        """Nominations in which facts wait that should have been applied by then."""
        query = {"waiting_due": {"$lte": at}}
        with translated():
            found = await self._collection.find(query, {"_id": 1}).sort("waiting_due").limit(limit).to_list(limit)
        return [record["_id"] for record in found]

    @property
    def has_earlier_keys(self) -> bool:
        """Whether some may still be kept under the search keys of an earlier version of this program."""
        return self._has_earlier_keys

    async def rekey(self, at: datetime) -> int:
        """Keep some that stand under earlier search keys anew; how many there were, 0 when none is left."""
        done = await rekey(self._collection, self._offer, self._identity_keys, self._signing_key, at, most=_AT_ONCE)
        self._has_earlier_keys = done > 0
        return done

    async def sign_open(self, at: datetime) -> int:
        """Sign some that are under way under the key in use; how many were not, 0 when none is left."""
        keys = self._identity_keys, self._signing_key
        return await sign_open(self._collection, self._offer, *keys, at, most=_AT_ONCE)

    async def known_under(self, keys: AbstractSet[str]) -> Mapping[str, tuple[Known, ...]]:
        """Nominations that are pending or awarded, by the keys that they share; a few per key."""
        found = await self._searches(keys)
        return {key: found[key] for key in keys & found.keys()}

    async def _search(self, batch: Sequence[AbstractSet[str]]) -> Sequence[Mapping[str, tuple[Known, ...]] | Exception]:
        keys = frozenset[str]().union(*batch)
        query = {"keys": {"$in": sorted(keys)}, "status": {"$in": _COMPARED}}
        with translated():
            records = await self._collection.find(query, KNOWN_FIELDS).limit(_KNOWN_PER_KEY * len(keys)).to_list(None)
        found: dict[str, tuple[Known, ...]] = {}
        for record in records:
            known = to_known(record, self._identity_keys)
            for key in keys.intersection(record["keys"]):
                found[key] = (*found.get(key, ()), known)
        return [found] * len(batch)

    async def attach_mail(self, nomination_ids: Collection[UUID], mail: SentMail) -> None:
        """Enter a mail, or its newer state, at each of these nominations."""
        await self._entries([UpdateOne(*enter_mail(identity, mail)) for identity in nomination_ids])

    async def _find(self, batch: Sequence[Collection[UUID]]) -> Sequence[Mapping[UUID, Nomination] | Exception]:
        ids = {identity for asked in batch for identity in asked}
        with translated():
            records = await self._collection.find({"_id": {"$in": list(ids)}}, _UNSENT_BUT_IDS).to_list(None)
        return [{record["_id"]: self._minded(record) for record in records}] * len(batch)

    def _minded(self, record: Document) -> Nomination:
        # A change builds on what is read here, so whatever it must not overtake is among these.
        waiting = [entry["id"] for entry in record.pop("outbox", ())]
        if waiting:
            self._mind(NOMINATIONS, record["_id"], waiting)
        return to_nomination(record)

    async def _save(self, batch: Sequence[Saving]) -> Sequence[Exception | None]:
        first: dict[UUID, Saving] = {}
        for saving in batch:
            first.setdefault(saving.change.after.id, saving)
        stale = await self.save_all(list(first.values()))
        # A second change of one nomination does not build on the first: it is decided upon again, like any late one.
        return [
            None if first[identity] is saving and identity not in stale else StaleError(_STALE)
            for saving, identity in ((saving, saving.change.after.id) for saving in batch)
        ]

    async def _enter(self, batch: Sequence[Sequence[UpdateOne]]) -> Sequence[Exception | None]:
        with translated():
            await self._collection.bulk_write([update for updates in batch for update in updates], ordered=False)
        return [None] * len(batch)

    async def _stored(self, savings: Sequence[Saving]) -> list[Saving]:
        # The bulk answer counts matches without naming them; what was entered or kept tells whose write it was.
        marks = {saving.change.after.id: _mark_of(saving.change) for saving in savings}
        with translated():
            records = await self._collection.find({"_id": {"$in": list(marks)}}, _MARKED).to_list(None)
        kept = {record["_id"] for record in records if marks[record["_id"]] in _marks_in(record)}
        return [saving for saving in savings if saving.change.after.id in kept]


_HAS_WAITING = {"waiting_due": {"$exists": True}}
_MARKED = {"history.hash": 1, "waiting.id": 1}
_UNSENT = {"outbox": 0}
_UNSENT_BUT_IDS = {f"outbox.{field}": 0 for field in ENTRY_FIELDS - {"id"}}


def _guarded(saving: Saving, identity_keys: IdentityKeys) -> tuple[Document, Document]:
    change = saving.change
    nomination = change.after
    fields = state_fields(nomination) | due_fields(change) | {"version": nomination.version}
    is_content_new = any(entry.fact in _CHANGED_CONTENT for entry in change.entries)
    if is_content_new:
        fields |= content_fields(nomination, identity_keys) | signature_fields(nomination)
        fields["supplements"] = [list(supplement) for supplement in nomination.supplements]
    pushed: Document = {"history": {"$each": [to_entry_fields(entry) for entry in change.entries]}}
    if change.remarks:
        pushed["remarks"] = {"$each": [to_remark_fields(remark) for remark in change.remarks]}
    changes: Document = {"$set": fields, "$push": pushed}
    if nomination.waiting != change.before.waiting:
        changes = merge_update(changes, _waiting_update(nomination))
    files = files_fields(nomination).get("files") if is_content_new else None
    if files:
        # What a level has seen stays open to it.
        changes["$addToSet"] = {"files": {"$each": files}}
    if saving.messages:
        changes = merge_update(changes, outbox_on_update(saving.messages, saving.messages[0].at))
    return {"_id": nomination.id, "version": change.before.version, **_waiting_guard(change.before)}, changes


def _waiting_guard(nomination: Nomination) -> Document:
    # A fact that is kept makes no version. Without this, it would be stranded by the one that it waits for.
    if not nomination.waiting:
        return {"waiting.0": {"$exists": False}}
    ids = [kept.event_id for kept in nomination.waiting]
    return {"waiting": {"$size": len(ids)}, "waiting.id": {"$all": ids}}


def _waiting_update(nomination: Nomination) -> Document:
    if not nomination.waiting:
        return {"$unset": {"waiting": "", "waiting_due": ""}}
    due = min(kept.due_at for kept in nomination.waiting)
    return {"$set": {"waiting": [to_kept_fields(kept) for kept in nomination.waiting], "waiting_due": due}}


def _mark_of(change: Change) -> object:
    return change.entries[-1].hash if change.entries else change.after.waiting[-1].event_id


def _marks_in(record: Document) -> set[object]:
    return {entry["hash"] for entry in record["history"]} | {kept["id"] for kept in record.get("waiting", ())}


def _narrowing(filters: Filters, viewer: Viewer) -> Document:
    query: Document = {}
    if filters.status:
        query["status"] = filters.status.value
    if filters.award_form:
        query["award_form"] = filters.award_form
    return all_of(query, by_words(filters.text, viewer))


def _beyond(after: str | None) -> Document:
    if after is None:
        return {}
    name, identity = read_cursor(after, str, UUID)
    return {"$or": [{"sort_name": {"$gt": name}}, {"sort_name": name, "_id": {"$gt": identity}}]}


def _to_line(record: Document, viewer: Viewer) -> NominationLine:
    nomination = show(to_nomination(record), viewer)
    return NominationLine(
        id=nomination.id,
        number=nomination.number,
        name=nomination.content.nominee.name,
        kind=nomination.content.nominee.kind,
        award_form=nomination.award_form,
        status=nomination.status,
        authority=nomination.current_step.authority,
        expected_on=nomination.current_step.expected_on,
        version=nomination.version,
    )
