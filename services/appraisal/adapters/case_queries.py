"""Questions to the worklist as MongoDB understands them; the viewer's authorities are in every one."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TypeAlias

from bson import Regex

from services.appraisal.adapters.case_mapping import KEPT, words
from services.appraisal.application.worklist_query import DONE, UNFINISHED, Tab, WorklistQuery
from services.appraisal.domain.case import UNDECIDED, CaseState
from shared.mongo.client import Document
from shared.mongo.cursors import read_cursor, write_cursor
from shared.text.folding import spellings_of
from shared.text.numbering import parse_number

Order: TypeAlias = list[tuple[str, int]]
SORT: Order = [("priority", -1), ("due_on", 1), ("_id", 1)]
OCCASION = "dossier.petition.occasion"
# No text is before this one: it says "a text" in the way in which a partial index can be said to fit.
_ANY_TEXT = {"$gt": ""}
_OPEN: Document = {"state": CaseState.OPEN.value}
UNTOLD = _OPEN | {"untold_due_on": _ANY_TEXT}
_MAX_WORDS = 8


def matching(query: WorklistQuery) -> list[Document]:
    """The conditions, all of which hold, for what the query asks, without its page."""
    conditions: list[Document] = [{"authority": {"$in": sorted(query.authorities)}}]
    conditions += [under(tab, query) for tab in sorted(query.tabs)]
    if query.states or not query.tabs:
        # Named in any case: the indexes begin with authority and state.
        conditions.append({"state": {"$in": sorted(state.value for state in query.states or CaseState)}})
    if query.due_before is not None:
        conditions.append({"due_on": {"$lt": query.due_before.isoformat()}})
    if query.priority is not None:
        conditions.append({"priority": {"$gte": query.priority}})
    if query.assignee is not None:
        conditions.append({"assignee": query.assignee} if query.assignee else _nobodys(query))
    if query.unit:
        conditions.append({"unit": query.unit})
    if query.award_form:
        conditions.append({"content.award_form": query.award_form})
    if query.occasion is not None:
        conditions.append({OCCASION: query.occasion.value})
    # A deputy who works on some cases only finds a name that is kept in none: by number they all are found.
    return conditions + searching(query.text, with_kept=query.near >= query.authorities)


def searching(text: str, *, with_kept: bool) -> list[Document]:
    """The conditions for what somebody typed; names that are kept are found where `with_kept` says so."""
    number = parse_number(text)
    typed = _match_words(text, with_kept=with_kept)
    # Not instead of what was typed: a name may happen to read like a number.
    return [{"$or": [{"$and": _match_words(number)}, {"$and": typed}]}] if number else typed


def _match_words(text: str, *, with_kept: bool = False) -> list[Document]:
    return [_beginning_with(word, with_kept=with_kept) for word in _rarest_first(words(text))]


def _beginning_with(word: str, *, with_kept: bool) -> Document:
    # Only the word is escaped: with a sign escaped that need not be, the server would read the whole index.
    spellings = [re.escape(spelling) for spelling in spellings_of(word)]
    if with_kept:
        spellings += [f"{KEPT}{spelling}" for spelling in spellings]
    if len(spellings) == 1:
        return {"words": {"$regex": f"^{spellings[0]}"}}
    # Each a stretch of the index by itself: one expression with a choice at its beginning would read all of it.
    # No expression of Python's own: of those that are sent with its flag for Unicode the server reads all, too.
    return {"words": {"$in": [Regex(f"^{spelling}") for spelling in spellings]}}


def _nobodys(query: WorklistQuery) -> Document:
    # Each way is an equality, so that the page is still read from the index in its order.
    by_authority: dict[str, list[str]] = {}
    for authority, account in sorted(query.lapses):
        by_authority.setdefault(authority, []).append(account)
    if not by_authority:
        return {"assignee": ""}
    undecided = {"$in": sorted(state.value for state in UNDECIDED)}
    return {
        "$or": [
            {"assignee": ""},
            *(
                {"authority": authority, "assignee": {"$in": accounts}, "state": undecided}
                for authority, accounts in by_authority.items()
            ),
        ]
    }


def _not_lapsed_for(query: WorklistQuery) -> Document:
    lapsed = sorted(authority for authority, account in query.lapses if account == query.account)
    return {"authority": {"$nin": lapsed}} if lapsed else {}


def _rarest_first(typed: Sequence[str]) -> Sequence[str]:
    # The server looks up the first and compares the others. A number is nobody else's; among the words of a name the
    # given one, which stands last, is shared by fewer than the family's.
    searched = typed[:_MAX_WORDS]
    numbers = [word for word in searched if any(map(str.isdigit, word))]
    return numbers + [word for word in reversed(searched) if word not in numbers]


def under(tab: Tab, query: WorklistQuery) -> Document:
    """The condition of a tab."""
    return _TABS[tab](query)


def counting(query: WorklistQuery, tabs: Sequence[Tab], *, most: int, collection: str) -> list[Document]:
    """The pipeline that counts each tab up to one more than `most`, in one question to the server."""
    asked = matching(query)

    def one(tab: Tab) -> list[Document]:
        condition = {"$and": [*asked, under(tab, query)]}
        return [{"$match": condition}, {"$limit": most + 1}, {"$group": {"_id": tab.value, "number": {"$sum": 1}}}]

    first, *others = tabs
    return one(first) + [{"$unionWith": {"coll": collection, "pipeline": one(tab)}} for tab in others]


def cursor_of(document: Document) -> str:
    """Where the page after this document begins."""
    return write_cursor(document["priority"], document["due_on"], document["_id"])


def stretches(cursor: str) -> Sequence[tuple[Document, Order]]:
    """What comes after the cursor, piece by piece in the order of the list: each is a stretch of one index.

    Raises:
        InvalidError: It is no cursor that a page ended with.
    """
    return _beyond(cursor, SORT) if cursor else (({}, SORT),)


def stretches_back(cursor: str) -> Sequence[tuple[Document, Order]]:
    """What leads up to the cursor, piece by piece, the nearest first.

    Raises:
        InvalidError: It is no cursor of this list.
    """
    return _beyond(cursor, [(name, -way) for name, way in SORT])


def _beyond(cursor: str, order: Order) -> Sequence[tuple[Document, Order]]:
    # What a piece has in common is no part of its order: the server would sort by it instead of reading on.
    place = dict(zip((name for name, _ in order), read_cursor(cursor, int, str, str), strict=True))
    pieces = []
    for at in reversed(range(len(order))):
        name, way = order[at]
        shared = {known: place[known] for known, _ in order[:at]}
        pieces.append((shared | {name: {"$gt" if way > 0 else "$lt": place[name]}}, order[at:]))
    return pieces


def overdue(today: date) -> Document:
    """Selects open cases with a limit before today."""
    return _OPEN | {"due_on": {"$lt": today.isoformat()}}


def untold(today: date) -> Document:
    """Selects open cases with a limit before today of which the unit does not know."""
    return UNTOLD | {"untold_due_on": _ANY_TEXT | {"$lt": today.isoformat()}}


def pressing(query: WorklistQuery) -> Document:
    """Selects the open cases of the asker's authorities that are overdue or will be soon."""
    return _OPEN | {"authority": {"$in": sorted(query.authorities)}, "due_on": {"$lte": query.soon.isoformat()}}


_TABS: Mapping[Tab, Callable[[WorklistQuery], Document]] = {
    Tab.TODO: lambda _: dict(_OPEN),
    Tab.MINE: lambda query: _OPEN | {"claim.by.account": query.account, "claim.until": {"$gt": query.now}},
    Tab.ASSIGNED: lambda query: _OPEN | {"assignee": query.account} | _not_lapsed_for(query),
    Tab.UNASSIGNED: lambda query: _OPEN | _nobodys(query),
    Tab.RETURNED: lambda _: {"state": CaseState.RETURNED.value},
    Tab.DUE_SOON: lambda query: _OPEN | {"due_on": {"$gte": query.today.isoformat(), "$lte": query.soon.isoformat()}},
    Tab.OVERDUE: lambda query: overdue(query.today),
    Tab.APPROVED: lambda _: {"state": CaseState.APPROVED.value},
    Tab.UNFINISHED: lambda _: {"state": {"$in": sorted(state.value for state in UNFINISHED)}},
    Tab.DONE: lambda _: {"state": {"$in": sorted(state.value for state in DONE)}},
}
