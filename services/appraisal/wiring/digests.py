"""Builds the daily digest."""

from datetime import time

from services.appraisal.application.digests import Readers, SendDigests
from services.appraisal.wiring.cases import find_lapses
from services.appraisal.wiring.ports import LevelPorts
from shared.crashpoints import checkpoint


def send_digests(ports: LevelPorts, due_at: time | None) -> SendDigests:
    """What sends each reader the digest of the day from `due_at` on; never, where there is no such time."""
    common, stores = ports.common, ports.stores
    return SendDigests(
        ports.level,
        stores.cases.worklist,
        stores.digests,
        Readers(common.staff, common.authorisations),
        find_lapses(ports),
        common.rule_sets,
        common.calendar,
        due_at,
        common.now,
        checkpoint,
    )
