"""Facts about a recorded decision: corrected or annulled; of all of it, or of the nominations that are named."""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from shared.events.cases import AwardedItem
from shared.events.content import AuthorityRef, Count, Frozen, Person
from shared.events.event import Event, dashed
from shared.events.words import AnnulmentKind, CorrectedField, CorrectionKind, Level
from shared.text.fields import DocumentNumber, Line


class AmendingPaper(Frozen):
    """The signed paper that corrects or annuls a decision: number, date, signatory."""

    number: DocumentNumber = Field(description="Số văn bản đính chính, thu hồi như ghi trên giấy")
    issued_on: date = Field(description="Ngày văn bản đính chính, thu hồi")
    signatory: Person = Field(description="Người ký văn bản đính chính, thu hồi")


class FieldChange(Frozen):
    """What a field said, and what it says now. Dates are written `YYYY-MM-DD`."""

    field: CorrectedField
    before: Line
    after: Line


class CorrectedItem(AwardedItem):
    """A nomination that the correction concerns; `changes` are those of this nominee alone."""

    changes: tuple[FieldChange, ...] = ()


class DecisionFact(Event):
    """Something happened to a decision that was issued; `number` and `issued_on` are those that hold from now on."""

    decision_id: UUID
    version: Count
    level: Level
    authority: AuthorityRef
    number: str
    issued_on: date
    paper: AmendingPaper | None = None
    reason: str
    at: AwareDatetime

    @property
    def aggregate(self) -> str:
        """The decision."""
        return f"decision/{self.decision_id}"

    @property
    def sequence(self) -> int:
        """The decision's version."""
        return self.version

    def routing_key(self, source: str) -> str:
        """`<type>.<level>.<authority>`."""
        return f"{self.type}.{source}.{dashed(self.authority.code)}"


class DecisionCorrected(DecisionFact):
    """The decision reads otherwise from now on; `changes` concern every nomination in `items`."""

    type: Literal["decision.corrected.v1"] = "decision.corrected.v1"
    kind: CorrectionKind
    changes: tuple[FieldChange, ...] = ()
    items: tuple[CorrectedItem, ...]


class DecisionAnnulled(DecisionFact):
    """The nominations in `items` are no longer awarded by the decision; with `is_whole` none is."""

    type: Literal["decision.annulled.v1"] = "decision.annulled.v1"
    kind: AnnulmentKind
    basis: str = ""
    is_whole: bool
    items: tuple[AwardedItem, ...]


AMENDMENTS: tuple[type[Event], ...] = (DecisionCorrected, DecisionAnnulled)
