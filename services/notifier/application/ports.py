"""What the use cases need from outside: the ledger, addresses, letters, and a line to the mail server."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from services.notifier.domain.mails import Letter, Mail, State
from shared.events.mails import MailEvent
from shared.mails.facts import Fact
from shared.mails.recipients import Addressee, Recipient

Clock = Callable[[], datetime]
Checkpoint = Callable[[str], None]


@dataclass(frozen=True)
class Figures:
    """How many mails stand in each state, and since when the oldest unsent one waits."""

    counts: Mapping[State, int]
    oldest: datetime | None


@dataclass(frozen=True)
class Due:
    """A mail that somebody must look at, as far as choosing goes."""

    id: str
    thread: str
    order: datetime


class Ledger(Protocol):
    """All mails. Everything here raises `UnavailableError` when the database is away; repeating is then safe."""

    async def covered(self, keys: Collection[str]) -> frozenset[str]:
        """Those of the keys that a mail covers already."""

    async def join(self, fact: Fact, recipient: Recipient, *, at: datetime, waits_until: datetime | None) -> bool:
        """Put the change into a mail of its thread, if one is open to it; says whether one was.

        Open is the mail that still gathers, and any that tells of a later change of the same nomination and was never
        tried. For a change that is early the whole mail waits; one that waits already does so no longer for it.
        """

    async def add(self, mail: Mail) -> bool:
        """Store a new mail; says no when another came first with one of its keys or as the thread's gathering mail.

        And when there is one that it could not join: that gathers no more from now on, and is to be looked at again.
        """

    async def get(self, mail_id: str) -> Mail:
        """The mail, or `NotFoundError`."""

    async def due(self, at: datetime, *, limit: int, beside: Collection[str]) -> Sequence[Due]:
        """What must be looked at, longest due first, in other threads than those of `beside`."""

    async def next_due(self, *, beside: Collection[str]) -> datetime | None:
        """When the next mail of other threads becomes due."""

    async def ahead(self, mail: Mail) -> datetime | None:
        """When the first unsettled mail before this one in its thread is due; absent when this one is first."""

    async def put_off(self, mail: Mail, until: datetime) -> None:
        """Look at a waiting mail no sooner than then, or than a mail of its thread is settled."""

    async def save(self, before: Mail, after: Mail, *, at: datetime, facts: Sequence[MailEvent] = ()) -> None:
        """Store what became of a mail, with the facts it gives out, if it is still as `before`; else `StaleError`."""

    async def renew(self, mail: Mail, until: datetime) -> None:
        """Prolong a claim that still stands."""

    async def in_trouble(self, states: Collection[State], *, after: str | None, limit: int) -> Sequence[Mail]:
        """Mails in these states by id, from behind `after`."""

    async def figures(self) -> Figures:
        """For the metrics."""


class Addresses(Protocol):
    """Who is behind a unit and an account."""

    async def __call__(self, unit: str, submitter: str) -> Sequence[Addressee]:
        """The unit first, then the submitter. `NotFoundError` when the directory knows neither."""


class Letters(Protocol):
    """Writes mails out."""

    def __call__(self, mail: Mail, at: datetime) -> Letter:
        """The letter, or `UnwritableError`."""


class Line(Protocol):
    """One connection to the mail server, used by one worker and for many mails."""

    async def ready(self) -> None:
        """Be connected, greeted, secured and signed in, or raise `LineDownError`."""

    async def address(self, recipient: str, *, envelope_id: str) -> None:
        """Begin a mail to this address, under a name by which reports about it can be told.

        Raises `LineDownError`, `DeferredError` or `RefusedError` if that is not possible.
        """

    async def content(self, raw: bytes) -> None:
        """Hand over the content; returns when the server has taken it.

        Raises `DeferredError` and `RefusedError` as the server says, and `DoubtError` when it says nothing.
        """

    async def close(self) -> None:
        """Say goodbye if there is someone to say it to."""

    def drop(self) -> None:
        """Forget the connection, after something unforeseen."""
