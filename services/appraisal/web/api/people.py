"""The people of an authority: whom the head may give work to, and which deputies decide in the head's place."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter
from pydantic import ConfigDict, Field

from services.appraisal.application.people import Colleagues, ListPeople
from services.appraisal.web.api.level import READING, use_at_level
from services.appraisal.web.api.sample_case import Example
from services.appraisal.web.api.shapes import PersonView, View
from shared.directory.authorising import Authorisation
from shared.directory.roles import Role, role_name
from shared.web.api.authorisations import AUTHORISATION_SHOWN, AuthorisationView, show_authorisation
from shared.web.api.described import described
from shared.web.api.json_route import JsonRoute
from shared.web.api.viewer import CurrentViewer

_STAFF: Example = {
    "person": {"account": AUTHORISATION_SHOWN["deputy"], "name": "Hoàng Mẫu Phó"},
    "roles": [{"role": "deputy", "name": "cấp phó"}],
    "authorisations": [AUTHORISATION_SHOWN],
}


class RoleView(View):
    """A role for programs and for people."""

    model_config = ConfigDict(json_schema_extra=described("Vai trò: mã cho phần mềm, tên cho người đọc."))

    role: Role = Field(description="Mã vai trò")
    name: str = Field(description="Tên vai trò")


class StaffView(View):
    """Somebody who works for the authority; a deputy with every authorisation, latest first."""

    model_config = ConfigDict(
        json_schema_extra=described(
            "Một người làm việc tại cơ quan; cấp phó thì kèm các lần được ủy quyền, mới nhất đứng trước."
        )
    )

    person: PersonView = Field(description="Người làm việc tại cơ quan")
    roles: list[RoleView] = Field(description="Các vai trò của người đó")
    authorisations: list[AuthorisationView] = Field(description="Các lần ủy quyền của cấp phó, mới nhất đứng trước")


class PeopleView(View):
    """Everybody who works for the viewer's authorities."""

    model_config = ConfigDict(
        json_schema_extra=described("Tất cả những người làm việc tại các cơ quan của người hỏi.", {"items": [_STAFF]})
    )

    items: list[StaffView] = Field(description="Những người cùng cơ quan")


@dataclass(frozen=True)
class PeopleUseCases:
    """What the route calls."""

    list: ListPeople
    now: Callable[[], datetime]


LevelPeople = Annotated[PeopleUseCases, use_at_level(PeopleUseCases)]
router = APIRouter(route_class=JsonRoute, prefix="/api/v1/levels/{level}", tags=["people"])


@router.get("/staff", responses=READING)
async def list_people(use_cases: LevelPeople, viewer: CurrentViewer) -> PeopleView:
    """Những người cùng cơ quan, kèm các lần ủy quyền của cấp phó."""
    return _view(await use_cases.list(viewer), use_cases.now())


def _view(found: Colleagues, at: datetime) -> PeopleView:
    return PeopleView(
        items=[
            StaffView(
                person=PersonView(account=account.id, name=account.name),
                roles=_view_roles(account.roles, found.authorisations.get(account.id, ()), at),
                authorisations=[show_authorisation(each, at) for each in found.authorisations.get(account.id, ())],
            )
            for account in found.staff
        ]
    )


def _view_roles(roles: frozenset[Role], authorisations: Sequence[Authorisation], at: datetime) -> list[RoleView]:
    holds = any(each.holds(at) for each in authorisations)
    return [RoleView(role=role, name=role_name(role, is_authorised=holds)) for role in Role if role in roles]
