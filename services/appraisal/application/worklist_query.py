"""What can be asked of a worklist, and how the answer looks; the viewer's authorities are part of every question."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from services.appraisal.domain.case import UNDECIDED, CaseState
from services.appraisal.domain.lapses import Lapse, Lapses
from services.appraisal.domain.people import By, Claim
from shared.events.content import AuthorityRef
from shared.events.words import Occasion, Outcome, PriorityMark, StepRole


class Tab(StrEnum):
    """The tabs of the worklist, in the order in which they are shown."""

    TODO = "can-lam"
    MINE = "toi-dang-giu"
    ASSIGNED = "giao-cho-toi"
    UNASSIGNED = "chua-giao"
    RETURNED = "cho-bo-sung"
    DUE_SOON = "sap-het-han"
    OVERDUE = "qua-han"
    APPROVED = "cho-quyet-dinh"
    UNFINISHED = "chua-xong"
    DONE = "da-xong"


TAB_NAMES: Mapping[Tab, str] = {
    Tab.TODO: "Cần làm",
    Tab.MINE: "Tôi đang giữ",
    Tab.ASSIGNED: "Giao cho tôi",
    Tab.UNASSIGNED: "Chưa giao",
    Tab.RETURNED: "Chờ bổ sung",
    Tab.DUE_SOON: "Sắp hết hạn",
    Tab.OVERDUE: "Quá hạn",
    Tab.APPROVED: "Chờ ban hành quyết định",
    Tab.UNFINISHED: "Chưa xong",
    Tab.DONE: "Đã xong",
}
UNFINISHED = UNDECIDED | {CaseState.APPROVED}
DONE = frozenset(CaseState) - UNFINISHED


@dataclass(frozen=True)
class WorklistQuery:
    """A question to the worklist. Days are given by the asker, so that a question has one answer.

    `near` are those of the authorities whose cases the asker works on: there they find by names that are kept.
    `assignee` is an account, or empty for cases that are nobody's; what `lapses` names is nobody's, too. `after` and
    `before` are cursors: what follows a place in the list, or what leads up to it.
    """

    account: str
    authorities: frozenset[str]
    now: datetime
    today: date
    soon: date
    tabs: frozenset[Tab] = frozenset()
    states: frozenset[CaseState] = frozenset()
    due_before: date | None = None
    priority: int | None = None
    unit: str = ""
    award_form: str = ""
    occasion: Occasion | None = None
    assignee: str | None = None
    lapses: Lapses = field(default_factory=dict)
    text: str = ""
    near: frozenset[str] = frozenset()
    after: str = ""
    before: str = ""
    limit: int = 50


@dataclass(frozen=True)
class WorklistRow:
    """A case as a line of the worklist."""

    case_id: str
    version: int
    number: str
    nominee: str
    unit: str
    unit_name: str
    authority: AuthorityRef
    award_form: str
    rule_set: str
    occasion: Occasion
    role: StepRole
    state: CaseState
    round: int
    priority: int
    priority_marks: tuple[PriorityMark, ...]
    due_on: date
    opened_at: datetime
    is_confidential: bool
    findings: int
    proposed: Outcome | None
    claim: Claim | None
    assigned_to: By | None
    is_sent_back: bool = False


def lapse_in(row: WorklistRow, lapses: Lapses) -> Lapse | None:
    """Why the case of this line is not its officer's any more; none while it is, and where it is over."""
    if row.assigned_to is None or row.state not in UNDECIDED:
        return None
    return lapses.get((row.authority.code, row.assigned_to.account))


@dataclass(frozen=True)
class WorklistSlice:
    """Some lines, the cursor at which the next slice begins, and the one before which the previous ends."""

    rows: Sequence[WorklistRow]
    next: str | None
    previous: str | None = None
    lapses: Lapses = field(default_factory=dict)


@dataclass(frozen=True)
class Count:
    """How many there are; where counting ended before they did, there are more than `number`."""

    number: int
    is_exact: bool


Counts = Mapping[Tab, Count]
"""How many stand under each tab."""


@dataclass(frozen=True)
class Beside:
    """What stands before and after a case in a list: the nearest ids, and how many, counted up to a most.

    `is_listed` says whether the case itself is in the list: it may have left it a moment ago.
    """

    previous: str | None
    next: str | None
    before: Count
    after: Count
    is_listed: bool
