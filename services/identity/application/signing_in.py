"""Signing in by password, and signing out."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime

from services.identity.application.ports import Attempts, Clock, Credentials, Passwords, Sessions
from services.identity.domain.guessing import Source
from shared.directory.bodies import Account
from shared.identity.recognising import SESSION_LIFE, Recognition, Session
from shared.identity.tokens import new_token, token_hash
from shared.identity.viewer import Viewer
from shared.observability.logs import get_logger
from shared.refusals import NotAllowedError, NotSignedInError, TooManyError
from shared.text.seen import compose_line

_AT_ONCE = 2  # sign-ins whose password is looked at; as many as are hashed at once
_WRONG = "Tên đăng nhập hoặc mật khẩu chưa đúng. Kiểm tra lại bộ gõ tiếng Việt và phím Caps Lock rồi nhập lại."
_LOCKED = "Tài khoản này đang bị khóa. Liên hệ quản trị viên của tỉnh (Sở Nội vụ) để mở lại."
_DEMO = "Tài khoản dùng thử không hoạt động trên hệ thống chính thức. Dùng tài khoản do quản trị viên cấp."
_log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What a successful sign-in gives: the token is shown this once."""

    token: str
    expires_at: datetime
    viewer: Viewer


@dataclass(frozen=True)
class SignIn:
    """Open a session for whoever knows the password; one per process, since it looks at few passwords at once."""

    credentials: Credentials
    sessions: Sessions
    attempts: Attempts
    passwords: Passwords
    recognition: Recognition
    admits_demo: bool
    now: Clock
    _turn: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_AT_ONCE), init=False)

    async def __call__(self, username: str, password: str, address: str) -> SignedIn:
        """A new session; the name is found however it is capitalised.

        Raises:
            NotSignedInError: Unknown name or wrong password, which cannot be told apart.
            NotAllowedError: The password is right, but the account is locked or of the demo.
            TooManyError: Too many wrong passwords for this name from there, or from this address.
        """
        name = compose_line(username).casefold()
        async with self._turn:
            account = await self._checked(Source(name, address), password)
        self._refuse_unfit(account)
        return await self._open(account)

    async def _checked(self, source: Source, password: str) -> Account:
        standing = await self.attempts.standing(source, self.now())
        attempt = await self.attempts.begin(source.limits(standing), self.now())
        if attempt.wait:
            minutes = -(-attempt.wait // 60)
            text = f"Đã thử đăng nhập quá nhiều lần. Hãy thử lại sau {minutes} phút."
            raise TooManyError(text, retry_after=attempt.wait)
        try:
            account = await self.credentials.account_named(source.name)
            is_right = await self.passwords.verify(account.password_hash if account else None, password)
        except BaseException:
            await self.attempts.give_back(attempt)
            raise
        if account is None or not is_right:
            await self.attempts.fail(attempt)
            # Not what was typed as a name: that may be somebody's password.
            _log.warning("sign_in.refused", account=account.id if account else None)
            raise NotSignedInError(_WRONG)
        await self.attempts.succeed(attempt, source, self.now())
        return account

    async def _open(self, account: Account) -> SignedIn:
        token = new_token()
        now = self.now().replace(microsecond=0)
        session = Session(token_hash(token), account.id, now, now + SESSION_LIFE, account.credential_version)
        viewer = await self.recognition.viewer_of(account)
        await self.sessions.open(session)
        return SignedIn(token, session.expires_at, viewer)

    def _refuse_unfit(self, account: Account) -> None:
        if not account.active:
            raise NotAllowedError(_LOCKED)
        if account.demo and not self.admits_demo:
            raise NotAllowedError(_DEMO)


@dataclass(frozen=True)
class SignOut:
    """End a session."""

    sessions: Sessions
    recognition: Recognition

    async def __call__(self, token: str) -> None:
        """End the session everywhere; other processes notice within four seconds."""
        self.recognition.forget(token)
        await self.sessions.close(token_hash(token))
