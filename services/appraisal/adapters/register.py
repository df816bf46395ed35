"""The cases of one level as lines of the register."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.appraisal.adapters.register_queries import (
    COMPLETING,
    CONCLUDED,
    EARLIER,
    IN_ORDER,
    INDEXES,
    cursor_of,
    matching,
    stretches,
)
from services.appraisal.adapters.worklist import MongoWorklist
from services.appraisal.application.register_query import RegisterQuery, RegisterRow, RegisterSlice
from services.appraisal.application.worklist_query import Count
from services.appraisal.domain.case import CaseKey, CaseState
from services.appraisal.domain.people import By
from shared.events.words import NomineeKind, Occasion, PriorityMark, StepRole
from shared.mongo.client import Collection, Document, building, translated

_FIELDS = (
    "key", "number", "content.nominee.name", "content.nominee.kind", "content.confidential", "content.award_form",
    "content.target_group", "content.priority_marks", "dossier.unit.code", "dossier.unit.name", "dossier.rule_set",
    "dossier.petition.occasion", "authority", "authority_ref.name", "role", "state", "opened_at", "due_on",
    "paused_on", "concluded_on", "working_days", "claim.by", "claim.until", "assignment.to", "award.number",
    "award.issued_on",
)  # fmt: skip


@dataclass(frozen=True)
class MongoRegister:
    """The port `Register`."""

    collection: Collection

    async def ensure_indexes(self) -> None:
        """Create what the register is read by; have in earlier cases what it tells of them."""
        with building():
            await self.collection.create_indexes(list(INDEXES))
            await self.collection.update_many(EARLIER, COMPLETING, hint=CONCLUDED)

    async def page(self, query: RegisterQuery) -> RegisterSlice:
        """One slice, by the index that the server thinks best."""
        return await self._read(query)

    async def whole(self, query: RegisterQuery) -> RegisterSlice:
        """One slice of all: by the index that has the order of the register, so that each begins where one ended."""
        return await self._read(query, hint=IN_ORDER)

    async def count(self, query: RegisterQuery, *, most: int) -> Count:
        """How many there are; counting ends at `most`."""
        with translated():
            number = await self.collection.count_documents({"$and": matching(query)}, limit=most + 1)
        return Count(min(most, number), is_exact=number <= most)

    async def units(self, authorities: frozenset[str], *, most: int) -> Mapping[str, str]:
        """The units from which the authorities have cases, by code: at most so many names."""
        return await MongoWorklist(self.collection).units(authorities, most=most)

    async def unit_names(self, authorities: frozenset[str], codes: Sequence[str]) -> Mapping[str, str]:
        """What these units are called in the authorities' cases."""
        named = {}
        with translated():
            for code in codes:
                theirs = {"authority": {"$in": sorted(authorities)}, "unit": code}
                found = await self.collection.find_one(theirs, {"dossier.unit.name": 1})
                named[code] = code if found is None else found["dossier"]["unit"]["name"]
        return named

    async def _read(self, query: RegisterQuery, hint: str | None = None) -> RegisterSlice:
        asked = matching(query)
        found: list[Document] = []
        for stretch, order in stretches(query.after):
            missing = query.limit + 1 - len(found)
            with translated():
                cursor = self.collection.find({"$and": [*asked, stretch]}, dict.fromkeys(_FIELDS, 1)).sort(order)
                if hint is not None:
                    cursor = cursor.hint(hint)
                found += await cursor.limit(missing).to_list(missing)
            if len(found) > query.limit:
                break
        # A case that changes while the server reads past it may be met under its old key and its new one.
        shown = list({document["_id"]: document for document in found[: query.limit]}.values())
        return RegisterSlice(
            [_to_row(document) for document in shown], cursor_of(shown[-1]) if len(found) > query.limit else None
        )


def _to_row(document: Document) -> RegisterRow:
    content, dossier = document["content"], document["dossier"]
    claim, assignment, award = (document.get(name) or {} for name in ("claim", "assignment", "award"))
    return RegisterRow(
        case_id=str(CaseKey(UUID(document["key"]["nomination"]), document["key"]["step"])),
        number=document["number"],
        nominee=content["nominee"]["name"],
        kind=NomineeKind(content["nominee"]["kind"]),
        is_confidential=content.get("confidential", False),
        unit=dossier["unit"]["code"],
        unit_name=dossier["unit"]["name"],
        authority=document["authority"],
        authority_name=document["authority_ref"]["name"],
        role=StepRole(document["role"]),
        award_form=content["award_form"],
        rule_set=dossier["rule_set"],
        occasion=Occasion(dossier["petition"]["occasion"]),
        target_group=content["target_group"],
        priority_marks=tuple(PriorityMark(mark) for mark in content["priority_marks"]),
        state=CaseState(document["state"]),
        received_at=document["opened_at"],
        due_on=date.fromisoformat(document["due_on"]),
        paused_on=_day(document.get("paused_on")),
        concluded_on=_day(document.get("concluded_on")),
        working_days=document["working_days"],
        claimed_by=_by(claim.get("by")),
        claimed_until=claim.get("until"),
        assigned_to=_by(assignment.get("to")),
        decision_number=award.get("number", ""),
        decided_on=_day(award.get("issued_on")),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _by(fields: Document | None) -> By | None:
    return None if fields is None else By(fields["account"], fields["name"])
