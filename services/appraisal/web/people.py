"""The people of an authority: whom the head may give work to, and which deputies decide in the head's place."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path
from pydantic import ConfigDict, Field

from services.appraisal.application.authorising import Grant, People
from services.appraisal.web.bodies import Body
from services.appraisal.web.desk import CurrentDesk, Desk
from services.appraisal.web.examples import AUTHORISATION
from services.appraisal.web.views import PersonView, View
from shared.directory.authorising import Authorisation, Paper
from shared.directory.roles import Role, role_name
from shared.identity.web import CurrentViewer
from shared.text.exact import SaneDay
from shared.text.fields import RequiredCode, RequiredNumber
from shared.web.examples import ANY_ID
from shared.web.headers import IdempotencyKey
from shared.web.json_route import JsonRoute
from shared.web.problems import problem_responses

people = APIRouter(route_class=JsonRoute, prefix="/api/v1/levels/{level}", tags=["people"])
_READING = problem_responses(401, 403, 404, 422, 503)
_ACTING = problem_responses(401, 403, 404, 409, 422, 503)
AuthorisationId = Annotated[UUID, Path(description="Mã lần ủy quyền, như `/staff` nêu", examples=[ANY_ID])]


class PaperBody(Body):
    """Number and date of the văn bản ủy quyền."""

    number: RequiredNumber = Field(description="Số văn bản ủy quyền")
    signed_on: SaneDay = Field(description="Ngày ký văn bản ủy quyền")


class AuthorisationBody(Body):
    """Which deputy, from which day to which day inclusive, by which paper."""

    model_config = ConfigDict(json_schema_extra={"examples": [AUTHORISATION]})

    deputy: Annotated[RequiredCode, Field(description="Mã tài khoản của cấp phó được ủy quyền, như `/staff` nêu")]
    begins_on: SaneDay = Field(description="Ngày đầu được quyết định thay")
    ends_on: SaneDay = Field(description="Ngày cuối được quyết định thay")
    paper: PaperBody = Field(description="Văn bản ủy quyền")

    def grant(self) -> Grant:
        """What is signed over."""
        return Grant(self.deputy, self.begins_on, self.ends_on, Paper(self.paper.number, self.paper.signed_on))


class PaperView(View):
    """Number and date of the paper."""

    number: str = Field(description="Số văn bản ủy quyền")
    signed_on: date = Field(description="Ngày ký văn bản ủy quyền")


class AuthorisationView(View):
    """An authorisation; both days are inside, and it ends at `ended_at` where a head ended it."""

    id: UUID = Field(description="Mã lần ủy quyền này")
    deputy: str = Field(description="Mã tài khoản của cấp phó")
    authorities: list[str] = Field(description="Mã các cơ quan mà cấp phó được quyết định thay")
    begins_on: date = Field(description="Ngày đầu được quyết định thay")
    ends_on: date = Field(description="Ngày cuối được quyết định thay")
    paper: PaperView = Field(description="Văn bản ủy quyền")
    given_by: str = Field(description="Họ tên người ủy quyền")
    given_at: datetime = Field(description="Lúc ủy quyền được ghi")
    ended_at: datetime | None = Field(description="Lúc chấm dứt sớm; trống khi không chấm dứt sớm")
    ended_by: str = Field(description="Họ tên người chấm dứt sớm; trống khi không chấm dứt sớm")
    in_force: bool = Field(description="Ủy quyền đang có hiệu lực lúc trả lời")


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


@people.post("/authorisations", status_code=201, responses=_ACTING)
async def authorise_deputy(
    desk: CurrentDesk, viewer: CurrentViewer, body: AuthorisationBody, key: IdempotencyKey
) -> AuthorisationView:
    """Thủ trưởng ủy quyền cho cấp phó; gửi lại cùng mã và cùng nội dung thì nhận lại cùng câu trả lời.

    Ngày tính theo giờ Việt Nam. Mỗi kết quả mà cấp phó đưa ra theo ủy quyền đều nêu ủy quyền đó.
    """
    return _shown(await desk.authorise_deputy(viewer, body.grant(), key), desk)


@people.post("/authorisations/{authorisation_id}/end", responses=_ACTING)
async def end_authorisation(
    desk: CurrentDesk, viewer: CurrentViewer, authorisation_id: AuthorisationId
) -> AuthorisationView:
    """Kết thúc ủy quyền trước ngày cuối; cấp phó bị từ chối trong vòng mười giây."""
    return _shown(await desk.end_authorisation(viewer, authorisation_id), desk)


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
    return [_shown(one, desk) for one in authorisations]


def _shown(one: Authorisation, desk: Desk) -> AuthorisationView:
    return AuthorisationView(
        id=UUID(one.id),
        deputy=one.account,
        authorities=sorted(one.authorities),
        begins_on=one.begins_on,
        ends_on=one.ends_on,
        paper=PaperView(number=one.paper.number, signed_on=one.paper.signed_on),
        given_by=one.given_by_name,
        given_at=one.given_at,
        ended_at=one.ended_at,
        ended_by=one.ended_by_name,
        in_force=one.holds(desk.showing.now()),
    )
