"""The people of an authority: whom the head may give work to, and which deputies decide in the head's place."""

from collections.abc import Sequence

from fastapi import APIRouter
from pydantic import Field

from services.appraisal.application.colleagues import People
from services.appraisal.web.desk import CurrentDesk, Desk
from services.appraisal.web.views import PersonView, View
from shared.directory.authorising import Authorisation
from shared.directory.roles import Role, role_name
from shared.web.api.authorisations import AuthorisationView, show_authorisation
from shared.web.api.json_route import JsonRoute
from shared.web.api.problems import problem_responses
from shared.web.api.viewer import CurrentViewer

people = APIRouter(route_class=JsonRoute, prefix="/api/v1/levels/{level}", tags=["people"])
_READING = problem_responses(401, 403, 404, 422, 503)


class RoleView(View):
    """A role for programs and for people."""

    role: Role = Field(description="Mã vai trò")
    name: str = Field(description="Tên vai trò")


class StaffView(View):
    """Somebody who works for the authority; a deputy with every authorisation, latest first."""

    person: PersonView = Field(description="Người làm việc tại cơ quan")
    roles: list[RoleView] = Field(description="Các vai trò của người đó")
    authorisations: list[AuthorisationView] = Field(description="Các lần ủy quyền của cấp phó, mới nhất đứng trước")


class PeopleView(View):
    """Everybody who works for the viewer's authorities."""

    items: list[StaffView] = Field(description="Những người cùng cơ quan")


@people.get("/staff", responses=_READING)
async def list_people(desk: CurrentDesk, viewer: CurrentViewer) -> PeopleView:
    """Những người cùng cơ quan, kèm các lần ủy quyền của cấp phó."""
    return _people(await desk.list_people(viewer), desk)


def _people(found: People, desk: Desk) -> PeopleView:
    return PeopleView(
        items=[
            StaffView(
                person=PersonView(account=one.id, name=one.name),
                roles=_roles(one.roles, found.authorisations.get(one.id, ()), desk),
                authorisations=_all(found.authorisations.get(one.id, ()), desk),
            )
            for one in found.staff
        ]
    )


def _roles(roles: frozenset[Role], authorisations: Sequence[Authorisation], desk: Desk) -> list[RoleView]:
    holds = any(one.holds(desk.showing.now()) for one in authorisations)
    return [RoleView(role=role, name=role_name(role, is_authorised=holds)) for role in Role if role in roles]


def _all(authorisations: Sequence[Authorisation], desk: Desk) -> list[AuthorisationView]:
    return [show_authorisation(one, desk.showing.now()) for one in authorisations]
