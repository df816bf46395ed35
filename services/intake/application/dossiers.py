"""What a viewer may see of dossiers; who they are is part of every query."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from services.intake.application.ports import DossierLine, Dossiers, Filters, NominationLine, Nominations, Slice
from services.intake.domain.dossier import Dossier
from services.intake.domain.nomination import SentMail
from shared.events.words import PublicStatus
from shared.identity.viewer import Viewer
from shared.refusals import NotAllowedError

# As many nominations as stand with their dossier itself.
FIRST_NOMINATIONS = 100


@dataclass(frozen=True)
class ListDossiers:
    """Lists a unit's own dossiers, latest first."""

    dossiers: Dossiers

    async def __call__(self, viewer: Viewer, filters: Filters, after: str | None, limit: int) -> Slice[DossierLine]:
        """A page of them.

        Raises:
            NotAllowedError: The viewer belongs to no unit.
            InvalidError: `after` was not given out by this list.
        """
        if viewer.unit is None:
            raise NotAllowedError(
                "Chỉ đơn vị trình xem được danh sách hồ sơ của mình. Cơ quan xét xem việc của mình trong danh sách việc"
                " của cấp."
            )
        return await self.dossiers.read_slice(viewer, filters, after, limit)


@dataclass(frozen=True)
class ShownDossier:
    """A dossier, the mails about it as a whole, and how many of the nominations that its viewer may see stand where."""

    dossier: Dossier
    mails: tuple[SentMail, ...]
    statuses: Mapping[PublicStatus, int]


@dataclass(frozen=True)
class ShowDossier:
    """Shows one dossier to its unit, or to an authority that it was addressed to."""

    dossiers: Dossiers

    async def __call__(self, viewer: Viewer, reference: UUID | str) -> ShownDossier:
        """The dossier.

        Raises:
            NotFoundError: There is none that this viewer may see.
        """
        dossier = await self.dossiers.get(reference, viewer)
        mails, statuses = await self.dossiers.mails(dossier.id), await self.dossiers.statuses(dossier, viewer)
        return ShownDossier(_as_seen(dossier, viewer), mails, statuses)


@dataclass(frozen=True)
class ListNominations:
    """Lists the nominations of one dossier by name."""

    dossiers: Dossiers
    nominations: Nominations

    async def __call__(
        self, viewer: Viewer, reference: UUID | str, filters: Filters, after: str | None, limit: int
    ) -> Slice[NominationLine]:
        """A page of those that the viewer may see.

        Raises:
            NotFoundError: There is no such dossier that this viewer may see.
            InvalidError: `after` was not given out by this list.
        """
        dossier = await self.dossiers.get(reference, viewer)
        return await self.nominations.read_slice(dossier, viewer, filters, after, limit)


def _as_seen(dossier: Dossier, viewer: Viewer) -> Dossier:
    # The files list nominees; an authority opens them with the nomination whose step has come to it.
    if dossier.unit.code in viewer.units:
        return dossier
    return replace(dossier, petition=dossier.petition.model_copy(update={"attachments": ()}))
