"""The mail ledger in MongoDB: one document a mail, each step a compare-and-set on its version."""

from collections.abc import Collection as Several
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from pymongo import ASCENDING

from services.notifier.adapters.lookups import HAS_DUE, IN_TURN, Lookups, Place
from services.notifier.adapters.mail_mapping import (
    Document,
    changing_fields,
    fact_record,
    gathering,
    new_record,
    telling_later,
    to_mail,
)
from services.notifier.application.ports import Due, Figures
from services.notifier.domain.facts import conversation, cover_key, thread
from services.notifier.domain.mails import Mail, State
from shared.events.envelope import Outgoing, outgoing
from shared.events.mails import MailEvent
from shared.mails.facts import Alone, Fact
from shared.mails.recipients import Recipient
from shared.messaging.relay.offering import Offer
from shared.mongo.client import Collection, Database, translated
from shared.mongo.errors import DuplicateError
from shared.mongo.outbox import merge_update, outbox_on_update
from shared.mongo.round_trips import Changes, Inserts, SharedTrips
from shared.observability.correlation import trace_headers
from shared.observability.logs import get_logger
from shared.refusals import NotFoundError, StaleError

log = get_logger(__name__)

COLLECTION = "mails"
SOURCE = "notifier"
MAX_CHANGES = 500
MAX_WEIGHT = 2_000_000  # bytes of facts: far below a document's 16 MB, and as much as a mail may hold
_WAKINGS_AT_ONCE = 100
_NEXT = timedelta(milliseconds=1)  # the store's own precision
_EVER = datetime(1970, 1, 2, tzinfo=UTC)


class MongoLedger:
    """The ledger. `offer` hands stored facts to the relay; a mail holds at most `max_changes`."""

    def __init__(self, database: Database, offer: Offer, *, max_changes: int = MAX_CHANGES) -> None:
        self._mails: Collection = database[COLLECTION]
        self._offer = offer
        self._max_changes = max_changes
        self._inserts = Inserts(self._mails)
        self._changes = Changes(self._mails)
        self._lookups = Lookups(self._mails)
        self._wakings = SharedTrips[tuple[str, datetime], None](self._wake_behind, capacity=_WAKINGS_AT_ONCE)

    async def ensure_indexes(self) -> None:
        """Create the indexes; two of them keep promises: no change is covered twice, no thread gathers twice."""
        with translated():
            await self._mails.create_index("covers", name="covers", unique=True)
            await self._mails.create_index(
                "open_thread",
                name="open_thread",
                unique=True,
                partialFilterExpression={"open_thread": {"$exists": True}},
            )
            await self._mails.create_index("due_at", name="due_at", partialFilterExpression=HAS_DUE)
            await self._mails.create_index(
                list(IN_TURN),
                name="thread_order",
                partialFilterExpression=HAS_DUE,
            )
            await self._mails.create_index("created_at", name="created_at", partialFilterExpression=HAS_DUE)
            await self._mails.create_index(
                [("unsent", ASCENDING), ("state", ASCENDING), ("_id", ASCENDING)],
                name="unsent_state",
                partialFilterExpression={"unsent": {"$exists": True}},
            )

    async def covered(self, keys: Several[str]) -> frozenset[str]:
        """Those of the keys that a mail covers already."""
        return await self._lookups.covered(keys) & frozenset(keys)

    async def join(self, fact: Fact, recipient: Recipient, *, at: datetime, waits_until: datetime | None) -> bool:
        """Put the change into an open mail of its thread; says whether there was one."""
        queue = await self._lookups.queue(thread(conversation(fact), recipient.key))
        # Its first change may be older than what another mail tells of this nomination, which must then go first.
        behind = _covered_until(fact, _closed(queue))
        later = [place for place in queue if place.is_untried and place.tells_later(fact)]
        gatherers = [place for place in queue if place.gathers(at) and place.order > behind]
        # These very ones: of several that tell later changes the first to go, and none that gathers only since then.
        open_to_it = [telling_later(fact, recipient) | {"_id": place.id} for place in later[:1]]
        open_to_it += [gathering(fact, recipient, at) | {"_id": place.id} for place in gatherers]
        if not open_to_it:
            return False
        covers = [cover_key(fact, key) for key in recipient.keys]
        entry = fact_record(fact)
        fits = {
            # Unique indexes compare documents, not the elements within one: that is guarded here.
            "covers": {"$nin": covers},
            "keys": list(recipient.keys),
            "address": recipient.address,
            "size": {"$lt": self._max_changes},
            "weight": {"$lt": MAX_WEIGHT},
        }
        change = {
            "$push": {"facts": entry, "covers": {"$each": covers}},
            "$inc": {"size": 1, "weight": len(entry["body"]), "version": 1},
            **({"$min": {"waits_until": waits_until}} if waits_until else {}),
        }
        for place in open_to_it:
            try:
                with translated():
                    result = await self._mails.update_one(place | fits, change)
            except DuplicateError:
                return False
            if result.matched_count:
                return True
        return False

    async def add(self, mail: Mail) -> bool:
        """Store a new mail, unless one of its keys is covered or its thread gathered elsewhere a moment ago."""
        try:
            covered_until = _EVER
            if not isinstance(mail.facts[0], Alone):  # what tells of no change follows nothing
                queue = await self._lookups.queue(mail.thread)
                # What it could not join would stand in its way, if it waits itself for others to join. Until that is
                # closed a later change may join it, before which this one must go: its place is to be found anew.
                if mail.window_ends_at is not None and len(_closed(queue)) < len(queue):
                    await self._close_full(mail, queue)
                    return False
                covered_until = _covered_until(mail.facts[0], queue)
            await self._inserts(new_record(replace(mail, order=max(mail.order, covered_until + _NEXT))))
        except DuplicateError:
            await self._close_full(mail, await self._lookups.queue(mail.thread))
            return False
        return True

    async def _close_full(self, mail: Mail, queue: Sequence[Place]) -> None:
        """Let the thread's mail gather no more, if this one could not join it."""
        unfit = [
            {"order": {"$lte": _covered_until(mail.facts[0], _closed(queue))}},
            {"window_ends_at": {"$lte": mail.created_at}},
            {"size": {"$gte": self._max_changes}},
            {"weight": {"$gte": MAX_WEIGHT}},
            {"address": {"$ne": mail.recipient.address}},
            {"keys": {"$ne": list(mail.recipient.keys)}},
        ]
        with translated():
            await self._mails.update_one({"open_thread": mail.thread, "$or": unfit}, {"$unset": {"open_thread": ""}})

    async def get(self, mail_id: str) -> Mail:
        """The mail.

        Raises:
            NotFoundError: The ledger has none with this id.
        """
        document = await self._lookups.mail(mail_id)
        if document is None:
            raise NotFoundError("Không có thư với mã này. Tải lại danh sách thư để xem mã.")
        return to_mail(document)

    async def due(self, at: datetime, *, limit: int, beside: Several[str]) -> Sequence[Due]:
        """What must be looked at, longest due first."""
        query = {"due_at": {"$lte": at}, "thread": {"$nin": list(beside)}}
        with translated():
            found = self._mails.find(query, {"thread": 1, "order": 1}).sort("due_at", ASCENDING).limit(limit)
            return [Due(each["_id"], each["thread"], each["order"]) for each in await found.to_list(limit)]

    async def next_due(self, *, beside: Several[str]) -> datetime | None:
        """When the next mail of other threads becomes due."""
        query = {"due_at": {"$gte": _EVER}, "thread": {"$nin": list(beside)}}
        return await self._first(query, "due_at")

    async def ahead(self, mail: Mail) -> datetime | None:
        """When the first unsettled mail before this one in its thread is due."""
        queue = await self._lookups.queue(mail.thread)
        first = queue[0] if queue else None
        return first.due_at if first and (first.order, first.id) < (mail.order, mail.id) else None

    async def put_off(self, mail: Mail, until: datetime) -> None:
        """Look at a waiting mail no sooner than then, or than a mail of its thread is settled."""
        unchanged = {"_id": mail.id, "version": mail.version, "due_at": mail.due_at}
        with translated():
            await self._mails.update_one(unchanged, {"$set": {"due_at": until, "is_behind": True}})

    async def save(self, before: Mail, after: Mail, *, at: datetime, facts: Sequence[MailEvent] = ()) -> None:
        """Store a step with the facts it gives out, in one write guarded by version and state.

        Raises:
            StaleError: Another was faster.
        """
        messages = [outgoing(fact, source=SOURCE, at=at, trace=trace_headers()) for fact in facts]
        guard = {"_id": before.id, "version": before.version, "state": before.state.value}
        if not await self._changes(guard, _stepping(before, after, messages, at)):
            raise StaleError("Thư này vừa đổi trạng thái. Hãy tải lại danh sách và thử lại.")
        self._offer(COLLECTION, after.id, messages)
        if after.state is not State.CLAIMED:
            log.info("mail.attempted", mail=after.id, state=after.state, attempts=after.attempts, reason=after.reason)
        if after.due_at is None:
            await self._wakings((after.thread, at))

    async def _wake_behind(self, settled: Sequence[tuple[str, datetime]]) -> Sequence[None]:
        """The next mail of a thread has waited for the one settled; else it would look again by itself, later."""
        threads = [each for each, _ in settled]
        with translated():
            found = self._mails.find({"thread": {"$in": threads}, **HAS_DUE, "is_behind": True}, {"thread": 1})
            firsts = {each["thread"]: each["_id"] for each in reversed(await found.sort(IN_TURN).to_list(None))}
            if firsts:
                still = {"_id": {"$in": list(firsts.values())}, "is_behind": True}
                now = {"due_at": max(at for _, at in settled)}
                await self._mails.update_many(still, {"$set": now, "$unset": {"is_behind": ""}})
        return [None] * len(settled)

    async def renew(self, mail: Mail, until: datetime) -> None:
        """Prolong a claim that still stands."""
        guard = {"_id": mail.id, "state": State.CLAIMED.value, "attempts": mail.attempts}
        with translated():
            await self._mails.update_one(guard, {"$max": {"due_at": until}})

    async def in_trouble(self, states: Several[State], *, after: str | None, limit: int) -> Sequence[Mail]:
        """Mails in these states by id, from behind `after`, without their bytes."""
        query: Document = {"unsent": True, "state": {"$in": [state.value for state in states]}}
        if after is not None:
            query["_id"] = {"$gt": after}
        with translated():
            found = await self._mails.find(query, {"raw": 0}).sort("_id", ASCENDING).limit(limit).to_list(limit)
        return [to_mail(document) for document in found]

    async def figures(self) -> Figures:
        """For the metrics."""
        pipeline: list[Document] = [{"$match": {"unsent": True}}, {"$group": {"_id": "$state", "count": {"$sum": 1}}}]
        with translated():
            groups = await self._mails.aggregate(pipeline).to_list(None)
        found = {State(group["_id"]): int(group["count"]) for group in groups}
        counts = {state: found.get(state, 0) for state in State}
        return Figures(counts, await self._first({**HAS_DUE, "created_at": {"$gte": _EVER}}, "created_at"))

    async def _first(self, query: Document, field: str) -> datetime | None:
        with translated():
            found = await self._mails.find_one(query, {field: 1}, sort=[(field, ASCENDING)])
        first: datetime | None = found[field] if found else None
        return first


def _covered_until(fact: Fact, places: Iterable[Place]) -> datetime:
    """The last of these places in a thread that tells of the nomination's earlier changes."""
    return max((place.order for place in places if place.tells_earlier(fact)), default=_EVER)


def _closed(queue: Sequence[Place]) -> Sequence[Place]:
    """Those that gather no more."""
    return [place for place in queue if place.gathers_until is None]


def _stepping(before: Mail, after: Mail, messages: Sequence[Outgoing], at: datetime) -> Document:
    known = changing_fields(before)
    # Above all not the mail's bytes each time. The moment is the one field that changes without a new version.
    fields = {name: value for name, value in changing_fields(after).items() if name == "due_at" or value != known[name]}
    kept = {name: value for name, value in fields.items() if value is not None}
    gone = {name: "" for name, value in fields.items() if value is None}
    # What was put off for another mail is so no more once it steps itself.
    step = {"$set": kept, "$unset": gone | {"is_behind": ""}}
    return merge_update(step, outbox_on_update(messages, at))
