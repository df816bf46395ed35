"""What the server had to look at to answer: as its profiler saw it, so that no query is repeated in a test."""

from dataclasses import dataclass
from typing import Self

from shared.mongo.client import Database


@dataclass(frozen=True)
class Reading:
    """Index keys and whole documents."""

    keys: int
    documents: int

    def __add__(self, other: Self) -> "Reading":
        return Reading(self.keys + other.keys, self.documents + other.documents)


@dataclass(frozen=True)
class Profiler:
    """Between `begin` and `end` the server writes down each command on this database."""

    database: Database

    async def begin(self) -> None:
        await self.database.command("profile", 0)
        await self.database["system.profile"].drop()
        await self.database.command("profile", 2)

    async def end(self, *collections: str) -> Reading:
        """What was read of these collections, none of them as a whole."""
        await self.database.command("profile", 0)
        names = [f"{self.database.name}.{name}" for name in collections]
        ran = await self.database["system.profile"].find({"ns": {"$in": names}}).to_list()
        assert ran
        assert not [one["planSummary"] for one in ran if "COLLSCAN" in one.get("planSummary", "")]
        return sum((Reading(one.get("keysExamined", 0), one.get("docsExamined", 0)) for one in ran), Reading(0, 0))
