"""Addresses as the directory holds them today."""

from collections.abc import Sequence
from contextlib import suppress
from functools import partial

from services.notifier.domain.recipients import Addressee
from shared.mongo.directory import Directory, MongoAccounts
from shared.mongo.remembering import Remembered
from shared.refusals import NotFoundError

_SECONDS = 10.0  # as long as units are remembered


class DirectoryAddresses:
    """The unit's official mailbox and the submitting account's; a locked account and an unknown code have none."""

    def __init__(self, directory: Directory, accounts: MongoAccounts) -> None:
        self._directory = directory
        self._accounts = accounts
        self._submitters = Remembered[Addressee](_SECONDS)

    async def __call__(self, unit: str, submitter: str) -> Sequence[Addressee]:
        """The unit first, then the submitter."""
        return (await self._unit(unit), await self._submitters.get(submitter, partial(self._submitter, submitter)))

    async def _unit(self, code: str) -> Addressee:
        with suppress(NotFoundError):
            unit = await self._directory.unit(code)
            return Addressee("unit", unit.mailbox or "", unit.name)
        return Addressee("unit", "", "")

    async def _submitter(self, account_id: str) -> Addressee:
        account = await self._accounts.account(account_id)
        if account is None or not account.active:
            return Addressee("submitter", "", "")
        return Addressee("submitter", account.mail or "", account.name)
