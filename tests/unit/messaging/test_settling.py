"""What became of messages is stored, sooner or later, exactly as it was told."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from shared.messaging.relay.pending import Backlog, Pending, Settlement
from shared.messaging.relay.settling import Settling
from shared.refusals import UnavailableError
from tests.unit.messaging.messages import AT

KEY = ("nominations", 1)
ONE, TWO = UUID(int=1), UUID(int=2)


class Outbox:
    """Remembers what was settled; away for as many calls as told."""

    def __init__(self, away: int = 0) -> None:
        self.away = away
        self.settled: list[Settlement] = []

    async def take_due(self, now: datetime, limit: int) -> Sequence[Pending]:
        raise NotImplementedError

    async def settle(self, settlements: Sequence[Settlement]) -> None:
        if self.away:
            self.away -= 1
            raise UnavailableError
        self.settled += settlements

    async def backlog(self) -> Backlog:
        raise NotImplementedError


async def test_confirmations_of_one_record_are_stored_together() -> None:
    outbox, forgotten = Outbox(), list[UUID]()
    settling = Settling({"nominations": outbox}, forgotten.extend)

    settling.add(KEY, {ONE})
    settling.add(KEY, {TWO}, AT)
    await settling.flush()

    assert outbox.settled == [Settlement(1, frozenset({ONE, TWO}), AT)]
    assert set(forgotten) == {ONE, TWO}


async def test_while_the_database_is_away_nothing_is_forgotten() -> None:
    outbox, forgotten = Outbox(away=1), list[UUID]()
    settling = Settling({"nominations": outbox}, forgotten.extend)
    settling.add(KEY, {ONE})

    first = await settling.flush()
    known: Collection[UUID] = list(forgotten)
    settling.add(KEY, {TWO})
    second = await settling.flush()

    assert (first, list(known), second) == (False, [], True)
    assert outbox.settled == [Settlement(1, frozenset({ONE, TWO}))]
