"""The pages of units and authorities: looked up, with their people and the commands by which they are kept."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Request
from fastapi.responses import Response

from services.identity.application.listing_bodies import BodyFilter, ListBodies
from services.identity.web.pages.areas import AUTHORITIES, UNITS
from shared.events.names import LEVELS
from shared.events.words import Level
from shared.text.typed import NotReadError
from shared.web.http.use_cases import use
from shared.web.pages.frame import Frame, pages_router
from shared.web.pages.lists import CURSOR, ListAddress
from shared.web.pages.viewer import PageViewer

_SEARCH, _LEVEL, _MANAGED_BY = "tim", "cap", "co-quan"
_SLICE, _LONGEST = 50, 200


@dataclass(frozen=True)
class BodyPages:
    """What the pages call."""

    list: ListBodies


Uses = Annotated[BodyPages, use(BodyPages)]
router = pages_router()


@router.get(UNITS)
async def list_units(request: Request, frame: Frame, viewer: PageViewer, uses: Uses) -> Response:
    """The units, as the address filters them."""
    place = ListAddress.of(request, [_SEARCH, _MANAGED_BY, CURSOR])
    managed_by, unknown = place.get(_MANAGED_BY)[:_LONGEST], ""
    if managed_by:
        try:
            managed_by = (await uses.list.bodies.catalogue()).authorities.read(managed_by)
        except NotReadError as refusal:
            unknown = refusal.message
    wanted = BodyFilter(text=place.get(_SEARCH)[:_LONGEST], managed_by=managed_by)
    found = await uses.list.units(viewer, wanted, most=_SLICE, after=place.get(CURSOR)[:_LONGEST])
    chips = place.chips({_SEARCH: "Tìm", _MANAGED_BY: "Cơ quan quản lý"}, {})
    return frame.render(
        request, "bodies/units.html", found=found, place=place, chips=chips, unknown=unknown, is_dense=True
    )


@router.get(f"{UNITS}/{{code}}")
async def show_unit(request: Request, frame: Frame, viewer: PageViewer, uses: Uses, code: str) -> Response:
    """One unit, with its people."""
    shown = await uses.list.unit(viewer, code)
    return frame.render(request, "bodies/unit.html", shown=shown, unit=shown.body, is_dense=True)


@router.get(AUTHORITIES)
async def list_authorities(request: Request, frame: Frame, viewer: PageViewer, uses: Uses) -> Response:
    """The authorities, as the address filters them."""
    place = ListAddress.of(request, [_SEARCH, _LEVEL, CURSOR])
    level = next((level for level in Level if level.value == place.get(_LEVEL)), None)
    wanted = BodyFilter(text=place.get(_SEARCH)[:_LONGEST], level=level)
    found = await uses.list.authorities(viewer, wanted, most=_SLICE, after=place.get(CURSOR)[:_LONGEST])
    return frame.render(
        request,
        "bodies/authorities.html",
        found=found,
        place=place,
        levels=LEVELS,
        chips=place.chips(
            {_SEARCH: "Tìm", _LEVEL: "Cấp"}, {_LEVEL: {level.value: name for level, name in LEVELS.items()}}
        ),
        is_dense=True,
    )


@router.get(f"{AUTHORITIES}/{{code}}")
async def show_authority(request: Request, frame: Frame, viewer: PageViewer, uses: Uses, code: str) -> Response:
    """One authority, with its people."""
    shown = await uses.list.authority(viewer, code)
    names = [LEVELS[level] for level in shown.body.levels]
    return frame.render(
        request, "bodies/authority.html", shown=shown, authority=shown.body, level_names=names, is_dense=True
    )
