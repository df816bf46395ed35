"""Signing in by password and code, and signing out."""

from dataclasses import dataclass
from datetime import datetime

from services.identity.application.ports import Clock, Sessions
from services.identity.application.proving import Prove, Proven
from services.identity.domain.account_mails import MailKind, notify
from services.identity.domain.guessing import Source
from services.identity.domain.one_time_codes import is_required
from shared.audit.entry import Actor, AuditRecord, Detail, Entry, Kind
from shared.directory.bodies import Account
from shared.directory.roles import Role
from shared.identity.recognising import SESSION_LIFE, Bound, Recognition, Session
from shared.identity.tokens import new_token, token_hash
from shared.identity.viewer import Viewer
from shared.refusals import NotAllowedError, NotSignedInError
from shared.text.seen import compose_line
from shared.web.http.admission import network_of

_LOCKED = "Tài khoản này đang bị khóa. Liên hệ quản trị viên của tỉnh (Sở Nội vụ) để mở lại."
_DEMO = "Tài khoản dùng thử không hoạt động trên hệ thống chính thức. Dùng tài khoản do quản trị viên cấp."


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What a successful sign-in gives: the token is shown this once. `bound_to` says what must be done first."""

    token: str
    expires_at: datetime
    viewer: Viewer
    bound_to: Bound | None = None


@dataclass(frozen=True)
class SignIn:
    """Open a session for whoever proves to own the account."""

    prove: Prove
    sessions: Sessions
    audit: AuditRecord
    recognition: Recognition
    admits_demo: bool
    required_of: frozenset[Role]
    now: Clock

    async def __call__(self, username: str, password: str, address: str, code: str = "") -> SignedIn:
        """A new session; the name is found however it is capitalised.

        Raises:
            NotSignedInError: Unknown name or wrong password, which cannot be told apart; or a wrong code.
            CodeNeededError: The password is right, and the account also wants a code.
            NotAllowedError: All is right, but the account is locked or of the demo.
            TooManyError: Too many wrong passwords for this name from there, or from this address.
        """
        source = Source(compose_line(username).casefold(), address)
        proven = await self.prove(source, password, code)
        await self._refuse_unfit(proven.account, source)
        return await self._open(proven, source)

    async def _open(self, proven: Proven, source: Source) -> SignedIn:
        account, token = proven.account, new_token()
        now, network = self.now().replace(microsecond=0), network_of(source.address)
        session = Session(
            token_hash(token),
            account.id,
            now,
            now + SESSION_LIFE,
            account.credential_version,
            network,
            bound_by(account, has_factor=proven.by_code, required_of=self.required_of),
        )
        viewer = await self.recognition.viewer_of(account)
        details: dict[str, Detail] = {"session": session.id, "network": network, "by_code": proven.by_code}
        entry = Entry(now, Kind.SIGN_IN, Actor(account.id, account.name), subject=account.id, details=details)
        # Where the owner has signed in from nowhere yet, every network would be a new one.
        is_new_place = proven.standing.has_places and not proven.standing.is_known
        notice = notify(account, MailKind.NEW_NETWORK, now, network=network) if is_new_place else None
        await self.sessions.open(session, entry, notice)
        return SignedIn(token, session.expires_at, viewer, session.bound_to)

    async def _refuse_unfit(self, account: Account, source: Source) -> None:
        if account.active and (self.admits_demo or not account.demo):
            return
        details: dict[str, Detail] = {
            "why": "demo" if account.active else "locked",
            "network": network_of(source.address),
        }
        actor = Actor(account.id, account.name)
        await self.audit.append(Entry(self.now(), Kind.SIGN_IN_REFUSED, actor, subject=account.id, details=details))
        raise NotAllowedError(_DEMO if account.active else _LOCKED)


@dataclass(frozen=True)
class SignOut:
    """End one's own session."""

    sessions: Sessions
    recognition: Recognition
    now: Clock

    async def __call__(self, token: str) -> None:
        """End the session everywhere, if it has not ended; other processes notice within four seconds."""
        try:
            session, viewer = await self.recognition.recognise_bound(token)
        except NotSignedInError:
            return
        self.recognition.forget(token)
        await self.sessions.close(session, describe_end(session, viewer, self.now()))


def bound_by(account: Account, *, has_factor: bool, required_of: frozenset[Role]) -> Bound | None:
    """What whoever has just signed in must do first."""
    if account.password_is_temporary:
        return Bound.PASSWORD
    return Bound.SECOND_FACTOR if not has_factor and is_required(account.roles, required_of) else None


def describe_end(session: Session, viewer: Viewer, at: datetime) -> Entry:
    """The entry for a session that its owner ends."""
    actor = Actor(viewer.account, viewer.name)
    return Entry(at, Kind.SESSION_ENDED, actor, subject=viewer.account, details={"session": session.id})
