"""How much of a unit's room is taken, and by whom: counted and claimed in one guarded write, from every process."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from services.intake.domain.attachments import Quota, Usage, over_quota
from shared.mongo.client import Collection, Database, Document, translated
from shared.mongo.errors import DuplicateError
from shared.refusals import ConflictError, UnavailableError

QUOTAS = "quotas"
# An upload claims room when its bytes are there, and enters the list at once: what is older was left by a crash.
_LEASE = timedelta(minutes=10)
_TRIES = 100
_BUSY = "Nhiều tệp của đơn vị đang được tải lên cùng lúc. Hãy tải tệp này lên lại."


@dataclass(frozen=True)
class _Seen:
    turn: int
    claims: Sequence[Document]


class Quotas:
    """The room of every unit for files that wait to be handed in; `usage` tells what lies there already."""

    def __init__(self, database: Database, usage: Callable[[str], Awaitable[Usage]], quota: Quota) -> None:
        self._quotas: Collection = database[QUOTAS]
        self._usage = usage
        self._quota = quota

    async def claim(self, unit: str, bytes_id: UUID, size: int, at: datetime) -> None:
        """Take room for a file, until `release`.

        Raises:
            ConflictError: There is none left; the message says how to make some.
            UnavailableError: Too many upload at once.
        """
        for _ in range(_TRIES):
            # The claims first: what has left them since is in the list already.
            seen = await self._seen(unit, at)
            used = await self._usage(unit)
            claimed = Usage(len(seen.claims), sum(claim["size"] for claim in seen.claims))
            sentence = over_quota(used + claimed, size, self._quota)
            if not sentence:
                if await self._enter(unit, seen, {"id": bytes_id, "size": size, "at": at}):
                    return
            elif (await self._seen(unit, at)).turn == seen.turn:
                raise ConflictError(sentence)
        raise UnavailableError(_BUSY)

    async def release(self, unit: str, bytes_id: UUID) -> None:
        """Give the room back, or leave it to the file that is in the list now."""
        with translated():
            update: Document = {"$pull": {"claims": {"id": bytes_id}}, "$inc": {"turn": 1}}
            await self._quotas.update_one({"_id": unit, "claims.id": bytes_id}, update)

    async def _seen(self, unit: str, at: datetime) -> _Seen:
        with translated():
            record = await self._quotas.find_one({"_id": unit})
        if record is None:
            return _Seen(0, ())
        return _Seen(record["turn"], [claim for claim in record["claims"] if claim["at"] > at - _LEASE])

    async def _enter(self, unit: str, seen: _Seen, claim: Document) -> bool:
        update: Document = {"$set": {"claims": [*seen.claims, claim], "turn": seen.turn + 1}}
        try:
            with translated():
                result = await self._quotas.update_one({"_id": unit, "turn": seen.turn}, update, upsert=not seen.turn)
        except DuplicateError:
            return False
        return bool(result.matched_count) or result.upserted_id is not None
