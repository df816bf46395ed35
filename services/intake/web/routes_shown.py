"""Where a nomination is on its route, step by step."""

from enum import StrEnum

from services.intake.domain.nomination import Nomination
from services.intake.domain.status import UNDECIDED, Fact
from shared.events.content import Step


class StepState(StrEnum):
    """How a step stands, as its submitter sees it."""

    DONE = "da-xong"
    CURRENT = "dang-xet"
    AHEAD = "chua-den"
    PASSED_BY = "khong-qua"


STATE_TEXTS = {
    StepState.DONE: "đã xong",
    StepState.CURRENT: "đang xét",
    StepState.AHEAD: "chưa đến",
    StepState.PASSED_BY: "không qua",
}
_ENDS = frozenset({Fact.FORWARDED, Fact.DECLINED, Fact.REFERRED, Fact.APPROVED, Fact.AWARDED, Fact.WITHDRAWN})


def step_state(nomination: Nomination, step: Step) -> StepState:
    """The step's state: steps of a form that a referral left, or behind a last word, are passed by."""
    if any(entry.step == step.step and entry.fact in _ENDS for entry in nomination.history):
        return StepState.DONE
    if nomination.standing not in UNDECIDED:
        return StepState.PASSED_BY
    here = _waiting_at(nomination)
    if step.step == here.step:
        return StepState.CURRENT
    is_left = step.award_form != nomination.award_form or step.step < here.step
    return StepState.PASSED_BY if is_left else StepState.AHEAD


def _waiting_at(nomination: Nomination) -> Step:
    # Between a forward and the opening of the next case, the next step has it.
    entries = [entry for entry in nomination.history if entry.step == nomination.position.step]
    handed_on = next((entry.details["next_step"] for entry in entries if "next_step" in entry.details), None)
    following = nomination.step(int(handed_on)) if handed_on else None
    return following or nomination.current_step
