"""What operators see and do about a level's queue and outboxes."""

from services.appraisal.wiring.level import RunningLevel
from shared.mongo.audit import MongoAudit
from shared.web.pages.operations import Operations


def operations(level: RunningLevel, audit: MongoAudit) -> Operations:
    """What the pages of operations call."""
    ports = level.ports
    return Operations(level.consumer.parked, ports.stores.relay, level.readiness, audit, ports.common.now)
