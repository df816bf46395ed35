"""Who administers accounts, in whose name it is recorded, and which accounts whoever asks may see."""

from dataclasses import dataclass

from services.identity.application.account_ports import ReadAccount
from services.identity.domain.accounts import stamp_of
from shared.audit.entry import MOST_CHARACTERS, Actor
from shared.directory.bodies import Account
from shared.identity.viewer import Role, Viewer
from shared.refusals import FieldProblem, InvalidError, NotAllowedError, NotFoundError, StaleError
from shared.text.seen import compose_line, has_word

_NO_ACCOUNT = "Không có tài khoản này. Mở lại từ danh sách tài khoản."
_STALE = "Tài khoản vừa được người khác thay đổi. Xem nội dung hiện tại, rồi gửi lại nếu vẫn cần."
_LONGEST_REASON = min(300, MOST_CHARACTERS)


def actor_of(viewer: Viewer) -> Actor:
    """In whose name an act is recorded."""
    return Actor(viewer.account, viewer.name)


def read_reason(typed: str) -> str:
    """Why, as it is recorded.

    Raises:
        InvalidError: Nothing is said, or more than the record keeps.
    """
    reason = compose_line(typed)
    if not has_word(reason):
        raise InvalidError([FieldProblem("reason", "Nhập lý do.")])
    if len(reason) > _LONGEST_REASON:
        raise InvalidError([FieldProblem("reason", f"Viết lý do không quá {_LONGEST_REASON} ký tự.")])
    return reason


def refuse_oneself(viewer: Viewer, account: Account, sentence: str) -> None:
    """Pass when the account is not the viewer's own.

    Raises:
        NotAllowedError: It is.
    """
    if account.id == viewer.account:
        raise NotAllowedError(sentence)


@dataclass(frozen=True)
class FindKept:
    """The account that an administrator means, as it stands now."""

    accounts: ReadAccount

    async def __call__(self, viewer: Viewer, account_id: str, version: int | None = None) -> Account:
        """It; with the version that a form carries, only while it is the one that the form showed.

        Raises:
            NotAllowedError: The viewer is no administrator.
            NotFoundError: There is no such account.
            StaleError: It was changed since the form was opened.
        """
        viewer.require(Role.ADMINISTRATOR)
        account = await self.accounts.account(account_id)
        if account is None:
            raise NotFoundError(_NO_ACCOUNT)
        if version is not None and version != stamp_of(account):
            raise StaleError(_STALE)
        return account

    async def visible(self, viewer: Viewer, account_id: str) -> Account:
        """It, also for a head of one of its authorities.

        Raises:
            NotAllowedError: The viewer is neither.
            NotFoundError: There is no such account, or it is of no authority of the head's.
        """
        viewer.require(Role.ADMINISTRATOR, Role.HEAD)
        account = await self.accounts.account(account_id)
        is_seen = account is not None and (viewer.has(Role.ADMINISTRATOR) or bool(account.authorities & viewer.own))
        if account is None or not is_seen:
            raise NotFoundError(_NO_ACCOUNT)
        return account
