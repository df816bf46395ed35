"""A unit takes a nomination back."""

from dataclasses import dataclass
from uuid import UUID

from services.intake.application.changes import refuse_outdated, save_change
from services.intake.application.ports import Clock, Nominations
from services.intake.application.visibility import require_own
from services.intake.domain.nomination import Change, Nomination
from services.intake.domain.withdrawal import request_withdrawal
from shared.identity.viewer import Viewer


@dataclass(frozen=True)
class RequestWithdrawal:
    """Asks every level on the slip to give the nomination back."""

    nominations: Nominations
    now: Clock

    async def __call__(
        self, viewer: Viewer, reference: UUID | str, reason: str, expected_version: int | None = None
    ) -> Nomination:
        """The nomination, being withdrawn.

        Raises:
            NotFoundError: There is none that this viewer may see.
            NotAllowedError: It is another unit's.
            ConflictError: It has been decided already, or changed since `expected_version`.
        """

        async def load() -> Nomination:
            return require_own(await self.nominations.get(reference, viewer), viewer)

        def decide(nomination: Nomination) -> Change | None:
            change = request_withdrawal(nomination, reason, self.now())
            refuse_outdated(change, nomination, expected_version)
            return change

        return await save_change(self.nominations, load, decide, self.now)
