"""Storing what was decided of a nomination, with the messages that tell of it."""

from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime

from services.intake.application.ports import Clock, Nominations, Saving
from services.intake.domain.nomination import Change, Nomination
from shared.events.content import NominationContent
from shared.events.envelope import Outgoing, outgoing
from shared.events.event import Event
from shared.nominees.initials import seal
from shared.observability.correlation import correlation_id, trace_headers
from shared.refusals import ConflictError, StaleError, UnavailableError

SOURCE = "intake"
_ATTEMPTS = 8


async def save_change(
    nominations: Nominations,
    load: Callable[[], Awaitable[Nomination]],
    decide: Callable[[Nomination], Change | None],
    now: Clock,
) -> Nomination:
    """The nomination once what `decide` decided is stored, or as it is when there is nothing to change.

    Where another change comes between, it is loaded and decided again.

    Raises:
        UnavailableError: Others kept coming first; trying again is safe.
    """
    for _ in range(_ATTEMPTS):
        nomination = await load()
        change = decide(nomination)
        if change is None:
            return nomination
        try:
            await nominations.save(Saving(change, messages_of(change.events, now(), change.after.content)))
        except StaleError:
            continue
        return change.after
    raise UnavailableError


def messages_of(events: Iterable[Event], at: datetime, about: NominationContent) -> tuple[Outgoing, ...]:
    """The events as messages of intake, bound to the request or message that caused them.

    Where what they are about is confidential, facts have initials for its name.

    Raises:
        ValueError: One is over the size that an event may have.
    """
    identity, trace = correlation_id(), trace_headers()
    sealed = (seal(event, about) for event in events)
    return tuple(outgoing(event, source=SOURCE, at=at, correlation_id=identity, trace=trace) for event in sealed)


def refuse_outdated(change: Change | None, nomination: Nomination, expected: int | None) -> None:
    """Pass a change of the nomination that its sender saw; a repetition of what was done passes whatever it names.

    Raises:
        ConflictError: The nomination has changed since `expected`.
    """
    if change is not None and expected is not None and expected != nomination.version:
        raise ConflictError(
            "Đề nghị vừa có thay đổi. Hãy xem lại rồi gửi lại.",
            details={"version": nomination.version, "nomination_status": nomination.status.value},
        )
