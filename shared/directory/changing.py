"""What a change of an account is, and what follows from it for sessions, authorisations and work."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from shared.directory.authorising import Authorisation
from shared.directory.bodies import Account
from shared.directory.roles import OF_AUTHORITIES, OF_UNITS, ROLE_NAMES, WORKERS, Role


@dataclass(frozen=True, slots=True)
class Wish:
    """What an administrator asks to be otherwise; what is left out stays, and what is empty is taken away."""

    name: str | None = None
    mail: str | None = None
    roles: frozenset[Role] | None = None
    unit: str | None = None
    authorities: frozenset[str] | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked for."""
        return self == Wish()


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of an account, as it was and as it becomes, in words."""

    field: str
    label: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.label}: {self.before or '(trống)'} → {self.after or '(trống)'}"


def change(account: Account, wish: Wish) -> Account:
    """The account as wished, under its old id; a unit or authorities that no role of it needs any more go, too."""
    roles = account.roles if wish.roles is None else wish.roles
    unit = account.unit if wish.unit is None else wish.unit or None
    authorities = account.authorities if wish.authorities is None else wish.authorities
    if wish.roles is not None and wish.unit is None and not roles & OF_UNITS:
        unit = None
    if wish.roles is not None and wish.authorities is None and not roles & OF_AUTHORITIES:
        authorities = frozenset()
    return replace(
        account,
        name=account.name if wish.name is None else wish.name,
        mail=account.mail if wish.mail is None else wish.mail or None,
        roles=roles,
        unit=unit,
        authorities=authorities,
    )


def differences(before: Account, after: Account) -> tuple[Difference, ...]:
    """What changes, field by field."""
    shown = (
        ("name", "Họ và tên", before.name, after.name),
        ("mail", "Địa chỉ thư", before.mail or "", after.mail or ""),
        ("roles", "Vai trò", _roles(before), _roles(after)),
        ("unit", "Đơn vị", before.unit or "", after.unit or ""),
        ("authorities", "Cơ quan", ", ".join(sorted(before.authorities)), ", ".join(sorted(after.authorities))),
    )
    return tuple(Difference(*each) for each in shown if each[2] != each[3])


def ends_sessions(before: Account, after: Account) -> bool:
    """Whether whoever is signed in must sign in anew: for other roles, another unit or other authorities."""
    return (before.roles, before.unit, before.authorities) != (after.roles, after.unit, after.authorities)


def lapsing(authorisations: Iterable[Authorisation], after: Account) -> tuple[Authorisation, ...]:
    """The authorisations that no longer fit: the account is locked, no deputy, or not of an authority they are for."""
    fits = after.active and Role.DEPUTY in after.roles
    return tuple(
        authorisation
        for authorisation in authorisations
        if not fits or not authorisation.authorities <= after.authorities
    )


def consequences(before: Account, after: Account, call: Callable[[str], str] = str) -> tuple[str, ...]:
    """What follows for the work at authorities and the dossiers of units, a sentence each; `call` names a code."""

    def names(codes: Iterable[str]) -> str:
        return ", ".join(call(code) for code in sorted(codes))

    lines = []
    left = before.authorities if not after.active else before.authorities - after.authorities
    if Role.OFFICER in before.roles:
        surfacing = before.authorities if Role.OFFICER not in after.roles else left
        lines += [f"Việc đang giao cho người này ở {names(surfacing)} lại tính là chưa giao."] if surfacing else []
    if before.roles & WORKERS:
        released = before.authorities if not after.roles & WORKERS else left
        lines += [f"Việc người này đang giữ ở {names(released)} được thả trong vòng một phút."] if released else []
    if before.unit and (not after.active or before.unit != after.unit):
        unit = call(before.unit)
        lines.append(f"Thư về hồ sơ của đơn vị {unit} từ nay chỉ gửi hộp thư của đơn vị, không gửi người này.")
    if after.active and not after.mail and before.mail:
        lines.append("Người này không nhận thư nào nữa.")
    return tuple(lines)


def _roles(account: Account) -> str:
    return ", ".join(ROLE_NAMES[role] for role in Role if role in account.roles)
