"""What the use cases need of the world around them."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol, TypeAlias

from services.identity.domain.account_mails import AccountMail
from services.identity.domain.guessing import Attempt, Limit, Source, Standing
from services.identity.domain.one_time_codes import SecondFactor
from shared.audit.entry import Entry
from shared.directory.bodies import Account
from shared.identity.recognising import Session

Clock: TypeAlias = Callable[[], datetime]


class Credentials(Protocol):
    """The accounts with what signs them in, read freshly."""

    async def account_named(self, username: str) -> Account | None:
        """The account with this name, also a locked one."""
        ...

    async def account(self, account_id: str) -> Account | None:
        """The account with this id, also a locked one."""
        ...

    async def rehash(self, account: Account, password_hash: str) -> None:
        """Store another hash of the same password, unless the password was changed meanwhile."""
        ...

    async def change_password(
        self, account: Account, password_hash: str, kept: Session | None, entry: Entry, notice: AccountMail | None
    ) -> bool:
        """Store another password, end all sessions but the one that is kept as it stands there, record and tell it.

        Whether it was done: not where the account's credentials were changed since it was read.
        """
        ...

    async def reset_password(
        self, account: Account, password_hash: str, link: AccountMail, entry: Entry, notice: AccountMail | None
    ) -> bool:
        """The same by the link in a mail, which serves no more after it, and with no session left.

        Whether it was done: not where the link was used or has ended, either.
        """
        ...

    async def change_mail(
        self, account: Account, address: str, link: AccountMail, entry: Entry, notice: AccountMail | None
    ) -> bool:
        """Have mails go to another address, by the link in a mail to it; whether it was done, as above."""
        ...

    async def ask(self, mail: AccountMail, entry: Entry) -> None:
        """Keep a mail that somebody asked for, to be sent, and record it."""
        ...


class Sessions(Protocol):
    """The sessions that are open."""

    async def open(self, session: Session, entry: Entry, notice: AccountMail | None = None) -> None:
        """Store it, record it, and tell it where there is something to tell."""
        ...

    async def of_account(self, account_id: str) -> Sequence[Session]:
        """Those of one account, latest first."""
        ...

    async def change(self, session: Session) -> None:
        """Store what it is bound to now."""
        ...

    async def close(self, session: Session, entry: Entry) -> None:
        """Forget it, and record it; it may be forgotten already."""
        ...


class SecondFactors(Protocol):
    """What accounts show besides their passwords."""

    async def find(self, account_id: str) -> SecondFactor | None:
        """The account's, also one that is not on yet."""
        ...

    async def begin(self, factor: SecondFactor) -> bool:
        """Keep one that is not on yet, in place of another such one; not where one is on."""
        ...

    async def turn_on(
        self, factor: SecondFactor, step: int, recovery: Sequence[str], entry: Entry, notice: AccountMail | None
    ) -> bool:
        """Let it count from now on, and tell it; whether it was this one that had been begun."""
        ...

    async def accept(self, account_id: str, step: int) -> bool:
        """Take the code of that step; whether none of it, or of a later one, was taken before."""
        ...

    async def use_recovery(self, account_id: str, mark: str, entry: Entry) -> bool:
        """Take the recovery code; whether it was one, and unused."""
        ...

    async def renew_recovery(self, account_id: str, marks: Sequence[str], entry: Entry) -> bool:
        """Let these be the recovery codes in place of all before; whether the factor is on."""
        ...

    async def remove(self, account_id: str, entry: Entry, notice: AccountMail | None) -> bool:
        """Let the account have none, and tell it; whether it had one."""
        ...


class Passwords(Protocol):
    """Looks at passwords."""

    async def verify(self, password_hash: str | None, password: str) -> bool:
        """Whether the password is right; without a hash, `False` after the same time."""
        ...

    async def make(self, password: str) -> str:
        """The hash to store."""
        ...

    def is_outdated(self, password_hash: str) -> bool:
        """Whether it was made with other parameters than today's."""
        ...


class Vault(Protocol):
    """What is made with the deployment's key."""

    def seal(self, purpose: str, subject: str, secret: str) -> bytes:
        """The secret, readable only with the key, for the same purpose and subject."""
        ...

    def open(self, purpose: str, subject: str, sealed: bytes) -> str:
        """What was sealed.

        Raises:
            UnavailableError: It was sealed with another key, or for another subject.
        """
        ...

    def mark(self, purpose: str, *values: str) -> str:
        """What stands for the values, and is made of them only with the key."""
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
