"""The page that says which role does what, and which duties of one nomination are not one person's."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Request
from fastapi.responses import Response

from services.identity.application.ports import Clock
from services.identity.domain.acts import areas_of, load_acts, pairs_of
from services.identity.web.pages.areas import ROLES
from shared.clock.days import day_of
from shared.directory.roles import ROLE_NAMES, Role
from shared.events.names import LEVELS
from shared.events.words import Level
from shared.rules.duties import Duties, Setting
from shared.web.http.use_cases import use
from shared.web.pages.frame import Frame, pages_router
from shared.web.pages.lists import ListAddress
from shared.web.pages.viewer import PageViewer

_ROLE = "vai-tro"
_SETTINGS = {
    Setting.ALLOW: ("Được", "dat"),
    Setting.WARN: ("Được, có cảnh báo", "khong"),
    Setting.REFUSE: ("Không được", "loi"),
}


@dataclass(frozen=True)
class RolePages:
    """What the page shows."""

    duties: Duties
    now: Clock


Uses = Annotated[RolePages, use(RolePages)]
router = pages_router()


@router.get(ROLES)
async def show_roles(request: Request, frame: Frame, viewer: PageViewer, uses: Uses) -> Response:
    """Acts by area, of all roles or of one; and the pairs of duties with today's settings."""
    viewer.require(Role.ADMINISTRATOR, Role.HEAD)
    place = ListAddress.of(request, [_ROLE])
    role = next((role for role in Role if role.value == place.get(_ROLE)), None)
    today = day_of(uses.now())
    return frame.render(
        request,
        "roles/roles.html",
        areas=areas_of(load_acts(), role),
        place=place,
        names={each: ROLE_NAMES[each] for each in Role},
        pairs=pairs_of({level: uses.duties.at(level, today) for level in Level}),
        settings=_SETTINGS,
        levels=LEVELS,
        is_dense=True,
    )
