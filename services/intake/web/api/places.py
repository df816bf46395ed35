"""The public list of places: communes and districts with their official codes, without signing in."""

from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field, JsonValue

from services.intake.application.places import ListPlaces
from shared.events.words import Level
from shared.text.fields import BLANK_IS_ABSENT, identifier
from shared.web.api.described import described
from shared.web.api.paging import Search
from shared.web.api.problems import problem_responses
from shared.web.http.public import NOT_MODIFIED, KnownTag, PublicAnswer
from shared.web.http.use_cases import use

_EXAMPLE: dict[str, JsonValue] = {
    "code": "12079",
    "name": "Xã Yên Phú",
    "level": "commune",
    "district": "327",
    "authority": "33.327.12079",
}
OfLevel = Annotated[
    Literal["commune", "district"] | None,
    BLANK_IS_ABSENT,
    Query(description="Chỉ cấp xã (commune) hoặc chỉ cấp huyện (district); không nêu là cả hai"),
]
OfDistrict = Annotated[str, identifier(20), Query(description="Chỉ các xã, phường, thị trấn của huyện mang mã này")]


@dataclass(frozen=True)
class PlaceUseCases:
    """What the route calls."""

    list_places: ListPlaces


class PlaceView(BaseModel):
    """A commune or district."""

    model_config = ConfigDict(
        from_attributes=True,
        json_schema_extra=described("Một xã, phường, thị trấn, hoặc một huyện, thị xã, thành phố."),
    )

    code: str = Field(description="Mã địa phương theo danh mục hành chính; mã cấp xã gửi trong `place.commune`")
    name: str = Field(description="Tên xã, phường, thị trấn hoặc huyện, thị xã, thành phố")
    level: Level = Field(description="Cấp của địa phương: commune là cấp xã, district là cấp huyện")
    district: str | None = Field(description="Mã huyện, thị xã, thành phố chứa xã này; trống với cấp huyện")
    authority: str = Field(description="Mã UBND của địa phương, gửi được trong `petition.addressed_to`")


class PlacesView(BaseModel):
    """Places, districts first."""

    model_config = ConfigDict(
        json_schema_extra=described("Các địa phương của tỉnh, cấp huyện trước.", {"items": [_EXAMPLE]})
    )

    items: list[PlaceView] = Field(description="Các địa phương tìm thấy: cấp huyện trước, rồi cấp xã, theo mã")


Places = Annotated[PlaceUseCases, use(PlaceUseCases)]
router = APIRouter(prefix="/api/v1/places", tags=["lists"])
_LISTED = {"model": PlacesView, "description": "Các địa phương tìm thấy"}


@router.get("", response_model=None, responses={200: _LISTED, **NOT_MODIFIED, **problem_responses(422, 503)})
async def list_places(
    use_cases: Places,
    request: Request,
    _known: KnownTag = None,
    search: Search = "",
    level: OfLevel = None,
    district: OfDistrict = "",
) -> Response:
    """Các xã, phường, thị trấn và huyện, thị xã, thành phố của tỉnh, kèm mã chính thức; không cần đăng nhập."""
    found = await use_cases.list_places(search, Level(level) if level else None, district)
    shown = PlacesView(items=[PlaceView.model_validate(place) for place in found])
    return PublicAnswer.of(shown).answer(request)
