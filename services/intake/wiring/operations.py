"""What operators see and do about intake's queue and outboxes."""

from services.intake.wiring.ports import Ports
from shared.messaging.consumer.consumer import Consumer
from shared.mongo.audit import MongoAudit
from shared.web.http.health import Readiness
from shared.web.pages.operations import Operations


def operations(ports: Ports, consumer: Consumer, readiness: Readiness) -> Operations:
    """What the pages of operations call."""
    audit = MongoAudit(ports.client[ports.settings.directory_database])
    return Operations(consumer.parked, ports.relay, readiness, audit, ports.now)
