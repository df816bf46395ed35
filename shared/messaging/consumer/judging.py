"""What becomes of a message: the one table from a handler's end to done, hold, retry or park."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from shared.events.envelope import EVENTS, Incoming, decode
from shared.events.event import Event
from shared.messaging.supervision import is_cancelled
from shared.observability.logs import explain_error, get_logger
from shared.observability.metrics import HANDLER_SECONDS
from shared.refusals import DomainError, MalformedMessageError, NotYetError, StaleError, UnavailableError

_log = get_logger(__name__)

# Takes the event of the type that it is registered for, and the message that brought it.
Handler = Callable[..., Awaitable[None]]
Handlers = Mapping[type[Event], Handler]

# The tier of each further attempt; after the last one the message is parked, some half hour after it came.
RETRY_PLAN: Sequence[str] = ("5s", "5s", "5s", "1m", "1m", "1m", "10m", "10m")
PUT_OFF_TIER = "10m"
STOPPING_TIER = "5s"
_RACES = 4


class Fate(StrEnum):
    """What shall happen to a message."""

    DONE = "done"
    HOLD = "hold"  # something it needs is away; nothing is known against the message
    RETRY = "retry"
    PARK = "park"


@dataclass(frozen=True)
class Verdict:
    """The fate, and why: for operators, without personal data."""

    fate: Fate
    reason: str = ""
    kind: str = ""


DONE = Verdict(Fate.DONE)


async def judge(handlers: Handlers, incoming: Incoming) -> Verdict:
    """Decode, handle once, and tell what shall become of the message."""
    try:
        await _handle(handlers, incoming)
    except asyncio.CancelledError:
        # A driver cancelled what waited on its lost connection; that is "away", not the end of this task.
        if is_cancelled():
            raise
        return Verdict(Fate.HOLD, "cancelled from within", "unavailable")
    except DomainError as error:
        return _verdict_on(error)
    except Exception as error:  # noqa: BLE001  whatever it is, neighbours go on
        _log.exception("handler.failed", type=known_type(incoming.type), event_id=incoming.id)
        return Verdict(Fate.RETRY, explain_error(error), "failed")
    return DONE


async def _handle(handlers: Handlers, incoming: Incoming) -> None:
    event = decode(incoming)
    handler = handlers.get(type(event))
    if handler is None:
        raise MalformedMessageError(f"{incoming.type}: nobody here handles it")
    with HANDLER_SECONDS.labels(incoming.type).time():
        for _ in range(_RACES):
            # Two messages about one document, handled side by side: the loser reads again what the winner wrote.
            with contextlib.suppress(StaleError):
                await handler(event, incoming)
                return
        await handler(event, incoming)


def _verdict_on(error: DomainError) -> Verdict:
    match error:
        case UnavailableError():
            return Verdict(Fate.HOLD, explain_error(error.__cause__ or error), "unavailable")
        case NotYetError():
            return Verdict(Fate.RETRY, error.message, "not_yet")
        case StaleError():
            return Verdict(Fate.RETRY, error.message, "stale")
        case MalformedMessageError():
            return Verdict(Fate.PARK, error.message, "malformed")
        case _:
            return Verdict(Fate.PARK, f"{type(error).__name__}: {error.message}", "refused")


def known_type(event_type: str) -> str:
    """The type, or `unknown`: strangers shall not fill the metrics with names of theirs."""
    return event_type if event_type in EVENTS else "unknown"
