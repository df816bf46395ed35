"""Identity numbers whole: shown for a reason that is kept, and told to the unit that wrote them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Body
from fastapi.openapi.models import Example
from pydantic import BaseModel, ConfigDict, Field, JsonValue

from services.intake.application.identity_numbers import ListDisclosures, ShowIdentityNumber
from services.intake.domain.disclosures import LONGEST_REASON
from services.intake.web.api.references import NominationReference, read_reference
from shared.events.content import AuthorityRef
from shared.text.fields import lines
from shared.web.api.as_written import as_written
from shared.web.api.described import described
from shared.web.api.json_route import JsonRoute
from shared.web.api.problems import problem_responses
from shared.web.api.viewer import CurrentViewer
from shared.web.http.use_cases import use

_LOOK: dict[str, JsonValue] = {
    "authority": {"code": "33.327.12079", "name": "UBND xã Yên Phú", "level": "commune"},
    "reason": "Đối chiếu với căn cước công dân bản gốc đơn vị mang đến.",
    "at": "2021-10-06T03:00:00Z",
}
_REASONS: dict[str, Example] = {
    "doi-chieu": Example(
        summary="Đối chiếu giấy tờ", value={"reason": "Đối chiếu với căn cước công dân bản gốc đơn vị mang đến."}
    ),
}


@dataclass(frozen=True)
class IdentityNumberUseCases:
    """What the routes call."""

    show_number: ShowIdentityNumber
    list_disclosures: ListDisclosures


class DisclosureRequest(BaseModel):
    """Why the number is needed whole."""

    model_config = ConfigDict(json_schema_extra=described("Lý do cần xem cả số giấy tờ của đối tượng."))

    reason: Annotated[str, lines(LONGEST_REASON, is_required=True)] = Field(
        description="Vì sao cần xem cả số; được ghi lại và báo cho đơn vị đã nộp"
    )


class NumberView(BaseModel):
    """The number whole."""

    model_config = ConfigDict(
        json_schema_extra=described(
            "Số giấy tờ đầy đủ, kèm lần xem vừa được ghi lại.", {**_LOOK, "identity_number": "033190001234"}
        )
    )

    identity_number: str = Field(description="Số giấy tờ đầy đủ của đối tượng")
    authority: AuthorityRef = Field(description="Cơ quan mà người xem làm việc cho")
    reason: str = Field(description="Lý do đã ghi lại")
    at: datetime = Field(description="Lúc việc xem được ghi lại")


class DisclosureView(BaseModel):
    """Somebody looked at the number."""

    model_config = ConfigDict(json_schema_extra=described("Một lần cơ quan xem cả số giấy tờ."))

    authority: AuthorityRef = Field(description="Cơ quan của người đã xem")
    reason: str = Field(description="Lý do người xem đã nêu")
    at: datetime = Field(description="Lúc xem")


class DisclosuresView(BaseModel):
    """All disclosures, oldest first."""

    model_config = ConfigDict(
        json_schema_extra=described("Các lần cơ quan đã xem cả số giấy tờ, cũ nhất đứng trước.", {"items": [_LOOK]})
    )

    items: list[DisclosureView] = Field(description="Các lần xem, cũ nhất đứng trước")


IdentityNumbers = Annotated[IdentityNumberUseCases, use(IdentityNumberUseCases)]
router = APIRouter(
    prefix="/api/v1/nominations/{reference}/identity-number", tags=["nominations"], route_class=JsonRoute
)


@router.post("/looks", responses=problem_responses(401, 403, 404, 422, 429, 503))
async def show_identity_number(
    use_cases: IdentityNumbers,
    viewer: CurrentViewer,
    reference: NominationReference,
    request: Annotated[DisclosureRequest, as_written(DisclosureRequest), Body(openapi_examples=_REASONS)],
) -> NumberView:
    """Xem cả số giấy tờ, khi đề nghị đã đến bước của cơ quan. Lý do được ghi lại, đơn vị nộp thấy ai xem."""
    shown = await use_cases.show_number(viewer, read_reference(reference), request.reason)
    return NumberView(
        identity_number=shown.number,
        authority=shown.disclosure.authority,
        reason=shown.disclosure.reason,
        at=shown.disclosure.at,
    )


@router.get("/looks", responses=problem_responses(401, 403, 404, 503))
async def list_disclosures(
    use_cases: IdentityNumbers, viewer: CurrentViewer, reference: NominationReference
) -> DisclosuresView:
    """Những lần cơ quan đã xem cả số giấy tờ: cơ quan nào, lúc nào, vì sao. Dành cho đơn vị nộp."""
    found = await use_cases.list_disclosures(viewer, read_reference(reference))
    return DisclosuresView(
        items=[
            DisclosureView(authority=disclosure.authority, reason=disclosure.reason, at=disclosure.at)
            for disclosure in found
        ]
    )
