"""Builds what looks at all parts of the system."""

from services.notifier.adapters.parts import BrokerQueues, HttpParts
from services.notifier.application.overview import LookAround
from services.notifier.settings import Settings
from services.notifier.wiring.ports import Ports
from shared.messaging.consumer.consumer import Consumer
from shared.web.http.health import Readiness
from shared.web.pages.operations import Operations


def look_around(settings: Settings, ports: Ports) -> LookAround:
    """What the page of all parts calls, and what remembers between its openings."""
    return LookAround(HttpParts(settings.addresses), BrokerQueues(settings.amqp_url.get_secret_value()), ports.now)


def operations(ports: Ports, consumer: Consumer, readiness: Readiness) -> Operations:
    """What the pages about the notifier itself call."""
    return Operations(consumer.parked, ports.relay, readiness, ports.audit, ports.now)
