"""A directory of accounts, sessions and attempts in memory, and a clock that is set by hand."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from argon2 import PasswordHasher

from services.identity.adapters.hashing import Passwords
from services.identity.application.signing_in import SignIn, SignOut
from services.identity.domain.guessing import Attempt, Limit, Source, Standing
from shared.directory.authorising import Authorisation
from shared.directory.bodies import Account
from shared.directory.succession import Link, Succession
from shared.identity.recognising import Recognition, Session
from shared.identity.viewer import Viewer
from shared.refusals import UnavailableError

PASSWORD = "bon-tu-khong-lien-quan"
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
HASH = QUICK.hash(PASSWORD)


@dataclass
class Clock:
    """Time that passes only when told to."""

    at: datetime = datetime(2021, 10, 5, 2, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    def seconds(self) -> float:
        return self.at.timestamp()

    def pass_by(self, **stretch: float) -> None:
        self.at += timedelta(**stretch)


@dataclass
class FakeAccounts:
    """Accounts by name."""

    accounts: dict[str, Account] = field(default_factory=dict)
    authorities: dict[str, Link] = field(default_factory=dict)
    units: dict[str, Link] = field(default_factory=dict)
    given: list[Authorisation] = field(default_factory=list)
    is_away: bool = False

    def add(self, account: Account) -> None:
        self.accounts[account.username] = account

    async def account_named(self, username: str) -> Account | None:
        if self.is_away:
            raise UnavailableError
        return self.accounts.get(username)

    async def account(self, account_id: str) -> Account | None:
        return next((one for one in self.accounts.values() if one.id == account_id), None)

    async def authorities_on(self, day: date) -> Succession:
        return Succession(self.authorities, day)

    async def units_on(self, day: date) -> Succession:
        return Succession(self.units, day)

    async def authorisations(self, account_id: str) -> Sequence[Authorisation]:
        return [one for one in self.given if one.account == account_id]


@dataclass
class FakeSessions:
    """Sessions by the hash of their token; counts how often it is asked."""

    sessions: dict[str, Session] = field(default_factory=dict)
    asked: int = 0

    async def open(self, session: Session) -> None:
        self.sessions[session.token_hash] = session

    async def find(self, token_hash: str) -> Session | None:
        self.asked += 1
        return self.sessions.get(token_hash)

    async def close(self, token_hash: str) -> None:
        self.sessions.pop(token_hash, None)


@dataclass
class FakeAttempts:
    """Counts forever; where all that is under way would be too many, waits for it as the real one does."""

    wrong: Counter[str] = field(default_factory=Counter)
    under_way: Counter[str] = field(default_factory=Counter)
    known: set[str] = field(default_factory=set)

    async def standing(self, source: Source, now: datetime) -> Standing:
        assert now.tzinfo
        return Standing(self.wrong[source.name_key], source.known_key in self.known)

    async def begin(self, limits: Sequence[Limit], now: datetime) -> Attempt:
        for limit in limits:
            while limit.most is not None and self.wrong[limit.key] + self.under_way[limit.key] >= limit.most:
                if self.wrong[limit.key] >= limit.most:
                    return Attempt((), now, wait=61)
                await asyncio.sleep(0)
        keys = tuple(limit.key for limit in limits)
        self.under_way.update(keys)
        return Attempt(keys, now)

    async def fail(self, attempt: Attempt) -> None:
        await self.give_back(attempt)
        self.wrong.update(attempt.keys)

    async def give_back(self, attempt: Attempt) -> None:
        self.under_way.subtract(attempt.keys)

    async def succeed(self, attempt: Attempt, source: Source, now: datetime) -> None:
        assert now.tzinfo
        await self.give_back(attempt)
        self.known.add(source.known_key)


@dataclass(frozen=True)
class Identity:
    """What one process of identity does."""

    sign_in: SignIn
    sign_out: SignOut
    recognition: Recognition

    async def recognise(self, token: str) -> tuple[Session, Viewer]:
        return await self.recognition.recognise(token)


@dataclass
class Setting:
    """What processes of identity and of other services stand on."""

    accounts: FakeAccounts = field(default_factory=FakeAccounts)
    sessions: FakeSessions = field(default_factory=FakeSessions)
    attempts: FakeAttempts = field(default_factory=FakeAttempts)
    clock: Clock = field(default_factory=Clock)

    def identity(self, *, admits_demo: bool = True) -> Identity:
        """A process of identity."""
        recognition = self.service(admits_demo=admits_demo)
        sign_in = SignIn(
            self.accounts,
            self.sessions,
            self.attempts,
            Passwords(QUICK),
            recognition,
            admits_demo=admits_demo,
            now=self.clock.now,
        )
        return Identity(sign_in, SignOut(self.sessions, recognition), recognition)

    def service(self, *, admits_demo: bool = True) -> Recognition:
        """What any other service has of it."""
        return Recognition(
            self.accounts, self.sessions, admits_demo=admits_demo, now=self.clock.now, clock=self.clock.seconds
        )
