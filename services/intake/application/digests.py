"""Whoever gets the daily digest ends it, or has it sent again: by the link in it, or signed in."""

from dataclasses import dataclass
from typing import Literal, Protocol

from shared.observability.logs import get_logger
from shared.refusals import NotFoundError

_log = get_logger(__name__)
Chooser = Literal["link", "page"]


class Choices(Protocol):
    """Who wants the daily digest. Everything here raises `UnavailableError` when the database is away."""

    async def wants(self, account: str) -> bool:
        """Whether the account's digest is sent."""

    async def choose(self, account: str, *, wanted: bool, by: Chooser) -> None:
        """Keep that it is wanted, or not."""


class Links(Protocol):
    """The tokens in the links of digests."""

    def account(self, token: str) -> str | None:
        """The account whose digest the token ends, if it was made by this deployment for that."""


@dataclass(frozen=True)
class ChooseDigest:
    """Keeps whether somebody wants the daily digest. Twice changes nothing."""

    choices: Choices
    links: Links

    async def wants(self, account: str) -> bool:
        """Whether the account's digest is sent."""
        return await self.choices.wants(account)

    async def choose(self, account: str, *, wanted: bool) -> None:
        """What somebody who is signed in wants for their own account."""
        await self.choices.choose(account, wanted=wanted, by="page")
        _log.info("digest.chosen", account=account, wanted=wanted, by="page")

    def check(self, token: str) -> str:
        """The account of a link.

        Raises:
            NotFoundError: No digest of this deployment holds such a link.
        """
        account = self.links.account(token)
        if account is None:
            raise NotFoundError(
                "Liên kết này không dùng được: có thể bị cắt khi chép. Mở lại từ thư tóm tắt, hoặc đăng nhập tại"
                " /thu-tom-tat để thôi nhận."
            )
        return account

    async def end(self, token: str) -> None:
        """End the digest of the link's account, whoever follows it.

        Raises:
            NotFoundError: No digest of this deployment holds such a link.
        """
        account = self.check(token)
        await self.choices.choose(account, wanted=False, by="link")
        _log.info("digest.chosen", account=account, wanted=False, by="link")
