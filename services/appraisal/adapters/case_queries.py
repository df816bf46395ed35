"""Questions to the worklist as MongoDB understands them; the viewer's authorities are in every one."""

import base64
import json
import re
from collections.abc import Callable, Mapping
from datetime import date

from services.appraisal.adapters.case_documents import words
from services.appraisal.application.worklist import DONE, Query, Tab
from services.appraisal.domain.case import State
from shared.mongo.client import Document
from shared.mongo.marks import read_mark
from shared.refusals import FieldProblem, InvalidError

SORT = [("priority", -1), ("due_on", 1), ("_id", 1)]
_MAX_WORDS = 8


def matching(query: Query) -> Document:
    """The condition for all that the query asks, without its page."""
    conditions: list[Document] = [{"authority": {"$in": sorted(query.authorities)}}]
    conditions += [under(tab, query) for tab in sorted(query.tabs)]
    if query.states:
        conditions.append({"state": {"$in": sorted(state.value for state in query.states)}})
    if query.due_before is not None:
        conditions.append({"due_on": {"$lt": query.due_before.isoformat()}})
    if query.priority is not None:
        conditions.append({"priority": {"$gte": query.priority}})
    if query.assignee is not None:
        conditions.append({"assignment.to.account": query.assignee} if query.assignee else _UNASSIGNED)
    if query.unit:
        conditions.append({"unit": query.unit})
    if query.award_form:
        conditions.append({"content.award_form": query.award_form})
    conditions += [{"words": {"$regex": f"^{re.escape(word)}"}} for word in words(query.text)[:_MAX_WORDS]]
    return {"$and": conditions}


def under(tab: Tab, query: Query) -> Document:
    """The condition of a tab."""
    return _TABS[tab](query)


def cursor_of(document: Document) -> str:
    """Where the page after this document begins."""
    place = json.dumps([document["priority"], document["due_on"], document["_id"]])
    return base64.urlsafe_b64encode(place.encode()).decode().rstrip("=")


def beyond(cursor: str) -> Document:
    """The condition for what comes after the cursor.

    Raises:
        InvalidError: It is no cursor that a page ended with.
    """
    try:
        priority, due_on, identity = read_mark(cursor)
        place = int(priority), str(due_on), str(identity)
    except (ValueError, TypeError):
        message = "Vị trí trang này không đọc được. Mở lại danh sách từ trang đầu."
        raise InvalidError([FieldProblem("after", message)]) from None
    return _after(*place)


def _after(priority: int, due_on: str, identity: str) -> Document:
    return {
        "$or": [
            {"priority": {"$lt": priority}},
            {"priority": priority, "due_on": {"$gt": due_on}},
            {"priority": priority, "due_on": due_on, "_id": {"$gt": identity}},
        ]
    }


def overdue(today: date) -> Document:
    """Selects open cases with a limit before today."""
    return _OPEN | {"due_on": {"$lt": today.isoformat()}}


def pressing(query: Query) -> Document:
    """Selects the open cases of the asker's authorities that are overdue or will be soon."""
    return _OPEN | {"authority": {"$in": sorted(query.authorities)}, "due_on": {"$lte": query.soon.isoformat()}}


_OPEN = {"state": State.OPEN.value}
_UNASSIGNED: Document = {"assignment": None}
_TABS: Mapping[Tab, Callable[[Query], Document]] = {
    Tab.TODO: lambda _: dict(_OPEN),
    Tab.MINE: lambda query: _OPEN | {"claim.by.account": query.account, "claim.until": {"$gt": query.now}},
    Tab.ASSIGNED: lambda query: _OPEN | {"assignment.to.account": query.account},
    Tab.UNASSIGNED: lambda _: _OPEN | _UNASSIGNED,
    Tab.RETURNED: lambda _: {"state": State.RETURNED.value},
    Tab.DUE_SOON: lambda query: _OPEN | {"due_on": {"$gte": query.today.isoformat(), "$lte": query.soon.isoformat()}},
    Tab.OVERDUE: lambda query: overdue(query.today),
    Tab.APPROVED: lambda _: {"state": State.APPROVED.value},
    Tab.DONE: lambda _: {"state": {"$in": sorted(state.value for state in DONE)}},
}
