"""The cases before and after one in the list from which it was opened."""

from dataclasses import dataclass

from services.appraisal.application.worklist import MOST_COUNTED, AskWorklist, WorklistFilters
from services.appraisal.application.worklist_query import Beside, Count
from services.appraisal.domain.case import CaseKey
from shared.identity.viewer import Viewer

_NONE = Count(0, is_exact=True)


@dataclass(frozen=True)
class Neighbours:
    """The ids of the nearest cases; `position` in a list of `total`, none where the case has left it or stands far."""

    previous: str | None = None
    next: str | None = None
    position: int | None = None
    total: Count = _NONE


@dataclass(frozen=True)
class FindNeighbours(AskWorklist):
    """Goes by where the case stands in the order: it may have left the list because it was just decided."""

    async def __call__(self, viewer: Viewer, filters: WorklistFilters, key: CaseKey) -> Neighbours:
        """The neighbours; at most 200 are counted on each side.

        Raises:
            NotFoundError: It is no case of the viewer's authorities.
        """
        query = await self.query(viewer, filters)
        return _neighbours(await self.worklist.beside(query, key, most=MOST_COUNTED))


def _neighbours(beside: Beside) -> Neighbours:
    number = beside.before.number + beside.after.number + beside.is_listed
    total = Count(min(number, MOST_COUNTED), is_exact=number <= MOST_COUNTED)
    is_known = beside.is_listed and beside.before.is_exact
    return Neighbours(beside.previous, beside.next, beside.before.number + 1 if is_known else None, total)
