"""Signing in and being recognised: by password once, by token from then on, never for a locked account."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Protocol

from shared.clock.days import day_of
from shared.directory.authorising import Authorisation, why_not
from shared.directory.bodies import Account
from shared.directory.roles import Role
from shared.directory.succession import Succession
from shared.identity.guessing import Attempts, Source
from shared.identity.passwords import Passwords
from shared.identity.tokens import new_token, token_hash
from shared.identity.viewer import Viewer, view
from shared.observability.logs import get_logger
from shared.refusals import NotAllowedError, NotSignedInError, TooManyError
from shared.text.seen import compose_line

SESSION_LIFE = timedelta(hours=12)
CACHE_SECONDS = 4.0
_AT_ONCE = 2  # sign-ins whose password is looked at; as many as `Passwords` hashes
_CLOCK_SKEW = timedelta(minutes=5)
_CACHE_SIZE = 10_000
_WRONG = "Tên đăng nhập hoặc mật khẩu chưa đúng. Kiểm tra lại bộ gõ tiếng Việt và phím Caps Lock rồi nhập lại."
_ENDED = "Phiên làm việc đã kết thúc hoặc chưa bắt đầu. Hãy đăng nhập."
_LOCKED = "Tài khoản này đang bị khóa. Liên hệ quản trị viên của tỉnh (Sở Nội vụ) để mở lại."
_DEMO = "Tài khoản dùng thử không hoạt động trên hệ thống chính thức. Dùng tài khoản do quản trị viên cấp."
_log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in stretch of time of one account, as of one version of its credentials."""

    token_hash: str
    account_id: str
    created_at: datetime
    expires_at: datetime
    credential_version: int = 0

    def believed(self, now: datetime) -> "Session | None":
        """The session as it holds now: whoever may write sessions gives none more than its life, nor one of later."""
        ends = min(self.expires_at, self.created_at + SESSION_LIFE)
        return replace(self, expires_at=ends) if self.created_at <= now + _CLOCK_SKEW and now < ends else None


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What a successful sign-in gives: the token is shown this once."""

    token: str
    expires_at: datetime
    viewer: Viewer


class Accounts(Protocol):
    """The accounts of the directory, read freshly."""

    async def account_named(self, username: str) -> Account | None:
        """The account with this name, also a locked one."""
        ...

    async def account(self, account_id: str) -> Account | None:
        """The account with this id, also a locked one."""
        ...

    async def authorities_on(self, day: date) -> Succession:
        """Which authorities act for which on that day."""
        ...

    async def units_on(self, day: date) -> Succession:
        """Which units have succeeded which by that day."""
        ...

    async def authorisations(self, account_id: str) -> Sequence[Authorisation]:
        """The authorisations that a deputy was ever given."""
        ...


class Sessions(Protocol):
    """The sessions that are open."""

    async def open(self, session: Session) -> None:
        """Store it."""
        ...

    async def find(self, token_hash: str) -> Session | None:
        """The session, expired or not."""
        ...

    async def close(self, token_hash: str) -> None:
        """Forget it; it may be forgotten already."""
        ...


class Identity:
    """Signs in, recognises and signs out; remembers a recognised token for four seconds."""

    def __init__(
        self,
        accounts: Accounts,
        sessions: Sessions,
        attempts: Attempts,
        passwords: Passwords,
        *,
        admits_demo: bool,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._accounts = accounts
        self._sessions = sessions
        self._attempts = attempts
        self._passwords = passwords
        self._admits_demo = admits_demo
        self._now = now
        self._clock = clock
        self._known: dict[str, tuple[float, Session, Viewer]] = {}
        # Whoever waits for it is not counted yet: a morning's rush of right passwords is no mass of attempts.
        self._turn = asyncio.Semaphore(_AT_ONCE)

    async def sign_in(self, username: str, password: str, address: str) -> SignedIn:
        """A new session for whoever knows the password.

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

    async def recognise(self, token: str) -> tuple[Session, Viewer]:
        """The session and the person behind a token.

        Raises:
            NotSignedInError: The token is unknown, expired or revoked, or the account's credentials changed since.
        """
        hashed = token_hash(token)
        known = self._known.get(hashed)
        if known is not None and known[0] > self._clock() and known[1].expires_at > self._now():
            return known[1], known[2]
        self._known.pop(hashed, None)
        stored = await self._sessions.find(hashed)
        session = stored.believed(self._now()) if stored else None
        if session is None:
            raise NotSignedInError(_ENDED)
        account = await self._accounts.account(session.account_id)
        if account is None or not self._holds(session, account):
            raise NotSignedInError(_ENDED)
        viewer = await self._viewer(account)
        self._remember(hashed, session, viewer)
        return session, viewer

    async def sign_out(self, token: str) -> None:
        """End the session everywhere; other processes notice within four seconds."""
        hashed = token_hash(token)
        self._known.pop(hashed, None)
        await self._sessions.close(hashed)

    def _holds(self, session: Session, account: Account) -> bool:
        is_fit = account.active and (self._admits_demo or not account.demo)
        return is_fit and session.credential_version == account.credential_version

    async def _checked(self, source: Source, password: str) -> Account:
        standing = await self._attempts.standing(source, self._now())
        attempt = await self._attempts.begin(source.limits(standing), self._now())
        if attempt.wait:
            minutes = -(-attempt.wait // 60)
            text = f"Đã thử đăng nhập quá nhiều lần. Hãy thử lại sau {minutes} phút."
            raise TooManyError(text, retry_after=attempt.wait)
        try:
            account = await self._accounts.account_named(source.name)
            is_right = await self._passwords.verify(account.password_hash if account else None, password)
        except BaseException:
            await self._attempts.give_back(attempt)
            raise
        if account is None or not is_right:
            await self._attempts.fail(attempt)
            # Not what was typed as a name: that may be somebody's password.
            _log.warning("sign_in.refused", account=account.id if account else None)
            raise NotSignedInError(_WRONG)
        await self._attempts.succeed(attempt, source, self._now())
        return account

    async def _open(self, account: Account) -> SignedIn:
        token = new_token()
        now = self._now().replace(microsecond=0)
        session = Session(token_hash(token), account.id, now, now + SESSION_LIFE, account.credential_version)
        viewer = await self._viewer(account)
        await self._sessions.open(session)
        return SignedIn(token, session.expires_at, viewer)

    def _refuse_unfit(self, account: Account) -> None:
        if not account.active:
            raise NotAllowedError(_LOCKED)
        if account.demo and not self._admits_demo:
            raise NotAllowedError(_DEMO)

    async def _viewer(self, account: Account) -> Viewer:
        day = day_of(self._now())
        standing = await self._accounts.authorities_on(day) if account.authorities else Succession({}, day)
        units = await self._accounts.units_on(day) if account.unit else Succession({}, day)
        viewer = view(account, standing, units)
        return await self._authorised(viewer, standing) if Role.DEPUTY in viewer.roles else viewer

    async def _authorised(self, viewer: Viewer, standing: Succession) -> Viewer:
        given, now = await self._accounts.authorisations(viewer.account), self._now()
        # Never for more than the deputy's own authorities of today, whatever the paper once said.
        covered = [
            replace(one, authorities=standing.inherited(one.authorities) & viewer.own)
            for one in given
            if one.holds(now)
        ]
        held = [one for one in covered if one.authorities]
        if held:
            return replace(viewer, authorisations=tuple(held))
        return replace(viewer, roles=viewer.roles - {Role.DEPUTY}, lapsed=why_not(given, None, now))

    def _remember(self, hashed: str, session: Session, viewer: Viewer) -> None:
        if len(self._known) >= _CACHE_SIZE:
            self._known.clear()
        self._known[hashed] = (self._clock() + CACHE_SECONDS, session, viewer)
