"""Whoever says a name proves to be its owner: by the password, and by a code where the account has a second factor."""

import asyncio
from dataclasses import dataclass, field

from services.identity.application.ports import Attempts, Clock, Credentials, Passwords, SecondFactors, Vault
from services.identity.domain.guessing import Source, Standing
from services.identity.domain.one_time_codes import SecondFactor, matching_step, read_recovery_code
from shared.audit.entry import UNKNOWN, Actor, AuditRecord, Entry, Kind
from shared.directory.bodies import Account
from shared.identity.viewer import Viewer
from shared.observability.logs import get_logger
from shared.refusals import NotSignedInError, TooManyError
from shared.web.http.admission import network_of

SECRET_PURPOSE = "second factor's secret"  # noqa: S105 - what the key is for
RECOVERY_PURPOSE = "recovery code"
_NAME_PURPOSE = "name typed by a stranger"
_AT_ONCE = 2  # proofs whose password is looked at; as many as are hashed at once
_WRONG = "Tên đăng nhập hoặc mật khẩu chưa đúng. Kiểm tra lại bộ gõ tiếng Việt và phím Caps Lock rồi nhập lại."
_NO_CODE = "Tài khoản này dùng xác thực hai lớp. Nhập thêm mã 6 số của ứng dụng xác thực, hoặc một mã khôi phục."
WRONG_CODE = "Mã xác thực chưa đúng hoặc đã dùng. Đợi mã tiếp theo của ứng dụng xác thực rồi nhập lại."
_log = get_logger(__name__)


class CodeNeededError(NotSignedInError):
    """The password is right, and the account also wants a code."""

    def __init__(self, message: str) -> None:
        super().__init__(message, details={"code_needed": True})


async def account_of(credentials: Credentials, viewer: Viewer) -> Account:
    """The viewer's account, read freshly.

    Raises:
        NotSignedInError: It is there no more.
    """
    account = await credentials.account(viewer.account)
    if account is None:
        raise NotSignedInError("Tài khoản không còn. Liên hệ quản trị viên của tỉnh (Sở Nội vụ).")
    return account


@dataclass(frozen=True, slots=True)
class Proven:
    """The account whose owner it is, what was known of the place before, and whether a code was shown, too."""

    account: Account
    standing: Standing
    by_code: bool = False


@dataclass(frozen=True)
class Prove:
    """Looks at passwords and codes, counted together; one per process, since it looks at few passwords at once."""

    credentials: Credentials
    attempts: Attempts
    passwords: Passwords
    factors: SecondFactors
    vault: Vault
    audit: AuditRecord
    now: Clock
    _turn: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_AT_ONCE), init=False)

    async def __call__(self, source: Source, password: str, code: str = "", *, wants_code: bool = True) -> Proven:
        """The account of that name; a code is taken once only, and a wrong one counts like a wrong password.

        Raises:
            NotSignedInError: Unknown name or wrong password, which cannot be told apart; or a wrong code.
            CodeNeededError: The password is right, and a code is missing.
            TooManyError: Too many wrong passwords or codes for this name from there, or from this address.
        """
        async with self._turn:
            return await self._look(source, password, code, wants_code=wants_code)

    async def _look(self, source: Source, password: str, code: str, *, wants_code: bool) -> Proven:
        standing = await self.attempts.standing(source, self.now())
        attempt = await self.attempts.begin(source.limits(standing), self.now())
        if attempt.wait:
            minutes = -(-attempt.wait // 60)
            text = f"Đã thử đăng nhập quá nhiều lần. Hãy thử lại sau {minutes} phút."
            raise TooManyError(text, retry_after=attempt.wait)
        try:
            account = await self.credentials.account_named(source.name)
            is_right = await self.passwords.verify(account.password_hash if account else None, password)
            factor = await self.factors.find(account.id) if account and is_right and wants_code else None
            asks = factor is not None and factor.is_on
            fits = not asks or (factor is not None and bool(code) and await self._fits(factor, code))
        except BaseException:
            await self.attempts.give_back(attempt)
            raise
        if account is None or not is_right or (asks and code and not fits):
            await self.attempts.fail(attempt)
            await self._record_refusal(source, account, "code" if is_right else "password")
            if is_right:
                raise NotSignedInError(WRONG_CODE, details={"code_needed": True})
            raise NotSignedInError(_WRONG)
        if not fits:
            # Not given back as if nothing were learnt: the place is not known to be the owner's yet.
            await self.attempts.give_back(attempt)
            raise CodeNeededError(_NO_CODE)
        await self.attempts.succeed(attempt, source, self.now())
        return Proven(await self._rehashed(account, password), standing, by_code=asks)

    async def _fits(self, factor: SecondFactor, code: str) -> bool:
        step = matching_step(self.vault.open(SECRET_PURPOSE, factor.account, factor.sealed), code, self.now())
        if step is not None:
            return await self.factors.accept(factor.account, step)
        typed = read_recovery_code(code)
        if typed is None:
            return False
        entry = Entry(self.now(), Kind.RECOVERY_CODE_USED, Actor(factor.account), subject=factor.account)
        return await self.factors.use_recovery(
            factor.account, self.vault.mark(RECOVERY_PURPOSE, factor.account, typed), entry
        )

    async def _record_refusal(self, source: Source, account: Account | None, why: str) -> None:
        # Never what was typed as a name: that may be somebody's password. Nor its plain hash, which can be tried out.
        _log.warning("sign_in.refused", account=account.id if account else None)
        details = {"why": why, "network": network_of(source.address)}
        if account is None:
            details |= {"name_mark": self.vault.mark(_NAME_PURPOSE, source.name)[:16]}
        subject = account.id if account else ""
        await self.audit.append(Entry(self.now(), Kind.SIGN_IN_REFUSED, UNKNOWN, subject=subject, details=details))

    async def _rehashed(self, account: Account, password: str) -> Account:
        if self.passwords.is_outdated(account.password_hash):
            # Whoever changed the password meanwhile wins: this one is stored only in place of the hash that was read.
            await self.credentials.rehash(account, await self.passwords.make(password))
        return account
