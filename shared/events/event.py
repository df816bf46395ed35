"""The root of all events, and the key by which each is routed."""

from typing import ClassVar, Literal
from uuid import UUID

from shared.events.content import Count, Frozen

Exchange = Literal["thidua.work", "thidua.events"]


class Event(Frozen):
    """A fact or a hand-over. `aggregate` and `sequence` make its id; `routing_key` finds its queue."""

    exchange: ClassVar[Exchange] = "thidua.events"
    type: str

    @property
    def aggregate(self) -> str:
        """The thing that this is about: a nomination, a dossier, a decision, a mail."""
        raise NotImplementedError

    @property
    def sequence(self) -> int:
        """The aggregate's version that this event brings about."""
        raise NotImplementedError

    @property
    def target(self) -> str:
        """Tells apart several events of one type and version, such as one question to each of several levels."""
        return ""

    def routing_key(self, source: str) -> str:
        """The key under which `source` (`intake`, a level, `notifier`) publishes this."""
        raise NotImplementedError


def dashed(code: str) -> str:
    """An authority or unit code as one word of a routing key."""
    return code.replace(".", "-")


class NominationEvent(Event):
    """Anything about one nomination; `version` is the nomination's."""

    nomination_id: UUID
    version: Count

    @property
    def aggregate(self) -> str:
        """The nomination."""
        return f"nomination/{self.nomination_id}"

    @property
    def sequence(self) -> int:
        """The nomination's version."""
        return self.version
