"""Two processes on one real ledger: what one of them has in hand still goes before what the other is told next."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from services.notifier.adapters.ledger import COLLECTION
from services.notifier.domain.mails import Letter, State, claim
from shared.mails.facts import Fact
from shared.mails.recipients import Addressee
from tests.integration.notifier.parts import PERSON, UNIT, AddressBook, NotifierParts, real_time, running
from tests.integration.notifier.smtp_server import SmtpServer, until
from tests.unit.notifier.samples import approved, awarded, forwarded, returned

APPROVED = approved(version=6)
AWARDED = awarded(version=7).model_copy(update={"told_after": 6})
HOUR = timedelta(hours=1)


@dataclass
class HeldUp(AddressBook):
    """Addresses that are given out only when the process goes on: until then it has its message in hand."""

    goes_on: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, unit: str, submitter: str) -> Sequence[Addressee]:
        """Whoever stands there."""
        await self.goes_on.wait()
        return await super().__call__(unit, submitter)


async def waits_until(parts: NotifierParts) -> list[datetime | None]:
    return [mail.waits_until for mail in await parts.mails()]


def versions(smtp_server: SmtpServer, address: str) -> list[str]:
    return [one.message_id.split(".")[1] for one in smtp_server.taken if one.recipient == address]


def chains(dossier: UUID) -> list[Fact]:
    """What happens to three nominations of a dossier, in turns."""
    found: list[Fact] = []
    for number in range(3):
        told_after = 0
        for step, change in enumerate((forwarded, returned, approved, awarded)):
            fact = change(f"Người thứ {number} của {dossier}", dossier=dossier)
            at = fact.at + timedelta(milliseconds=100 * step + number)
            found.append(fact.model_copy(update={"told_after": told_after, "at": at}))
            told_after = fact.version
    return found


async def handed(notifier: NotifierParts, facts: Sequence[Fact], dice: Random) -> None:
    async def after_a_while(fact: Fact) -> None:
        await asyncio.sleep(dice.uniform(0, 0.2))
        await notifier.tell(fact)

    await asyncio.gather(*map(after_a_while, facts))


async def test_two_notifiers_tell_each_nomination_in_order(parts: NotifierParts, smtp_server: SmtpServer) -> None:
    dice = Random(20210901)  # noqa: S311  no secret
    dossiers = [UUID(int=number) for number in range(1, 13)]
    facts = [fact for dossier in dossiers for fact in chains(dossier)]
    dice.shuffle(facts)
    # Nobody dies here: a claim that outlives a slow machine, or another would send what is in hand.
    quick = parts.with_schedule(window=timedelta(milliseconds=30), patience=HOUR, lease=HOUR)
    other = quick.with_schedule()

    async with running(quick.delivery(smtp_server), other.delivery(smtp_server)):
        half = len(facts) // 2
        await asyncio.gather(handed(quick, facts[:half], dice), handed(other, facts[half:], dice))
        await parts.all_are(State.SENT)

    by_id = {mail.id: mail for mail in await parts.mails()}
    told: dict[str, list[int]] = {}
    for one in smtp_server.taken:
        mail = by_id[one.message_id.strip("<").partition("@")[0].replace(".", ":")]
        for cover in sorted(mail.covers):
            nomination, version, recipient = cover.split(":")
            told.setdefault(f"{nomination}:{recipient}", []).append(int(version))
    assert len(told) == 3 * 2 * len(dossiers)
    assert [versions for versions in told.values() if versions != sorted(versions)] == []
    assert {len(versions) for versions in told.values()} == {4}


async def test_an_award_waits_for_the_approval_of_a_frozen_process(
    parts: NotifierParts, smtp_server: SmtpServer
) -> None:
    book = HeldUp()
    still = NotifierParts(parts.client, parts.database, book=book)
    in_hand = asyncio.create_task(still.tell(APPROVED))

    async def both_were_put_off() -> bool:
        return await parts.client[parts.database][COLLECTION].count_documents({"is_behind": True}) == 2

    async with running(parts.delivery(smtp_server)):
        await parts.tell(AWARDED)
        await until(both_were_put_off)
        before = list(smtp_server.taken)
        book.goes_on.set()
        await in_hand
        await until(lambda: len(smtp_server.taken) == 4)

    assert before == []
    assert [versions(smtp_server, one.address) for one in (UNIT, PERSON)] == [["6", "7"]] * 2


async def test_an_award_goes_when_its_approval_never_comes(parts: NotifierParts, smtp_server: SmtpServer) -> None:
    impatient = parts.with_schedule(patience=timedelta(milliseconds=300))
    began = real_time()

    async with running(impatient.delivery(smtp_server)):
        await impatient.tell(AWARDED)
        await parts.all_are(State.SENT)
        took = real_time() - began
        await impatient.tell(APPROVED)
        await parts.all_are(State.SENT)

    assert took >= timedelta(milliseconds=300)
    assert [versions(smtp_server, one.address) for one in (UNIT, PERSON)] == [["7", "6"]] * 2


async def test_a_shared_mail_waits_only_for_the_first_early_change(parts: NotifierParts) -> None:
    gathering = parts.with_schedule(window=HOUR)
    await gathering.tell(forwarded("Trần Thị Ánh"))
    in_time = await waits_until(parts)

    await gathering.with_schedule(patience=HOUR).tell(AWARDED)
    first = await waits_until(parts)
    await gathering.with_schedule(patience=2 * HOUR).tell(returned("Lê Văn Ba").model_copy(update={"told_after": 2}))

    assert in_time == [None, None]
    assert all(one and one > real_time() for one in first)
    assert await waits_until(parts) == first


async def test_a_change_with_a_mailed_predecessor_does_not_wait(parts: NotifierParts) -> None:
    await parts.tell(APPROVED)
    await parts.tell(AWARDED)
    in_time = await waits_until(parts)
    await parts.tell(returned("Lê Văn Ba").model_copy(update={"told_after": 2}))
    [early, _] = [mail for mail in await parts.mails() if mail.waits_until]

    taken = claim(early, Letter("Đề nghị", b"Subject: x\r\n\r\n"), until=real_time() + HOUR)
    await parts.ledger.save(early, taken, at=real_time())

    assert in_time == [None] * 4
    assert await parts.ledger.get(early.id) == taken
