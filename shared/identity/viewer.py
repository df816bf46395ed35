"""The person behind a request, and the one question that every act asks of them."""

from dataclasses import dataclass, replace

from shared.directory.authorising import Authorisation
from shared.directory.bodies import Account
from shared.directory.roles import LENT, OF_AUTHORITIES, ROLE_NAMES, Role
from shared.directory.succession import Succession
from shared.refusals import NotAllowedError
from shared.text.listing import either

__all__ = ["Role", "Viewer"]
_OVER = (
    "Cơ quan của tài khoản đã kết thúc hoạt động. Liên hệ quản trị viên của tỉnh (Sở Nội vụ) để chuyển tài khoản sang "
    "cơ quan kế thừa."
)


_LENT = (
    "Cơ quan của bạn chỉ chuẩn bị và ghi nhận thay cơ quan này, không quyết định thay. Việc này do {who} của chính cơ "
    "quan đó thực hiện; chưa có ai thì đề nghị quản trị viên của tỉnh thêm tài khoản."
)


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who is signed in, with the roles of today. `authorities` includes those that their body works for or succeeded.

    Of these, `lent` are those that it works for and is not: there the roles of `LENT` hold, and no others but to read.
    `unit` is the one that they submit for today, `units` also has those that it succeeded, whose dossiers are its own.
    A deputy's `authorisations` are those by which they decide today; where there is none, `lapsed` says why. `over`
    says that their authority acts no more.
    """

    account: str
    name: str
    roles: frozenset[Role]
    unit: str | None = None
    authorities: frozenset[str] = frozenset()
    authorisations: tuple[Authorisation, ...] = ()
    lapsed: str = ""
    units: frozenset[str] = frozenset()
    over: str = ""
    lent: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if self.unit is not None and self.unit not in self.units:
            object.__setattr__(self, "units", self.units | {self.unit})

    @property
    def own(self) -> frozenset[str]:
        """The authorities that the viewer belongs to, in whose work all of their roles hold."""
        return self.authorities - self.lent

    def has(self, *roles: Role) -> bool:
        """Whether the viewer holds any of the roles."""
        return not self.roles.isdisjoint(roles)

    def acts_for(self, authority: str) -> bool:
        """Whether the viewer belongs to the authority, or to the body that works for it."""
        return authority in self.authorities

    def require(self, *roles: Role) -> None:
        """Pass when the viewer holds any of the roles.

        Raises:
            NotAllowedError: They hold none; the message names who may do it, or why a deputy no longer may.
        """
        if not self.has(*roles):
            if self.over and not OF_AUTHORITIES.isdisjoint(roles):
                raise NotAllowedError(self.over)
            if self.lapsed and Role.DEPUTY in roles:
                raise NotAllowedError(self.lapsed)
            who = either([ROLE_NAMES[role] for role in roles])
            raise NotAllowedError(f"Việc này do {who} thực hiện. Hãy chuyển cho người có vai trò đó.")

    def require_for(self, authority: str, *roles: Role) -> None:
        """Pass when the viewer holds any of the roles at this authority of theirs.

        Raises:
            NotAllowedError: They hold none, or none that their body lends; the message names who may do it.
        """
        self.require(*roles)
        if authority in self.lent and not self.has(*LENT.intersection(roles)):
            raise NotAllowedError(_LENT.format(who=either([ROLE_NAMES[role] for role in roles])))


def view(account: Account, standing: Succession, units: Succession) -> Viewer:
    """Whoever uses the account, as the authorities and units stand that day."""
    authorities = standing.acting(account.authorities)
    unit = None if account.unit is None else units.heir(account.unit)
    viewer = Viewer(
        account=account.id,
        name=account.name,
        roles=account.roles,
        unit=unit,
        authorities=authorities,
        units=frozenset() if unit is None else units.forebears(unit),
        lent=authorities - standing.inherited(account.authorities),
    )
    if authorities or not account.authorities:
        return viewer
    return replace(viewer, roles=account.roles - OF_AUTHORITIES, over=_OVER)
