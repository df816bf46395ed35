"""The cases of one level as lines of a list, found and counted; the viewer's authorities are in every question."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pymongo import ASCENDING

from services.appraisal.adapters.case_indexes import OF_UNIT
from services.appraisal.adapters.case_mapping import ROW_FIELDS, to_row
from services.appraisal.adapters.case_queries import (
    Order,
    counting,
    cursor_of,
    matching,
    pressing,
    stretches,
    stretches_back,
)
from services.appraisal.application.worklist_query import (
    Beside,
    Count,
    Counts,
    Tab,
    WorklistQuery,
    WorklistRow,
    WorklistSlice,
)
from services.appraisal.domain.case import CaseKey, CaseState
from shared.events.content import AuthorityRef
from shared.mongo.client import Collection, Document, translated
from shared.refusals import NotFoundError
from shared.text.folding import fold

NOT_THEIRS = "Cơ quan không có việc này. Mở lại từ danh sách việc của cơ quan."


@dataclass(frozen=True)
class MongoWorklist:
    """The port `Worklist`, and what digests tell of."""

    collection: Collection

    async def page(self, query: WorklistQuery) -> WorklistSlice:
        """One page of a worklist."""
        pieces = stretches_back(query.before) if query.before else stretches(query.after)
        found = await self._read(matching(query), pieces, ROW_FIELDS, most=query.limit + 1)
        shown, has_more = found[: query.limit], len(found) > query.limit
        if query.before:
            shown.reverse()
        has_next, has_previous = (bool(shown), has_more) if query.before else (has_more, bool(query.after and shown))
        return WorklistSlice(
            [to_row(document) for document in shown],
            cursor_of(shown[-1]) if has_next else None,
            cursor_of(shown[0]) if has_previous else None,
        )

    async def beside(self, query: WorklistQuery, key: CaseKey, *, most: int) -> Beside:
        """What stands before and after the case in that list, by where the case would stand."""
        asked = matching(query)
        theirs = {"_id": str(key), "authority": {"$in": sorted(query.authorities)}}
        with translated():
            place = await self.collection.find_one(theirs, dict.fromkeys(("priority", "due_on"), 1))
            is_listed = await self.collection.find_one({"$and": [theirs, *asked]}, {"_id": 1}) is not None
        if place is None:
            raise NotFoundError(NOT_THEIRS)
        cursor = cursor_of(place)
        before = await self._read(asked, stretches_back(cursor), ("_id",), most=most + 1)
        after = await self._read(asked, stretches(cursor), ("_id",), most=most + 1)
        return Beside(
            before[0]["_id"] if before else None,
            after[0]["_id"] if after else None,
            Count(min(most, len(before)), is_exact=len(before) <= most),
            Count(min(most, len(after)), is_exact=len(after) <= most),
            is_listed=is_listed,
        )

    async def _read(
        self, asked: Sequence[Document], pieces: Sequence[tuple[Document, Order]], fields: Sequence[str], *, most: int
    ) -> list[Document]:
        found: list[Document] = []
        for stretch, order in pieces:
            missing = most - len(found)
            with translated():
                cursor = self.collection.find({"$and": [*asked, stretch]}, dict.fromkeys(fields, 1)).sort(order)
                found += await cursor.limit(missing).to_list(missing)
            if len(found) >= most:
                break
        return found

    async def counts(self, query: WorklistQuery, *, most: int, tabs: Sequence[Tab] = tuple(Tab)) -> Counts:
        """How many stand under each of the tabs; counting a tab ends at `most`."""
        steps = counting(query, tabs, most=most, collection=self.collection.name)
        with translated():
            found = await self.collection.aggregate(steps).to_list(len(tabs))
        numbers = {Tab(group["_id"]): group["number"] for group in found}
        return {tab: Count(min(most, numbers.get(tab, 0)), is_exact=numbers.get(tab, 0) <= most) for tab in tabs}

    async def waiting_at(self) -> Sequence[AuthorityRef]:
        """The authorities for which some case waits, by code."""
        waiting = {"state": {"$in": [CaseState.OPEN.value, CaseState.APPROVED.value]}}
        each = {"_id": "$authority", "ref": {"$first": "$authority_ref"}}
        with translated():
            found = self.collection.aggregate([{"$match": waiting}, {"$group": each}, {"$sort": {"_id": 1}}])
            return [AuthorityRef.model_validate(group["ref"]) for group in await found.to_list(None)]

    async def pressing(self, query: WorklistQuery, *, limit: int) -> Sequence[WorklistRow]:
        """Overdue cases and those due soon, the longest due first: so many of the asker's, and so many of others."""
        found: list[Document] = []
        with translated():
            for whose in (query.account, {"$ne": query.account}):
                condition = pressing(query) | {"assignee": whose}
                cursor = self.collection.find(condition, dict.fromkeys(ROW_FIELDS, 1))
                found += await cursor.sort([("due_on", ASCENDING), ("_id", ASCENDING)]).limit(limit).to_list(limit)
        return [to_row(document) for document in found]

    async def rows(self, keys: Sequence[CaseKey], authorities: frozenset[str]) -> Mapping[CaseKey, WorklistRow]:
        """The lines of those of the cases that belong to the authorities."""
        theirs = {"_id": {"$in": [str(key) for key in keys]}, "authority": {"$in": sorted(authorities)}}
        with translated():
            found = await self.collection.find(theirs, dict.fromkeys(ROW_FIELDS, 1)).to_list(len(keys))
        rows = (to_row(document) for document in found)
        return {CaseKey.parse(row.case_id): row for row in rows}

    async def units(self, authorities: frozenset[str], *, most: int) -> Mapping[str, str]:
        """The names of the units from which the authorities have cases, by code; at most so many."""
        named: dict[str, str] = {}
        for authority in sorted(authorities):
            # Sorted as the index is: of each unit one case is read, the others are skipped.
            steps: list[Document] = [
                {"$match": {"authority": authority}},
                {"$sort": {"authority": 1, "unit": 1}},
                {"$group": {"_id": "$unit", "name": {"$first": "$dossier.unit.name"}}},
                {"$limit": most},
            ]
            with translated():
                found = await self.collection.aggregate(steps, hint=OF_UNIT).to_list(most)
            named |= {each["_id"]: each["name"] for each in found}
        return dict(sorted(named.items(), key=lambda each: fold(each[1]))[:most])
