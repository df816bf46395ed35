"""What stops or helps somebody who signs in: lock, unlock, end sessions, remove a second factor, send a link."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from services.identity.application.account_ports import CountMails, OpenRegister, ReadAccount
from services.identity.application.administering import FindKept, actor_of, read_reason, refuse_oneself
from services.identity.application.changing_accounts import Foresee, replaced
from services.identity.application.ports import Clock
from services.identity.domain.account_mails import COUNTED_WITHIN, MOST_RESETS, MailKind, reset_for
from services.identity.domain.accounts import Ended, Foreseen, Kept
from shared.audit.entry import Entry
from shared.audit.entry import Kind as Done
from shared.directory.bodies import Account
from shared.identity.viewer import Viewer
from shared.refusals import ConflictError, TooManyError

_NOT_ONESELF = "Không tự khóa tài khoản của mình. Nhờ một quản trị viên khác."
_OWN_PAGE = "Việc này với tài khoản của chính mình làm ở trang Tài khoản."


@dataclass(frozen=True)
class LockAccount:
    """Locks an account, or opens it again; each for a reason that is recorded."""

    find: FindKept
    registers: OpenRegister
    foresee: Foresee
    now: Clock

    async def look(self, viewer: Viewer, account_id: str, *, active: bool, version: int | None = None) -> Foreseen:
        """What it would do.

        Raises:
            NotAllowedError: The viewer is no administrator, or the account is theirs.
            NotFoundError: There is no such account.
            ConflictError: It is locked already, or it is not; or it was changed since the form was opened.
        """
        account = await self.find(viewer, account_id, version)
        refuse_oneself(viewer, account, _NOT_ONESELF)
        if account.active == active:
            raise ConflictError("Tài khoản này đang dùng được." if active else "Tài khoản này đã khóa.")
        return await self.foresee(viewer, account, replace(account, active=active))

    async def __call__(self, viewer: Viewer, account_id: str, reason: str, *, active: bool, version: int) -> Ended:
        """Done and recorded.

        Raises:
            NotAllowedError, NotFoundError, ConflictError: As above.
            InvalidError: No reason is given.
        """
        foreseen = await self.look(viewer, account_id, active=active, version=version)
        kept = Kept(foreseen.before, foreseen.after, read_reason(reason))
        return await replaced(self.registers, viewer, [kept], self.now)


@dataclass(frozen=True)
class EndAccess:
    """Ends what an account is signed in by: its sessions, or its second factor with them."""

    find: FindKept
    registers: OpenRegister

    async def look(self, viewer: Viewer, account_id: str) -> Account:
        """The account.

        Raises:
            NotAllowedError: The viewer is no administrator, or the account is theirs.
            NotFoundError: There is no such account.
        """
        account = await self.find(viewer, account_id)
        refuse_oneself(viewer, account, _OWN_PAGE)
        return account

    async def end_sessions(self, viewer: Viewer, account_id: str, reason: str) -> int:
        """How many sessions ended; services notice within ten seconds.

        Raises:
            NotAllowedError, NotFoundError: As above.
            InvalidError: No reason is given.
        """
        account = await self.look(viewer, account_id)
        return await self.registers(actor_of(viewer)).revoke_sessions(account.username, read_reason(reason))

    async def remove_factor(self, viewer: Viewer, account_id: str, reason: str) -> int:
        """How many sessions ended with it; its owner is told by mail.

        Raises:
            NotAllowedError, NotFoundError, InvalidError: As above.
            ConflictError: It has none.
        """
        account = await self.look(viewer, account_id)
        return await self.registers(actor_of(viewer)).remove_second_factor(account.username, read_reason(reason))


@dataclass(frozen=True)
class SendLink:
    """Has the owner of an account sent a link by which they set a password."""

    find: FindKept
    accounts: ReadAccount
    mails: CountMails
    wake: Callable[[], None]
    now: Clock

    async def __call__(self, viewer: Viewer, account_id: str) -> None:
        """The mail is kept, to be sent, and recorded; the password of before holds until the link is used.

        Raises:
            NotAllowedError: The viewer is no administrator.
            NotFoundError: There is no such account.
            ConflictError: It is locked, or no mail reaches it.
            TooManyError: It was sent as many within the hour as one is sent.
        """
        account, at = await self.find(viewer, account_id), self.now()
        if not account.active:
            raise ConflictError("Tài khoản đang khóa. Mở lại tài khoản trước, rồi gửi liên kết.")
        if not account.mail:
            raise ConflictError("Tài khoản chưa có địa chỉ thư. Thêm địa chỉ thư trước, rồi gửi liên kết.")
        sent = await self.mails.count_since(account.id, MailKind.PASSWORD_RESET, at - COUNTED_WITHIN)
        if sent >= MOST_RESETS:
            wait = int(COUNTED_WITHIN.total_seconds())
            text = f"Trong một giờ chỉ gửi {MOST_RESETS} liên kết cho một tài khoản. Chờ thư đã gửi, hoặc thử lại sau."
            raise TooManyError(text, retry_after=wait)
        entry = Entry(
            at, Done.PASSWORD_RESET_ASKED, actor_of(viewer), subject=account.id, details={"username": account.username}
        )
        await self.accounts.ask(reset_for(account, at), entry)
        self.wake()
