"""The read model of windows: what the province last told of each."""

from datetime import date

from pymongo import ASCENDING

from shared.events.windows import WindowEvent, WindowOpened
from shared.events.words import Occasion
from shared.mongo.client import Database, translated
from shared.mongo.errors import DuplicateError

WINDOWS = "windows"


class MongoWindows:
    """The port `Windows`."""

    def __init__(self, database: Database) -> None:
        self._collection = database[WINDOWS]

    async def ensure_indexes(self) -> None:
        """Create the index by which a submission finds its window."""
        with translated():
            await self._collection.create_index([("movement", ASCENDING), ("occasion", ASCENDING)], name="of_occasion")

    async def follow(self, event: WindowEvent) -> None:
        """Keep what the event tells, unless something later is known."""
        fields = event.model_dump(mode="json", include={"version", "movement", "occasion", "opens_on", "closes_on"})
        older = {"_id": event.window_id, "version": {"$lt": event.version}}
        update = {"$set": {**fields, "open": isinstance(event, WindowOpened)}}
        try:
            with translated():
                await self._collection.update_one(older, update, upsert=True)
        except DuplicateError:
            return  # this or something later is known, so the query did not match and the insert found the id taken

    async def is_open(self, movement: str, occasion: Occasion, on: date) -> bool:
        """Whether any window takes dossiers of the occasion that day."""
        day = on.isoformat()
        fitting = {
            "movement": movement,
            "occasion": occasion.value,
            "open": True,
            "opens_on": {"$lte": day},
            "closes_on": {"$gte": day},
        }
        with translated():
            return await self._collection.find_one(fitting, {"_id": 1}) is not None
