"""Questions to the register as MongoDB understands them; the viewer's authorities are in every one."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from pymongo import ASCENDING, DESCENDING, IndexModel

from services.appraisal.adapters.case_queries import Order, overdue, searching
from services.appraisal.application.register_query import OUTCOME_STATES, RegisterQuery
from services.appraisal.domain.case import CaseState
from shared.clock.days import VIETNAM
from shared.mongo.client import Document
from shared.mongo.cursors import read_cursor, write_cursor

# By what never changes, so that whoever reads on meets each case once.
ORDER: Order = [("opened_at", DESCENDING), ("_id", DESCENDING)]
IN_ORDER, CONCLUDED = "register", "concluded"
# After its order the first has all that is asked for or counted: what does not fit is passed over in the index, and
# figures are counted without a record being read.
INDEXES = (
    IndexModel(
        [
            ("authority", ASCENDING),
            *ORDER,
            *((name, ASCENDING) for name in ("state", "due_on", "unit", "content.award_form", "content.target_group")),
        ],
        name=IN_ORDER,
    ),
    IndexModel(
        [(name, ASCENDING) for name in ("authority", "concluded_on", "state", "due_on", "working_days")],
        name=CONCLUDED,
    ),
)
# Cases of an earlier version of this program lack what the register has of them; one key of the index for each
# authority tells. Their rulings are kept as text.
EARLIER: Document = {"authority": {"$gt": ""}, "concluded_on": None, "marker": None}
_RULED_AT: Document = {"$toDate": {"$last": "$rulings.at"}}
_CONCLUDED_AT: Document = {
    "$cond": [{"$eq": ["$state", CaseState.WITHDRAWN.value]}, "$closed_at", {"$ifNull": [_RULED_AT, "$closed_at"]}]
}
_STEP: Document = {"$first": {"$filter": {"input": "$slip", "cond": {"$eq": ["$$this.step", "$key.step"]}}}}
COMPLETING: Sequence[Document] = [
    {
        "$set": {
            "concluded_on": {
                "$cond": [
                    {"$ifNull": ["$closed_at", False]},
                    {"$dateToString": {"date": _CONCLUDED_AT, "format": "%Y-%m-%d", "timezone": "+07:00"}},
                    "",
                ]
            },
            "working_days": {"$getField": {"field": "working_days", "input": _STEP}},
        }
    }
]


def matching(query: RegisterQuery) -> list[Document]:
    """The conditions, all of which hold, for what the query asks, without its place in the list."""
    filters = query.filters
    conditions: list[Document] = [{"authority": {"$in": sorted(query.authorities)}}]
    if received := between(filters.first, filters.last):
        conditions.append({"opened_at": received})
    if filters.unit:
        conditions.append({"unit": filters.unit})
    if filters.award_form:
        conditions.append({"content.award_form": filters.award_form})
    if filters.target_group:
        conditions.append({"content.target_group": filters.target_group})
    if filters.state is not None:
        conditions.append({"state": filters.state.value})
    if filters.outcome is not None:
        states = OUTCOME_STATES.get(filters.outcome, frozenset())
        conditions.append({"state": {"$in": sorted(state.value for state in states)}})
    if filters.is_overdue:
        conditions.append(overdue(query.today))
    return conditions + searching(filters.text, with_kept=query.near >= query.authorities)


def between(first: date | None, last: date | None) -> Document:
    """What a moment must be to lie on one of the days; both count, none leaves that side open."""
    found: Document = {}
    if first is not None:
        found["$gte"] = _beginning(first)
    if last is not None:
        found["$lt"] = _beginning(last + timedelta(days=1))
    return found


def cursor_of(document: Document) -> str:
    """Where the slice after this document begins."""
    return write_cursor(document["opened_at"].isoformat(), document["_id"])


def stretches(cursor: str) -> Sequence[tuple[Document, Order]]:
    """What comes after the cursor, piece by piece in the order of the register.

    Raises:
        InvalidError: It is no cursor that a slice ended with.
    """
    if not cursor:
        return (({}, ORDER),)
    opened_at, identity = read_cursor(cursor, _moment, str)
    return (
        ({"opened_at": opened_at, "_id": {"$lt": identity}}, ORDER[1:]),
        ({"opened_at": {"$lt": opened_at}}, ORDER),
    )


def _beginning(day: date) -> datetime:
    return datetime.combine(day, time.min, VIETNAM)


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a moment without a zone")
    return moment
