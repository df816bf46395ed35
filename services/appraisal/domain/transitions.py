"""Which action is allowed in which state: the one table, and the sentence for everything that is not in it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from services.appraisal.domain.case import Case, CaseState, Mandate, standing
from services.appraisal.domain.history import Entry, to_the_millisecond
from shared.audit.chain import append
from shared.events.words import Outcome
from shared.refusals import ConflictError


class CaseAction(StrEnum):
    """What can be done to a case."""

    CLAIM = "claim"
    RELEASE = "release"
    ASSIGN = "assign"
    UNASSIGN = "unassign"
    PROPOSE = "propose"
    SEND_BACK = "send_back"
    FORWARD = "forward"
    APPROVE = "approve"
    RETURN = "return"
    DECLINE = "decline"
    REFER = "refer"
    SUPPLEMENT = "supplement"
    WITHDRAW = "withdraw"
    REFUSE_WITHDRAWAL = "refuse_withdrawal"
    AWARD = "award"
    CORRECT_AWARD = "correct_award"
    ANNUL_AWARD = "annul_award"
    UNDO_AWARD = "undo_award"
    RESTORE_AWARD = "restore_award"
    DELAY = "delay"


TRANSITIONS: Mapping[tuple[CaseState, CaseAction], CaseState] = {
    (CaseState.OPEN, CaseAction.CLAIM): CaseState.OPEN,
    (CaseState.OPEN, CaseAction.RELEASE): CaseState.OPEN,
    (CaseState.OPEN, CaseAction.ASSIGN): CaseState.OPEN,
    (CaseState.OPEN, CaseAction.UNASSIGN): CaseState.OPEN,
    (CaseState.OPEN, CaseAction.PROPOSE): CaseState.OPEN,
    (CaseState.OPEN, CaseAction.SEND_BACK): CaseState.OPEN,
    (CaseState.OPEN, CaseAction.FORWARD): CaseState.FORWARDED,
    (CaseState.OPEN, CaseAction.APPROVE): CaseState.APPROVED,
    (CaseState.OPEN, CaseAction.RETURN): CaseState.RETURNED,
    (CaseState.OPEN, CaseAction.DECLINE): CaseState.DECLINED,
    (CaseState.OPEN, CaseAction.REFER): CaseState.REFERRED,
    (CaseState.OPEN, CaseAction.WITHDRAW): CaseState.WITHDRAWN,
    (CaseState.OPEN, CaseAction.DELAY): CaseState.OPEN,
    (CaseState.RETURNED, CaseAction.ASSIGN): CaseState.RETURNED,
    (CaseState.RETURNED, CaseAction.UNASSIGN): CaseState.RETURNED,
    (CaseState.RETURNED, CaseAction.SUPPLEMENT): CaseState.OPEN,
    (CaseState.RETURNED, CaseAction.WITHDRAW): CaseState.WITHDRAWN,
    (CaseState.APPROVED, CaseAction.AWARD): CaseState.AWARDED,
    (CaseState.AWARDED, CaseAction.CORRECT_AWARD): CaseState.AWARDED,
    (CaseState.AWARDED, CaseAction.ANNUL_AWARD): CaseState.ANNULLED,
    (CaseState.AWARDED, CaseAction.UNDO_AWARD): CaseState.APPROVED,
    (CaseState.ANNULLED, CaseAction.CORRECT_AWARD): CaseState.ANNULLED,
    (CaseState.ANNULLED, CaseAction.RESTORE_AWARD): CaseState.AWARDED,
    (CaseState.ANNULLED, CaseAction.REFUSE_WITHDRAWAL): CaseState.ANNULLED,
    (CaseState.APPROVED, CaseAction.REFUSE_WITHDRAWAL): CaseState.APPROVED,
    (CaseState.AWARDED, CaseAction.REFUSE_WITHDRAWAL): CaseState.AWARDED,
    (CaseState.DECLINED, CaseAction.REFUSE_WITHDRAWAL): CaseState.DECLINED,
}

ACTION_OF: Mapping[Outcome, CaseAction] = {outcome: CaseAction(outcome.value) for outcome in Outcome}

STATE_NAMES: Mapping[CaseState, str] = {
    CaseState.OPEN: "đang được xử lý",
    CaseState.RETURNED: "đang chờ đơn vị bổ sung",
    CaseState.FORWARDED: "đã chuyển bước tiếp theo",
    CaseState.APPROVED: "đã được duyệt, chờ ban hành quyết định",
    CaseState.DECLINED: "đã kết luận không khen thưởng",
    CaseState.REFERRED: "đã chuyển đề nghị hình thức cao hơn",
    CaseState.WITHDRAWN: "đã được đơn vị rút",
    CaseState.AWARDED: "đã có quyết định khen thưởng",
    CaseState.ANNULLED: "đã bị thu hồi quyết định khen thưởng",
}


class ActionNotAllowedError(ConflictError):
    """The case stands where this cannot be done; `details` tell where, and the outcome that it has."""

    def __init__(self, case: Case) -> None:
        super().__init__(
            f"Việc này {STATE_NAMES[case.state]}. Tải lại trang để xem kết quả hiện có.", details=standing(case)
        )


def target(case: Case, action: CaseAction) -> CaseState:
    """The state that the action leads to.

    Raises:
        ActionNotAllowedError: It is not in the table.
    """
    try:
        return TRANSITIONS[case.state, action]
    except KeyError:
        raise ActionNotAllowedError(case) from None


def advance(
    case: Case,
    action: CaseAction,
    *,
    by: str,
    at: datetime,
    mandate: Mandate | None = None,
    combined: tuple[str, ...] = (),
) -> Case:
    """The case after the action: new state, next version, one more entry of history.

    Raises:
        ActionNotAllowedError: It is not in the table.
    """
    state = target(case, action)
    version = case.version + 1
    sealed_as = "" if mandate is None else mandate.authorisation
    entry = Entry(version, action.value, to_the_millisecond(at), by, mandate=sealed_as, combined=combined)
    history = append(case.history, entry, record=case.key.record)
    return replace(case, state=state, version=version, history=history)
