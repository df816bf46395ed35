"""A new account, whose owner sets the first password by a link in a mail: nobody else ever knows one."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from uuid import NAMESPACE_URL, uuid5

from services.identity.application.account_ports import FindAccounts, OpenRegister, ReadCatalogue
from services.identity.application.administering import actor_of
from services.identity.application.ports import Clock
from services.identity.domain.account_mails import invite
from services.identity.domain.catalogue import problems_of
from shared.directory.bodies import Account
from shared.identity.viewer import Role, Viewer
from shared.refusals import ConflictError, FieldProblem, InvalidError

_NAMESPACE = uuid5(NAMESPACE_URL, "thidua:account")
TAKEN = "Đã có tài khoản tên này. Chọn tên đăng nhập khác."
NEEDS_MAIL = "Nhập địa chỉ thư: chủ tài khoản đặt mật khẩu bằng liên kết trong thư gửi đến đó."


def account_id(viewer: Viewer, key: str, username: str) -> str:
    """The id of the account that this form adds: sent twice, the form adds one."""
    return str(uuid5(_NAMESPACE, f"{viewer.account}/{key}/{username}"))


@dataclass(frozen=True)
class AddAccount:
    """Adds an account; the mail to its owner is written with it."""

    accounts: FindAccounts
    registers: OpenRegister
    catalogue: ReadCatalogue
    wake: Callable[[], None]
    now: Clock

    async def __call__(self, viewer: Viewer, wanted: Account, key: str) -> Account:
        """The account; the same key and username give the same one again.

        Raises:
            NotAllowedError: The viewer is no administrator.
            InvalidError: Something must be mended; all is named.
        """
        viewer.require(Role.ADMINISTRATOR)
        account = replace(wanted, id=account_id(viewer, key, wanted.username))
        standing = await self.accounts.named([account.username])
        if standing and standing[0].id == account.id:
            return standing[0]
        problems = problems_of(account, await self.catalogue.catalogue())
        if not account.mail:
            problems.append(FieldProblem("mail", NEEDS_MAIL))
        if standing:
            problems.append(FieldProblem("username", TAKEN))
        if problems:
            raise InvalidError(problems)
        try:
            await self.registers(actor_of(viewer)).add_all([account], [invite(account, self.now())])
        except ConflictError:
            return await self(viewer, wanted, key)
        self.wake()
        return account
