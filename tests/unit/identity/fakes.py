"""A directory of accounts, sessions and attempts in memory, and a clock that is set by hand."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from argon2 import PasswordHasher

from services.identity.adapters.hashing import Passwords
from services.identity.adapters.vault import Vault
from services.identity.application.changing_password import ChangePassword
from services.identity.application.proving import Prove
from services.identity.application.signing_in import SignIn, SignOut
from services.identity.domain.account_mails import AccountMail, MailKind
from services.identity.domain.guessing import Attempt, Limit, Source, Standing
from services.identity.domain.one_time_codes import SecondFactor
from shared.audit.entry import Entry, Kind
from shared.directory.authorising import Authorisation
from shared.directory.bodies import Account
from shared.directory.succession import Link, Succession
from shared.identity.recognising import Recognition, Session
from shared.identity.viewer import Role, Viewer
from shared.refusals import UnavailableError

PASSWORD = "bon-tu-khong-lien-quan"
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
VAULT = Vault("a key of the deployment")
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
class FakeMails:
    """Mails by id, in the order in which they came."""

    mails: dict[str, AccountMail] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    entries: list[Entry] = field(default_factory=list)

    async def add(self, mail: AccountMail) -> None:
        self.mails[mail.id] = mail

    async def take(self, at: datetime, until: datetime) -> AccountMail | None:
        due = next((one for one in self.mails.values() if one.due_at and one.due_at <= at), None)
        if due is not None:
            due = self.mails[due.id] = replace(due, due_at=until, attempts=due.attempts + 1)
        return due

    async def extend(self, mail: AccountMail, until: datetime) -> None:
        self.mails[mail.id] = replace(self.mails[mail.id], due_at=until)

    async def save(self, before: AccountMail, after: AccountMail, entry: Entry | None = None) -> bool:
        current = self.mails[before.id]
        if (current.attempts, current.state) != (before.attempts, before.state):
            return False
        self.mails[after.id] = after
        self.entries += [entry] if entry else []
        return True

    async def count_since(self, account_id: str, kind: MailKind, at: datetime) -> int:
        return sum(
            one.account == account_id and one.kind is kind and one.created_at >= at for one in self.mails.values()
        )

    async def with_link(self, token_hash: str) -> AccountMail | None:
        found = (one for one in self.mails.values() if one.token_hash == token_hash and one.id not in self.used)
        return next(found, None)

    def use(self, mail: AccountMail) -> bool:
        is_first = mail.id not in self.used
        self.used.add(mail.id)
        return is_first


@dataclass
class FakeAccounts:
    """Accounts by name."""

    accounts: dict[str, Account] = field(default_factory=dict)
    authorities: dict[str, Link] = field(default_factory=dict)
    units: dict[str, Link] = field(default_factory=dict)
    given: list[Authorisation] = field(default_factory=list)
    changes: list[tuple[Session | None, Kind]] = field(default_factory=list)
    notices: list[AccountMail] = field(default_factory=list)
    mails: FakeMails = field(default_factory=FakeMails)
    is_away: bool = False

    def add(self, account: Account) -> None:
        self.accounts[account.username] = account

    async def account_named(self, username: str) -> Account | None:
        if self.is_away:
            raise UnavailableError
        return self.accounts.get(username)

    async def account(self, account_id: str) -> Account | None:
        return next((one for one in self.accounts.values() if one.id == account_id), None)

    async def rehash(self, account: Account, password_hash: str) -> None:
        self.add(replace(account, password_hash=password_hash))

    async def change_password(
        self, account: Account, password_hash: str, kept: Session | None, entry: Entry, notice: AccountMail | None
    ) -> bool:
        changed = replace(
            account,
            password_hash=password_hash,
            password_is_temporary=False,
            credential_version=account.credential_version + 1,
        )
        self.add(changed)
        self.changes.append((kept, entry.kind))
        self.notices += [notice] if notice else []
        return True

    async def reset_password(
        self, account: Account, password_hash: str, link: AccountMail, entry: Entry, notice: AccountMail | None
    ) -> bool:
        return self.mails.use(link) and await self.change_password(account, password_hash, None, entry, notice)

    async def change_mail(
        self, account: Account, address: str, link: AccountMail, entry: Entry, notice: AccountMail | None
    ) -> bool:
        if not self.mails.use(link):
            return False
        self.add(replace(account, mail=address))
        self.changes.append((None, entry.kind))
        self.notices += [notice] if notice else []
        return True

    async def ask(self, mail: AccountMail, entry: Entry) -> None:
        await self.mails.add(mail)
        self.changes.append((None, entry.kind))

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
    entries: list[Entry] = field(default_factory=list)
    notices: list[AccountMail] = field(default_factory=list)
    asked: int = 0

    async def open(self, session: Session, entry: Entry, notice: AccountMail | None = None) -> None:
        self.sessions[session.token_hash] = session
        self.entries.append(entry)
        self.notices += [notice] if notice else []

    async def find(self, token_hash: str) -> Session | None:
        self.asked += 1
        return self.sessions.get(token_hash)

    async def of_account(self, account_id: str) -> Sequence[Session]:
        return [one for one in self.sessions.values() if one.account_id == account_id]

    async def change(self, session: Session) -> None:
        self.sessions[session.token_hash] = session

    async def close(self, session: Session, entry: Entry) -> None:
        self.sessions.pop(session.token_hash, None)
        self.entries.append(entry)


@dataclass
class FakeAudit:
    """The entries that no other fake keeps."""

    entries: list[Entry] = field(default_factory=list)

    async def append(self, entry: Entry) -> None:
        self.entries.append(entry)


@dataclass
class FakeFactors:
    """Second factors by account."""

    factors: dict[str, SecondFactor] = field(default_factory=dict)
    steps: dict[str, int] = field(default_factory=dict)
    recovery: dict[str, set[str]] = field(default_factory=dict)

    async def find(self, account_id: str) -> SecondFactor | None:
        return self.factors.get(account_id)

    async def accept(self, account_id: str, step: int) -> bool:
        if step <= self.steps.get(account_id, 0):
            return False
        self.steps[account_id] = step
        return True

    async def use_recovery(self, account_id: str, mark: str, entry: Entry) -> bool:
        assert entry.kind is Kind.RECOVERY_CODE_USED
        known = self.recovery.get(account_id, set())
        is_one = mark in known
        known.discard(mark)
        return is_one


@dataclass
class FakeAttempts:
    """Counts forever; where all that is under way would be too many, waits for it as the real one does."""

    wrong: Counter[str] = field(default_factory=Counter)
    under_way: Counter[str] = field(default_factory=Counter)
    known: set[str] = field(default_factory=set)

    async def standing(self, source: Source, now: datetime) -> Standing:
        assert now.tzinfo
        is_known, has_places = source.known_key in self.known, source.owner_key in self.known
        return Standing(self.wrong[source.name_key], is_known, has_places)

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
        self.known |= {source.known_key, source.owner_key}


@dataclass(frozen=True)
class Identity:
    """What one process of identity does."""

    sign_in: SignIn
    sign_out: SignOut
    change_password: ChangePassword
    recognition: Recognition

    async def recognise(self, token: str) -> tuple[Session, Viewer]:
        return await self.recognition.recognise(token)


@dataclass
class Setting:
    """What processes of identity and of other services stand on."""

    accounts: FakeAccounts = field(default_factory=FakeAccounts)
    sessions: FakeSessions = field(default_factory=FakeSessions)
    attempts: FakeAttempts = field(default_factory=FakeAttempts)
    factors: FakeFactors = field(default_factory=FakeFactors)
    audit: FakeAudit = field(default_factory=FakeAudit)
    clock: Clock = field(default_factory=Clock)

    def identity(
        self,
        *,
        admits_demo: bool = True,
        required_of: frozenset[Role] = frozenset(),
        passwords: Passwords | None = None,
    ) -> Identity:
        """A process of identity."""
        recognition, now = self.service(admits_demo=admits_demo), self.clock.now
        hashing = passwords or Passwords(QUICK)
        prove = Prove(self.accounts, self.attempts, hashing, self.factors, VAULT, self.audit, now)
        sign_in = SignIn(prove, self.sessions, self.audit, recognition, admits_demo, required_of, now)
        change = ChangePassword(prove, self.accounts, hashing, self.factors, recognition, required_of, now)
        return Identity(sign_in, SignOut(self.sessions, recognition, now), change, recognition)

    def service(self, *, admits_demo: bool = True) -> Recognition:
        """What any other service has of it."""
        return Recognition(
            self.accounts, self.sessions, admits_demo=admits_demo, now=self.clock.now, clock=self.clock.seconds
        )
