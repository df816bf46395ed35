"""Accounts from a list: read, shown with what is to be mended, and added when that was confirmed; nothing before."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO, Protocol

from services.identity.application.account_ports import FindAccounts, OpenRegister, ReadCatalogue
from services.identity.application.adding_accounts import TAKEN, account_id
from services.identity.application.administering import actor_of
from services.identity.application.ports import Clock
from services.identity.domain.account_lists import AccountList, JudgedRow, form_of, judge, read_rows
from services.identity.domain.account_mails import invite
from shared.files.forms import Form
from shared.files.sheets import Book
from shared.identity.viewer import Role, Viewer
from shared.refusals import ConflictError, FieldProblem


class Books(Protocol):
    """Where files are opened: a place apart, with bounds; and written."""

    async def read(self, file: BinaryIO) -> Book:
        """The sheets of a file on the disk.

        Raises:
            InvalidError: There are none, in words for whoever chose the file.
            UnavailableError: It could not be opened now.
        """
        ...

    async def write(self, form: Form) -> bytes:
        """The form as a workbook."""
        ...


@dataclass(frozen=True)
class Preview:
    """A list with each of its rows judged; `key` is what its accounts are added under, once."""

    key: str
    found: AccountList
    rows: Sequence[JudgedRow]

    @property
    def good(self) -> Sequence[JudgedRow]:
        """The rows of which an account comes."""
        return [each for each in self.rows if not each.problems]

    @property
    def faulty(self) -> Sequence[JudgedRow]:
        """The rows in which something is to be mended."""
        return [each for each in self.rows if each.problems]


@dataclass(frozen=True)
class ImportAccounts:
    """Reads lists of accounts, and adds what they say."""

    books: Books
    accounts: FindAccounts
    registers: OpenRegister
    catalogue: ReadCatalogue
    wake: Callable[[], None]
    now: Clock

    async def make_form(self, viewer: Viewer) -> bytes:
        """The workbook to fill in.

        Raises:
            NotAllowedError: The viewer is no administrator.
        """
        viewer.require(Role.ADMINISTRATOR)
        return await self.books.write(form_of(await self.catalogue.catalogue()))

    async def read(self, viewer: Viewer, file: BinaryIO) -> AccountList:
        """The rows of a file on the disk.

        Raises:
            NotAllowedError: The viewer is no administrator.
            InvalidError: The file is no list of accounts.
            UnavailableError: It could not be opened now.
        """
        viewer.require(Role.ADMINISTRATOR)
        return await asyncio.to_thread(read_rows, await self.books.read(file))

    async def look(self, viewer: Viewer, found: AccountList, key: str) -> Preview:
        """The rows judged by the accounts, units and authorities of this moment.

        Raises:
            NotAllowedError: The viewer is no administrator.
        """
        viewer.require(Role.ADMINISTRATOR)
        judged = await asyncio.to_thread(judge, found.rows, await self.catalogue.catalogue())
        standing = {
            each.username: each.id for each in await self.accounts.named([one.account.username for one in judged])
        }
        return Preview(
            key, found, [_identified(viewer, key, each, standing.get(each.account.username)) for each in judged]
        )

    async def __call__(self, viewer: Viewer, found: AccountList, key: str, expected: int) -> tuple[int, Preview]:
        """How many accounts the list has added, now or when it was confirmed before; and the list as it stands.

        None are added where other rows than the `expected` number are good now: it is to be looked at again.

        Raises:
            NotAllowedError: The viewer is no administrator.
        """
        preview = await self.look(viewer, found, key)
        if len(preview.good) != expected or not expected:
            return 0, preview
        accounts = [each.account for each in preview.good]
        known = {each.id for each in await self.accounts.of_ids([each.id for each in accounts])}
        missing = [each for each in accounts if each.id not in known]
        if missing:
            at = self.now()
            try:
                await self.registers(actor_of(viewer)).add_all(missing, [invite(each, at) for each in missing])
            except ConflictError:
                return await self(viewer, found, key, expected)
            self.wake()
        return len(accounts), preview


def _identified(viewer: Viewer, key: str, judged: JudgedRow, standing: str | None) -> JudgedRow:
    account = replace(judged.account, id=account_id(viewer, key, judged.account.username))
    is_taken = standing is not None and standing != account.id
    taken = [FieldProblem("username", TAKEN)] if is_taken else []
    return replace(judged, account=account, problems=[*judged.problems, *taken])
