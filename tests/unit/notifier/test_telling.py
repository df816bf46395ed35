"""Unit and submitter are told of a change side by side, and the trouble of one is not the other's."""

import asyncio
from dataclasses import dataclass, field

import pytest

from services.notifier.application.telling import TellOfChange
from services.notifier.domain.facts import Fact
from services.notifier.domain.schedule import Schedule
from shared.refusals import UnavailableError
from tests.unit.notifier.fakes import DONE, LOST_BEFORE, FakeAddresses, FakeLedger, Gate
from tests.unit.notifier.samples import AT, forwarded

FORWARDED = forwarded(version=2)


@dataclass
class Telling:
    """One fact being told, each of whose acts in the ledger waits for the test's word."""

    gate: Gate = field(default_factory=Gate)
    wakings: list[Fact] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.ledger = FakeLedger(self.gate)
        tell = TellOfChange(
            self.ledger,
            FakeAddresses(),
            Schedule(),
            lambda: AT,
            lambda _name: None,
            lambda: self.wakings.append(FORWARDED),
        )
        self.task = asyncio.create_task(tell(FORWARDED))

    async def waiting(self) -> list[asyncio.Future[str]]:
        """Those acts that wait, once everything has come to where it does."""
        for _ in range(20):
            await asyncio.sleep(0)
        return [answer for _, answer in self.gate.waiting.values()]

    async def finish(self) -> None:
        """Let all that waits happen."""
        while waiting := await self.waiting():
            waiting[0].set_result(DONE)


async def test_both_are_looked_up_at_the_same_time() -> None:
    telling = Telling()

    assert len(await telling.waiting()) == 2

    await telling.finish()
    await telling.task
    assert sorted(mail.recipient.keys for mail in telling.ledger.mails.values()) == [("submitter",), ("unit",)]
    assert telling.wakings == [FORWARDED]


@pytest.mark.parametrize("first", [0, 1], ids=["the unit", "the submitter"])
async def test_the_failure_of_one_is_told_once_the_other_has_its_mail(first: int) -> None:
    telling = Telling()
    (await telling.waiting())[first].set_result(LOST_BEFORE)

    assert len(await telling.waiting()) == 1
    assert not telling.task.done()

    await telling.finish()
    with pytest.raises(UnavailableError):
        await telling.task
    assert len(telling.ledger.mails) == 1
