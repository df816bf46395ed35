"""The head says whose work a case is; that keeps nobody out, and is said of no case that is over."""

from dataclasses import replace
from datetime import timedelta

import pytest

from services.appraisal.application.assignments import AssignCase, UnassignCase
from services.appraisal.application.cases import OutdatedError
from services.appraisal.application.claims import ClaimCase
from services.appraisal.application.outcomes import ProposeOutcome
from services.appraisal.domain.case import UNDECIDED, Case, CaseKey, CaseState
from services.appraisal.domain.claims import HeldByAnotherError
from services.appraisal.domain.transitions import ActionNotAllowedError
from shared.events.decided import Decided
from shared.identity.viewer import Role, Viewer
from shared.refusals import InvalidError, NotAllowedError, NotFoundError, PreconditionMissingError
from tests.chains import is_whole
from tests.unit.appraisal.fake_people import account, colleagues
from tests.unit.appraisal.fakes import Clock, FakeCases
from tests.unit.appraisal.samples import (
    CLERK,
    CONTENT,
    DEPUTY,
    FORWARD,
    HEAD,
    NOMINATION,
    OFFICER,
    RULE_SETS,
    YEN_PHU,
    in_state,
    opened,
)
from tests.unit.directory.samples import authorised

KEY = CaseKey(NOMINATION, 1)
SECOND = account("a-second", "Vũ Thị Hai", Role.OFFICER, authority=YEN_PHU.code)


class Office:
    """A commune's people and one open case."""

    def __init__(self, cases: FakeCases | None = None) -> None:
        self.staff, self.clock, self.cases = colleagues(), Clock(), cases or FakeCases()
        self.staff.accounts.append(SECOND)
        self.cases.put(opened())
        self.assign = AssignCase(self.cases, self.staff, self.clock)
        self.unassign = UnassignCase(self.cases, self.clock)
        self.claim = ClaimCase(self.cases, self.clock)


@pytest.fixture
def office() -> Office:
    return Office()


def assignee(case: Case) -> str | None:
    return None if case.assignment is None else case.assignment.to.account


async def test_a_case_is_assigned_reassigned_and_unassigned(
    office: Office,
) -> None:
    first = await office.assign(HEAD, KEY, OFFICER.account, "Theo dõi đơn vị này.", 1)
    second = await office.assign(DEPUTY, KEY, SECOND.id, "", 2)
    nobody = await office.unassign(HEAD, KEY, 3)

    assert [assignee(case) for case in (first, second, nobody)] == [OFFICER.account, SECOND.id, None]
    assert first.assignment is not None
    assert (first.assignment.by.name, first.assignment.reason) == (HEAD.name, "Theo dõi đơn vị này.")
    assert [entry.action for entry in nobody.history] == ["open", "assign", "assign", "unassign"]
    assert nobody.history[2].mandate == DEPUTY.authorisations[0].id
    assert is_whole(nobody)
    assert office.cases.events == []


async def test_the_same_again_changes_nothing(office: Office) -> None:
    first = await office.assign(HEAD, KEY, OFFICER.account, "", 1)

    again = await office.assign(HEAD, KEY, OFFICER.account, "", 1)
    await office.unassign(HEAD, KEY, 2)
    twice = await office.unassign(HEAD, KEY, 2)

    assert again == first
    assert twice.version == 3


async def test_an_assigned_case_is_open_to_colleagues(office: Office) -> None:
    await office.assign(HEAD, KEY, SECOND.id, "", 1)

    claimed = await office.claim(OFFICER, KEY)
    proposed = await ProposeOutcome(office.cases, RULE_SETS, office.clock)(OFFICER, KEY, FORWARD, 2)

    assert claimed.claim is not None
    assert claimed.claim.by.account == OFFICER.account
    assert assignee(proposed) == SECOND.id


async def test_assigning_leaves_the_claim_to_its_holder(office: Office) -> None:
    await office.claim(OFFICER, KEY)

    await office.assign(HEAD, KEY, SECOND.id, "", 1)

    with pytest.raises(HeldByAnotherError):
        await ProposeOutcome(office.cases, RULE_SETS, office.clock)(
            Viewer(SECOND.id, SECOND.name, SECOND.roles, authorities=SECOND.authorities), KEY, FORWARD, 2
        )


@pytest.mark.parametrize("state", CaseState)
async def test_only_an_undecided_case_is_assigned(office: Office, state: CaseState) -> None:
    case = in_state(state)
    office.cases.put(case)

    if state in UNDECIDED:
        given = await office.assign(HEAD, case.key, OFFICER.account, "", case.version)
        assert given.state is state
        return
    with pytest.raises(ActionNotAllowedError):
        await office.assign(HEAD, case.key, OFFICER.account, "", case.version)
    with pytest.raises(ActionNotAllowedError):
        await office.unassign(HEAD, case.key, case.version)


@pytest.mark.parametrize("to", [CLERK.account, HEAD.account, "khong-co", "a-far", "a-locked", "a-nominee", "a-signer"])
async def test_an_unfit_assignee_is_refused_with_who_may_be(office: Office, to: str) -> None:
    case, own = office.cases.case(KEY), YEN_PHU.code
    office.staff.accounts += [
        account("a-far", "Chuyên Viên Xa", Role.OFFICER, authority="33.mttq"),
        replace(account("a-locked", "Bị Khóa", Role.OFFICER, authority=own), active=False),
        account("a-nominee", CONTENT.nominee.name, Role.OFFICER, authority=own),
        account("a-signer", case.dossier.petition.signer.name, Role.OFFICER, authority=own),
    ]

    with pytest.raises(InvalidError) as refusal:
        await office.assign(HEAD, KEY, to, "", 1)

    [problem] = refusal.value.problems
    assert problem.field == "assignee"
    assert f"{OFFICER.name} ({OFFICER.account}); {SECOND.name} ({SECOND.id})." in problem.message
    assert office.cases.case(KEY).version == 1


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.HEAD, Role.DEPUTY}])
async def test_nobody_but_head_and_deputy_assigns(office: Office, role: Role) -> None:
    somebody = Viewer("x", "Ai Đó", frozenset({role}), authorities=HEAD.authorities)

    with pytest.raises(NotAllowedError):
        await office.assign(somebody, KEY, OFFICER.account, "", 1)
    with pytest.raises(NotAllowedError):
        await office.unassign(somebody, KEY, 1)


async def test_a_deputy_whose_days_are_over_assigns_nothing(office: Office) -> None:
    office.clock.pass_by(timedelta(days=365 * 100))

    with pytest.raises(NotAllowedError, match="31/12/2099"):
        await office.assign(DEPUTY, KEY, OFFICER.account, "", 1)


async def test_another_authoritys_case_is_not_there(office: Office) -> None:
    stranger = authorised(Viewer("x", "Ai Đó", frozenset({Role.HEAD}), authorities=frozenset({"33.327.99999"})))

    with pytest.raises(NotFoundError):
        await office.assign(stranger, KEY, OFFICER.account, "", 1)
    with pytest.raises(NotFoundError):
        await office.unassign(stranger, KEY, 1)


async def test_an_outdated_assignment_is_refused(office: Office) -> None:
    with pytest.raises(PreconditionMissingError):
        await office.assign(HEAD, KEY, OFFICER.account, "", None)
    await office.assign(HEAD, KEY, OFFICER.account, "", 1)

    with pytest.raises(OutdatedError):
        await office.assign(HEAD, KEY, SECOND.id, "", 1)
    with pytest.raises(OutdatedError):
        await office.unassign(HEAD, KEY, 1)


async def test_of_two_who_assign_at_once_one_wins() -> None:
    class Raced(FakeCases):
        async def save_beside_claim(self, decided: Decided[Case]) -> None:
            if decided.after.version == 2 and assignee(decided.after) == OFFICER.account:
                await AssignCase(self, colleagues_and_second, Clock())(HEAD, KEY, SECOND.id, "", 1)
            await super().save_beside_claim(decided)

    cases = Raced()
    office = Office(cases)
    colleagues_and_second = office.staff

    with pytest.raises(OutdatedError):
        await office.assign(HEAD, KEY, OFFICER.account, "", 1)

    assert assignee(cases.case(KEY)) == SECOND.id
