"""Which facts the notifier hears, and the one use case that hears them."""

from services.notifier.application.telling import TellOfChange
from services.notifier.domain.facts import Fact
from shared.events.envelope import Incoming
from shared.events.event import Event
from shared.events.nominations import NOMINATIONS
from shared.messaging.judging import Handlers
from shared.refusals import MalformedMessageError


def subscribers(tell_of_change: TellOfChange) -> Handlers:
    """A handler for each fact."""

    async def told(event: Event, _incoming: Incoming) -> None:
        if not isinstance(event, Fact):
            raise MalformedMessageError(f"{event.type}: no mail tells of it")
        await tell_of_change(event)

    return dict.fromkeys(NOMINATIONS, told)
