"""A line of the worklist as somebody may see it, with what is to be done next."""

from dataclasses import dataclass
from datetime import datetime

from services.appraisal.application.worklist_query import WorklistRow, lapse_in
from services.appraisal.domain.case import CaseState
from services.appraisal.domain.lapses import LAPSE_NAMES, Lapse, Lapses
from services.appraisal.domain.people import Claim
from services.appraisal.domain.ruling import OUTCOME_NAMES
from services.appraisal.domain.transitions import STATE_NAMES
from shared.calendar.working_days import WorkingCalendar
from shared.clock.days import VIETNAM, day_of
from shared.events.words import PriorityMark, StepRole
from shared.identity.seeing import sight_at
from shared.identity.viewer import Viewer
from shared.nominees.shown import FieldClass, Purpose, classes_shown, show_called

_NEXT_STEPS = {
    CaseState.RETURNED: "Chờ đơn vị bổ sung",
    CaseState.APPROVED: "Chờ ban hành quyết định",
}


@dataclass(frozen=True)
class ShownRow:
    """A line; `claim` holds now. `days_left` are working days, negative once overdue; `is_late` from the day after."""

    row: WorklistRow
    nominee: str
    priority_marks: tuple[PriorityMark, ...]
    may_see_priority: bool
    days_left: int
    is_late: bool
    claim: Claim | None
    lapse: Lapse | None

    @property
    def next_step(self) -> str:
        """What is to be done, in words."""
        row = self.row
        if row.state is not CaseState.OPEN:
            return _NEXT_STEPS.get(row.state, _capital(STATE_NAMES[row.state]))
        if row.proposed is not None and not row.is_sent_back:
            return f"Xác nhận đề xuất: {OUTCOME_NAMES[row.proposed]}"
        return f"{row.findings} kết quả kiểm tra phải xử lý" if row.findings else self._first_step

    @property
    def _first_step(self) -> str:
        row = self.row
        if row.is_sent_back:
            return "Chuyên viên xem lại đề xuất"
        if row.role is StepRole.VOTE:
            return "Hội đồng bỏ phiếu"
        if self.claim is not None:
            return "Chuyên viên đang xem"
        return "Chuyên viên đề xuất" if row.assigned_to is not None and self.lapse is None else "Mới nhận"

    @property
    def holders(self) -> tuple[str, str]:
        """Whose work it is, and who holds it until when; each may be empty."""
        given = self.row.assigned_to
        name = given.name if given is not None and self.lapse is None else ""
        held = ""
        if self.claim is not None:
            until = self.claim.until.astimezone(VIETNAM).strftime("%H:%M")
            who = "" if self.claim.by.name == name else f"{self.claim.by.name} "
            held = f"{who}đang giữ đến {until}".strip()
        elif self.lapse is not None:
            held = LAPSE_NAMES[self.lapse]
        return name, held


def show_row(row: WorklistRow, viewer: Viewer, lapses: Lapses, calendar: WorkingCalendar, at: datetime) -> ShownRow:
    """The line as the viewer may see it at that moment."""
    today, sight = day_of(at), sight_at(viewer, row.authority.code, row.role)
    shown = classes_shown(sight, Purpose.LIST, is_confidential=row.is_confidential)
    may_see = FieldClass.PERSONAL in shown
    return ShownRow(
        row,
        show_called(row.nominee, sight, Purpose.LIST, is_confidential=row.is_confidential),
        row.priority_marks if may_see else (),
        may_see,
        calendar.between(today, row.due_on),
        row.due_on < today,
        row.claim if row.claim is not None and row.claim.until > at else None,
        lapse_in(row, lapses),
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
