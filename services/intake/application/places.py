"""The communes and districts of the province, for whoever fills a form in."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from shared.events.words import Level
from shared.text.folding import fold


@dataclass(frozen=True)
class PlaceLine:
    """A commune or district: its official code, its district's where it is a commune, and who its authority is."""

    code: str
    name: str
    level: Level
    district: str | None
    authority: str


class Places(Protocol):
    """The directory's places."""

    async def places(self) -> Sequence[PlaceLine]:
        """The districts, then the communes, each by code.

        Raises:
            UnavailableError: The database is away.
        """
        ...


@dataclass(frozen=True)
class ListPlaces:
    """Lists places by words of their names, by level and by district."""

    registry: Places

    async def __call__(self, text: str = "", level: Level | None = None, district: str = "") -> Sequence[PlaceLine]:
        """Those that fit; a text is a code, or words of the name typed with or without accents."""
        # Words are sought from their beginning: “yên phú” is not in “Huyện Phù Cừ”.
        sought = fold(text)
        return [
            place
            for place in await self.registry.places()
            if (level is None or place.level is level)
            and district in {"", place.district}
            and (f" {sought}" in f" {fold(place.name)}" or sought == place.code)
        ]
