"""A nomination as its viewer may see it; who they are is part of the query."""

from dataclasses import dataclass
from uuid import UUID

from services.intake.application.ports import Nominations
from services.intake.application.visibility import show
from services.intake.domain.nomination import Nomination
from shared.identity.viewer import Viewer


@dataclass(frozen=True)
class ShowNomination:
    """Shows one nomination to its unit, or to an authority on its slip: to each what they may be told."""

    nominations: Nominations

    async def __call__(self, viewer: Viewer, reference: UUID | str) -> Nomination:
        """The nomination.

        Raises:
            NotFoundError: There is none that this viewer may see.
        """
        return show(await self.nominations.get(reference, viewer), viewer)
