"""A deputy's authorisation as answers show it: identity's, where it is given and ended, and a level's of its people."""

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from shared.directory.authorising import Authorisation
from shared.web.api.examples import DEPUTY

AUTHORISATION: dict[str, JsonValue] = {
    "deputy": DEPUTY,
    "begins_on": "2021-10-01",
    "ends_on": "2099-12-31",
    "paper": {"number": "15/UQ-UBND", "signed_on": "2021-09-30"},
}
AUTHORISATION_SHOWN: dict[str, JsonValue] = {
    **AUTHORISATION,
    "id": "8c1f4c1e-8d6f-4f0e-9b1a-3f5c2d7e9a10",
    "authorities": ["33.327.12079"],
    "given_by": "Lê Mẫu Chủ",
    "given_at": "2021-10-05T03:00:00Z",
    "ended_at": None,
    "ended_by": "",
    "in_force": True,
}


class PaperView(BaseModel):
    """Number and date of the paper."""

    model_config = ConfigDict(frozen=True)

    number: str = Field(description="Số văn bản ủy quyền")
    signed_on: date = Field(description="Ngày ký văn bản ủy quyền")


class AuthorisationView(BaseModel):
    """An authorisation; both days are inside, and it ends at `ended_at` where a head ended it."""

    model_config = ConfigDict(frozen=True)

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


def show_authorisation(authorisation: Authorisation, at: datetime) -> AuthorisationView:
    """The authorisation as it stands at that moment."""
    return AuthorisationView(
        id=UUID(authorisation.id),
        deputy=authorisation.account,
        authorities=sorted(authorisation.authorities),
        begins_on=authorisation.begins_on,
        ends_on=authorisation.ends_on,
        paper=PaperView(number=authorisation.paper.number, signed_on=authorisation.paper.signed_on),
        given_by=authorisation.given_by_name,
        given_at=authorisation.given_at,
        ended_at=authorisation.ended_at,
        ended_by=authorisation.ended_by_name,
        in_force=authorisation.holds(at),
    )
