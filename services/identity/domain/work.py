"""Where whoever signs in is led: to where their work is, unless they came for a page."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from services.identity.domain.leading_back import START
from shared.directory.roles import OF_AUTHORITIES, OF_UNITS, Role
from shared.identity.viewer import Viewer

# Where work was named before it had pages; the address leads on.
FORMER_PATH = "/tai-khoan/viec-lam"
# By the role that comes first; whoever has none of them starts where everybody does.
_WORK: Sequence[tuple[AbstractSet[Role], str]] = (
    (OF_AUTHORITIES, "/viec"),
    (OF_UNITS, "/ho-so"),
    (frozenset({Role.ADMINISTRATOR}), "/quan-tri"),
    (frozenset({Role.OPERATOR}), "/van-hanh"),
)


def landing_for(viewer: Viewer, asked: str = START) -> str:
    """The page that whoever signed in came from; else where their work is."""
    if asked != START:
        return asked
    return next((address for roles, address in _WORK if viewer.has(*roles)), START)
