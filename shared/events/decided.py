"""What a rule decides: the state that it was decided upon, the state after it, and the events that tell of it."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from shared.events.event import Event

State = TypeVar("State")


@dataclass(frozen=True)
class Decided(Generic[State]):
    """A change that is stored in one write: `before` guards it, `events` travel with it.

    `before` is absent for what is new.
    """

    before: State | None
    after: State
    events: tuple[Event, ...] = ()
