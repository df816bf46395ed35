"""What each step may have, what each outcome needs, and what it sets off."""

from dataclasses import replace
from datetime import timedelta

import pytest

from services.appraisal.domain.case import Case, Tally, Verdict
from services.appraisal.domain.people import By
from services.appraisal.domain.ruling import (
    AlreadyReturnedError,
    BlockedError,
    Grounds,
    NothingProposedError,
    is_repeated,
    proposal_of,
    propose,
    rule,
    send_back,
)
from shared.events.cases import CaseApproved, CaseDeclined, CaseForwarded, CaseReferred, CaseReturned
from shared.events.words import Level, Outcome, StepRole
from shared.events.work import WorkHandedOver
from shared.refusals import InvalidError
from shared.rules.slip import ALLOWED, SlipRefusedError
from tests.unit.appraisal.samples import (
    APPROVE,
    BLOCKING,
    DECLINE,
    FORWARD,
    GROUNDS,
    NOW,
    REFER,
    RETURN,
    RULES,
    SIGNED_HEAD,
    SIGNED_OFFICER,
    VERDICTS,
    opened,
    provincial_work,
    ruled,
    work,
)


def at_role(role: StepRole) -> Case:
    case = opened()
    first = case.slip[0].model_copy(update={"role": role})
    return replace(case, slip=(first, *case.slip[1:]))


def problems(refusal: pytest.ExceptionInfo[InvalidError]) -> set[str]:
    return {problem.field for problem in refusal.value.problems}


@pytest.mark.parametrize(
    ("role", "outcome"), [(role, each) for role in StepRole for each in Outcome if each not in ALLOWED[role]]
)
def test_a_step_refuses_foreign_outcomes_and_names_its_own(role: StepRole, outcome: Outcome) -> None:
    case = at_role(role)

    with pytest.raises(InvalidError) as refusal:
        ruled(case, VERDICTS[outcome])

    message = refusal.value.problems[0].message
    assert problems(refusal) == {"outcome"}
    assert all(f"({each.value})" in message for each in ALLOWED[role])


@pytest.mark.parametrize(("role", "outcome"), [(role, each) for role in StepRole for each in sorted(ALLOWED[role])])
def test_a_step_takes_the_outcomes_that_are_its_own(role: StepRole, outcome: Outcome) -> None:
    case = at_role(role)
    counted = Tally(15, 15, 15, "01/BB-HĐTĐKT") if role is StepRole.VOTE else None

    decided = ruled(case, replace(VERDICTS[outcome], tally=counted))

    assert decided.after.ruling is not None
    assert decided.after.ruling.verdict.outcome is outcome
    assert decided.after.version == case.version + 1
    assert decided.before is case


def test_forwarding_hands_the_work_to_the_next_step() -> None:
    case = opened()

    decided = ruled(case, FORWARD)

    handed_over, event = decided.events
    assert isinstance(handed_over, WorkHandedOver)
    assert isinstance(event, CaseForwarded)
    assert (handed_over.step, handed_over.to_level, handed_over.version) == (2, Level.COMMUNE, 2)
    assert (handed_over.content, handed_over.slip, handed_over.dossier) == (case.content, case.slip, case.dossier)
    assert (event.step, event.version, event.next_step) == (1, 2, 2)


def test_approving_tells_intake_and_nobody_else() -> None:
    decided = ruled(opened(work(2)), APPROVE)

    assert [type(event) for event in decided.events] == [CaseApproved]


def test_a_return_stops_the_clock_and_lists_everything_missing() -> None:
    decided = ruled(opened(), RETURN)

    (event,) = decided.events
    assert isinstance(event, CaseReturned)
    assert event.missing == RETURN.missing
    assert decided.after.paused_on is not None
    assert decided.after.closed_at is None


@pytest.mark.parametrize("blank", ["", "\u0301", "–"])
def test_what_is_missing_must_be_said(blank: str) -> None:
    item = RETURN.missing[0]
    unsaid = (item.model_copy(update={"message": blank}), item, item.model_copy(update={"section": blank}))

    with pytest.raises(InvalidError) as refusal:
        ruled(opened(), replace(RETURN, missing=unsaid))

    assert problems(refusal) == {"missing[0].message", "missing[2].section"}


@pytest.mark.parametrize("verdict", [DECLINE, REFER])
def test_an_explanation_must_be_seen(verdict: Verdict) -> None:
    with pytest.raises(InvalidError) as refusal:
        ruled(opened(), replace(verdict, text="…"))

    assert problems(refusal) == {"text"}


def test_a_return_without_anything_missing_is_refused() -> None:
    with pytest.raises(InvalidError) as refusal:
        ruled(opened(), Verdict(Outcome.RETURN))

    assert problems(refusal) == {"missing"}


def test_a_second_return_at_the_same_step_is_refused() -> None:
    case = opened()
    once = replace(ruled(case, RETURN).after, state=case.state)

    with pytest.raises(AlreadyReturnedError):
        ruled(once, RETURN)


def test_a_refusal_gives_reason_text_and_basis() -> None:
    decided = ruled(opened(), DECLINE)

    (event,) = decided.events
    assert isinstance(event, CaseDeclined)
    assert event.reason == "Không đủ tiêu chuẩn: Thuộc nhiệm vụ thường xuyên."
    assert (event.reason_code, event.basis) == ("khong-du-tieu-chuan", "KH V.1, V.2")


@pytest.mark.parametrize(
    ("verdict", "fields"),
    [
        (Verdict(Outcome.DECLINE), {"reason_code", "text"}),
        (Verdict(Outcome.DECLINE, reason_code="tu-nghi-ra", text="Không."), {"reason_code"}),
        (Verdict(Outcome.DECLINE, reason_code="sai-tuyen"), {"text"}),
        (Verdict(Outcome.REFER), {"award_form", "text"}),
        (Verdict(Outcome.REFER, award_form="bang-khen-tinh"), {"text"}),
    ],
)
def test_what_an_outcome_lacks_is_named_all_at_once(verdict: Verdict, fields: set[str]) -> None:
    with pytest.raises(InvalidError) as refusal:
        ruled(opened(), verdict)

    assert problems(refusal) == fields


def test_referring_appends_steps_and_hands_over_to_the_first() -> None:
    case = opened()

    decided = ruled(case, REFER)

    handed_over, event = decided.events
    assert isinstance(handed_over, WorkHandedOver)
    assert isinstance(event, CaseReferred)
    assert event.slip[: len(case.slip)] == case.slip
    assert (event.next_step, handed_over.step) == (3, 3)
    assert handed_over.content.award_form == "bang-khen-tinh"
    assert [step.award_form for step in event.slip[2:]] == ["bang-khen-tinh"] * (len(event.slip) - 2)
    assert event.slip[2].after == 1


def test_referring_to_a_form_that_is_not_higher_is_refused() -> None:
    with pytest.raises(SlipRefusedError):
        ruled(opened(), replace(REFER, award_form="giay-khen-xa"))


def test_a_blocking_finding_stops_a_forward_and_is_named() -> None:
    case = opened(work(findings=(BLOCKING,)))

    with pytest.raises(BlockedError, match=BLOCKING.message) as refusal:
        ruled(case, replace(FORWARD, override="Đã đối chiếu."))

    assert refusal.value.details["findings"]


def test_a_duplicate_found_now_stops_an_approval() -> None:
    with pytest.raises(BlockedError):
        rule(opened(work(2)), APPROVE, SIGNED_HEAD, grounds=Grounds(RULES, (BLOCKING,)), at=NOW)


@pytest.mark.parametrize("verdict", [RETURN, DECLINE, REFER])
def test_a_blocking_finding_stops_no_other_outcome(verdict: Verdict) -> None:
    case = opened(work(findings=(BLOCKING,)))

    assert ruled(case, verdict).after.ruling is not None


def test_the_province_overrides_a_finding_with_a_reason() -> None:
    handed_over = provincial_work(findings=(BLOCKING,))
    appraising = next(step.step for step in handed_over.slip if step.role is StepRole.APPRAISE)
    case = opened(provincial_work(appraising, findings=(BLOCKING,)))

    decided = ruled(case, replace(FORWARD, override="Hai thành tích khác nhau."))

    passed = decided.events[0]
    assert isinstance(passed, WorkHandedOver)
    assert not any(finding.blocking for finding in passed.findings)
    assert any("Hai thành tích khác nhau." in finding.message for finding in passed.findings)


def test_a_proposal_can_be_confirmed_until_it_is_sent_back() -> None:
    case = propose(opened(), FORWARD, SIGNED_OFFICER, grounds=GROUNDS, at=NOW).after
    assert proposal_of(case) == FORWARD

    again = send_back(case, "Xem lại thời gian.", SIGNED_HEAD, at=NOW).after

    with pytest.raises(NothingProposedError):
        proposal_of(again)
    assert again.version == case.version + 1


def test_sending_back_says_what_to_change() -> None:
    case = propose(opened(), FORWARD, SIGNED_OFFICER, grounds=GROUNDS, at=NOW).after

    with pytest.raises(InvalidError, match="sửa"):
        send_back(case, "", SIGNED_HEAD, at=NOW)


def test_a_proposal_that_could_not_be_decided_is_refused_already() -> None:
    with pytest.raises(InvalidError):
        propose(opened(), APPROVE, SIGNED_OFFICER, grounds=GROUNDS, at=NOW)


def test_a_repetition_has_the_same_outcome_and_person() -> None:
    case = ruled(opened(), FORWARD, at=NOW + timedelta(hours=1)).after

    assert is_repeated(case, FORWARD, SIGNED_HEAD)
    assert not is_repeated(case, DECLINE, SIGNED_HEAD)
    assert not is_repeated(case, FORWARD, By("a-deputy", SIGNED_HEAD.name))
    assert not is_repeated(opened(), FORWARD, SIGNED_HEAD)
