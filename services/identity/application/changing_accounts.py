"""An account gets another name, mail, role, unit or authority; or hands its work over to a colleague."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from services.identity.application.account_ports import (
    FindAccounts,
    OpenRegister,
    ReadAuthorisations,
    ReadCatalogue,
)
from services.identity.application.administering import FindKept, actor_of, read_reason, refuse_oneself
from services.identity.application.ports import Clock
from services.identity.domain.account_mails import AccountMail, MailKind, notify
from services.identity.domain.accounts import Ended, Foreseen, Kept, own_fault, stamp_of
from services.identity.domain.catalogue import problems_of
from shared.directory.bodies import Account
from shared.directory.changing import Wish, change, consequences, differences, ends_sessions, lapsing
from shared.directory.roles import Role
from shared.identity.viewer import Viewer
from shared.refusals import FieldProblem, InvalidError, NotAllowedError, StaleError

_NOT_ONESELF = "Không tự bàn giao tài khoản của mình. Nhờ một quản trị viên khác."
_STALE = "Tài khoản vừa được người khác thay đổi. Xem nội dung hiện tại, rồi gửi lại nếu vẫn cần."


@dataclass(frozen=True)
class Foresee:
    """Works out what a change would do, without doing it."""

    registers: OpenRegister
    authorisations: ReadAuthorisations
    catalogue: ReadCatalogue
    now: Clock

    async def __call__(self, viewer: Viewer, before: Account, after: Account) -> Foreseen:
        """What differs, what follows, and how much of it ends."""
        at = self.now()
        given = [each for each in await self.authorisations.of_accounts([before.id]) if not each.is_over(at)]
        leaves = ends_sessions(before, after) or not after.active
        sessions = await self.registers(actor_of(viewer)).open_sessions(before, at) if leaves else 0
        changes = differences(before, after)
        is_other = bool(changes) or before.active != after.active
        follows = consequences(before, after, (await self.catalogue.catalogue()).name) if is_other else ()
        return Foreseen(before, after, changes, follows, Ended(sessions, len(lapsing(given, after))))


@dataclass(frozen=True)
class ChangeAccount:
    """Changes an account under its old id; what it did stays its own."""

    find: FindKept
    registers: OpenRegister
    catalogue: ReadCatalogue
    foresee: Foresee
    wake: Callable[[], None]
    now: Clock

    async def look(self, viewer: Viewer, account_id: str, wish: Wish, version: int) -> Foreseen:
        """What the change would do.

        Raises:
            NotAllowedError: The viewer is no administrator, or would change what they may do themselves.
            NotFoundError: There is no such account.
            StaleError: It was changed since the form was opened.
            InvalidError: Something must be mended, or nothing would change.
        """
        before = await self.find(viewer, account_id, version)
        after = change(before, wish)
        if fault := own_fault(before, after, viewer.account):
            raise NotAllowedError(fault)
        problems = problems_of(after, await self.catalogue.catalogue(), before)
        if not problems and before == after:
            problems.append(FieldProblem("name", "Chưa có gì khác với nội dung đang lưu. Sửa ít nhất một mục."))
        if problems:
            raise InvalidError(problems)
        return await self.foresee(viewer, before, after)

    async def __call__(self, viewer: Viewer, account_id: str, wish: Wish, version: int) -> Ended:
        """Done and recorded; the address that mails went to before is told where they go elsewhere from now on.

        Raises:
            NotAllowedError, NotFoundError, StaleError, InvalidError: As above.
        """
        foreseen = await self.look(viewer, account_id, wish, version)
        before, after, at = foreseen.before, foreseen.after, self.now()
        notice = notify(before, MailKind.MAIL_CHANGED, at) if before.mail != after.mail else None
        kept = Kept(before, after, notices=_some(notice))
        done = await replaced(self.registers, viewer, [kept], self.now)
        self.wake()
        return done


@dataclass(frozen=True)
class Handing:
    """Who takes over, if anybody yet; where the account goes, which is locked where it goes nowhere; and why."""

    reason: str
    taker: str = ""
    taker_version: int = 0
    wish: Wish | None = None


@dataclass(frozen=True)
class HandOver:
    """What somebody who leaves hands over: the account ends or moves, and a colleague gets what it could do there."""

    find: FindKept
    accounts: FindAccounts
    registers: OpenRegister
    catalogue: ReadCatalogue
    foresee: Foresee
    now: Clock

    async def colleagues(self, viewer: Viewer, account_id: str) -> Sequence[Account]:
        """Whoever may take over: the active accounts of the same unit or authorities.

        Raises:
            NotAllowedError: The viewer is no administrator, or the account is theirs.
            NotFoundError: There is no such account.
        """
        leaver = await self._leaver(viewer, account_id)
        return await self.accounts.colleagues(leaver)

    async def look(self, viewer: Viewer, account_id: str, wanted: Handing, version: int) -> Sequence[Foreseen]:
        """What would become of both accounts, of whoever leaves first.

        Raises:
            NotAllowedError, NotFoundError: As above.
            StaleError: The account was changed since the form was opened.
            InvalidError: Something must be mended.
        """
        before = await self._leaver(viewer, account_id, version)
        wanted = replace(wanted, reason=read_reason(wanted.reason))
        after = change(before, wanted.wish) if wanted.wish else replace(before, active=False)
        problems = problems_of(after, await self.catalogue.catalogue(), before)
        taker = await self._taker(before, wanted)
        if wanted.taker and taker is None:
            problems.append(FieldProblem("taker", "Chọn một người đang dùng tài khoản của cùng đơn vị hoặc cơ quan."))
        if before == after:
            problems.append(FieldProblem("authorities", "Nêu nơi mới, khác nơi hiện nay."))
        if problems:
            raise InvalidError(problems)
        foreseen = [await self.foresee(viewer, before, after)]
        if taker:
            foreseen.append(await self.foresee(viewer, taker, take_over(before, taker)))
        return foreseen

    async def __call__(self, viewer: Viewer, account_id: str, wanted: Handing, version: int) -> Ended:
        """Done and recorded for both at once.

        Raises:
            NotAllowedError, NotFoundError, StaleError, InvalidError: As above; `StaleError` also where the taker was
                changed since the check page.
        """
        leaving, *taking = await self.look(viewer, account_id, wanted, version)
        if taking and wanted.taker_version != stamp_of(taking[0].before):
            raise StaleError(_STALE)
        reason = read_reason(wanted.reason)
        to = {"handed_over_to": taking[0].before.username} if taking else {}
        kept = [Kept(leaving.before, leaving.after, reason, to)]
        kept += [Kept(each.before, each.after, reason, {"taken_over_from": leaving.before.username}) for each in taking]
        return await replaced(self.registers, viewer, kept, self.now)

    async def _leaver(self, viewer: Viewer, account_id: str, version: int | None = None) -> Account:
        leaver = await self.find(viewer, account_id, version)
        refuse_oneself(viewer, leaver, _NOT_ONESELF)
        return leaver

    async def _taker(self, leaver: Account, wanted: Handing) -> Account | None:
        colleagues = await self.accounts.colleagues(leaver) if wanted.taker else ()
        return next((each for each in colleagues if each.id == wanted.taker), None)


def take_over(leaver: Account, taker: Account) -> Account:
    """The colleague with what the leaver could do besides; a deputy's paper and a say over the system do not pass."""
    own = frozenset({Role.DEPUTY, Role.ADMINISTRATOR, Role.OPERATOR})
    return replace(
        taker,
        roles=taker.roles | (leaver.roles - own),
        unit=taker.unit or leaver.unit,
        authorities=taker.authorities | leaver.authorities,
    )


async def replaced(registers: OpenRegister, viewer: Viewer, kept: Sequence[Kept], now: Clock) -> Ended:
    """The changes, stored in the viewer's name.

    Raises:
        StaleError: Somebody changed one of the accounts meanwhile; in words for a page.
    """
    try:
        return await registers(actor_of(viewer)).replace_all(kept, by_name=viewer.name, at=now())
    except StaleError as error:
        raise StaleError(_STALE) from error


def _some(notice: AccountMail | None) -> Sequence[AccountMail]:
    return (notice,) if notice else ()
