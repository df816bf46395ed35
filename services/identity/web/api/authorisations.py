"""Deputies' authorisations over HTTP, at the addresses of the levels, where heads work."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel, ConfigDict, Field, model_validator

from services.identity.application.authorising import AuthoriseDeputy, EndAuthorisation, Grant
from shared.directory.authorising import Paper
from shared.events.words import Level
from shared.refusals import NotFoundError
from shared.text.exact import SaneDay
from shared.text.fields import RequiredCode, RequiredNumber
from shared.web.api.authorisations import AUTHORISATION, AUTHORISATION_SHOWN, AuthorisationView, show_authorisation
from shared.web.api.empties import leave_out_empty
from shared.web.api.examples import ANY_ID
from shared.web.api.headers import IdempotencyKey
from shared.web.api.json_route import JsonRoute
from shared.web.api.problems import problem_responses
from shared.web.api.viewer import CurrentViewer
from shared.web.http.use_cases import use

_ACTING = problem_responses(401, 403, 404, 409, 422, 503)
ANSWERS: Mapping[type[BaseModel], object] = {AuthorisationView: AUTHORISATION_SHOWN}
_LEVELS = frozenset(level.value for level in Level)
AuthorisationId = Annotated[UUID, Path(description="Mã lần ủy quyền, như `/staff` nêu", examples=[ANY_ID])]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    @model_validator(mode="before")
    @classmethod
    def _leave_out_empty(cls, value: object) -> object:
        return leave_out_empty(value, cls)


class PaperBody(_Body):
    """Number and date of the văn bản ủy quyền."""

    number: RequiredNumber = Field(description="Số văn bản ủy quyền")
    signed_on: SaneDay = Field(description="Ngày ký văn bản ủy quyền")


class AuthorisationBody(_Body):
    """Which deputy, from which day to which day inclusive, by which paper."""

    model_config = ConfigDict(json_schema_extra={"examples": [AUTHORISATION]})

    deputy: Annotated[RequiredCode, Field(description="Mã tài khoản của cấp phó được ủy quyền, như `/staff` nêu")]
    begins_on: SaneDay = Field(description="Ngày đầu được quyết định thay")
    ends_on: SaneDay = Field(description="Ngày cuối được quyết định thay")
    paper: PaperBody = Field(description="Văn bản ủy quyền")

    def grant(self) -> Grant:
        """What is signed over."""
        return Grant(self.deputy, self.begins_on, self.ends_on, Paper(self.paper.number, self.paper.signed_on))


async def known_level(
    _viewer: CurrentViewer,
    level: Annotated[str, Path(description="commune, district, department, province hoặc state", examples=["commune"])],
) -> None:
    """Pass at each level; who is asking is settled before anything is told.

    Raises:
        NotFoundError: There is no such level.
    """
    if level not in _LEVELS:
        raise NotFoundError("Địa chỉ này không phục vụ cấp đó. Dùng địa chỉ chung của hệ thống.")


@dataclass(frozen=True)
class AuthorisationUseCases:
    """What the routes call, and by which clock an authorisation is shown to hold."""

    authorise: AuthoriseDeputy
    end: EndAuthorisation
    now: Callable[[], datetime]


Authorisations = Annotated[AuthorisationUseCases, use(AuthorisationUseCases)]
# The routes by which a head gives and ends authorisations; the level's list of people shows them.
router = APIRouter(
    route_class=JsonRoute,
    prefix="/api/v1/levels/{level}/authorisations",
    tags=["people"],
    dependencies=[Depends(known_level)],
)


@router.post("", status_code=201, responses=_ACTING)
async def authorise_deputy(
    use_cases: Authorisations, viewer: CurrentViewer, body: AuthorisationBody, key: IdempotencyKey
) -> AuthorisationView:
    """Thủ trưởng ủy quyền cho cấp phó; gửi lại cùng mã và cùng nội dung thì nhận lại cùng câu trả lời.

    Ngày tính theo giờ Việt Nam. Mỗi kết quả mà cấp phó đưa ra theo ủy quyền đều nêu ủy quyền đó.
    """
    return show_authorisation(await use_cases.authorise(viewer, body.grant(), key), use_cases.now())


@router.post("/{authorisation_id}/end", responses=_ACTING)
async def end_authorisation(
    use_cases: Authorisations, viewer: CurrentViewer, authorisation_id: AuthorisationId
) -> AuthorisationView:
    """Kết thúc ủy quyền trước ngày cuối; cấp phó bị từ chối trong vòng mười giây."""
    return show_authorisation(await use_cases.end(viewer, authorisation_id), use_cases.now())
