"""Builds the daily digest."""

from datetime import time

from services.appraisal.application.digests import DigestOf, ReadDigest, Readers, SendDigests
from services.appraisal.wiring.cases import find_lapses
from services.appraisal.wiring.ports import LevelPorts
from shared.crashpoints import checkpoint


def send_digests(ports: LevelPorts, due_at: time | None) -> SendDigests:
    """What sends each reader the digest of the day from `due_at` on; never, where there is no such time."""
    common, stores = ports.common, ports.stores
    readers = Readers(common.staff, common.authorisations)
    return SendDigests(stores.digests, readers, _digest_of(ports), due_at, common.now, checkpoint)


def read_digest(ports: LevelPorts) -> ReadDigest:
    """What shows somebody their own digest."""
    return ReadDigest(ports.common.staff, _digest_of(ports), ports.common.now)


def _digest_of(ports: LevelPorts) -> DigestOf:
    common = ports.common
    return DigestOf(ports.level, ports.stores.cases.worklist, find_lapses(ports), common.rule_sets, common.calendar)
