"""From a fact to the ledger: afterwards each recipient has exactly one mail that covers it, sent or waiting."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from services.notifier.application.ports import Addresses, Checkpoint, Clock, Ledger
from services.notifier.domain.facts import cover_key, keys_before
from services.notifier.domain.mails import new_mail
from services.notifier.domain.schedule import Schedule
from shared.events.correspondence import NominationMessageAnswered
from shared.events.digests import DigestDue
from shared.events.drafts import DraftEnding
from shared.mails.facts import Fact
from shared.mails.recipients import Recipient, recipient_at_authority, recipient_of_digest, recipients
from shared.observability.metrics import count_duplicate
from shared.refusals import UnavailableError

# Each round is lost only to another writer's progress, so even a few are rare.
_ROUNDS = 50


@dataclass(frozen=True)
class EnterFact:
    """Enter a fact into the ledger, for each recipient. Twice changes nothing, also concurrently and after a crash."""

    ledger: Ledger
    addresses: Addresses
    schedule: Schedule
    now: Clock
    checkpoint: Checkpoint
    wake: Callable[[], None]

    async def __call__(self, fact: Fact) -> None:
        """Cover the fact for everybody who must be told.

        Raises:
            NotFoundError: The directory knows nobody to tell.
            UnavailableError: The database is away.
        """
        for recipient in await recipients_of(self.addresses, fact):
            await self._cover(fact, recipient)
        self.wake()

    async def _cover(self, fact: Fact, recipient: Recipient) -> None:
        for _ in range(_ROUNDS):
            own = [cover_key(fact, key) for key in recipient.keys]
            covered = await self.ledger.covered([*own, *keys_before(fact, recipient.keys)])
            uncovered = tuple(key for key in recipient.keys if cover_key(fact, key) not in covered)
            if not uncovered:
                count_duplicate(fact.type)
                return
            is_early = not keys_before(fact, uncovered) <= covered
            if await self._place(fact, replace(recipient, keys=uncovered), is_early=is_early):
                self.checkpoint("notifier.ledger_inserted")
                return
        raise UnavailableError

    async def _place(self, fact: Fact, recipient: Recipient, *, is_early: bool) -> bool:
        at = self.now()
        mail = new_mail(fact, recipient, at=at, schedule=self.schedule, is_early=is_early)
        if mail.window_ends_at is not None and await self.ledger.join(
            fact, recipient, at=at, waits_until=mail.waits_until
        ):
            return True
        return await self.ledger.add(mail)


async def recipients_of(addresses: Addresses, fact: Fact) -> tuple[Recipient, ...]:
    """Everybody who is written to about the fact, each once.

    Raises:
        NotFoundError: The directory knows nobody to tell.
    """
    if isinstance(fact, NominationMessageAnswered):
        # An authority that has an official mailbox has it as the unit that it is by itself.
        return (recipient_at_authority(await addresses(fact.authority.code, fact.officer)),)
    if isinstance(fact, DigestDue):
        return recipient_of_digest(await addresses(fact.authority.code, fact.account))
    if isinstance(fact, DraftEnding):
        return recipients(await addresses(fact.unit, fact.account))
    return recipients(await addresses(fact.unit, fact.submitter))
