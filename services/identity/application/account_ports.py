"""What administering accounts needs of the world around it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from services.identity.domain.account_mails import AccountMail, MailKind
from services.identity.domain.accounts import AccountFilter, Ended, Kept
from services.identity.domain.catalogue import Catalogue
from services.identity.domain.one_time_codes import SecondFactor
from shared.audit.entry import Actor, Entry
from shared.directory.authorising import Authorisation
from shared.directory.bodies import Account
from shared.identity.recognising import Session


class FindAccounts(Protocol):
    """The accounts as lists show them, read freshly."""

    async def find(self, wanted: AccountFilter, *, most: int, after: str = "") -> Sequence[Account]:
        """At most so many of them by username, from the one after that name."""
        ...

    async def count(self, wanted: AccountFilter) -> int:
        """How many there are, whatever text is searched for."""
        ...

    async def named(self, usernames: Sequence[str]) -> Sequence[Account]:
        """Those with one of these names."""
        ...

    async def colleagues(self, account: Account) -> Sequence[Account]:
        """The other active accounts of the same unit or of one of the same authorities, by name."""
        ...

    async def of_ids(self, ids: Sequence[str]) -> Sequence[Account]:
        """Those with one of these ids."""
        ...


class ReadAccount(Protocol):
    """One account, read freshly."""

    async def account(self, account_id: str) -> Account | None:
        """The account with this id, also a locked one."""
        ...

    async def ask(self, mail: AccountMail, entry: Entry) -> None:
        """Keep a mail that somebody asked for, to be sent, and record it."""
        ...


class AccountRegister(Protocol):
    """Accounts as one administrator keeps them; each act is recorded with it, in that administrator's name."""

    async def add_all(self, accounts: Sequence[Account], invitations: Sequence[AccountMail] = ()) -> None:
        """Add all of them with the mails by which their owners set their passwords, or none.

        Raises:
            ConflictError: A username is taken, or one of the accounts is there already.
        """
        ...

    async def replace_all(self, changes: Sequence[Kept], *, by_name: str, at: datetime) -> Ended:
        """Store the changes, and end what no longer fits them, all or nothing.

        Raises:
            StaleError: Somebody changed one of the accounts meanwhile.
        """
        ...

    async def open_sessions(self, account: Account, at: datetime) -> int:
        """How many sessions of it are open."""
        ...

    async def revoke_sessions(self, username: str, reason: str = "") -> int:
        """End all sessions of an account; how many ended."""
        ...

    async def remove_second_factor(self, username: str, reason: str = "") -> int:
        """Let an account be signed in to by its password alone, and end its sessions; how many ended.

        Raises:
            ConflictError: It has no second factor.
        """
        ...


class OpenRegister(Protocol):
    """Opens the register in somebody's name."""

    def __call__(self, by: Actor) -> AccountRegister:
        """The register; what is done by it is recorded as that person's act."""
        ...


class ReadCatalogue(Protocol):
    """The units and authorities of today."""

    async def catalogue(self) -> Catalogue:
        """All of them by code."""
        ...


class ReadAuthorisations(Protocol):
    """The deputies' authorisations."""

    async def of_accounts(self, accounts: Sequence[str]) -> Sequence[Authorisation]:
        """Those of the accounts, latest first."""
        ...


class ReadSessions(Protocol):
    """The sessions of an account."""

    async def of_account(self, account_id: str) -> Sequence[Session]:
        """Those that are kept, latest first."""
        ...


class ReadFactors(Protocol):
    """What accounts show besides their passwords."""

    async def find(self, account_id: str) -> SecondFactor | None:
        """The account's, also one that is not on yet."""
        ...


class CountMails(Protocol):
    """The mails about accounts."""

    async def count_since(self, account_id: str, kind: MailKind, at: datetime) -> int:
        """How many mails of that kind were for that account since then."""
        ...
