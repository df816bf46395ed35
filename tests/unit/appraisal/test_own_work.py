"""Nobody decides on what the same account submitted or proposed; other pairs are as the province sets them."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

import pytest

from services.appraisal.application.bulk import PreviewBulk, act_on_cases, try_on_cases
from services.appraisal.application.outcomes import DecideOutcome, ProposeOutcome
from services.appraisal.domain.bulk import BulkEffect, BulkKind, BulkLine, BulkOrder, BulkRefusal
from services.appraisal.domain.case import Case, CaseKey, CaseState, Verdict
from services.appraisal.domain.duplicates import Similar
from services.appraisal.domain.duties import take_on
from services.appraisal.domain.entitlement import InterestedError
from shared.events.words import CaseDuty
from shared.events.work import WorkHandedOver
from shared.identity.viewer import Role, Viewer
from shared.rules.duties import PAIRS, Duties, Setting
from shared.rules.loading import RuleSets
from tests.chains import is_whole
from tests.unit.appraisal.fake_people import colleagues
from tests.unit.appraisal.fakes import Clock, Crash, FakeCases
from tests.unit.appraisal.samples import (
    APPROVE,
    CALENDAR,
    DECLINE,
    DUTIES,
    FORWARD,
    HEAD,
    NOMINATION,
    OFFICER,
    REFER,
    RETURN,
    RULE_SETS,
    opened,
    supplemented,
    work,
)
from tests.unit.appraisal.test_use_cases import Desk
from tests.unit.directory.samples import authorised

KEY = CaseKey(NOMINATION, 1)
# As where a commune has few people.
BOTH = replace(HEAD, roles=frozenset({Role.OFFICER, Role.HEAD, Role.SUBMITTER}))
HEAD_TOO = replace(HEAD, account="a-head-too", name="Vũ Mẫu Lam")


def submitted_by(viewer: Viewer) -> Case:
    case = opened()
    return replace(case, dossier=case.dossier.model_copy(update={"submitter": viewer.account}))


def setting_all(setting: Setting) -> RuleSets:
    shipped = RULE_SETS.duties.entries[0]
    same = shipped.model_copy(update={"every_level": dict.fromkeys(PAIRS, setting)})
    return replace(RULE_SETS, duties=Duties((same,)))


@pytest.fixture
def desk() -> Desk:
    made = Desk()
    made.cases.put(opened())
    return made


@pytest.mark.parametrize("verdict", [FORWARD, DECLINE, APPROVE, None])
async def test_who_submitted_decides_nothing_of_it(desk: Desk, verdict: Verdict | None) -> None:
    desk.cases.put(submitted_by(BOTH))
    await desk.propose(OFFICER, KEY, FORWARD)

    with pytest.raises(InterestedError, match="đã nộp"):
        await desk.decide(BOTH, KEY, verdict, 2)

    assert desk.cases.case(KEY).state is CaseState.OPEN


@pytest.mark.parametrize("verdict", [FORWARD, DECLINE, None])
async def test_who_proposed_decides_neither_so_nor_otherwise(desk: Desk, verdict: Verdict | None) -> None:
    await desk.propose(BOTH, KEY, FORWARD)

    with pytest.raises(InterestedError, match="đã đề xuất"):
        await desk.decide(BOTH, KEY, verdict, 2)

    assert desk.cases.case(KEY).state is CaseState.OPEN


async def test_a_colleague_of_the_same_role_decides_it(desk: Desk) -> None:
    await desk.propose(BOTH, KEY, FORWARD)

    assert (await desk.decide(HEAD_TOO, KEY, None, 2)).state is CaseState.FORWARDED


async def test_with_several_roles_one_decides_what_others_worked_on(desk: Desk) -> None:
    await desk.propose(OFFICER, KEY, FORWARD)

    assert (await desk.decide(BOTH, KEY, None, 2)).state is CaseState.FORWARDED


async def test_a_proposal_that_a_colleague_replaced_was_still_made(desk: Desk) -> None:
    await desk.propose(BOTH, KEY, FORWARD)
    await desk.propose(OFFICER, KEY, FORWARD)

    with pytest.raises(InterestedError, match="đã đề xuất"):
        await desk.decide(BOTH, KEY, None, 3)


async def test_a_proposal_that_was_sent_back_was_still_made(desk: Desk) -> None:
    await desk.propose(BOTH, KEY, FORWARD)
    await desk.send_back(HEAD_TOO, KEY, "Xem lại.", 2)

    with pytest.raises(InterestedError, match="đã đề xuất"):
        await desk.decide(BOTH, KEY, FORWARD, 3)


async def test_who_proposed_a_return_decides_nothing_in_round_two(desk: Desk) -> None:
    await desk.propose(BOTH, KEY, RETURN)
    await desk.decide(HEAD_TOO, KEY, None, 2)
    await desk.supplement(supplemented().model_copy(update={"supplied_by": "a-second-submitter"}))

    with pytest.raises(InterestedError, match="đã đề xuất"):
        await desk.decide(BOTH, KEY, FORWARD, 4)
    assert (await desk.decide(HEAD_TOO, KEY, FORWARD, 4)).state is CaseState.FORWARDED


async def test_who_supplied_what_was_missing_decides_nothing_of_it(desk: Desk) -> None:
    await desk.propose(OFFICER, KEY, RETURN)
    await desk.decide(BOTH, KEY, None, 2)
    await desk.supplement(supplemented().model_copy(update={"supplied_by": BOTH.account}))

    assert desk.cases.case(KEY).history[-1].combined == ("submit-decide",)
    with pytest.raises(InterestedError, match="đã nộp"):
        await desk.decide(BOTH, KEY, FORWARD, 4)


@pytest.mark.parametrize("verdict", [FORWARD, REFER], ids=["forward", "refer"])
async def test_the_next_step_knows_who_submitted_and_proposed(verdict: Verdict) -> None:
    here = Desk()
    case = opened()
    here.cases.put(case)
    await here.propose(BOTH, KEY, verdict)
    await here.decide(HEAD_TOO, KEY, None, 2)

    handed_over = next(event for event in here.cases.events if isinstance(event, WorkHandedOver))
    received = WorkHandedOver.model_validate_json(handed_over.model_dump_json())
    there = opened(received)

    assert {(each.duty, each.account) for each in received.done} == {
        (CaseDuty.SUBMIT, case.dossier.submitter),
        (CaseDuty.PROPOSE, BOTH.account),
        (CaseDuty.DECIDE, HEAD_TOO.account),
    }
    with pytest.raises(InterestedError, match="đã đề xuất"):
        take_on(there, BOTH.account, CaseDuty.DECIDE, DUTIES)
    assert take_on(there, HEAD_TOO.account, CaseDuty.DECIDE, DUTIES) == ()


async def test_a_hand_over_of_an_earlier_program_has_no_duties() -> None:
    old = work().model_dump(mode="json")
    del old["done"]

    assert opened(WorkHandedOver.model_validate(old)).done == ()


@pytest.mark.parametrize(
    "changed",
    [
        replace(BOTH, name="Tên Mẫu Mới"),
        replace(BOTH, authorities=frozenset({*BOTH.authorities, "33.327.99999"})),
        authorised(replace(BOTH, roles=frozenset({Role.DEPUTY}))),
    ],
    ids=["renamed", "moved to the successor", "a deputy now"],
)
async def test_the_account_counts_whatever_became_of_it(desk: Desk, changed: Viewer) -> None:
    await desk.propose(BOTH, KEY, FORWARD)

    with pytest.raises(InterestedError, match="đã đề xuất"):
        await desk.decide(changed, KEY, None, 2)


async def test_of_an_act_over_many_ones_own_work_alone_is_refused() -> None:
    desk, other = Desk(), CaseKey(NOMINATION, 2)
    desk.cases.put(opened(), opened(work(2)))
    await desk.propose(BOTH, KEY, FORWARD)
    await desk.propose(OFFICER, other, APPROVE)
    order = BulkOrder(BulkKind.OUTCOME, None, (BulkLine(KEY, 2), BulkLine(other, 2)))

    act_on = act_on_cases(desk.cases, RULE_SETS, colleagues(), CALENDAR, desk.clock, Crash())
    refused, done = [await act_on(BOTH, order, line) for line in order.lines]

    assert isinstance(refused, BulkRefusal)
    assert "đã đề xuất" in refused.message
    assert isinstance(done, BulkEffect)
    assert (desk.cases.case(KEY).state, desk.cases.case(other).state) == (CaseState.OPEN, CaseState.APPROVED)


async def test_an_act_over_many_warns_of_each_and_beforehand() -> None:
    desk = Desk()
    desk.cases.put(submitted_by(BOTH), opened(work(nomination=UUID(int=9))))
    order = BulkOrder(BulkKind.PROPOSAL, FORWARD, (BulkLine(KEY, 1), BulkLine(CaseKey(UUID(int=9), 1), 1)))

    tried = await PreviewBulk(try_on_cases(desk.cases, RULE_SETS, colleagues(), CALENDAR, desk.clock))(BOTH, order)
    act_on = act_on_cases(desk.cases, RULE_SETS, colleagues(), CALENDAR, desk.clock, Crash())
    done = [await act_on(BOTH, order, line) for line in order.lines]
    again = [await act_on(BOTH, order, line) for line in order.lines]

    assert list(tried.values()) == done == again
    assert [each.combined for each in done if isinstance(each, BulkEffect)] == [("submit-propose",), ()]


async def test_a_warning_stands_in_the_history_and_is_sealed(desk: Desk) -> None:
    desk.cases.put(submitted_by(BOTH))

    warned = await desk.propose(BOTH, KEY, FORWARD)
    later = await desk.decide(HEAD_TOO, KEY, None, 2)

    assert [entry.combined for entry in warned.history] == [(), ("submit-propose",)]
    assert [entry.combined for entry in later.history] == [(), ("submit-propose",), ()]
    assert is_whole(later)
    opening, proposing, ruling = later.history
    assert not is_whole(replace(later, history=(opening, replace(proposing, combined=()), ruling)))


@pytest.mark.parametrize("setting", Setting)
async def test_the_setting_of_the_day_of_the_act_counts(setting: Setting) -> None:
    rule_sets, desk = setting_all(setting), Desk()
    desk.cases.put(submitted_by(BOTH))
    propose = ProposeOutcome(desk.cases, rule_sets, desk.clock)

    if setting is Setting.REFUSE:
        with pytest.raises(InterestedError, match=r"đã nộp hồ sơ, nên không được đề xuất.*chuyên viên khác"):
            await propose(BOTH, KEY, FORWARD)
        assert desk.cases.case(KEY).version == 1
    else:
        case = await propose(BOTH, KEY, FORWARD)
        assert case.history[-1].combined == (("submit-propose",) if setting is Setting.WARN else ())


@pytest.mark.parametrize("setting", Setting)
async def test_no_setting_allows_deciding_ones_own_work(setting: Setting) -> None:
    cases = FakeCases()
    cases.put(submitted_by(BOTH))

    with pytest.raises(InterestedError, match="đã nộp"):
        await DecideOutcome(cases, setting_all(setting), Clock(), Crash())(BOTH, KEY, FORWARD, 1)


async def test_a_late_proposal_of_ones_own_stops_the_outcome() -> None:
    class Raced(FakeCases):
        async def similar(self, case: Case) -> Sequence[Similar]:
            await ProposeOutcome(self, RULE_SETS, Clock())(BOTH, KEY, FORWARD)
            return await super().similar(case)

    cases = Raced()
    cases.put(opened())

    with pytest.raises(InterestedError):
        await DecideOutcome(cases, RULE_SETS, Clock(), Crash())(BOTH, KEY, FORWARD, 1)

    assert cases.case(KEY).state is CaseState.OPEN
