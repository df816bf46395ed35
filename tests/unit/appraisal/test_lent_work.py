"""Whoever works for another body prepares and records there; its own people alone decide."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

import pytest

from services.appraisal.application.assignments import AssignCase, UnassignCase
from services.appraisal.application.bulk import PreviewBulk, try_on_cases
from services.appraisal.domain.bulk import BulkKind, BulkLine, BulkOrder, BulkRefusal
from services.appraisal.domain.case import CaseKey, CaseState
from services.appraisal.domain.entitlement import by
from shared.directory.roles import LENT
from shared.identity.viewer import Role, Viewer
from shared.refusals import NotAllowedError
from tests.unit.appraisal.fake_people import FakeStaff, colleagues
from tests.unit.appraisal.samples import CALENDAR, FORWARD, HEAD, NOMINATION, RULE_SETS, opened
from tests.unit.appraisal.test_use_cases import Desk
from tests.unit.directory.samples import BY_PAPER, authorised

KEY = CaseKey(NOMINATION, 1)
HELPER = "33.so-noi-vu"
OFFICER_OF_BOTH = "a-officer"

Act = Callable[[Desk, Viewer], Awaitable[object]]
PREPARING: Mapping[str, tuple[Act, set[Role]]] = {
    "claim": (lambda desk, viewer: desk.claim(viewer, KEY), {Role.OFFICER}),
    "release": (lambda desk, viewer: desk.release(viewer, KEY), {Role.OFFICER}),
    "propose": (lambda desk, viewer: desk.propose(viewer, KEY, FORWARD), {Role.OFFICER}),
}
DECIDING: Mapping[str, Act] = {
    "decide": lambda desk, viewer: desk.decide(viewer, KEY, FORWARD, 1),
    "send back": lambda desk, viewer: desk.send_back(viewer, KEY, "Xem lại.", 1),
    "assign": lambda desk, viewer: AssignCase(desk.cases, FakeStaff([]), desk.clock)(
        viewer, KEY, OFFICER_OF_BOTH, "", 1
    ),
    "unassign": lambda desk, viewer: UnassignCase(desk.cases, desk.clock)(viewer, KEY, 1),
}


def helper(*roles: Role) -> Viewer:
    """Somebody of the body that does the commune's work, as the directory recognises them."""
    both = frozenset({HELPER}) | HEAD.authorities
    viewer = Viewer("a-helper", "Bùi Mẫu Giúp", frozenset(roles), authorities=both, lent=HEAD.authorities)
    own = replace(BY_PAPER, account=viewer.account, authorities=frozenset({HELPER}))
    return replace(viewer, authorisations=(own,)) if Role.DEPUTY in roles else viewer


@pytest.fixture
def desk() -> Desk:
    made = Desk()
    made.cases.put(opened())
    return made


@pytest.mark.parametrize("act", PREPARING)
@pytest.mark.parametrize("role", Role)
async def test_officers_alone_prepare_for_a_body_they_help(desk: Desk, act: str, role: Role) -> None:
    do, allowed = PREPARING[act]

    if role in allowed:
        await do(desk, helper(role))
    else:
        with pytest.raises(NotAllowedError):
            await do(desk, helper(role))


@pytest.mark.parametrize("act", DECIDING)
@pytest.mark.parametrize("roles", [{Role.HEAD}, {Role.DEPUTY}, set(LENT), {Role.HEAD, *LENT}, {Role.DEPUTY, *LENT}])
async def test_nobody_decides_for_a_body_they_help(desk: Desk, act: str, roles: set[Role]) -> None:
    with pytest.raises(NotAllowedError):
        await DECIDING[act](desk, helper(*roles))

    assert desk.cases.case(KEY) == opened()


async def test_the_refusal_says_who_decides_there(desk: Desk) -> None:
    with pytest.raises(NotAllowedError, match=r"không quyết định thay.*thủ trưởng.*của chính cơ quan đó"):
        await desk.decide(helper(Role.HEAD), KEY, FORWARD, 1)


@pytest.mark.parametrize("role", [Role.HEAD, Role.DEPUTY, Role.CLERK, Role.OFFICER, Role.COUNCIL_SECRETARY])
async def test_whoever_helps_reads_the_work(desk: Desk, role: Role) -> None:
    assert (await desk.show(helper(role), KEY)).case.key == KEY


async def test_an_act_over_many_decides_none_of_the_helped_bodys(desk: Desk) -> None:
    order = BulkOrder(BulkKind.OUTCOME, FORWARD, (BulkLine(KEY, 1),))

    found = await PreviewBulk(try_on_cases(desk.cases, RULE_SETS, colleagues(), CALENDAR, desk.clock))(
        helper(Role.HEAD), order
    )

    assert isinstance(found[0], BulkRefusal)
    assert "không quyết định thay" in found[0].message


async def test_an_authorisation_for_ones_own_body_reaches_no_further(desk: Desk) -> None:
    deputy = helper(Role.DEPUTY)

    with pytest.raises(NotAllowedError):
        await desk.decide(deputy, KEY, FORWARD, 1)

    own = replace(deputy, lent=frozenset(), authorisations=authorised(deputy).authorisations)
    assert (await desk.decide(own, KEY, FORWARD, 1)).state is CaseState.FORWARDED


def test_acts_are_signed_by_the_helper_themselves() -> None:
    assert by(helper(Role.OFFICER)).account == "a-helper"
