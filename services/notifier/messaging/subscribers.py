"""Which facts the notifier hears and from whom, and the one use case that hears them."""

from services.notifier.application.telling import TellOfChange
from services.notifier.domain.facts import Fact
from shared.events.digests import DigestDue
from shared.events.envelope import Incoming
from shared.events.event import Event
from shared.events.messages import NominationMessageAnswered, NominationMessageWritten
from shared.events.nominations import NOMINATIONS
from shared.messaging.consumer.judging import Handlers
from shared.messaging.topology.queues import INTAKE, level_of
from shared.refusals import MalformedMessageError


def subscribers(tell_of_change: TellOfChange) -> Handlers:
    """A handler for each fact."""

    async def told(event: Event, incoming: Incoming) -> None:
        if incoming.sender != INTAKE:
            raise MalformedMessageError(f"{incoming.type}: sent by {incoming.sender!r}, only intake may")
        if not isinstance(event, Fact):
            raise MalformedMessageError(f"{event.type}: no mail tells of it")
        await tell_of_change(event)

    async def digested(event: DigestDue, incoming: Incoming) -> None:
        if level_of(incoming.sender) is not event.level:
            raise MalformedMessageError(f"{incoming.type}: sent by {incoming.sender!r}, only {event.level.value} may")
        await tell_of_change(event)

    of_intake: tuple[type[Event], ...] = (*NOMINATIONS, NominationMessageWritten, NominationMessageAnswered)
    return {DigestDue: digested, **dict.fromkeys(of_intake, told)}
