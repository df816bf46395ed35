"""Messages for tests in which their content does not matter."""

from datetime import UTC, datetime
from uuid import UUID

from shared.events.envelope import Outgoing

AT = datetime(2021, 9, 1, 9, tzinfo=UTC)


def message(number: int) -> Outgoing:
    """The message of that number."""
    return Outgoing(UUID(int=number), "thidua.events", "a.b", "a.b.v1", "intake", "x", number, b"{}", AT)
