"""Where a nomination is on its route, step by step."""

from enum import StrEnum

from services.intake.domain.nomination import Nomination
from services.intake.domain.status import UNDECIDED, Fact
from shared.events.content import Step
from shared.events.words import PublicStatus


class StepState(StrEnum):
    """How a step stands, as its submitter sees it."""

    DONE = "da-xong"
    CURRENT = "dang-xet"
    WAITING = "cho-bo-sung"
    STOPPED = "da-dung"
    AHEAD = "chua-den"
    PASSED_BY = "khong-qua"
    NOT_ASKED = "khong-xet-den"


STATE_TEXTS = {
    StepState.DONE: "đã xong",
    StepState.CURRENT: "đang xét",
    StepState.WAITING: "chờ bổ sung",
    StepState.STOPPED: "đã dừng vì đơn vị rút",
    StepState.AHEAD: "chưa đến lượt",
    StepState.PASSED_BY: "không qua, đã chuyển hình thức khác",
    StepState.NOT_ASKED: "không xét đến",
}
_REACHED = frozenset({StepState.DONE, StepState.CURRENT, StepState.WAITING, StepState.STOPPED})
_OUTCOMES = frozenset({Fact.FORWARDED, Fact.DECLINED, Fact.REFERRED, Fact.APPROVED, Fact.AWARDED})
_WORKED_ON = frozenset({Fact.OPENED, Fact.RETURNED, Fact.REOPENED, Fact.DELAYED})


def step_state(nomination: Nomination, step: Step) -> StepState:
    """The step's state. Nobody was asked at a step behind a last word, nor at one of a form that a referral left."""
    facts = {entry.fact: entry.sequence for entry in nomination.history if entry.step == step.step}
    if not _OUTCOMES.isdisjoint(facts):
        return StepState.DONE
    if Fact.WITHDRAWN in facts and _was_worked_on(facts):
        return StepState.STOPPED
    if step.award_form != nomination.award_form:
        return StepState.PASSED_BY
    if nomination.standing not in UNDECIDED:
        return StepState.NOT_ASKED
    here = _waiting_at(nomination)
    if step.step == here.step:
        is_returned = nomination.standing is PublicStatus.RETURNED
        return StepState.WAITING if is_returned else StepState.CURRENT
    # A reconsideration appends a step: those between the refusal and it were not asked.
    return StepState.NOT_ASKED if step.step < here.step else StepState.AHEAD


def reached_steps(nomination: Nomination) -> frozenset[int]:
    """The numbers of the steps that have come: their authorities have the work, or had it."""
    return frozenset(step.step for step in nomination.slip if step_state(nomination, step) in _REACHED)


def _was_worked_on(facts: dict[Fact, int]) -> bool:
    # A withdrawal that overtook the work opens and closes the case in one write: nobody saw it.
    return any(facts.get(fact, facts[Fact.WITHDRAWN]) < facts[Fact.WITHDRAWN] for fact in _WORKED_ON)


def _waiting_at(nomination: Nomination) -> Step:
    # Between a forward and the opening of the next case, the next step has it.
    entries = [entry for entry in nomination.history if entry.step == nomination.position.step]
    handed_on = next((entry.details["next_step"] for entry in entries if "next_step" in entry.details), None)
    following = nomination.step(int(handed_on)) if handed_on else None
    return following or nomination.current_step
