"""The second factor of one's own account: set up, confirmed by a code, taken away, and its recovery codes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from services.identity.application.ports import Clock, Credentials, SecondFactors, Sessions, Vault
from services.identity.application.proving import RECOVERY_PURPOSE, SECRET_PURPOSE, WRONG_CODE, Prove, account_of
from services.identity.domain.account_mails import MailKind, notify
from services.identity.domain.guessing import Source
from services.identity.domain.one_time_codes import (
    SecondFactor,
    is_required,
    matching_step,
    new_recovery_codes,
    new_secret,
    otpauth_url,
)
from shared.audit.entry import Actor, Entry, Kind
from shared.directory.bodies import Account
from shared.directory.roles import Role
from shared.identity.recognising import Bound, Recognition, Session
from shared.refusals import ConflictError, FieldProblem, InvalidError, NotAllowedError, NotSignedInError

_OFF = "Tài khoản chưa bật xác thực hai lớp. Bật trước: POST /api/v1/account/second-factor."
_ON = "Tài khoản đã bật xác thực hai lớp. Để dùng điện thoại khác, tắt rồi bật lại."
_WRONG = "Mật khẩu chưa đúng. Kiểm tra lại bộ gõ tiếng Việt và phím Caps Lock rồi nhập lại."
_REQUIRED = "Vai trò của bạn cần xác thực hai lớp nên không tắt được. Mất điện thoại thì báo quản trị viên của tỉnh."
_PASSWORD_FIRST = "Đổi mật khẩu trước, rồi bật xác thực hai lớp: POST /api/v1/account/password."  # noqa: S105 - words


@dataclass(frozen=True)
class SecondFactorOf:
    """What the use cases below stand on: who asks, and what the account has."""

    recognition: Recognition
    credentials: Credentials
    factors: SecondFactors
    vault: Vault
    sessions: Sessions
    prove: Prove
    required_of: frozenset[Role]
    now: Clock

    async def asker(self, token: str) -> tuple[Session, Account]:
        """The session and the account of whoever asks.

        Raises:
            NotSignedInError: Nobody's.
            NotAllowedError: The password must be changed first.
        """
        session, viewer = await self.recognition.recognise_bound(token)
        if session.bound_to is Bound.PASSWORD:
            raise NotAllowedError(_PASSWORD_FIRST)
        return session, await account_of(self.credentials, viewer)

    async def proven(self, account: Account, password: str, code: str, address: str) -> None:
        """Pass when the password and the code are right.

        Raises:
            InvalidError: One is not.
            TooManyError: Too many were wrong.
        """
        try:
            await self.prove(Source(account.username, address), password, code)
        except NotSignedInError as error:
            field, message = ("code", WRONG_CODE) if error.details.get("code_needed") else ("password", _WRONG)
            raise InvalidError([FieldProblem(field, message)]) from error

    def entry(self, kind: Kind, account: Account) -> Entry:
        """What the record says of it."""
        return Entry(self.now(), kind, Actor(account.id, account.name), subject=account.id)

    def marks(self, account: Account, codes: Sequence[str]) -> Sequence[str]:
        """What is stored of recovery codes."""
        return [self.vault.mark(RECOVERY_PURPOSE, account.id, code) for code in codes]


@dataclass(frozen=True)
class ShowSecondFactor:
    """Whether the account has one."""

    of: SecondFactorOf

    async def __call__(self, token: str) -> tuple[bool, int, bool]:
        """Whether it is on, how many recovery codes are left, and whether the deployment asks for it."""
        _, account = await self.of.asker(token)
        found = await self.of.factors.find(account.id)
        is_on = found is not None and found.is_on
        return is_on, found.codes_left if found and is_on else 0, is_required(account.roles, self.of.required_of)


@dataclass(frozen=True)
class BeginSecondFactor:
    """Make a secret for an authenticator; it does not count before a code of it is shown."""

    of: SecondFactorOf

    async def __call__(self, token: str) -> tuple[str, str]:
        """The secret and its otpauth address, told this once; beginning again makes another.

        Raises:
            ConflictError: One is on already.
        """
        _, account = await self.of.asker(token)
        secret = new_secret()
        sealed = self.of.vault.seal(SECRET_PURPOSE, account.id, secret)
        if not await self.of.factors.begin(SecondFactor(account.id, sealed)):
            raise ConflictError(_ON)
        return secret, otpauth_url(secret, account.username)


@dataclass(frozen=True)
class ShowBegunFactor:
    """What goes into an authenticator, again, while it does not count yet: a page may be opened anew."""

    of: SecondFactorOf

    async def __call__(self, token: str) -> tuple[str, str] | None:
        """The secret and its otpauth address; nothing where none was begun, or one is on."""
        _, account = await self.of.asker(token)
        found = await self.of.factors.find(account.id)
        if found is None or found.is_on:
            return None
        secret = self.of.vault.open(SECRET_PURPOSE, account.id, found.sealed)
        return secret, otpauth_url(secret, account.username)


@dataclass(frozen=True)
class ConfirmSecondFactor:
    """Let it count, since its owner's authenticator shows the right code."""

    of: SecondFactorOf

    async def __call__(self, token: str, code: str) -> Sequence[str]:
        """The recovery codes, told this once.

        Raises:
            ConflictError: None was begun, or one is on already.
            InvalidError: The code is not right.
        """
        session, account = await self.of.asker(token)
        found = await self.of.factors.find(account.id)
        if found is None or found.is_on:
            raise ConflictError(_ON if found else _OFF)
        step = matching_step(self.of.vault.open(SECRET_PURPOSE, account.id, found.sealed), code, self.of.now())
        if step is None:
            raise InvalidError([FieldProblem("code", WRONG_CODE)])
        codes = new_recovery_codes()
        entry = self.of.entry(Kind.SECOND_FACTOR_ON, account)
        notice = notify(account, MailKind.SECOND_FACTOR_ON, entry.at)
        if not await self.of.factors.turn_on(found, step, self.of.marks(account, codes), entry, notice):
            raise ConflictError(_OFF)
        if session.bound_to is Bound.SECOND_FACTOR:
            self.of.recognition.forget(token)
            await self.of.sessions.change(replace(session, bound_to=None))
        return codes


@dataclass(frozen=True)
class RemoveSecondFactor:
    """Go on with the password alone."""

    of: SecondFactorOf

    async def __call__(self, token: str, password: str, code: str, address: str) -> None:
        """Done and recorded.

        Raises:
            NotAllowedError: The deployment asks for it.
            ConflictError: It is off.
            InvalidError: Password or code is not right.
        """
        _, account = await self.of.asker(token)
        if is_required(account.roles, self.of.required_of):
            raise NotAllowedError(_REQUIRED)
        await self._is_on(account)
        await self.of.proven(account, password, code, address)
        entry = self.of.entry(Kind.SECOND_FACTOR_OFF, account)
        await self.of.factors.remove(account.id, entry, notify(account, MailKind.SECOND_FACTOR_OFF, entry.at))

    async def _is_on(self, account: Account) -> None:
        found = await self.of.factors.find(account.id)
        if found is None or not found.is_on:
            raise ConflictError(_OFF)


@dataclass(frozen=True)
class RenewRecoveryCodes:
    """Other recovery codes in place of all before."""

    of: SecondFactorOf

    async def __call__(self, token: str, password: str, code: str, address: str) -> Sequence[str]:
        """The codes, told this once.

        Raises:
            ConflictError: The second factor is off.
            InvalidError: Password or code is not right.
        """
        _, account = await self.of.asker(token)
        found = await self.of.factors.find(account.id)
        if found is None or not found.is_on:
            raise ConflictError(_OFF)
        await self.of.proven(account, password, code, address)
        codes = new_recovery_codes()
        entry = self.of.entry(Kind.RECOVERY_CODES_MADE, account)
        if not await self.of.factors.renew_recovery(account.id, self.of.marks(account, codes), entry):
            raise ConflictError(_OFF)
        return codes
