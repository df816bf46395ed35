"""The person behind a request, and the one question that every act asks of them."""

from dataclasses import dataclass

from shared.directory.authorising import Authorisation
from shared.directory.roles import ROLE_NAMES, Role
from shared.refusals import NotAllowedError
from shared.text.listing import either

__all__ = ["Role", "Viewer"]


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who is signed in, with the roles of today. `authorities` includes those that their body works for.

    A deputy's `authorisations` are those by which they decide today; where there is none, `lapsed` says why.
    """

    account: str
    name: str
    roles: frozenset[Role]
    unit: str | None = None
    authorities: frozenset[str] = frozenset()
    authorisations: tuple[Authorisation, ...] = ()
    lapsed: str = ""

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
            if self.lapsed and Role.DEPUTY in roles:
                raise NotAllowedError(self.lapsed)
            who = either([ROLE_NAMES[role] for role in roles])
            raise NotAllowedError(f"Việc này do {who} thực hiện. Hãy chuyển cho người có vai trò đó.")
