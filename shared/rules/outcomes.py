"""Which outcomes a step may have, by what the step is for."""

from collections.abc import Mapping

from shared.events.content import Slip, Step
from shared.events.words import Outcome, StepRole

_PREPARING = frozenset({Outcome.FORWARD, Outcome.RETURN, Outcome.DECLINE, Outcome.REFER})
ALLOWED: Mapping[StepRole, frozenset[Outcome]] = {
    StepRole.ENDORSE: _PREPARING,
    StepRole.COMPILE: _PREPARING,
    StepRole.APPRAISE: _PREPARING,
    StepRole.VOTE: frozenset({Outcome.FORWARD, Outcome.DECLINE}),
    StepRole.DECIDE: frozenset({Outcome.APPROVE, Outcome.RETURN, Outcome.DECLINE, Outcome.REFER}),
}


def step_at(slip: Slip, number: int) -> Step | None:
    """The step with this number, if the slip has it."""
    return next((step for step in slip if step.step == number), None)


def step_after(slip: Slip, number: int, form: str) -> Step | None:
    """The step that `number` hands over to on the way to `form`; none after the last."""
    return next((step for step in slip if step.after == number and step.award_form == form), None)
