"""The cases of one level counted in the database: over the register's indexes, without a record being read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from services.appraisal.adapters.register import MongoRegister
from services.appraisal.adapters.register_queries import CONCLUDED, IN_ORDER, between
from services.appraisal.application.figures import Received
from services.appraisal.domain.case import CaseState
from services.appraisal.domain.figures import Concluded, Counted, Span
from shared.mongo.client import Collection, Document, translated

_MONTH: Document = {"$dateToString": {"date": "$opened_at", "format": "%Y-%m", "timezone": "+07:00"}}
_NUMBER: Document = {"$sum": 1}


@dataclass(frozen=True)
class MongoFigures:
    """The port `FiguresSource`."""

    collection: Collection

    async def received(self, authorities: frozenset[str], span: Span, today: date) -> Received:
        """The cases that came in the span, as they stand now."""
        is_late: Document = {
            "$and": [{"$eq": ["$state", CaseState.OPEN.value]}, {"$lt": ["$due_on", today.isoformat()]}]
        }

        def by(name: str) -> list[Document]:
            return [{"$group": {"_id": {"group": f"${name}", "state": "$state", "late": "$late"}, "number": _NUMBER}}]

        steps: list[Document] = [
            {"$match": {"authority": {"$in": sorted(authorities)}, "opened_at": between(span.first, span.last)}},
            {
                "$project": {
                    "_id": 0,
                    "state": 1,
                    "due_on": 1,
                    "unit": 1,
                    "form": "$content.award_form",
                    "target": "$content.target_group",
                    "month": _MONTH,
                    "late": is_late,
                }
            },
            {
                "$facet": {
                    "units": by("unit"),
                    "forms": by("form"),
                    "targets": by("target"),
                    "months": [{"$group": {"_id": "$month", "number": _NUMBER}}],
                    "overdue": [{"$match": {"late": True}}, {"$group": {"_id": "$due_on", "number": _NUMBER}}],
                }
            },
        ]
        with translated():
            (found,) = await self.collection.aggregate(steps, hint=IN_ORDER).to_list(1)
        return Received(
            by_unit=_counted(found["units"]),
            by_award_form=_counted(found["forms"]),
            by_target_group=_counted(found["targets"]),
            by_month={each["_id"]: each["number"] for each in found["months"]},
            overdue={date.fromisoformat(each["_id"]): each["number"] for each in found["overdue"]},
        )

    async def concluded(self, authorities: frozenset[str], span: Span) -> Sequence[Concluded]:
        """The cases that had their outcome in the span, whenever they came; withdrawn ones have none."""
        days = {"$gte": span.first.isoformat(), "$lte": span.last.isoformat()}
        asked: Document = {
            "authority": {"$in": sorted(authorities)},
            "concluded_on": days,
            "state": {"$ne": CaseState.WITHDRAWN.value},
        }
        each = {"on": "$concluded_on", "due": "$due_on", "days": "$working_days"}
        steps: list[Document] = [{"$match": asked}, {"$group": {"_id": each, "number": _NUMBER}}]
        with translated():
            groups = await self.collection.aggregate(steps, hint=CONCLUDED).to_list(None)
        return [
            Concluded(
                date.fromisoformat(each["_id"]["on"]),
                date.fromisoformat(each["_id"]["due"]),
                each["_id"]["days"],
                each["number"],
            )
            for each in groups
        ]

    async def unit_names(self, authorities: frozenset[str], codes: Sequence[str]) -> Mapping[str, str]:
        """What these units are called in the authorities' cases."""
        return await MongoRegister(self.collection).unit_names(authorities, codes)


def _counted(groups: Sequence[Document]) -> Sequence[Counted]:
    return [
        Counted(each["_id"]["group"], CaseState(each["_id"]["state"]), each["_id"]["late"], each["number"])
        for each in groups
    ]
