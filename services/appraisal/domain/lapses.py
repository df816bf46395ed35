"""Why work that was given to somebody is nobody's again: what became of their account."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from shared.directory.bodies import Account
from shared.directory.roles import Role


class Lapse(StrEnum):
    """What became of whoever the work was given to."""

    LOCKED = "locked"
    NO_OFFICER = "no_officer"
    MOVED = "moved"
    GONE = "gone"


LAPSE_NAMES: Mapping[Lapse, str] = {
    Lapse.LOCKED: "người được giao đã khóa tài khoản",
    Lapse.NO_OFFICER: "người được giao không còn là chuyên viên",
    Lapse.MOVED: "người được giao đã chuyển khỏi cơ quan",
    Lapse.GONE: "tài khoản của người được giao không còn",
}
Lapses = Mapping[tuple[str, str], Lapse]
"""Why an authority's work is not this account's any more, by authority and account."""


def lapse_of(account: Account | None, staff: Sequence[Account]) -> Lapse | None:
    """Why work given to the account at an authority with these people is nobody's; none while it is theirs."""
    if account is None:
        return Lapse.GONE
    if not account.active:
        return Lapse.LOCKED
    if Role.OFFICER not in account.roles:
        return Lapse.NO_OFFICER
    return None if any(colleague.id == account.id for colleague in staff) else Lapse.MOVED
