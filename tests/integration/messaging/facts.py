"""Facts as intake tells them, made up for tests."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

from shared.events.content import AuthorityRef
from shared.events.envelope import Outgoing, outgoing
from shared.events.event import Event
from shared.events.nominations import NominationWithdrawn
from shared.events.words import Level

AUTHORITY = AuthorityRef(code="33.ubnd", name="UBND tỉnh Hưng Yên", level=Level.PROVINCE)


def now() -> datetime:
    """The clock of the relays under test."""
    return datetime.now(UTC)


def withdrawn(version: int = 1, nomination: UUID | None = None) -> NominationWithdrawn:
    """A small fact, which goes to `notifier.facts`."""
    return NominationWithdrawn(
        nomination_id=nomination or uuid4(),
        version=version,
        number="ABCDE-FGHIJ",
        dossier_id=uuid4(),
        dossier_number="ABCDE-FGHIK",
        unit="33.so-y-te.ttyt-yen-my",
        submitter="nop.ttyt-yen-my",
        nominee="Trần Thị B",
        award_form="Bằng khen",
        authority=AUTHORITY,
        at=datetime(2021, 9, 1, tzinfo=UTC),
        reason="Đơn vị nộp nhầm",
    )


def sent_by_intake(event: Event) -> Outgoing:
    """The fact as it stands in intake's outbox."""
    return outgoing(event, source="intake", at=now(), correlation_id="yeu-cau-1")


def some(count: int) -> list[Outgoing]:
    """That many facts about as many nominations."""
    return [sent_by_intake(withdrawn()) for _ in range(count)]
