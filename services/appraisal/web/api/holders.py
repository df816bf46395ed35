"""Who works on a case, as answers show it: who holds it, who took it over, and whose work it is."""

from datetime import datetime
from typing import Annotated

from pydantic import ConfigDict, Field

from services.appraisal.domain.people import Claim
from services.appraisal.web.api.shapes import PersonView, View
from shared.web.api.described import described

_WHY_LAPSED = (
    "Vì sao việc đã giao lại tính là chưa giao; trống khi người được giao vẫn làm việc này, hoặc việc chưa giao cho ai"
)
Lapsed = Annotated[str | None, Field(description=_WHY_LAPSED)]


class ClaimView(View):
    """Who holds the case."""

    model_config = ConfigDict(json_schema_extra=described("Người đang giữ việc."))

    by: PersonView = Field(description="Người đang giữ việc")
    since: datetime = Field(description="Giữ việc từ lúc nào")
    until: datetime = Field(description="Giữ việc đến lúc nào")


class TakeOverView(View):
    """Who took the case over from whom."""

    model_config = ConfigDict(json_schema_extra=described("Ai đã nhận thay việc của ai."))

    taken_by: PersonView = Field(description="Người đã nhận thay")
    taken_from: PersonView = Field(description="Người giữ việc trước đó")
    at: datetime = Field(description="Lúc nhận thay")
    reason: str = Field(description="Lý do nhận thay; trống khi không nêu")


class AssignmentView(View):
    """Whose work the case is, who gave it and why."""

    model_config = ConfigDict(json_schema_extra=described("Việc được giao cho ai, ai giao và vì sao."))

    to: PersonView = Field(description="Người được giao việc")
    by: PersonView = Field(description="Người giao việc")
    at: datetime = Field(description="Lúc giao việc")
    reason: str = Field(description="Lý do giao việc; trống khi không nêu")


def view_claim(claim: Claim | None) -> ClaimView | None:
    """The claim, if somebody holds the case."""
    return None if claim is None else ClaimView.model_validate(claim)
