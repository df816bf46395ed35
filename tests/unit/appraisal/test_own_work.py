"""Nobody decides on what the same account submitted or proposed, whatever roles it holds."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from services.appraisal.application.deciding import DecideOutcome
from services.appraisal.application.working import ProposeOutcome
from services.appraisal.domain.case import Case, CaseKey, State, Verdict
from services.appraisal.domain.duplicates import Similar
from services.appraisal.domain.entitlement import InterestedError
from shared.identity.viewer import Role
from tests.unit.appraisal.fakes import Clock, Crash, FakeCases
from tests.unit.appraisal.samples import APPROVE, DECLINE, FORWARD, HEAD, NOMINATION, OFFICER, RULE_SETS, opened
from tests.unit.appraisal.test_use_cases import Desk

KEY = CaseKey(NOMINATION, 1)
# As where a commune has few people.
BOTH = replace(HEAD, roles=frozenset({Role.OFFICER, Role.HEAD, Role.SUBMITTER}))
HEAD_TOO = replace(HEAD, account="a-head-too", name="Vũ Mẫu Lam")


@pytest.fixture
def desk() -> Desk:
    made = Desk()
    made.cases.put(opened())
    return made


@pytest.mark.parametrize("verdict", [FORWARD, DECLINE, APPROVE, None])
async def test_who_submitted_decides_nothing_of_it(desk: Desk, verdict: Verdict | None) -> None:
    case = opened()
    desk.cases.put(replace(case, dossier=case.dossier.model_copy(update={"submitter": BOTH.account})))
    await desk.propose(OFFICER, KEY, FORWARD)

    with pytest.raises(InterestedError, match="đã nộp"):
        await desk.decide(BOTH, KEY, verdict, 2)

    assert desk.cases.case(KEY).state is State.OPEN


@pytest.mark.parametrize("verdict", [FORWARD, DECLINE, None])
async def test_who_proposed_decides_neither_so_nor_otherwise(desk: Desk, verdict: Verdict | None) -> None:
    await desk.propose(BOTH, KEY, FORWARD)

    with pytest.raises(InterestedError, match="đã đề xuất"):
        await desk.decide(BOTH, KEY, verdict, 2)

    assert desk.cases.case(KEY).state is State.OPEN


async def test_a_colleague_of_the_same_role_decides_it(desk: Desk) -> None:
    await desk.propose(BOTH, KEY, FORWARD)

    assert (await desk.decide(HEAD_TOO, KEY, None, 2)).state is State.FORWARDED


async def test_with_several_roles_one_decides_what_others_worked_on(desk: Desk) -> None:
    await desk.propose(OFFICER, KEY, FORWARD)

    assert (await desk.decide(BOTH, KEY, None, 2)).state is State.FORWARDED


async def test_a_proposal_of_one_s_own_that_slips_in_before_the_write_keeps_the_outcome_out() -> None:
    class Raced(FakeCases):
        async def similar(self, case: Case) -> Sequence[Similar]:
            await ProposeOutcome(self, RULE_SETS, Clock())(BOTH, KEY, FORWARD)
            return await super().similar(case)

    cases = Raced()
    cases.put(opened())

    with pytest.raises(InterestedError):
        await DecideOutcome(cases, RULE_SETS, Clock(), Crash())(BOTH, KEY, FORWARD, 1)

    assert cases.case(KEY).state is State.OPEN
