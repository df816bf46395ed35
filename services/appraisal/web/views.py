"""The shapes of the answers, as OpenAPI describes them."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.appraisal.application.worklist import Tab
from services.appraisal.domain.case import State
from services.appraisal.domain.decision import DecisionState
from shared.events.cases import AwardedItem
from shared.events.content import (
    AuthorityRef,
    DossierRef,
    Finding,
    MissingItem,
    NominationContent,
    Person,
    Slip,
)
from shared.events.words import Level, Occasion, Outcome, PriorityMark, StepRole


class View(BaseModel):
    """A part of an answer."""

    model_config = ConfigDict(frozen=True, from_attributes=True)


class Named(View):
    """A code for programs and a name for people."""

    code: str
    name: str


class PersonView(View):
    """Who did something."""

    account: str
    name: str


class ClaimView(View):
    """Who holds the case."""

    by: PersonView
    since: datetime
    until: datetime


class TakeOverView(View):
    """Who took the case over from whom."""

    taken_by: PersonView
    taken_from: PersonView
    at: datetime


class AssignmentView(View):
    """Whose work the case is, who gave it and why."""

    to: PersonView
    by: PersonView
    at: datetime
    reason: str


class TallyView(View):
    """The council's count, and the minutes that it stands in."""

    members: int
    present: int
    approving: int
    minutes: str


class VerdictView(View):
    """What was proposed or decided."""

    outcome: Outcome
    reason_code: str
    text: str
    missing: tuple[MissingItem, ...]
    award_form: str
    override: str
    tally: TallyView | None


class ProposalView(View):
    """An officer's proposal; `sent_back` is the head's note."""

    verdict: VerdictView
    by: PersonView
    at: datetime
    sent_back: str | None


class MandateView(View):
    """The authorisation by which a deputy decided: its paper, and who gave it."""

    authorisation: str
    paper: str
    signed_on: date
    given_by: str


class RulingView(View):
    """An outcome, with reason and basis as the unit is told them; a deputy's with the mandate."""

    verdict: VerdictView
    by: PersonView
    at: datetime
    reason: str
    basis: str
    mandate: MandateView | None


class SupplementView(View):
    """What the unit answered."""

    note: str
    at: datetime


class WithdrawalView(View):
    """The unit's request to take the nomination back."""

    reason: str
    at: datetime


class AwardView(View):
    """The decision that awards."""

    decision: UUID
    number: str
    issued_on: date


class EntryView(View):
    """A link of the history's chain."""

    version: int
    action: str
    at: datetime
    by: str
    prev: str
    hash: str
    mandate: str = Field(description="Ủy quyền mà cấp phó theo đó đưa ra kết quả")


class RowView(View):
    """A line of the worklist. `days_left` are working days, negative once overdue."""

    id: str
    version: int
    number: str
    nominee: str
    unit: Named
    authority: AuthorityRef
    award_form: Named
    occasion: Occasion
    role: StepRole
    state: State
    state_name: str
    round: int
    priority: int
    priority_marks: tuple[PriorityMark, ...]
    due_on: date
    days_left: int
    opened_at: datetime
    blocking_findings: int
    proposed: Outcome | None
    claim: ClaimView | None
    assigned_to: PersonView | None


class RowsView(View):
    """A page of the worklist; `next` is the value of `after` for the following page."""

    items: list[RowView]
    next: str | None


class CountView(View):
    """How many cases stand under a tab; where `is_exact` is false, more than that: show it as "200+"."""

    tab: Tab
    name: str
    count: int
    is_exact: bool


class CountsView(View):
    """The tabs in the order in which they are shown."""

    tabs: list[CountView]


class DelayView(View):
    """What the unit was told when the limit ran out."""

    missed: date
    promised_on: date
    at: datetime


class CaseStored(View):
    """What a case tells of itself as it stands."""

    version: int
    number: str
    level: Level
    authority: AuthorityRef
    state: State
    round: int
    priority: int
    opened_at: datetime
    due_on: date
    paused_on: date | None
    delay: DelayView | None
    closed_at: datetime | None
    dossier: DossierRef
    slip: Slip
    findings: tuple[Finding, ...]
    proposal: ProposalView | None
    ruling: RulingView | None
    rulings: tuple[RulingView, ...]
    assignment: AssignmentView | None
    take_overs: tuple[TakeOverView, ...]
    supplements: tuple[SupplementView, ...]
    withdrawal: WithdrawalView | None
    award: AwardView | None
    history: tuple[EntryView, ...]


class CaseView(CaseStored):
    """A case. `version` goes into If-Match of what is decided on it; `days_left` are working days."""

    id: str = Field(description="<đề nghị>:<bước>")
    nomination_id: UUID
    step: int
    role: StepRole
    state_name: str
    award_form: Named
    days_left: int
    content: NominationContent
    allowed: tuple[Named, ...] = Field(description="Các kết quả mà bước này có thể có")
    may_override: bool
    council_share_percent: int | None = Field(
        description="Ở bước Hội đồng bỏ phiếu: tỷ lệ cần có trên tổng số thành viên"
    )
    claim: ClaimView | None


class DecisionView(View):
    """A numbered decision; `is_complete` once every case in it is marked as awarded."""

    id: UUID
    version: int
    state: DecisionState
    number: str
    issued_on: date
    date_reason: str = Field(description="Vì sao văn bản ghi ngày trước ngày duyệt; trống khi không phải nêu")
    signatory: Person
    authority: AuthorityRef
    level: Level
    recorded_by: PersonView
    recorded_at: datetime
    issued_at: datetime | None
    is_complete: bool
    case_ids: tuple[str, ...]
    items: tuple[AwardedItem, ...]


class TriedView(View):
    """What recording would do to one case."""

    case_id: str
    result: Literal["possible", "refused"]
    message: str = Field(description="Vì sao bị từ chối và cần làm gì")


class DecisionPreviewView(View):
    """What recording the decision would do; nothing was changed. One refused case keeps all of it from being issued."""

    dry_run: Literal[True] = True
    number: str
    can_be_issued: bool
    items: tuple[TriedView, ...]


class DecisionsView(View):
    """A page of decisions, latest first."""

    items: list[DecisionView]
    next: str | None
