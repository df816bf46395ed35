"""How near a viewer is to a nomination: what they may be told of it, `shared.nominees.shown` works out."""

from collections.abc import Set as AbstractSet

from shared.directory.roles import OF_AUTHORITIES, Role
from shared.events.content import Slip, Step
from shared.events.words import StepRole
from shared.identity.viewer import Viewer
from shared.nominees.shown import Sight

_COUNCIL = (Role.COUNCIL_MEMBER, Role.COUNCIL_SECRETARY)
_BESIDE = tuple(OF_AUTHORITIES - {Role.DEPUTY})


def works_for(viewer: Viewer) -> frozenset[str]:
    """The authorities whose cases the viewer works on: of a head their own, of a deputy those that the papers name."""
    if viewer.has(Role.OFFICER):
        return viewer.authorities
    if viewer.has(Role.HEAD):
        return viewer.own
    if viewer.has(Role.DEPUTY):
        named = frozenset[str]().union(*(paper.authorities for paper in viewer.authorisations))
        return named & viewer.own
    return frozenset()


def works_at(viewer: Viewer, authority: str, role: StepRole) -> bool:
    """Whether the viewer works on what has come to this authority's step."""
    if authority in works_for(viewer):
        return True
    # A council weighs what it votes on; elsewhere its members only look on.
    return role is StepRole.VOTE and viewer.has(*_COUNCIL) and viewer.acts_for(authority)


def sight_at(viewer: Viewer, authority: str, role: StepRole) -> Sight:
    """How near the viewer is to what has come to this authority's step."""
    if works_at(viewer, authority, role):
        return Sight.WORKING
    if not viewer.acts_for(authority) or not viewer.has(*OF_AUTHORITIES):
        return Sight.NONE
    return Sight.BESIDE if viewer.has(*_BESIDE) else Sight.AHEAD


def sight_of(viewer: Viewer, unit: str, slip: Slip, reached: AbstractSet[int]) -> Sight:
    """How near the viewer is to a nomination of the unit; `reached` are the steps that have come."""
    if unit in viewer.units:
        return Sight.OWN
    theirs = [_sight(viewer, step, reached) for step in slip]
    return min(theirs, key=list(Sight).index, default=Sight.NONE)


def _sight(viewer: Viewer, step: Step, reached: AbstractSet[int]) -> Sight:
    sight = sight_at(viewer, step.authority.code, step.role)
    return sight if sight is Sight.NONE or step.step in reached else Sight.AHEAD
