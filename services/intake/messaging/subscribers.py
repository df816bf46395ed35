"""One handler for each fact that intake applies; a fact that its sender may not tell is parked."""

from services.intake.application.correspondence import ApplyNote
from services.intake.application.incoming_facts import ApplyDecision, ApplyFact, AttachMail, FollowWindow
from shared.events.amendments import AMENDMENTS, DecisionAnnulled, DecisionCorrected
from shared.events.cases import CASES, CaseEvent, DecisionIssued
from shared.events.correspondence import CaseMessageWritten
from shared.events.envelope import Incoming
from shared.events.event import Event
from shared.events.mails import MAILS, MailEvent
from shared.events.windows import WINDOWS, WindowEvent
from shared.events.words import Level
from shared.messaging.consumer.judging import Handler, Handlers
from shared.messaging.topology.queues import NOTIFIER, level_of
from shared.refusals import MalformedMessageError


def subscribers(
    apply_fact: ApplyFact,
    apply_decision: ApplyDecision,
    attach_mail: AttachMail,
    follow_window: FollowWindow,
    apply_note: ApplyNote,
) -> Handlers:
    """A handler for each event type on `intake.facts`."""

    async def of_case(event: CaseEvent, incoming: Incoming) -> None:
        _require_level(event.level, incoming)
        await apply_fact(event)

    async def of_decision(event: DecisionIssued | DecisionCorrected | DecisionAnnulled, incoming: Incoming) -> None:
        _require_level(event.level, incoming)
        await apply_decision(event)

    async def of_mail(event: MailEvent, incoming: Incoming) -> None:
        if incoming.sender != NOTIFIER:
            raise MalformedMessageError(f"{incoming.type}: sent by {incoming.sender!r}, not by the notifier")
        await attach_mail(event)

    async def of_window(event: WindowEvent, incoming: Incoming) -> None:
        # Only the province opens windows: another level could otherwise let dossiers in by saying that it is one.
        _require_level(Level.PROVINCE, incoming)
        await follow_window(event)

    async def of_message(event: CaseMessageWritten, incoming: Incoming) -> None:
        _require_level(event.level, incoming)
        await apply_note(event)

    handlers: dict[type[Event], Handler] = {kind: of_case for kind in CASES if issubclass(kind, CaseEvent)}
    handlers |= dict.fromkeys((DecisionIssued, *AMENDMENTS), of_decision)
    handlers[CaseMessageWritten] = of_message
    return handlers | dict.fromkeys(MAILS, of_mail) | dict.fromkeys(WINDOWS, of_window)


def _require_level(level: Level, incoming: Incoming) -> None:
    # RabbitMQ vouches for the sender; the level in the body is only the sender's word.
    if level_of(incoming.sender) is not level:
        raise MalformedMessageError(f"{incoming.type}: sent by {incoming.sender!r}, which does not serve {level.value}")
