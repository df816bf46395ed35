"""Whose word counts: a step is reported on by the authority that the nomination's route names for it, by no other."""

from services.intake.domain.nomination import Nomination
from shared.events.content import AuthorityRef, Slip, Step
from shared.events.words import Level
from shared.refusals import MalformedMessageError, NotYetError


def require_competent(nomination: Nomination, number: int, level: Level, authority: AuthorityRef) -> Step:
    """The step, which is this authority's at the level that RabbitMQ vouches for; a level has a hand in many others.

    Raises:
        MalformedMessageError: The step is another authority's.
        NotYetError: The route has no such step, or not yet: the referral that appends it may still be on its way.
    """
    step = nomination.step(number)
    if step is None:
        raise NotYetError(f"step {number} is not on the route yet")
    if (step.level, step.authority.code) != (level, authority.code):
        raise MalformedMessageError(f"step {number} is not one of {level.value} {authority.code[:80]!r}")
    return step


def extend_slip(known: Slip, reported: Slip) -> Slip:
    """The route after a referral, which appends steps; where it tells of no more than is known, the one that is known.

    Raises:
        MalformedMessageError: It tells another story of the steps that are known.
    """
    if [_essence(step) for step in reported[: len(known)]] != [_essence(step) for step in known[: len(reported)]]:
        raise MalformedMessageError("the slip of the referral does not begin like the nomination's")
    return reported if len(reported) > len(known) else known


def _essence(step: Step) -> tuple[object, ...]:
    # Names and dates may have changed since.
    return (step.step, step.after, step.role, step.level, step.authority.code, step.award_form)
