"""Another address for the mails of one's own account: confirmed at the new one, told to the old one."""

from collections.abc import Callable
from dataclasses import dataclass

from services.identity.application.mail_ports import AccountMails
from services.identity.application.ports import Clock, Credentials
from services.identity.application.proving import Prove, account_of
from services.identity.domain.account_mails import (
    COUNTED_WITHIN,
    LINK_LIFE,
    MOST_CONFIRMATIONS,
    AccountMail,
    MailKind,
    ask_for_confirmation,
    notify,
)
from services.identity.domain.guessing import Source
from shared.audit.entry import Actor, Entry, Kind
from shared.directory.bodies import Account
from shared.identity.recognising import Recognition
from shared.identity.tokens import token_hash
from shared.refusals import FieldProblem, InvalidError, NotSignedInError, TooManyError

CONFIRMATION_HOURS = int(LINK_LIFE[MailKind.MAIL_CONFIRMATION].total_seconds()) // 3600
_WRONG = "Mật khẩu chưa đúng. Kiểm tra lại bộ gõ tiếng Việt và phím Caps Lock rồi nhập lại."
_SAME = "Thư đã được gửi đến địa chỉ này. Nhập địa chỉ khác."
_OFTEN = "Đã yêu cầu đổi địa chỉ thư quá nhiều lần. Hãy thử lại sau một giờ."
_LINK_ENDED = (
    "Liên kết đã được dùng, đã hết hạn hoặc không đầy đủ. Đăng nhập, mở trang tài khoản rồi đổi địa chỉ thư lại."
)


@dataclass(frozen=True)
class AskForMailChange:
    """Send a mail to the new address; until it is confirmed there, mails go where they went."""

    recognition: Recognition
    prove: Prove
    credentials: Credentials
    mails: AccountMails
    wake: Callable[[], None]
    now: Clock

    async def __call__(self, token: str, mail: str, password: str, address: str) -> None:
        """Kept and recorded.

        Raises:
            NotSignedInError: Nobody's token.
            BoundSessionError: Something must be done first.
            InvalidError: The password is not right, or it is the address of today.
            TooManyError: Too many wrong passwords from there, or too many addresses.
        """
        _, viewer = await self.recognition.recognise(token)
        account = await account_of(self.credentials, viewer)
        if mail == account.mail:
            raise InvalidError([FieldProblem("mail", _SAME)])
        try:
            await self.prove(Source(account.username, address), password, wants_code=False)
        except NotSignedInError as error:
            raise InvalidError([FieldProblem("password", _WRONG)]) from error
        now = self.now()
        asked = await self.mails.count_since(account.id, MailKind.MAIL_CONFIRMATION, now - COUNTED_WITHIN)
        if asked >= MOST_CONFIRMATIONS:
            raise TooManyError(_OFTEN, retry_after=int(COUNTED_WITHIN.total_seconds()))
        entry = Entry(now, Kind.MAIL_CHANGE_ASKED, Actor(account.id, account.name), subject=account.id)
        await self.credentials.ask(ask_for_confirmation(account, mail, now), entry)
        self.wake()


@dataclass(frozen=True)
class ConfirmMail:
    """Have mails go to the new address, by the link in the mail to it; the old address is told."""

    mails: AccountMails
    credentials: Credentials
    wake: Callable[[], None]
    now: Clock

    async def holds(self, token: str) -> bool:
        """Whether the link still serves."""
        return await self._found(token) is not None

    async def __call__(self, token: str) -> None:
        """Done, recorded and told.

        Raises:
            InvalidError: The link serves no more.
        """
        found = await self._found(token)
        if found is None:
            raise InvalidError([FieldProblem("token", _LINK_ENDED)])
        link, account = found
        now = self.now()
        entry = Entry(now, Kind.MAIL_CHANGED, Actor(account.id, account.name), subject=account.id)
        notice = notify(account, MailKind.MAIL_CHANGED, now)
        if not await self.credentials.change_mail(account, link.address, link, entry, notice):
            raise InvalidError([FieldProblem("token", _LINK_ENDED)])
        self.wake()

    async def _found(self, token: str) -> tuple[AccountMail, Account] | None:
        link = await self.mails.with_link(token_hash(token))
        if link is None or link.kind is not MailKind.MAIL_CONFIRMATION or not link.serves(self.now()):
            return None
        account = await self.credentials.account(link.account)
        if account is None or not account.active or account.credential_version != link.credential_version:
            return None
        # Whoever changed the address meanwhile, an administrator for one, meant that.
        return (link, account) if (account.mail or "") == link.former else None
