"""Which facts the notifier hears and from whom, and the one use case that hears them."""

from services.notifier.application.entering import EnterFact
from shared.events.correspondence import NominationMessageAnswered, NominationMessageWritten
from shared.events.digests import DigestDue
from shared.events.drafts import DraftEnding
from shared.events.envelope import Incoming
from shared.events.event import Event
from shared.events.nominations import NOMINATIONS
from shared.mails.facts import Fact
from shared.messaging.consumer.judging import Handlers
from shared.messaging.topology.queues import INTAKE, level_of
from shared.refusals import MalformedMessageError


def subscribers(enter_fact: EnterFact) -> Handlers:
    """A handler for each fact."""

    async def enter_change(event: Event, incoming: Incoming) -> None:
        if incoming.sender != INTAKE:
            raise MalformedMessageError(f"{incoming.type}: sent by {incoming.sender!r}, only intake may")
        if not isinstance(event, Fact):
            raise MalformedMessageError(f"{event.type}: no mail tells of it")
        await enter_fact(event)

    async def enter_digest(event: DigestDue, incoming: Incoming) -> None:
        if level_of(incoming.sender) is not event.level:
            raise MalformedMessageError(f"{incoming.type}: sent by {incoming.sender!r}, only {event.level.value} may")
        await enter_fact(event)

    notes: tuple[type[Event], ...] = (NominationMessageWritten, NominationMessageAnswered)
    return {DigestDue: enter_digest, **dict.fromkeys((*NOMINATIONS, *notes, DraftEnding), enter_change)}
