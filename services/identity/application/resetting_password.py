"""A new password for whoever forgot the old one, by a link in a mail to the account's owner."""

from collections.abc import Callable
from dataclasses import dataclass

from services.identity.application.mail_ports import AccountMails
from services.identity.application.ports import Attempts, Clock, Credentials, Passwords, Vault
from services.identity.application.sending import NAME_PURPOSE
from services.identity.domain.account_mails import (
    LINK_LIFE,
    SETTING_PASSWORDS,
    AccountMail,
    MailKind,
    ask_for_reset,
    new_id,
    notify,
)
from services.identity.domain.guessing import Source
from services.identity.domain.passwords import password_fault
from shared.audit.entry import Actor, Entry, Kind
from shared.directory.bodies import Account
from shared.identity.tokens import token_hash
from shared.refusals import FieldProblem, InvalidError, TooManyError
from shared.text.seen import compose_line
from shared.web.http.admission import network_of

RESET_MINUTES = int(LINK_LIFE[MailKind.PASSWORD_RESET].total_seconds()) // 60
_LINK_ENDED = (
    "Liên kết đã được dùng, đã hết hạn hoặc không đầy đủ. Yêu cầu liên kết mới rồi mở liên kết trong thư mới nhất."
)


@dataclass(frozen=True)
class AskForReset:
    """Keep that somebody forgot the password of a name; a worker finds out whose it is.

    A name that nobody has is kept the same: neither the answer nor the time it takes tells who exists.
    """

    mails: AccountMails
    attempts: Attempts
    vault: Vault
    wake: Callable[[], None]
    now: Clock

    async def __call__(self, username: str, address: str) -> None:
        """Kept; its owner gets a mail, if the account has an address and is in use.

        Raises:
            TooManyError: Too many were asked for, for this name from there or from this address.
        """
        source, now = Source(compose_line(username).casefold(), address), self.now()
        attempt = await self.attempts.begin(source.reset_limits, now)
        if attempt.wait:
            text = f"Đã yêu cầu đặt lại mật khẩu quá nhiều lần. Hãy thử lại sau {-(-attempt.wait // 60)} phút."
            raise TooManyError(text, retry_after=attempt.wait)
        mail_id = new_id()
        sealed = self.vault.seal(NAME_PURPOSE, mail_id, source.name)
        try:
            await self.mails.add(ask_for_reset(sealed, network_of(address), now, mail_id=mail_id))
        finally:
            await self.attempts.fail(attempt)
        self.wake()


@dataclass(frozen=True)
class ResetPassword:
    """Give the account another password by the link in a mail; every session of it ends, its second factor stays."""

    mails: AccountMails
    credentials: Credentials
    passwords: Passwords
    admits_demo: bool
    wake: Callable[[], None]
    now: Clock

    async def holds(self, token: str) -> bool:
        """Whether the link still serves."""
        return await self._found(token) is not None

    async def __call__(self, token: str, new: str) -> None:
        """Done, recorded and told.

        Raises:
            InvalidError: The link serves no more, or the password is easily guessed; then the link goes on serving.
        """
        found = await self._found(token)
        if found is None:
            raise InvalidError([FieldProblem("token", _LINK_ENDED)])
        link, account = found
        if fault := password_fault(new, account.username):
            raise InvalidError([FieldProblem("new_password", fault)])
        hashed = await self.passwords.make(new)
        now = self.now()
        entry = Entry(now, Kind.PASSWORD_RESET, Actor(account.id, account.name), subject=account.id)
        notice = notify(account, MailKind.PASSWORD_CHANGED, now)
        if not await self.credentials.reset_password(account, hashed, link, entry, notice):
            raise InvalidError([FieldProblem("token", _LINK_ENDED)])
        self.wake()

    async def _found(self, token: str) -> tuple[AccountMail, Account] | None:
        link = await self.mails.with_link(token_hash(token))
        if link is None or link.kind not in SETTING_PASSWORDS or not link.serves(self.now()):
            return None
        account = await self.credentials.account(link.account)
        # Of an account that was locked meanwhile, got another password or another address, no earlier link serves.
        is_fit = account is not None and account.active and (self.admits_demo or not account.demo)
        if account is None or not is_fit or account.credential_version != link.credential_version:
            return None
        return (link, account) if account.mail == link.address else None
