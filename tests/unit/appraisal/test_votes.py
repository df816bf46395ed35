"""The council's count decides: enough of all members and the case goes on, else it is declined with the count told."""

from dataclasses import replace

import pytest

from services.appraisal.application.outcomes import DecideOutcome, EnterVote
from services.appraisal.domain.case import Case, Tally, Verdict
from services.appraisal.domain.duties import duties_of
from services.appraisal.domain.entitlement import InterestedError
from services.appraisal.domain.votes import verdict_of
from shared.events.cases import CaseDeclined, CaseForwarded
from shared.events.words import CaseDuty, Outcome, StepRole
from shared.identity.viewer import Role, Viewer
from shared.refusals import InvalidError, NotAllowedError
from shared.rules.duties import Setting
from tests.unit.appraisal.fakes import Clock, FakeCases
from tests.unit.appraisal.samples import FORWARD, HEAD, RULE_SETS, RULES, YEN_PHU, opened
from tests.unit.appraisal.test_own_work import setting_all

SECRETARY = Viewer("a-secretary", "Vương Thị Ghi", frozenset({Role.COUNCIL_SECRETARY}), authorities=HEAD.authorities)
ENOUGH = Tally(15, 13, 12, "07/BB-HĐTĐKT ngày 20/12/2021")
TOO_FEW = replace(ENOUGH, approving=11)


def voted_on() -> Case:
    case = opened()
    first = case.slip[0].model_copy(update={"role": StepRole.VOTE})
    return replace(case, slip=(first, *case.slip[1:]))


def entering(case: Case) -> tuple[EnterVote, FakeCases]:
    cases = FakeCases({case.key: case})
    return EnterVote(cases, RULE_SETS, Clock()), cases


@pytest.mark.parametrize(("members", "needed"), [(15, 12), (10, 8), (11, 9), (1, 1)])
def test_the_share_is_of_all_members_rounded_up(members: int, needed: int) -> None:
    reached = verdict_of(voted_on(), Tally(members, members, needed, "1"), RULES)
    missed = verdict_of(voted_on(), Tally(members, members, needed - 1, "1"), RULES)

    assert (reached.outcome, missed.outcome) == (Outcome.FORWARD, Outcome.DECLINE)


def test_a_vote_of_all_present_is_too_little_when_too_few_came() -> None:
    verdict = verdict_of(voted_on(), Tally(15, 11, 11, "1"), RULES)

    assert verdict.outcome is Outcome.DECLINE


async def test_a_vote_that_suffices_passes_with_its_count() -> None:
    enter, cases = entering(voted_on())

    case = await enter(SECRETARY, voted_on().key, ENOUGH, 1)

    fact = next(event for event in cases.events if isinstance(event, CaseForwarded))
    assert case.ruling is not None
    assert case.ruling.verdict.tally == ENOUGH
    for words in ("15 thành viên", "12 phiếu đồng ý", "cần 12", "80%", "07/BB-HĐTĐKT"):
        assert words in fact.note


async def test_a_vote_that_is_missed_declines_by_the_rule_sets_reason() -> None:
    enter, cases = entering(voted_on())

    await enter(SECRETARY, voted_on().key, TOO_FEW, 1)

    fact = next(event for event in cases.events if isinstance(event, CaseDeclined))
    assert fact.reason_code == RULES.council.decline_reason
    assert "11 phiếu đồng ý" in fact.reason


async def test_the_same_vote_again_is_answered_as_before() -> None:
    enter, cases = entering(voted_on())
    first = await enter(SECRETARY, voted_on().key, ENOUGH, 1)
    count = len(cases.events)

    again = await enter(SECRETARY, voted_on().key, ENOUGH, 1)

    assert again == first
    assert len(cases.events) == count


@pytest.mark.parametrize(
    ("tally", "field"),
    [
        (replace(ENOUGH, present=16), "present"),
        (replace(ENOUGH, approving=14), "approving"),
        (replace(ENOUGH, minutes=""), "minutes"),
    ],
)
def test_a_count_that_cannot_be_is_refused_where_it_is_wrong(tally: Tally, field: str) -> None:
    with pytest.raises(InvalidError) as refused:
        verdict_of(voted_on(), tally, RULES)

    assert [problem.field for problem in refused.value.problems] == [field]


async def test_a_step_without_a_council_takes_no_vote() -> None:
    enter, cases = entering(opened())

    with pytest.raises(InvalidError):
        await enter(SECRETARY, opened().key, ENOUGH, 1)

    assert cases.events == []


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.COUNCIL_SECRETARY])
async def test_only_the_secretary_enters_a_vote(role: Role) -> None:
    enter, _ = entering(voted_on())
    somebody = Viewer("x", "Ai Đó", frozenset({role}), authorities=frozenset({YEN_PHU.code}))

    with pytest.raises(NotAllowedError, match="thư ký Hội đồng"):
        await enter(somebody, voted_on().key, ENOUGH, 1)


@pytest.mark.parametrize("verdict", [FORWARD, Verdict(Outcome.DECLINE, "khong-dat-phieu", "Ít phiếu.")])
async def test_a_head_gives_no_outcome_where_the_council_votes(verdict: Verdict) -> None:
    cases = FakeCases({voted_on().key: voted_on()})

    with pytest.raises(InvalidError) as refused:
        await DecideOutcome(cases, RULE_SETS, Clock(), lambda _: None)(HEAD, voted_on().key, verdict, 1)

    assert "thư ký Hội đồng" in refused.value.problems[0].message
    assert cases.events == []


@pytest.mark.parametrize("setting", Setting)
async def test_a_vote_on_what_one_submitted_goes_by_the_setting(setting: Setting) -> None:
    case = voted_on()
    own = replace(case, dossier=case.dossier.model_copy(update={"submitter": SECRETARY.account}))
    cases = FakeCases({own.key: own})
    enter = EnterVote(cases, setting_all(setting), Clock())

    if setting is Setting.REFUSE:
        with pytest.raises(InterestedError, match=r"đã nộp hồ sơ.*thư ký Hội đồng khác"):
            await enter(SECRETARY, own.key, ENOUGH, 1)
        assert cases.case(own.key) == own
    else:
        voted = await enter(SECRETARY, own.key, ENOUGH, 1)
        assert voted.history[-1].combined == (("submit-vote",) if setting is Setting.WARN else ())
        assert (CaseDuty.VOTE, SECRETARY.account) in {(each.duty, each.account) for each in duties_of(voted)}
