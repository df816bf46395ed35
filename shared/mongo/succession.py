"""The bodies of the directory that end, are succeeded or are worked for: few, and read together."""

from collections.abc import Mapping
from datetime import date

from shared.directory.succession import Link, Succession
from shared.mongo.client import Collection, Document, translated

CHANGING: Document = {"$or": [{"ends_on": {"$exists": True}}, {"worked_by": {"$exists": True}}]}


async def read_succession(bodies: Collection, day: date) -> Succession:
    """How the authorities, or the units, stand on that day.

    Raises:
        UnavailableError: The database is away.
    """
    return Succession(await read_links(bodies), day)


async def read_links(bodies: Collection) -> Mapping[str, Link]:
    """Those of the bodies that end, are succeeded or are worked for, by code.

    Raises:
        UnavailableError: The database is away.
    """
    with translated():
        found = await bodies.find(CHANGING, {"ends_on": 1, "successor": 1, "worked_by": 1}).to_list(None)
    return {document["_id"]: _link(document) for document in found}


def to_day(text: str | None) -> date | None:
    """A day as the directory keeps it."""
    return date.fromisoformat(text) if text else None


def _link(document: Document) -> Link:
    return Link(to_day(document.get("ends_on")), document.get("successor"), document.get("worked_by"))
