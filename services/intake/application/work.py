"""Where somebody of authorities begins: the levels at which they work, with their authorities there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from shared.directory.bodies import Authority
from shared.events.words import Level
from shared.identity.viewer import Viewer


class Authorities(Protocol):
    """The authorities of the directory; `UnavailableError` when it is away."""

    async def authorities_of(self, codes: frozenset[str]) -> Sequence[Authority]:
        """Those of the codes that there are."""


@dataclass(frozen=True)
class LevelOfWork:
    """A level at which somebody works, and their authorities there, by name."""

    level: Level
    names: Sequence[str]


@dataclass(frozen=True)
class FindLevels:
    """Finds where somebody's work is; what waits there, each level tells by itself."""

    authorities: Authorities

    async def __call__(self, viewer: Viewer) -> Sequence[LevelOfWork]:
        """The levels in their order; none for whoever works at no authority."""
        found = await self.authorities.authorities_of(viewer.authorities)
        return [
            LevelOfWork(level, sorted(authority.name for authority in found if level in authority.levels))
            for level in Level
            if any(level in authority.levels for authority in found)
        ]
