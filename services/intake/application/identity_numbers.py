"""Showing an identity number whole, to whoever works on the nomination and says why; the unit reads who did."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID, uuid4

from services.intake.application.ports import Clock, Nominations
from services.intake.application.visibility import require_own
from services.intake.domain.disclosures import Disclosure, check_reason, disclosing_authority
from shared.audit.entry import Actor, AuditRecord, Entry, Kind
from shared.identity.viewer import Viewer
from shared.observability.logs import get_logger
from shared.observability.privacy import masked_text
from shared.refusals import NotFoundError

_log = get_logger(__name__)


class Disclosures(Protocol):
    """All disclosures; each call raises `UnavailableError` when the database is away or the answer is in doubt."""

    async def add(self, disclosure: Disclosure) -> None:
        """Keep it.

        Raises:
            TooManyError: The account has looked as often as one may within the hour; nothing is kept.
        """
        ...

    async def of_nomination(self, nomination_id: UUID) -> Sequence[Disclosure]:
        """Those at the nomination's number, oldest first."""
        ...


@dataclass(frozen=True)
class ShownNumber:
    """An identity number whole, with the record of its disclosure."""

    number: str
    disclosure: Disclosure


@dataclass(frozen=True)
class ShowIdentityNumber:
    """Shows the number; it is recorded first, so that none is ever shown unrecorded."""

    nominations: Nominations
    disclosures: Disclosures
    audit: AuditRecord
    now: Clock

    async def __call__(self, viewer: Viewer, reference: UUID | str, reason: str) -> ShownNumber:
        """The number.

        Raises:
            NotFoundError: There is no such nomination that this viewer may see, or it has no number.
            NotAllowedError: The viewer does not work on it, or its step has not come.
            InvalidError: The reason says nothing.
            TooManyError: The account has looked at too many within the hour.
            UnavailableError: It could not be recorded; nothing is shown.
        """
        nomination = await self.nominations.get(reference, viewer)
        authority = disclosing_authority(nomination, viewer)
        check_reason(reason)
        number = nomination.content.nominee.identity_number
        if not number:
            raise NotFoundError("Đề nghị này không ghi số giấy tờ nào.")
        # What is meant to say why says no number by accident.
        disclosure = Disclosure(uuid4(), nomination.id, authority, viewer.account, masked_text(reason), self.now())
        await self.disclosures.add(disclosure)
        await self.audit.append(
            Entry(
                id=str(disclosure.id),
                at=disclosure.at,
                kind=Kind.PERSONAL_DATA_SHOWN,
                actor=Actor(account=viewer.account, name=viewer.name),
                subject=nomination.number,
                reason=disclosure.reason,
                details={"field": "identity_number", "authority": authority.code},
            )
        )
        _log.info("identity_number.shown", account=viewer.account, nomination=nomination.number)
        return ShownNumber(number, disclosure)


@dataclass(frozen=True)
class ListDisclosures:
    """Tells the unit who looked at the number, and why."""

    nominations: Nominations
    disclosures: Disclosures

    async def __call__(self, viewer: Viewer, reference: UUID | str) -> Sequence[Disclosure]:
        """The disclosures, oldest first.

        Raises:
            NotFoundError: There is no such nomination that this viewer may see.
            NotAllowedError: It is another unit's, or the viewer does not submit.
        """
        nomination = require_own(await self.nominations.get(reference, viewer), viewer)
        return await self.disclosures.of_nomination(nomination.id)
