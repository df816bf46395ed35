"""Changing one's own password, with the old one."""

from dataclasses import dataclass, replace

from services.identity.application.ports import Clock, Credentials, Passwords, SecondFactors
from services.identity.application.proving import Prove, account_of
from services.identity.application.signing_in import bound_by
from services.identity.domain.account_mails import MailKind, notify
from services.identity.domain.guessing import Source
from services.identity.domain.passwords import password_fault, prepare_password
from shared.audit.entry import Actor, Entry, Kind
from shared.directory.bodies import Account
from shared.directory.roles import Role
from shared.identity.recognising import Bound, Recognition
from shared.refusals import ConflictError, FieldProblem, InvalidError, NotSignedInError

_FIELD = "new_password"


@dataclass(frozen=True)
class ChangePassword:
    """Give one's own account another password; every other session of it ends."""

    prove: Prove
    credentials: Credentials
    passwords: Passwords
    factors: SecondFactors
    recognition: Recognition
    required_of: frozenset[Role]
    now: Clock

    async def __call__(self, token: str, old: str, new: str, address: str) -> None:
        """Done and recorded; the session that asked goes on.

        Raises:
            NotSignedInError: Nobody's token.
            InvalidError: The old password is not right, or the new one is easily guessed or the old one.
            TooManyError: Too many wrong passwords from there.
        """
        session, viewer = await self.recognition.recognise_bound(token)
        account = await account_of(self.credentials, viewer)
        fault = password_fault(new, account.username)
        if fault is None and prepare_password(new) == prepare_password(old):
            fault = "Chọn mật khẩu khác mật khẩu đang dùng."
        if fault:
            raise InvalidError([FieldProblem(_FIELD, fault)])
        try:
            proven = await self.prove(Source(account.username, address), old, wants_code=False)
        except NotSignedInError as error:
            message = "Mật khẩu đang dùng chưa đúng. Kiểm tra lại bộ gõ tiếng Việt và phím Caps Lock rồi nhập lại."
            raise InvalidError([FieldProblem("old_password", message)]) from error
        now = self.now()
        kept = replace(
            session,
            credential_version=proven.account.credential_version + 1,
            bound_to=await self._still_bound(session.bound_to, proven.account),
        )
        entry = Entry(now, Kind.PASSWORD_CHANGED, Actor(account.id, account.name), subject=account.id)
        hashed = await self.passwords.make(new)
        self.recognition.forget(token)
        notice = notify(account, MailKind.PASSWORD_CHANGED, now)
        if not await self.credentials.change_password(proven.account, hashed, kept, entry, notice):
            raise ConflictError("Mật khẩu vừa được thay đổi ở nơi khác. Đăng nhập lại bằng mật khẩu mới.")

    async def _still_bound(self, before: Bound | None, account: Account) -> Bound | None:
        if before is None:
            return None
        factor = await self.factors.find(account.id)
        has_factor = factor is not None and factor.is_on
        return bound_by(
            replace(account, password_is_temporary=False), has_factor=has_factor, required_of=self.required_of
        )
