"""To whom a fact is told: the unit's side of nearly everything, the authority's of answers and of waiting work."""

from services.notifier.application.ports import Addresses
from services.notifier.domain.facts import Fact
from services.notifier.domain.recipients import Recipient, recipient_at_authority, recipient_of_digest, recipients
from shared.events.digests import DigestDue
from shared.events.messages import NominationMessageAnswered


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
    return recipients(await addresses(fact.unit, fact.submitter))
