"""The lists that a person saved: theirs alone, at one level."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from services.appraisal.application.ports import Clock
from services.appraisal.domain import entitlement
from services.appraisal.domain.saved_view import SavedView, name_view
from shared.identity.viewer import Viewer


class SavedViews(Protocol):
    """The saved views of one level."""

    async def of(self, account: str) -> Sequence[SavedView]:
        """The account's, by name."""

    async def put(self, view: SavedView) -> None:
        """Store it, in the place of the one with its id."""

    async def remove(self, account: str, identity: UUID) -> None:
        """Remove the account's view; what is not there stays so."""


@dataclass(frozen=True)
class ListViews:
    """The viewer's saved views."""

    views: SavedViews

    async def __call__(self, viewer: Viewer) -> Sequence[SavedView]:
        """Theirs, by name."""
        viewer.require(*entitlement.READERS)
        return await self.views.of(viewer.account)


@dataclass(frozen=True)
class SaveView:
    """Saves a view, again under the same name too."""

    views: SavedViews
    now: Clock

    async def __call__(self, viewer: Viewer, name: str, query: str) -> SavedView:
        """The view.

        Raises:
            InvalidError: The name must be mended, or there are as many as one may have.
        """
        viewer.require(*entitlement.READERS)
        view = name_view(viewer.account, name, query, await self.views.of(viewer.account), at=self.now())
        await self.views.put(view)
        return view


@dataclass(frozen=True)
class RemoveView:
    """Removes one of the viewer's own."""

    views: SavedViews

    async def __call__(self, viewer: Viewer, identity: UUID) -> None:
        """Another's view stays: it is not found among the viewer's."""
        viewer.require(*entitlement.READERS)
        await self.views.remove(viewer.account, identity)
