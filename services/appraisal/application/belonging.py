"""Whether somebody who asks for a level's lists works at that level at all."""

from dataclasses import dataclass

from services.appraisal.application.ports import Authorities
from shared.events.names import LEVELS
from shared.events.words import Level
from shared.identity.viewer import Viewer
from shared.refusals import NotFoundError


@dataclass(frozen=True)
class RefuseStrangers:
    """Keeps people of other levels from taking this level's lists, empty for them, for their own."""

    level: Level
    authorities: Authorities

    async def __call__(self, viewer: Viewer) -> None:
        """Pass when the viewer works at the level, or at none that the directory knows.

        Raises:
            NotFoundError: They work at others, which the message names.
        """
        theirs = await self.authorities.levels_of(viewer.authorities)
        if theirs and self.level not in theirs:
            own = [level for level in Level if level in theirs]
            names = ", ".join(LEVELS[level] for level in own)
            addresses = ", ".join(f"/api/v1/levels/{level}/…" for level in own)
            raise NotFoundError(
                f"Địa chỉ này là của {LEVELS[self.level]}; cơ quan của bạn làm việc ở {names}. Dùng {addresses}."
            )
