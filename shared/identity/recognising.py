"""Recognising who is asking: by the token of a session that identity opened, never for a locked account."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Protocol

from shared.clock.days import day_of
from shared.directory.authorising import Authorisation, why_not
from shared.directory.bodies import Account
from shared.directory.roles import Role
from shared.directory.succession import Succession
from shared.identity.tokens import token_hash
from shared.identity.viewer import Viewer, view
from shared.refusals import NotAllowedError, NotSignedInError

SESSION_LIFE = timedelta(hours=12)
CACHE_SECONDS = 4.0
_CLOCK_SKEW = timedelta(minutes=5)
_CACHE_SIZE = 10_000
_ENDED = "Phiên làm việc đã kết thúc hoặc chưa bắt đầu. Hãy đăng nhập."


class Bound(StrEnum):
    """What must be done before anything else."""

    PASSWORD = "password"  # noqa: S105 - what is to be changed
    SECOND_FACTOR = "second-factor"


_FIRST: Mapping[Bound, str] = {
    Bound.PASSWORD: "Mật khẩu này do quản trị viên đặt và chỉ dùng một lần. Đổi mật khẩu trước, rồi làm việc tiếp: "
    "/doi-mat-khau, hoặc POST /api/v1/account/password.",
    Bound.SECOND_FACTOR: "Vai trò của bạn cần xác thực hai lớp. Bật xác thực hai lớp trước, rồi làm việc tiếp: "
    "POST /api/v1/account/second-factor.",
}


class BoundSessionError(NotAllowedError):
    """The session may only be used for what must be done first; the message says what."""

    def __init__(self, bound_to: Bound) -> None:
        super().__init__(_FIRST[bound_to], details={"bound_to": bound_to.value})


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in stretch of time of one account, as of one version of its credentials, begun from a network.

    Where it is `bound_to` something, that must be done first, and nothing else can be.
    """

    token_hash: str
    account_id: str
    created_at: datetime
    expires_at: datetime
    credential_version: int = 0
    network: str = ""
    bound_to: Bound | None = None

    @property
    def id(self) -> str:
        """What its owner names it by; nothing of the token can be told from it."""
        return token_hash(f"session/{self.token_hash}")[:32]

    def believed(self, now: datetime) -> "Session | None":
        """The session as it holds now: whoever may write sessions gives none more than its life, nor one of later."""
        ends = min(self.expires_at, self.created_at + SESSION_LIFE)
        return replace(self, expires_at=ends) if self.created_at <= now + _CLOCK_SKEW and now < ends else None


class People(Protocol):
    """The people of the directory, read freshly."""

    async def account(self, account_id: str) -> Account | None:
        """The account with this id, also a locked one; without what signs it in."""
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


class OpenSessions(Protocol):
    """The sessions that are open."""

    async def find(self, token_hash: str) -> Session | None:
        """The session, expired or not."""
        ...


class Recognition:
    """Tells whose a token is; one per process.

    What it remembers of a token lasts four seconds, so that a lock or a revocation holds everywhere within ten.
    """

    def __init__(
        self,
        people: People,
        sessions: OpenSessions,
        *,
        admits_demo: bool,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._people = people
        self._sessions = sessions
        self._admits_demo = admits_demo
        self._now = now
        self._clock = clock
        self._known: dict[str, tuple[float, Session, Viewer]] = {}

    async def recognise(self, token: str) -> tuple[Session, Viewer]:
        """The session and the person behind a token.

        Raises:
            NotSignedInError: The token is unknown, expired or revoked, or the account's credentials changed since.
            BoundSessionError: Something must be done first.
        """
        session, viewer = await self.recognise_bound(token)
        if session.bound_to:
            raise BoundSessionError(session.bound_to)
        return session, viewer

    async def recognise_bound(self, token: str) -> tuple[Session, Viewer]:
        """The same, also where something must be done first: for what that is done by, and for counting.

        Raises:
            NotSignedInError: As above.
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
        account = await self._people.account(session.account_id)
        if account is None or not self._holds(session, account):
            raise NotSignedInError(_ENDED)
        viewer = await self.viewer_of(account)
        self._remember(hashed, session, viewer)
        return session, viewer

    async def viewer_of(self, account: Account) -> Viewer:
        """Whoever uses the account, with the roles, authorities and authorisations of this moment."""
        day = day_of(self._now())
        standing = await self._people.authorities_on(day) if account.authorities else Succession({}, day)
        units = await self._people.units_on(day) if account.unit else Succession({}, day)
        viewer = view(account, standing, units)
        return await self._authorised(viewer, standing) if Role.DEPUTY in viewer.roles else viewer

    def forget(self, token: str) -> None:
        """Have this process look the token up when it comes again; others do so within four seconds."""
        self._known.pop(token_hash(token), None)

    def forget_session(self, session: Session) -> None:
        """The same, by the session itself."""
        self._known.pop(session.token_hash, None)

    def _holds(self, session: Session, account: Account) -> bool:
        is_fit = account.active and (self._admits_demo or not account.demo)
        return is_fit and session.credential_version == account.credential_version

    async def _authorised(self, viewer: Viewer, standing: Succession) -> Viewer:
        given, now = await self._people.authorisations(viewer.account), self._now()
        # Never for more than the deputy's own authorities of today, whatever the paper once said.
        covered = [
            replace(each, authorities=standing.inherited(each.authorities) & viewer.own)
            for each in given
            if each.holds(now)
        ]
        held = [each for each in covered if each.authorities]
        if held:
            return replace(viewer, authorisations=tuple(held))
        return replace(viewer, roles=viewer.roles - {Role.DEPUTY}, lapsed=why_not(given, None, now))

    def _remember(self, hashed: str, session: Session, viewer: Viewer) -> None:
        if len(self._known) >= _CACHE_SIZE:
            self._known.clear()
        self._known[hashed] = (self._clock() + CACHE_SECONDS, session, viewer)
