"""The roll of honour in MongoDB: one record for each award, guarded by the nomination's version.

Whatever changes an award marks its nomination in the same write (`due_fields`), so that no crash keeps a change from
the roll. What is taken off leaves its id and version: a process that is late does not bring it back.
"""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from pymongo import ASCENDING, DESCENDING, UpdateOne
from pymongo.collation import Collation

from services.intake.adapters.nomination_mapping import name_in_order, to_nomination
from services.intake.adapters.submissions import NOMINATIONS
from services.intake.application.ports import Slice
from services.intake.application.roll import FormOnRoll, RollFilters, RollState, RollSummary
from services.intake.domain.nomination import Change, Nomination
from services.intake.domain.roll import FACTS_OF_AWARDS, RollEntry
from shared.crashpoints import checkpoint
from shared.events.content import AuthorityRef
from shared.events.words import Level, NomineeKind
from shared.mongo.client import Database, Document, building, translated
from shared.mongo.cursors import read_cursor, write_cursor
from shared.mongo.errors import DuplicateError
from shared.mongo.remembering import Remembered
from shared.refusals import UnavailableError
from shared.text.folding import fold, pattern_of

ROLL = "roll"
# Counted up where a record is made otherwise: the roll is then made anew from the nominations.
LAYOUT = 1
_LAYOUT_ID = "layout"
_DUE = "roll_due"
_IS_DUE: Document = {_DUE: True}
_ON_ROLL: Document = {"on_roll": True}
_VIETNAMESE = Collation(locale="vi")
_SUMMARY_SECONDS = 30.0
_MOST_WORDS = 10


def due_fields(change: Change) -> Document:
    """What the change sets in the nomination's record, so that the roll follows."""
    return dict(_IS_DUE) if any(entry.fact in FACTS_OF_AWARDS for entry in change.entries) else {}


class MongoRoll:
    """The port `Roll`."""

    def __init__(self, database: Database) -> None:
        self._roll = database[ROLL]
        self._nominations = database[NOMINATIONS]
        self._summaries = Remembered[RollSummary](_SUMMARY_SECONDS)

    async def ensure_indexes(self) -> None:
        """Create the indexes; have every award entered anew where the roll was made otherwise, or is not there."""
        in_order = [(field, DESCENDING if field == "issued_on" else ASCENDING) for field in _ORDER]
        with building():
            await self._nominations.create_index(_DUE, name=_DUE, partialFilterExpression=_IS_DUE)
            await self._roll.create_index(
                in_order, name="in_order", partialFilterExpression=_ON_ROLL, collation=_VIETNAMESE
            )
            await self._roll.create_index("number", name="number", partialFilterExpression=_ON_ROLL)
            made = await self._roll.find_one({"_id": _LAYOUT_ID})
            if made is not None and made["layout"] >= LAYOUT:
                return
            ever = {"history.fact": {"$in": sorted(fact.value for fact in FACTS_OF_AWARDS)}}
            await self._nominations.update_many(ever, {"$set": _IS_DUE})
            await self._roll.replace_one({"_id": _LAYOUT_ID}, {"layout": LAYOUT}, upsert=True)

    async def due(self, *, limit: int) -> Sequence[Nomination]:
        """Nominations whose awards changed, as they are now."""
        with translated():
            found = await self._nominations.find(_IS_DUE, {"outbox": 0}).limit(limit).to_list(limit)
        return [to_nomination(record) for record in found]

    async def enter(self, states: Sequence[RollState]) -> None:
        """Bring the roll to these states, unless it knows later ones; then the nominations are due no more."""
        entered = [UpdateOne({"_id": one.nomination_id}, _unless_later(one), upsert=True) for one in states]
        # Whoever changed an award since has marked it anew, with another version.
        settled = [
            UpdateOne({"_id": one.nomination_id, "version": one.version}, {"$unset": {_DUE: ""}}) for one in states
        ]
        try:
            with translated():
                await self._roll.bulk_write(entered, ordered=False)
                checkpoint("intake.roll_entered")
                await self._nominations.bulk_write(settled, ordered=False)
        except DuplicateError:
            # Two processes made the same record at once: the next time it is there.
            raise UnavailableError from None

    async def read_slice(self, filters: RollFilters, after: str | None, limit: int) -> Slice[RollEntry]:
        """A slice: latest decision first, then by name."""
        query = {"$and": [_narrowed(filters), _beyond(after)]}
        order = [(field, DESCENDING if field == "issued_on" else ASCENDING) for field in _ORDER]
        with translated():
            found = await self._roll.find(query).collation(_VIETNAMESE).sort(order).limit(limit + 1).to_list(limit + 1)
        last = found[limit - 1] if len(found) > limit else None
        cursor = write_cursor(*(str(last[field]) for field in _ORDER)) if last else None
        return Slice(tuple(to_entry(record) for record in found[:limit]), cursor)

    async def count(self, filters: RollFilters, *, most: int) -> int:
        """How many awards the filters leave, counted to `most`."""
        with translated():
            return await self._roll.count_documents(_narrowed(filters), limit=most)

    async def find(self, number: str) -> RollEntry | None:
        """The award of the nomination with this number."""
        with translated():
            record = await self._roll.find_one({**_ON_ROLL, "number": number})
        return to_entry(record) if record else None

    async def summary(self) -> RollSummary:
        """How much there is; up to half a minute old."""
        return await self._summaries.get("all", self._summary)

    async def _summary(self) -> RollSummary:
        groups = [
            {"$match": _ON_ROLL},
            {
                "$group": {
                    "_id": ["$decision_id", "$award_form", "$rule_set", "$level", "$area"],
                    "year": {"$first": {"$substrBytes": ["$issued_on", 0, 4]}},
                    "awards": {"$sum": 1},
                }
            },
        ]
        with translated():
            found = await self._roll.aggregate(groups).to_list(None)
        levels = {group["_id"][3] for group in found}
        forms = {group["_id"][1]: group["_id"][2] for group in sorted(found, key=lambda group: group["year"])}
        return RollSummary(
            awards=sum(group["awards"] for group in found),
            decisions=len({group["_id"][0] for group in found}),
            forms=tuple(FormOnRoll(code, rule_set) for code, rule_set in sorted(forms.items())),
            levels=tuple(level for level in Level if level.value in levels),
            years=tuple(sorted({int(group["year"]) for group in found}, reverse=True)),
            areas=frozenset(group["_id"][4] for group in found if group["_id"][4]),
        )


# A name in Vietnamese order among those of one decision; the latest day first.
_ORDER = ("issued_on", "decision_id", "sort_name", "_id")


def _beyond(after: str | None) -> Document:
    if after is None:
        return {}
    issued_on, decision, name, identity = read_cursor(after, _day, UUID, str, UUID)
    values = (issued_on, decision, name, identity)
    ways: list[Document] = []
    for place, field in enumerate(_ORDER):
        same = dict(zip(_ORDER[:place], values[:place], strict=True))
        ways.append({**same, field: {"$lt" if field == "issued_on" else "$gt": values[place]}})
    return {"$or": ways}


def _day(text: str) -> str:
    return date.fromisoformat(text).isoformat()


def _narrowed(filters: RollFilters) -> Document:
    query = dict(_ON_ROLL)
    if filters.level:
        query["level"] = filters.level.value
    if filters.award_form:
        query["award_form"] = filters.award_form
    if filters.areas is not None:
        query["area"] = {"$in": sorted(filters.areas)}
    if filters.year is not None:
        query["issued_on"] = {"$gte": f"{filters.year:04}-01-01", "$lte": f"{filters.year:04}-12-31"}
    words = [{"search": {"$regex": pattern_of(word)}} for word in fold(filters.text).split()[:_MOST_WORDS]]
    return {"$and": [query, *words]}


def _unless_later(state: RollState) -> list[Document]:
    fields = to_fields(state.entry) if state.entry else {}
    # Literal: what somebody wrote may begin with a dollar sign.
    record = {"_id": state.nomination_id, "version": state.version, **fields}
    is_later = {"$gt": [{"$ifNull": ["$version", 0]}, state.version]}
    return [{"$replaceWith": {"$cond": [is_later, "$$ROOT", {"$literal": record}]}}]


def to_fields(entry: RollEntry) -> Document:
    """The award as it is stored, beside id and version."""
    return {
        "on_roll": True,
        "number": entry.number,
        "kind": entry.kind.value,
        "form_of_address": entry.form_of_address,
        "name": entry.name,
        "position": entry.position,
        "workplace": entry.workplace,
        "deed": entry.deed,
        "began_on": entry.began_on.isoformat(),
        "ended_on": entry.ended_on.isoformat(),
        "area": entry.area,
        "movement": entry.movement,
        "rule_set": entry.rule_set,
        "award_form": entry.award_form,
        "form_name": entry.form_name,
        "authority": entry.authority.model_dump(mode="json"),
        "level": entry.authority.level.value,
        "decision_id": entry.decision_id,
        "decision_number": entry.decision_number,
        "issued_on": entry.issued_on.isoformat(),
        "changed_at": entry.changed_at,
        "sort_name": name_in_order(entry.name, entry.kind),
        "search": fold(f"{entry.name} {entry.position} {entry.workplace} {entry.deed} {entry.decision_number}"),
    }


def to_entry(record: Document) -> RollEntry:
    """The award in its record."""
    return RollEntry(
        id=record["_id"],
        number=record["number"],
        kind=NomineeKind(record["kind"]),
        form_of_address=record["form_of_address"],
        name=record["name"],
        position=record["position"],
        workplace=record["workplace"],
        deed=record["deed"],
        began_on=date.fromisoformat(record["began_on"]),
        ended_on=date.fromisoformat(record["ended_on"]),
        area=record["area"],
        movement=record["movement"],
        rule_set=record["rule_set"],
        award_form=record["award_form"],
        form_name=record["form_name"],
        authority=AuthorityRef.model_validate(record["authority"]),
        decision_id=record["decision_id"],
        decision_number=record["decision_number"],
        issued_on=date.fromisoformat(record["issued_on"]),
        changed_at=record["changed_at"],
    )
