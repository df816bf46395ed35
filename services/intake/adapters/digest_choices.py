"""Who wants the daily digest, in the directory: accounts are read, choices written."""

from services.intake.application.digests import Chooser
from shared.mongo.client import Database
from shared.mongo.digest_choices import DigestChoices
from shared.mongo.directory import Directory, MongoPeople


class DirectoryChoices:
    """The choices beside the accounts of the directory."""

    def __init__(self, directory: Database) -> None:
        self._people = MongoPeople(directory, Directory(directory))
        self._choices = DigestChoices(directory)

    async def wants(self, account: str) -> bool:
        """Whether the account's digest is sent; not, where there is no such account any more."""
        found = await self._people.account(account)
        if found is None:
            return False
        [chosen] = await self._choices.apply([found])
        return chosen.wants_digest

    async def choose(self, account: str, *, wanted: bool, by: Chooser) -> None:
        """Keep that it is wanted, or not."""
        await self._choices.choose(account, wanted=wanted, by=by)
