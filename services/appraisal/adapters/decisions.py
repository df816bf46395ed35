"""The decisions of one level in MongoDB; a unique index holds an authority's numbers of a year apart."""

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from pydantic import TypeAdapter
from pymongo import ASCENDING, DESCENDING, ReturnDocument

from services.appraisal.adapters.posting import Posting
from services.appraisal.application.ports import AlreadyThereError, Clock
from services.appraisal.domain.amendment import NumberClaim
from services.appraisal.domain.decision import (
    LEASE,
    Decision,
    DecisionState,
    NumberTakenError,
)
from shared.events.decided import Decided
from shared.mongo.client import Collection, Document, translated
from shared.mongo.cursors import read_cursor, write_cursor
from shared.mongo.errors import DuplicateError
from shared.mongo.outbox import merge_update, outbox_on_update
from shared.refusals import NotFoundError, StaleError
from shared.text.folding import fold_number

NAME = "decisions"
SCHEMA = 1
_DECISION = TypeAdapter(Decision)
# Decisions of an earlier version of this program claim their own number in fields of their own.
_EARLIER: Document = {"number_key": {"$exists": True}}
_DIGITS = re.compile("[0-9]+")


@dataclass(frozen=True)
class MongoDecisions:
    """The port `Decisions`."""

    collection: Collection
    posting: Posting
    now: Clock

    async def ensure_indexes(self) -> None:
        """Create the index that keeps numbers unique, and those that lists and timers read."""
        await self._ensure_unique_numbers()
        await self._complete_numbers()
        with translated():
            await self.collection.create_index(
                [("authority.code", ASCENDING), ("recorded_at", DESCENDING), ("_id", DESCENDING)], name="list"
            )
            await self.collection.create_index(
                [("state", ASCENDING), ("is_complete", ASCENDING), ("lease_until", ASCENDING)], name="half_way"
            )

    async def find(self, identity: UUID) -> Decision | None:
        """The decision."""
        with translated():
            document = await self.collection.find_one({"_id": str(identity)}, {"outbox": 0})
        return None if document is None else to_decision(document)

    async def get(self, identity: UUID, authorities: frozenset[str]) -> Decision:
        """The decision, if it belongs to one of the authorities."""
        theirs = {"_id": str(identity), "authority.code": {"$in": sorted(authorities)}}
        with translated():
            document = await self.collection.find_one(theirs, {"outbox": 0})
        if document is None:
            raise NotFoundError("Cơ quan không có quyết định này. Mở lại từ danh sách quyết định của cơ quan.")
        return to_decision(document)

    async def insert(self, decision: Decision) -> None:
        """Store a new one; never before the index stands by which a second one of its number is refused."""
        await self._ensure_unique_numbers()
        try:
            with translated():
                await self.collection.insert_one({"_id": str(decision.id), **to_fields(decision)})
        except DuplicateError:
            if await self.find(decision.id) is not None:
                raise AlreadyThereError from None
            raise await self._taken(decision) from None

    async def save(self, before: Decision, after: Decision) -> None:
        """Store the change; an abandoned decision gives its number free."""
        await self._update(before, after, {})

    async def issue(self, decided: Decided[Decision]) -> None:
        """Store the issued decision with its fact."""
        await self._store(decided)

    async def amend(self, decided: Decided[Decision]) -> None:
        """Store the amended decision with its fact."""
        await self._ensure_unique_numbers()
        await self._store(decided)

    async def holder_of(self, authority: str, claim: NumberClaim) -> UUID | None:
        """The decision that has this number in its year at this authority, itself or in what amended it."""
        taken = {"authority.code": authority, "numbers": _number_key(claim)}
        with translated():
            document = await self.collection.find_one(taken, {"_id": 1})
        return None if document is None else UUID(document["_id"])

    async def take_half_way(self, now: datetime) -> Decision | None:
        """One that is not finished and whose lease is over, leased anew."""
        half_way = {
            "state": {"$ne": DecisionState.ABANDONED.value},
            "is_complete": False,
            "lease_until": {"$lte": now},
        }
        with translated():
            document = await self.collection.find_one_and_update(
                half_way,
                {"$set": {"lease_until": now + LEASE}},
                projection={"outbox": 0},
                return_document=ReturnDocument.AFTER,
            )
        return None if document is None else to_decision(document)

    async def page(
        self, authorities: frozenset[str], after: str, limit: int, *, number: str = "", year: int | None = None
    ) -> tuple[Sequence[Decision], str | None]:
        """One page, latest first, and the cursor of the next."""
        theirs: Document = {
            "authority.code": {"$in": sorted(authorities)},
            "state": {"$ne": DecisionState.ABANDONED.value},
        }
        if number or year is not None:
            theirs["$and"] = [{"$or": _searching(number, year)}]
        if after:
            at, identity = read_cursor(after, datetime.fromisoformat, str)
            theirs["$or"] = [{"recorded_at": {"$lt": at}}, {"recorded_at": at, "_id": {"$lt": identity}}]
        order = [("recorded_at", DESCENDING), ("_id", DESCENDING)]
        with translated():
            found = await self.collection.find(theirs, {"outbox": 0}).sort(order).limit(limit + 1).to_list(limit + 1)
        shown = [to_decision(document) for document in found[:limit]]
        return shown, _cursor(shown[-1]) if len(found) > limit else None

    async def _ensure_unique_numbers(self) -> None:
        with translated():
            await self.collection.create_index(
                [("authority.code", ASCENDING), ("numbers", ASCENDING)],
                name="numbers",
                unique=True,
                partialFilterExpression={"numbers": {"$exists": True}},
            )

    async def _complete_numbers(self) -> None:
        """Let earlier decisions claim their number in the form in which numbers are compared now.

        Where two of them turn out to be one number, the second keeps the form that it has: both were issued.
        """
        with translated():
            stored = await self.collection.find(_EARLIER, {"draft": 1, "year": 1, "number_key": 1}).to_list(None)
        for document in stored:
            held, known = {"_id": document["_id"], "number_key": document["number_key"]}, document["number_key"]
            for key in (fold_number(document["draft"]["number"]), known, f"{known}#{document['_id']}"):
                with suppress(DuplicateError), translated():
                    claim = {"$set": {"numbers": [f"{document['year']}/{key}"]}, "$unset": {"number_key": ""}}
                    await self.collection.update_one(held, claim)
                    break

    async def _store(self, decided: Decided[Decision]) -> None:
        before, at = decided.before, self.now()
        if before is None:
            raise ValueError("a change without a decision before it is an insert")
        messages = self.posting.messages(decided.events, at)
        await self._update(before, decided.after, outbox_on_update(messages, at))
        self.posting.hand_to_relay(NAME, str(before.id), messages)

    async def _taken(self, decision: Decision) -> NumberTakenError:
        for claim in decision.claims:
            if await self.holder_of(decision.authority.code, claim) not in {None, decision.id}:
                return NumberTakenError(claim.number, claim.year)
        return NumberTakenError(decision.number, decision.issued_on.year)

    async def _update(self, before: Decision, after: Decision, also: Document) -> None:
        guard = {"_id": str(before.id), "version": before.version, "attempt": before.attempt}
        fields, free = to_fields(after), {} if after.claims else {"$unset": {"numbers": ""}}
        fields.pop("lease_until") if after.attempt == before.attempt else None
        if before.claims == after.claims:
            # Two that are one number under today's rule were both issued under an earlier one: each keeps its key.
            fields.pop("numbers", None)
        try:
            with translated():
                result = await self.collection.update_one(guard, merge_update({"$set": fields} | free, also))
        except DuplicateError:
            raise await self._taken(after) from None
        if result.matched_count == 0:
            raise StaleError("Quyết định này vừa được cập nhật. Tải lại trang để xem.")


def to_fields(decision: Decision) -> Document:
    """All fields of a decision, then what its number and its list are found by."""
    fields: Document = _DECISION.dump_python(decision, mode="json")
    fields |= {"schema": SCHEMA, "recorded_at": decision.recorded_at, "lease_until": decision.lease_until}
    claims = [_number_key(claim) for claim in decision.claims]
    # Absent rather than empty: the index holds only documents that claim a number.
    return fields | ({"numbers": sorted(set(claims))} if claims else {})


def to_decision(document: Document) -> Decision:
    """The decision of a document."""
    return _DECISION.validate_python(document)


def _number_key(claim: NumberClaim) -> str:
    return f"{claim.year}/{fold_number(claim.number)}"


def _searching(typed: str, year: int | None) -> Sequence[Document]:
    """The ways in which a decision may have the number, or its beginning, within the year."""
    number = fold_number(typed)
    if typed and not number:
        return [{"_id": {"$in": []}}]  # signs alone are no number's beginning
    within = "[0-9]{4}" if year is None else f"{year:04}"
    ways: list[Document] = [{"numbers": {"$regex": f"^{within}/{re.escape(number)}"}}]
    # One that was recorded by mistake claims no number any more, and is still looked for by what was recorded.
    digits = _DIGITS.match(number)
    if digits or not number:
        begins = f"^[^0-9]*0*{digits[0]}" if digits else ""
        recorded: Document = {"draft.number": {"$regex": begins}, "draft.issued_on": {"$regex": f"^{within}-"}}
        ways.append({"numbers": {"$exists": False}, **recorded})
    return ways


def _cursor(decision: Decision) -> str:
    return write_cursor(decision.recorded_at.isoformat(), str(decision.id))
