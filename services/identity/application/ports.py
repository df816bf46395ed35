"""What the use cases need of the world around them."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol, TypeAlias

from services.identity.domain.guessing import Attempt, Limit, Source, Standing
from shared.directory.bodies import Account
from shared.identity.recognising import Session

Clock: TypeAlias = Callable[[], datetime]


class Credentials(Protocol):
    """The accounts with what signs them in, read freshly."""

    async def account_named(self, username: str) -> Account | None:
        """The account with this name, also a locked one."""
        ...


class Sessions(Protocol):
    """The sessions that are open."""

    async def open(self, session: Session) -> None:
        """Store it."""
        ...

    async def close(self, token_hash: str) -> None:
        """Forget it; it may be forgotten already."""
        ...


class Passwords(Protocol):
    """Looks at passwords."""

    async def verify(self, password_hash: str | None, password: str) -> bool:
        """Whether the password is right; without a hash, `False` after the same time."""
        ...


class Attempts(Protocol):
    """Attempts to sign in, counted together by all processes."""

    async def standing(self, source: Source, now: datetime) -> Standing:
        """What is known of the name, and of the place for it."""
        ...

    async def begin(self, limits: Sequence[Limit], now: datetime) -> Attempt:
        """Count an attempt as under way under each key in turn; refuse it at the first that is past its limit.

        Only wrong passwords refuse: where those under way would be too many if all were wrong, wait for them.
        """
        ...

    async def fail(self, attempt: Attempt) -> None:
        """The password was wrong: it counts until the quarter of an hour ends."""
        ...

    async def give_back(self, attempt: Attempt) -> None:
        """Nothing was learnt by it: it counts no more."""
        ...

    async def succeed(self, attempt: Attempt, source: Source, now: datetime) -> None:
        """The password was right: it counts no more, and the place is one of the owner's from now on."""
        ...
