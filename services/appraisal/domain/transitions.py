"""Which action is allowed in which state: the one table, and the sentence for everything that is not in it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from services.appraisal.domain.case import Case, Mandate, State, standing
from services.appraisal.domain.history import Entry, to_the_millisecond
from shared.audit.chain import append
from shared.events.words import Outcome
from shared.refusals import ConflictError


class Action(StrEnum):
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


TRANSITIONS: Mapping[tuple[State, Action], State] = {
    (State.OPEN, Action.CLAIM): State.OPEN,
    (State.OPEN, Action.RELEASE): State.OPEN,
    (State.OPEN, Action.ASSIGN): State.OPEN,
    (State.OPEN, Action.UNASSIGN): State.OPEN,
    (State.OPEN, Action.PROPOSE): State.OPEN,
    (State.OPEN, Action.SEND_BACK): State.OPEN,
    (State.OPEN, Action.FORWARD): State.FORWARDED,
    (State.OPEN, Action.APPROVE): State.APPROVED,
    (State.OPEN, Action.RETURN): State.RETURNED,
    (State.OPEN, Action.DECLINE): State.DECLINED,
    (State.OPEN, Action.REFER): State.REFERRED,
    (State.OPEN, Action.WITHDRAW): State.WITHDRAWN,
    (State.OPEN, Action.DELAY): State.OPEN,
    (State.RETURNED, Action.ASSIGN): State.RETURNED,
    (State.RETURNED, Action.UNASSIGN): State.RETURNED,
    (State.RETURNED, Action.SUPPLEMENT): State.OPEN,
    (State.RETURNED, Action.WITHDRAW): State.WITHDRAWN,
    (State.APPROVED, Action.AWARD): State.AWARDED,
    (State.AWARDED, Action.CORRECT_AWARD): State.AWARDED,
    (State.AWARDED, Action.ANNUL_AWARD): State.ANNULLED,
    (State.AWARDED, Action.UNDO_AWARD): State.APPROVED,
    (State.ANNULLED, Action.CORRECT_AWARD): State.ANNULLED,
    (State.ANNULLED, Action.RESTORE_AWARD): State.AWARDED,
    (State.ANNULLED, Action.REFUSE_WITHDRAWAL): State.ANNULLED,
    (State.APPROVED, Action.REFUSE_WITHDRAWAL): State.APPROVED,
    (State.AWARDED, Action.REFUSE_WITHDRAWAL): State.AWARDED,
    (State.DECLINED, Action.REFUSE_WITHDRAWAL): State.DECLINED,
}

ACTION_OF: Mapping[Outcome, Action] = {outcome: Action(outcome.value) for outcome in Outcome}

STATE_NAMES: Mapping[State, str] = {
    State.OPEN: "đang được xử lý",
    State.RETURNED: "đang chờ đơn vị bổ sung",
    State.FORWARDED: "đã chuyển bước tiếp theo",
    State.APPROVED: "đã được duyệt, chờ ban hành quyết định",
    State.DECLINED: "đã kết luận không khen thưởng",
    State.REFERRED: "đã chuyển đề nghị hình thức cao hơn",
    State.WITHDRAWN: "đã được đơn vị rút",
    State.AWARDED: "đã có quyết định khen thưởng",
    State.ANNULLED: "đã bị thu hồi quyết định khen thưởng",
}


class ActionNotAllowedError(ConflictError):
    """The case stands where this cannot be done; `details` tell where, and the outcome that it has."""

    def __init__(self, case: Case) -> None:
        super().__init__(
            f"Việc này {STATE_NAMES[case.state]}. Tải lại trang để xem kết quả hiện có.", details=standing(case)
        )


def target(case: Case, action: Action) -> State:
    """The state that the action leads to.

    Raises:
        ActionNotAllowedError: It is not in the table.
    """
    try:
        return TRANSITIONS[case.state, action]
    except KeyError:
        raise ActionNotAllowedError(case) from None


def advanced(
    case: Case,
    action: Action,
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
