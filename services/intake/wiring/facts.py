"""The consumer of what levels and the notifier tell intake."""

from services.intake.application.correspondence import ApplyNote
from services.intake.application.incoming_facts import ApplyDecision, ApplyFact, AttachMail, FollowWindow
from services.intake.messaging.subscribers import subscribers
from services.intake.wiring.ports import Ports
from shared.messaging.consumer.consumer import Consumer
from shared.messaging.topology.queues import INTAKE_QUEUE


def facts(ports: Ports) -> Consumer:
    """The consumer of the queue `intake.facts`; it consumes once it is started."""
    settings, nominations, rule_sets, now = ports.settings, ports.nominations, ports.rule_sets, ports.now
    handlers = subscribers(
        ApplyFact(nominations, rule_sets, now, settings.patience),
        ApplyDecision(nominations, rule_sets, now, settings.patience),
        AttachMail(ports.dossiers, nominations),
        FollowWindow(ports.windows),
        ApplyNote(nominations, ports.correspondence, rule_sets, now),
    )
    return Consumer(
        settings.amqp_url.get_secret_value(),
        INTAKE_QUEUE,
        handlers,
        prefetch=settings.prefetch,
        parked_days=settings.parked_days,
    )
