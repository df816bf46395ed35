"""Loading, deciding and saving again until no other change comes between."""

from collections.abc import Awaitable, Callable

from services.intake.application.ports import Clock, Nominations, Saving
from services.intake.application.sending import messages_of
from services.intake.domain.nomination import Change, Nomination
from shared.refusals import StaleError, UnavailableError

_ATTEMPTS = 8


async def changed(
    nominations: Nominations,
    load: Callable[[], Awaitable[Nomination]],
    decide: Callable[[Nomination], Change | None],
    now: Clock,
) -> Nomination:
    """The nomination once `decide`'s change is stored, or as it is when there is nothing to change.

    Raises:
        UnavailableError: Others kept coming first; trying again is safe.
    """
    for _ in range(_ATTEMPTS):
        nomination = await load()
        change = decide(nomination)
        if change is None:
            return nomination
        try:
            await nominations.save(Saving(change, messages_of(change.events, now(), change.nomination.content)))
        except StaleError:
            continue
        return change.nomination
    raise UnavailableError
