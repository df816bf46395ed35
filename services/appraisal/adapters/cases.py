"""The cases of one level in MongoDB: state and messages in one write, guarded by what was decided upon."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from pymongo import ASCENDING

from services.appraisal.adapters.case_indexes import INDEXES, OF_ASSIGNEE, OF_KEPT
from services.appraisal.adapters.case_mapping import (
    KEPT,
    SIMILAR_FIELDS,
    claim_fields,
    marker_fields,
    take_over_fields,
    to_case,
    to_fields,
    to_marker,
    to_similar,
    words_fields,
)
from services.appraisal.adapters.case_queries import overdue, untold
from services.appraisal.adapters.identities import MongoIdentities
from services.appraisal.adapters.posting import Posting
from services.appraisal.adapters.signatures import NAME as SIGNATURES
from services.appraisal.adapters.signatures import MongoSignatures
from services.appraisal.adapters.worklist import NOT_THEIRS, MongoWorklist
from services.appraisal.application.ports import AlreadyThereError, Clock
from services.appraisal.domain.case import Case, CaseKey, Marker
from services.appraisal.domain.duplicates import Similar, sought_likenesses
from shared.events.decided import Decided
from shared.mongo.client import Collection as MongoCollection
from shared.mongo.client import Document, building, translated
from shared.mongo.errors import DuplicateError
from shared.mongo.outbox import merge_update, outbox_on_insert, outbox_on_update
from shared.mongo.round_trips import Changes, Inserts
from shared.refusals import NotFoundError, StaleError

NAME = "cases"
_MAX_SIMILAR = 50
# Cases of an earlier version of this program have no such fields beside what they are computed from.
# That there is an authority is said so that the index can skip from one to the next: one key each, not every case.
_EARLIER: Document = {"authority": {"$gt": ""}, "assignee": None, "marker": None}
_IS_ANNOUNCED: Document = {"$eq": ["$delay.missed", "$due_on"]}
_COMPLETING: Sequence[Document] = [
    {"$set": {"assignee": {"$ifNull": ["$assignment.to.account", ""]}}},
    {"$set": {"untold_due_on": {"$cond": [_IS_ANNOUNCED, None, "$due_on"]}}},
]


@dataclass(frozen=True)
class MongoCases:
    """The port `Cases`."""

    collection: MongoCollection
    posting: Posting
    now: Clock

    @cached_property
    def _inserts(self) -> Inserts:
        return Inserts(self.collection)

    @cached_property
    def _changes(self) -> Changes:
        return Changes(self.collection)

    @cached_property
    def identities(self) -> MongoIdentities:
        """The keyed identities in these cases."""
        return MongoIdentities(self.collection)

    @cached_property
    def worklist(self) -> MongoWorklist:
        """These cases as lines of a list, and counted."""
        return MongoWorklist(self.collection)

    @cached_property
    def signatures(self) -> MongoSignatures:
        """What intake signed of these nominations and sent by itself."""
        return MongoSignatures(self.collection.database[SIGNATURES])

    async def ensure_indexes(self) -> None:
        """Create what lists, search, duplicates, claims and reservations are found by; keep older cases like new."""
        with building():
            await self.collection.create_indexes(list(INDEXES))
            await self.collection.update_many(_EARLIER, _COMPLETING, hint=OF_ASSIGNEE)
            await self.identities.keep_anew()
            await self._keep_names()

    async def find(self, key: CaseKey) -> Case | Marker | None:
        """The case, or the marker in its place."""
        with translated():
            document = await self.collection.find_one({"_id": str(key)}, {"outbox": 0})
        if document is None:
            return None
        return to_marker(document) if document.get("marker") else to_case(document)

    async def get(self, key: CaseKey, authorities: frozenset[str]) -> Case:
        """The case, if it belongs to one of the authorities."""
        theirs = {"_id": str(key), "authority": {"$in": sorted(authorities)}}
        with translated():
            document = await self.collection.find_one(theirs, {"outbox": 0})
        if document is None:
            raise NotFoundError(NOT_THEIRS)
        return to_case(document)

    async def insert(self, decided: Decided[Case]) -> None:
        """Store a new case with its messages."""
        at = self.now()
        messages = self.posting.messages(decided.events, at, decided.after.content)
        document = {"_id": str(decided.after.key), **to_fields(decided.after), **outbox_on_insert(messages, at)}
        await self._insert(document)
        self.posting.hand_to_relay(NAME, document["_id"], messages)
        await self.identities.complete(decided.after)

    async def insert_marker(self, marker: Marker) -> None:
        """Store a marker."""
        await self._insert({"_id": str(marker.key), **marker_fields(marker)})

    async def replace_marker(self, decided: Decided[Case]) -> None:
        """Put the case in the marker's place."""
        await self._update({"_id": str(decided.after.key), "marker": True}, decided, {"$unset": {"marker": ""}})
        await self.identities.complete(decided.after)

    async def save(self, decided: Decided[Case], *, unheld_by_others: tuple[str, datetime] | None = None) -> None:
        """Store the change with its messages."""
        guard = guard_of(decided)
        if unheld_by_others is not None:
            account, at = unheld_by_others
            guard["$or"] = [{"claim": None}, {"claim.by.account": account}, {"claim.until": {"$lte": at}}]
        await self._update(guard, decided, {}, leaving=_unchanged_fields(decided))
        await self.identities.complete(decided.after)

    async def save_beside_claim(self, decided: Decided[Case]) -> None:
        """Store the change, and leave the claim to whoever takes or ends it meanwhile."""
        await self._update(guard_of(decided), decided, {}, leaving=("claim", "take_overs", *_unchanged_fields(decided)))

    async def save_claim(self, before: Case, after: Case) -> None:
        """Store a claim or its end."""
        held: Document = {"claim": None}
        if before.claim is not None:
            held = {"claim.by.account": before.claim.by.account, "claim.until": before.claim.until}
        change: Document = {"$set": {"claim": claim_fields(after), "take_overs": take_over_fields(after)}}
        guard = {"_id": str(before.key), "version": before.version, "state": before.state.value}
        if not await self._changes(guard | held, change):
            raise StaleError("Việc này vừa được người khác nhận. Tải lại trang để xem.")

    async def similar(self, case: Case) -> Sequence[Similar]:
        """Other nominations of the same nominee in the same movement whose time overlaps."""
        achievement = case.content.achievement
        alike = {
            "likenesses": {"$in": list(sought_likenesses(case))},
            "movement": case.dossier.petition.movement,
            "began_on": {"$lte": achievement.ended_on.isoformat()},
            "ended_on": {"$gte": achievement.began_on.isoformat()},
            "key.nomination": {"$ne": str(case.key.nomination)},
        }
        with translated():
            cursor = self.collection.find(alike, dict.fromkeys(SIMILAR_FIELDS, 1)).limit(_MAX_SIMILAR)
            return [to_similar(document) for document in await cursor.to_list(_MAX_SIMILAR)]

    async def late(self, today: date, *, limit: int) -> Sequence[Case]:
        """Open cases whose missed limit the unit was not told of."""
        with translated():
            cursor = self.collection.find(untold(today), {"outbox": 0}).sort("untold_due_on", ASCENDING).limit(limit)
            return [to_case(document) for document in await cursor.to_list(limit)]

    async def count_overdue(self, today: date, *, most: int) -> int:
        """How many open cases are overdue, or `most`."""
        with translated():
            return await self.collection.count_documents(overdue(today), hint="overdue", limit=most)

    async def end_claims(self, now: datetime) -> int:
        """Clear away expired claims."""
        with translated():
            result = await self.collection.update_many({"claim.until": {"$lte": now}}, {"$set": {"claim": None}})
        return result.modified_count

    async def assignees(self, authorities: frozenset[str]) -> Mapping[str, frozenset[str]]:
        """The accounts that some case of each authority was ever given to: one key of the index for each."""
        found = {}
        with translated():
            for code in sorted(authorities):
                given = await self.collection.distinct("assignee", {"authority": code, "assignee": {"$gt": ""}})
                found[code] = frozenset(given)
        return found

    async def holders(self, now: datetime) -> Mapping[str, frozenset[str]]:
        """The accounts that hold a case of each authority."""
        holding: Document = {"claim.by.account": {"$gt": ""}, "claim.until": {"$gt": now}}
        each = {"_id": "$authority", "accounts": {"$addToSet": "$claim.by.account"}}
        with translated():
            found = await self.collection.aggregate([{"$match": holding}, {"$group": each}]).to_list(None)
        return {group["_id"]: frozenset(group["accounts"]) for group in found}

    async def end_claims_of(self, authority: str, accounts: Sequence[str]) -> int:
        """Let go of the authority's cases that these accounts hold."""
        held: Document = {"claim.by.account": {"$in": list(accounts)}, "authority": authority}
        with translated():
            result = await self.collection.update_many(held, {"$set": {"claim": None}})
        return result.modified_count

    async def _keep_names(self) -> None:
        # Of confidential cases of before: their names stand among the words that all are found by.
        bare = {"content.confidential": True, "words": {"$not": {"$regex": f"^{KEPT}"}}}
        async for document in self.collection.find(bare, {"outbox": 0}, hint=OF_KEPT):
            unchanged = {"_id": document["_id"], "version": document["version"]}
            await self.collection.update_one(unchanged, {"$set": words_fields(to_case(document))})

    async def _insert(self, document: Document) -> None:
        try:
            await self._inserts(document)
        except DuplicateError:
            raise AlreadyThereError from None

    async def _update(
        self, guard: Document, decided: Decided[Case], also: Document, *, leaving: Collection[str] = ()
    ) -> None:
        at = self.now()
        messages = self.posting.messages(decided.events, at, decided.after.content)
        change = merge_update({"$set": to_fields(decided.after)}, outbox_on_update(messages, at))
        for name in leaving:
            del change["$set"][name]
        if not await self._changes(guard, merge_update(change, also)):
            raise StaleError("Việc này vừa được người khác cập nhật. Tải lại trang để xem.")
        self.posting.hand_to_relay(NAME, str(decided.after.key), messages)


def _unchanged_fields(decided: Decided[Case]) -> tuple[str, ...]:
    # An identity may be keyed between reading and writing: what says the same is not written over it.
    before, after = decided.before, decided.after
    is_same = before is not None and _sealed_content(before) == _sealed_content(after)
    return ("content", "identity", "likenesses", "signature") if is_same else ()


def _sealed_content(case: Case) -> tuple[object, ...]:
    return case.content, case.identity, case.signature


def guard_of(decided: Decided[Case]) -> Document:
    """The query that matches only the case that was decided upon: its version, and who has it reserved."""
    before = decided.before
    if before is None:
        raise ValueError("a change without a case before it is an insert")
    guard: Document = {"_id": str(before.key), "version": before.version, "state": before.state.value}
    held = before.reservation
    if held is None:
        return guard | {"reservation": None}
    return guard | {"reservation.decision": str(held.decision), "reservation.attempt": held.attempt}
