"""The signed paper that corrects or annuls a decision, and the reason that is given with it."""

from collections.abc import Iterable
from typing import Annotated

from pydantic import ConfigDict, Field

from services.appraisal.web.api.shapes import Body
from shared.events.amendments import AmendingPaper
from shared.events.cases import AwardedItem
from shared.events.content import Person
from shared.text.exact import SaneDay
from shared.text.fields import RequiredNumber, lines
from shared.web.api.described import described

Reason = Annotated[str, lines(2_000, is_required=True)]


class AmendingPaperBody(Body):
    """The signed paper that corrects or annuls."""

    model_config = ConfigDict(json_schema_extra=described("Số, ngày và người ký của văn bản đính chính hoặc thu hồi."))

    number: RequiredNumber = Field(description="Số văn bản như ghi trên giấy, ví dụ 45/QĐ-UBND")
    issued_on: SaneDay = Field(description="Ngày văn bản")
    signatory: Person = Field(description="Người ký văn bản")

    def paper(self) -> AmendingPaper:
        """The paper as a value."""
        return AmendingPaper(number=self.number, issued_on=self.issued_on, signatory=self.signatory)


def case_ids_of(items: Iterable[AwardedItem]) -> tuple[str, ...]:
    """The cases of the items, as addresses name them."""
    return tuple(f"{item.nomination_id}:{item.step}" for item in items)
