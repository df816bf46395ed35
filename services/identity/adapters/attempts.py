"""Counted sign-in attempts, kept in `directory`."""

import asyncio
import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from pymongo import ReturnDocument, UpdateOne

from services.identity.domain.guessing import Attempt, Limit, Source, Standing
from shared.mongo.client import Database, Document, translated

NAME = "sign_ins"
_WINDOW = timedelta(minutes=15)
_KNOWN_FOR = timedelta(days=180)
_PATIENCE_SECONDS = 5.0  # a password is looked at in less, unless its process has died
_PAUSE_SECONDS = 0.03


class MongoAttempts:
    """Attempts per key and quarter of an hour, counted before the password is looked at, so that none slip past.

    What a process that dies had under way, the few that it looks at once, counts until the quarter ends.
    """

    def __init__(self, directory: Database) -> None:
        self._collection = directory[NAME]

    async def standing(self, source: Source, now: datetime) -> Standing:
        """What is known of the name, and of the place for it."""
        name = _bucket(source.name_key, _window_end(now))
        with translated():
            found = await self._collection.find({"_id": {"$in": [name, source.known_key, source.owner_key]}}).to_list(3)
        by_id = {one["_id"]: one for one in found}
        is_known, has_places = (
            key in by_id and by_id[key]["expires_at"] > now for key in (source.known_key, source.owner_key)
        )
        return Standing(by_id.get(name, {}).get("wrong", 0), is_known, has_places)

    async def begin(self, limits: Sequence[Limit], now: datetime) -> Attempt:
        """Count an attempt as under way under each key in turn; refuse it at the first that is past its limit."""
        ends = _window_end(now)
        begun = Attempt((), ends)
        for limit in limits:
            if not await self._take(limit, ends):
                await self.give_back(begun)
                return Attempt((), ends, wait=max(1, round((ends - now).total_seconds())))
            begun = replace(begun, keys=(*begun.keys, limit.key))
        return begun

    async def fail(self, attempt: Attempt) -> None:
        """The password was wrong: it counts until the quarter of an hour ends."""
        await self._end(attempt, {"under_way": -1, "wrong": 1})

    async def give_back(self, attempt: Attempt) -> None:
        """Nothing was learnt by it: it counts no more."""
        await self._end(attempt, {"under_way": -1})

    async def succeed(self, attempt: Attempt, source: Source, now: datetime) -> None:
        """The password was right: it counts no more, and the place is one of the owner's from now on."""
        remembered = {"$set": {"expires_at": now + _KNOWN_FOR}}
        known = [UpdateOne({"_id": key}, remembered, upsert=True) for key in (source.known_key, source.owner_key)]
        await self._end(attempt, {"under_way": -1}, *known)

    async def _take(self, limit: Limit, ends: datetime) -> bool:
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while True:
            counted = await self._add(limit.key, ends, 1)
            wrong = counted.get("wrong", 0)
            if limit.most is None or wrong + counted["under_way"] <= limit.most:
                return True
            await self._add(limit.key, ends, -1)
            if wrong >= limit.most or time.monotonic() > deadline:
                return False
            await asyncio.sleep(_PAUSE_SECONDS * (1 + random.random()))  # noqa: S311 no secret: waiters must not march in step

    async def _add(self, key: str, ends: datetime, amount: int) -> Document:
        with translated():
            counted: Document = await self._collection.find_one_and_update(
                {"_id": _bucket(key, ends)},
                {"$inc": {"under_way": amount}, "$setOnInsert": {"expires_at": ends}},
                upsert=True,
                return_document=ReturnDocument.AFTER,
            )
        return counted

    async def _end(self, attempt: Attempt, counts: Mapping[str, int], *besides: UpdateOne) -> None:
        # Not made anew when the quarter has ended and MongoDB cleared it away meanwhile.
        ended = [UpdateOne({"_id": _bucket(key, attempt.ends)}, {"$inc": counts}) for key in attempt.keys]
        if ended or besides:
            with translated():
                await self._collection.bulk_write([*ended, *besides], ordered=False)


def _window_end(now: datetime) -> datetime:
    seconds = _WINDOW.total_seconds()
    return datetime.fromtimestamp((now.timestamp() // seconds + 1) * seconds, UTC)


def _bucket(key: str, ends: datetime) -> str:
    return f"{key}@{int(ends.timestamp())}"
