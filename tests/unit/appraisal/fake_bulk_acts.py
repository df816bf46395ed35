"""Bulk acts in memory, adding results as the real ones do."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from services.appraisal.application.ports import AlreadyThereError
from services.appraisal.domain.bulk import LEASE, BulkAct, BulkEffect, BulkRefusal, BulkResult


@dataclass
class FakeBulkActs:
    """The port over bulk acts."""

    held: dict[UUID, BulkAct] = field(default_factory=dict)

    async def find(self, identity: UUID) -> BulkAct | None:
        return self.held.get(identity)

    async def get(self, identity: UUID, authorities: frozenset[str]) -> BulkAct:
        raise NotImplementedError

    async def insert(self, act: BulkAct) -> None:
        if act.id in self.held:
            raise AlreadyThereError
        self.held[act.id] = act

    async def note(self, identity: UUID, results: Mapping[int, BulkResult], now: datetime) -> None:
        act = self.held[identity]
        done = {place: result for place, result in results.items() if isinstance(result, BulkEffect)}
        refused = {place: result for place, result in results.items() if isinstance(result, BulkRefusal)}
        self.held[identity] = replace(
            act, done={**done, **act.done}, refused={**refused, **act.refused}, lease_until=now + LEASE
        )

    async def complete(self, identity: UUID) -> None:
        self.held[identity] = replace(self.held[identity], is_complete=True)

    async def take_half_way(self, now: datetime) -> BulkAct | None:
        for act in self.held.values():
            if not act.is_complete and act.lease_until <= now:
                self.held[act.id] = replace(act, lease_until=now + LEASE)
                return self.held[act.id]
        return None
