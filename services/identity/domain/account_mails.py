"""Mails about one's own account: what each is for, and how it goes from being asked for to being sent."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import uuid4

from shared.directory.bodies import Account

_FIRST_RETRY, _LONGEST_RETRY = timedelta(seconds=5), timedelta(minutes=5)
# Whoever still needs a link asks again; of what was done to an account its owner is told also after a week-end.
_LINK_WAITS, _NOTICE_WAITS = timedelta(hours=1), timedelta(days=3)
# How many links one account is sent within an hour: for a new password, whoever asks for them, and to new addresses.
MOST_RESETS, MOST_CONFIRMATIONS, COUNTED_WITHIN = 3, 5, timedelta(hours=1)


class MailKind(StrEnum):
    """What a mail is for."""

    ACCOUNT_ADDED = "account-added"
    PASSWORD_RESET = "password-reset"  # noqa: S105 - the name of a mail
    MAIL_CONFIRMATION = "mail-confirmation"
    MAIL_CHANGED = "mail-changed"
    NEW_NETWORK = "new-network"
    PASSWORD_CHANGED = "password-changed"  # noqa: S105 - as above
    PASSWORD_SET = "password-set"  # noqa: S105 - as above
    SECOND_FACTOR_ON = "second-factor-on"
    SECOND_FACTOR_OFF = "second-factor-off"


# How long the link in a mail of that kind may be used.
LINK_LIFE: Mapping[MailKind, timedelta] = {
    # Whoever is new may be away for a few days, and has no password that the link would replace.
    MailKind.ACCOUNT_ADDED: timedelta(hours=72),
    MailKind.PASSWORD_RESET: timedelta(minutes=30),
    MailKind.MAIL_CONFIRMATION: timedelta(hours=24),
}
# By the link in one of these a password is set.
SETTING_PASSWORDS = frozenset({MailKind.ACCOUNT_ADDED, MailKind.PASSWORD_RESET})


class State(StrEnum):
    """How far it is: `BEGUN` once its content goes to the mail server, until that has answered."""

    WAITING = "waiting"
    BEGUN = "begun"
    SENT = "sent"
    FAILED = "failed"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class AccountMail:
    """One mail.

    Who asked for a new password is told apart from nobody only when it is sent: until then it holds the name, sealed,
    and neither account nor address. A link in it is one account's, as of one version of its credentials.
    """

    id: str
    kind: MailKind
    created_at: datetime
    due_at: datetime | None
    account: str = ""
    address: str = ""
    name: str = ""
    # Whoever is new learns from the mail under which name to sign in.
    username: str = ""
    credential_version: int = 0
    # Where mails went before the address that this one is to confirm.
    former: str = ""
    network: str = ""
    sealed_name: bytes = b""
    state: State = State.WAITING
    attempts: int = 0
    reason: str = ""
    token_hash: str = ""
    ends_at: datetime | None = None

    @property
    def has_link(self) -> bool:
        """Whether there is something in it that serves once."""
        return self.kind in LINK_LIFE

    def serves(self, at: datetime) -> bool:
        """Whether its link may be used at that moment, unless it was used before."""
        return self.ends_at is not None and at < self.ends_at


def ask_for_reset(sealed_name: bytes, network: str, at: datetime, *, mail_id: str) -> AccountMail:
    """The mail for whoever forgot a password, known or not."""
    return AccountMail(mail_id, MailKind.PASSWORD_RESET, at, at, network=network, sealed_name=sealed_name)


def invite(account: Account, at: datetime) -> AccountMail:
    """The mail by which the owner of a new account sets its first password."""
    mail = AccountMail(new_id(), MailKind.ACCOUNT_ADDED, at, at, username=account.username)
    return address_to(mail, account)


def reset_for(account: Account, at: datetime) -> AccountMail:
    """The mail for a new password that an administrator has sent to the account's owner."""
    return address_to(AccountMail(new_id(), MailKind.PASSWORD_RESET, at, at), account)


def ask_for_confirmation(account: Account, address: str, at: datetime) -> AccountMail:
    """The mail by which a new address is confirmed, to that address."""
    return AccountMail(
        new_id(),
        MailKind.MAIL_CONFIRMATION,
        at,
        at,
        account=account.id,
        address=address,
        name=account.name,
        credential_version=account.credential_version,
        former=account.mail or "",
    )


def notify(account: Account, kind: MailKind, at: datetime, *, network: str = "") -> AccountMail | None:
    """The mail that tells the account's owner of it; nothing where no address is known."""
    if not account.mail:
        return None
    return AccountMail(
        new_id(), kind, at, at, account=account.id, address=account.mail, name=account.name, network=network
    )


def address_to(mail: AccountMail, account: Account) -> AccountMail:
    """The mail for a new password, to the account's owner."""
    return replace(
        mail,
        account=account.id,
        address=account.mail or "",
        name=account.name,
        credential_version=account.credential_version,
        sealed_name=b"",
    )


def drop(mail: AccountMail) -> AccountMail:
    """Nobody is sent it; of the name that was typed nothing is kept."""
    return replace(mail, state=State.DROPPED, due_at=None, sealed_name=b"")


def enclose(mail: AccountMail, token_hash: str, at: datetime) -> AccountMail:
    """With a link that begins to serve now."""
    return replace(mail, token_hash=token_hash, ends_at=at + LINK_LIFE[mail.kind])


def begin(mail: AccountMail) -> AccountMail:
    """Its content goes out now."""
    return replace(mail, state=State.BEGUN)


def confirm(mail: AccountMail) -> AccountMail:
    """The mail server took it."""
    return replace(mail, state=State.SENT, due_at=None, reason="")


def refuse(mail: AccountMail, reason: str) -> AccountMail:
    """It is never taken as it is."""
    return replace(mail, state=State.FAILED, due_at=None, reason=reason)


def defer(mail: AccountMail, reason: str, at: datetime) -> AccountMail:
    """It is tried again later, unless it has waited too long."""
    is_asked_for = mail.has_link and mail.kind is not MailKind.ACCOUNT_ADDED
    if at - mail.created_at >= (_LINK_WAITS if is_asked_for else _NOTICE_WAITS):
        return refuse(mail, reason)
    pause = min(_FIRST_RETRY * (1 << min(mail.attempts, 10)), _LONGEST_RETRY)
    return replace(mail, state=State.WAITING, due_at=at + pause, reason=reason)


def new_id() -> str:
    """The id of another mail."""
    return str(uuid4())
