"""The audit record as pages of administration read it."""

from collections.abc import Sequence
from datetime import datetime

from shared.audit.entry import Entry, Kind
from shared.mongo.audit import Filter, MongoAudit
from shared.mongo.client import Database


class ReadableAudit:
    """Entries of one directory, latest first."""

    def __init__(self, directory: Database) -> None:
        self._audit = MongoAudit(directory)

    async def look(
        self,
        *,
        since: datetime | None,
        before: datetime | None,
        kinds: Sequence[Kind],
        actor: str,
        subject: str,
        most: int,
        after: str | None,
    ) -> Sequence[Entry]:
        """At most so many entries, those that follow the entry `after`."""
        wanted = Filter(since=since, before=before, kinds=tuple(kinds), actor=actor, subject=subject)
        return await self._audit.find(wanted, most=most, after=after)
