"""Telling a unit by mail that a draft is about to end, once after each change of it."""

from dataclasses import dataclass
from datetime import timedelta

from services.intake.application.changes import SOURCE
from services.intake.application.drafts import Drafts
from services.intake.application.ports import Clock
from services.intake.domain.drafts.draft import ending_of
from shared.events.envelope import outgoing


@dataclass(frozen=True)
class RemindDrafts:
    """Tells of the drafts that end within `before`. Several processes may do so at once."""

    drafts: Drafts
    now: Clock
    before: timedelta
    most: int = 100

    async def __call__(self) -> int:
        """How many were told of; one that somebody changed or told of meanwhile is not."""
        done = 0
        at = self.now()
        for draft in await self.drafts.ending(at, at + self.before, self.most):
            message = outgoing(ending_of(draft, at), source=SOURCE, at=at)
            done += await self.drafts.remind(draft, at, message)
        return done
