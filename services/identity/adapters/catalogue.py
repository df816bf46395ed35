"""The units and authorities of the directory by code, read whole and remembered for a few seconds."""

from collections.abc import Callable, Sequence
from datetime import datetime

from services.identity.domain.catalogue import Bodies, Catalogue
from shared.clock.days import day_of
from shared.directory.bodies import Authority, Unit
from shared.directory.succession import Succession
from shared.mongo.client import Database, translated
from shared.mongo.directory import to_authority, to_unit
from shared.mongo.remembering import Remembered
from shared.mongo.succession import read_links

_SECONDS = 5.0


class MongoCatalogue:
    """Bodies as the command line keeps them; identity only reads them."""

    def __init__(self, directory: Database, now: Callable[[], datetime]) -> None:
        self._database = directory
        self._now = now
        self._known = Remembered[Catalogue](_SECONDS)

    async def catalogue(self) -> Catalogue:
        """All of them by code, as they are called today."""

        async def read() -> Catalogue:
            today = day_of(self._now())
            units = {unit.code: unit.name for unit in await self.units()}
            authorities = {each.code: each.on(today).name for each in await self.authorities()}
            of_units = Succession(await read_links(self._database["units"]), today)
            of_authorities = Succession(await read_links(self._database["authorities"]), today)
            return Catalogue(Bodies("đơn vị", units, of_units), Bodies("cơ quan", authorities, of_authorities))

        return await self._known.get("all", read)

    async def units(self) -> Sequence[Unit]:
        """All units, by code."""
        with translated():
            found = await self._database["units"].find().sort("_id", 1).to_list(None)
        return [to_unit(document) for document in found]

    async def authorities(self) -> Sequence[Authority]:
        """All authorities, by code, with all names that they had."""
        with translated():
            found = await self._database["authorities"].find().sort("_id", 1).to_list(None)
        return [to_authority(document) for document in found]
