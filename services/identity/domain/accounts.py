"""Accounts as administrators keep them: what is changed, what of it ends, and what nobody does to their own."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from services.identity.domain.account_mails import AccountMail
from shared.audit.entry import Detail
from shared.directory.bodies import Account
from shared.directory.changing import Difference, ends_sessions
from shared.directory.roles import Role

# Nine digits, which a form carries as the version of what it shows.
_STAMPS = 10**9
_OWN = "Không tự đổi vai trò, đơn vị, cơ quan của mình. Nhờ một quản trị viên khác, hoặc dùng dòng lệnh của máy chủ."


@dataclass(frozen=True)
class Ended:
    """How many sessions and authorisations came to an end."""

    sessions: int
    authorisations: int


@dataclass(frozen=True)
class Kept:
    """One account as it was and as it is kept from now on, why, and whom a mail tells of it."""

    before: Account
    after: Account
    reason: str = ""
    details: Mapping[str, Detail] = field(default_factory=dict)
    notices: Sequence[AccountMail] = ()


class State(StrEnum):
    """Whether an account is in use."""

    ACTIVE = "dang-dung"
    LOCKED = "da-khoa"


STATE_NAMES: Mapping[State, str] = {State.ACTIVE: "Đang dùng", State.LOCKED: "Đã khóa"}


@dataclass(frozen=True)
class AccountFilter:
    """Which accounts are asked for; what is left out does not matter. `within` are the only authorities looked at."""

    text: str = ""
    role: Role | None = None
    body: str = ""
    state: State | None = None
    within: frozenset[str] | None = None


@dataclass(frozen=True)
class Foreseen:
    """What a change of an account would do: its differences, what follows, and how much of it ends."""

    before: Account
    after: Account
    differences: Sequence[Difference]
    follows: Sequence[str]
    ended: Ended


def stamp_of(account: Account) -> int:
    """Tells one state of the account from another: a form that was opened before a change carries an earlier one."""
    content = [
        *(account.id, account.name, account.mail, account.unit, account.active, account.credential_version),
        *(sorted(account.roles), sorted(account.authorities)),
    ]
    digest = hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).digest()
    return int.from_bytes(digest[:8], "big") % _STAMPS


def own_fault(before: Account, after: Account, account: str) -> str:
    """Why whoever uses `account` may not make this change; nothing where it is another's, or takes nothing away."""
    return _OWN if before.id == account and ends_sessions(before, after) else ""
