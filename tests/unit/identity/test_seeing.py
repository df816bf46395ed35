"""How near somebody is to a nomination: by unit, by step, by role, and of a deputy by paper."""

import pytest

from shared.events.words import StepRole
from shared.identity.seeing import sight_at, sight_of, works_for
from shared.identity.viewer import Role, Viewer
from shared.nominees.shown import Sight
from tests.unit.directory.samples import authorised
from tests.unit.intake.samples import SO_NOI_VU, SO_Y_TE, SUBMITTER, UNIT, YEN_PHU, step

SLIP = (
    step(1, YEN_PHU, StepRole.APPRAISE),
    step(2, SO_Y_TE, StepRole.APPRAISE),
    step(3, SO_NOI_VU, StepRole.VOTE),
)


def of(authority: str, *roles: Role) -> Viewer:
    return Viewer("a", "Ai", frozenset(roles), authorities=frozenset({authority}))


def near(viewer: Viewer, *reached: int) -> Sight:
    return sight_of(viewer, UNIT.code, SLIP, frozenset(reached))


@pytest.mark.parametrize(
    ("role", "come", "coming"),
    [
        (Role.OFFICER, Sight.WORKING, Sight.AHEAD),
        (Role.HEAD, Sight.WORKING, Sight.AHEAD),
        (Role.CLERK, Sight.BESIDE, Sight.AHEAD),
        (Role.COUNCIL_MEMBER, Sight.BESIDE, Sight.AHEAD),
        (Role.DEPUTY, Sight.AHEAD, Sight.AHEAD),  # without a paper
        (Role.PRESS_EDITOR, Sight.NONE, Sight.NONE),
        (Role.ADMINISTRATOR, Sight.NONE, Sight.NONE),
        (Role.OPERATOR, Sight.NONE, Sight.NONE),
        (Role.SUBMITTER, Sight.NONE, Sight.NONE),
    ],
)
def test_an_authority_is_near_once_its_step_has_come(role: Role, come: Sight, coming: Sight) -> None:
    assert near(of(SO_Y_TE.code, role), 1, 2) is come
    assert near(of(SO_Y_TE.code, role), 1) is coming
    assert near(of("33.so-giao-duc", role), 1, 2, 3) is Sight.NONE


def test_the_unit_is_nearest() -> None:
    assert near(SUBMITTER) is Sight.OWN
    assert near(Viewer("b", "Khác", frozenset({Role.SUBMITTER}), unit="33.khac")) is Sight.NONE


def test_a_deputy_is_as_near_as_the_paper_says() -> None:
    both = Viewer("d", "Phó", frozenset({Role.DEPUTY}), authorities=frozenset({YEN_PHU.code, SO_Y_TE.code}))
    for_one = authorised(Viewer("d", "Phó", frozenset({Role.DEPUTY}), authorities=frozenset({YEN_PHU.code})))
    viewer = Viewer("d", "Phó", both.roles, authorities=both.authorities, authorisations=for_one.authorisations)

    assert works_for(viewer) == {YEN_PHU.code}
    assert sight_at(viewer, YEN_PHU.code, StepRole.APPRAISE) is Sight.WORKING
    assert sight_at(viewer, SO_Y_TE.code, StepRole.APPRAISE) is Sight.AHEAD


@pytest.mark.parametrize("role", [Role.COUNCIL_MEMBER, Role.COUNCIL_SECRETARY])
def test_a_council_works_where_it_votes(role: Role) -> None:
    assert sight_at(of(SO_NOI_VU.code, role), SO_NOI_VU.code, StepRole.VOTE) is Sight.WORKING
    assert sight_at(of(SO_NOI_VU.code, role), SO_NOI_VU.code, StepRole.DECIDE) is Sight.BESIDE
    assert works_for(of(SO_NOI_VU.code, role)) == frozenset()
