"""Who wants the daily digest, as people choose it on the page of their account."""

from shared.directory.bodies import Account
from shared.mongo.client import Database
from shared.mongo.digest_choices import DigestChoices


class ChosenDigests:
    """The choices of one directory."""

    def __init__(self, directory: Database) -> None:
        self._choices = DigestChoices(directory)

    async def wants(self, account: Account) -> bool:
        """Whether the account does."""
        [found] = await self._choices.apply([account])
        return found.wants_digest

    async def choose(self, account_id: str, *, wanted: bool) -> None:
        """Keep it."""
        await self._choices.choose(account_id, wanted=wanted, by="page")
