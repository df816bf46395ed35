"""What the page of a case lets its reader do next, and what it says of outcomes that cannot be chosen."""

from dataclasses import replace

import pytest

from services.appraisal.application.checking import CheckOutcome
from services.appraisal.application.outcomes import DecideOutcome
from services.appraisal.domain.case import Case, CaseState
from services.appraisal.domain.claims import claim
from services.appraisal.domain.entitlement import by
from services.appraisal.domain.ruling import BlockedError, send_back
from services.appraisal.domain.transitions import ActionNotAllowedError
from services.appraisal.web.pages.case_acts import (
    asks_override,
    decline_reasons,
    find_next_act,
    higher_forms,
    outcome_options,
    why_no_form,
)
from services.appraisal.web.pages.case_place import CasePlace
from services.appraisal.web.pages.consequences import consequences_of
from shared.identity.viewer import Viewer
from tests.unit.appraisal.fakes import Clock, FakeCases
from tests.unit.appraisal.samples import (
    BLOCKING,
    CLERK,
    DEPUTY,
    FORWARD,
    HEAD,
    NOW,
    OFFICER,
    REFER,
    RETURN,
    RULE_SETS,
    SIGNED_HEAD,
    in_state,
    opened,
    provincial_work,
    ruled,
    work,
)
from tests.unit.appraisal.test_case_values import overview_of, proposed

PLACE = CasePlace("commune", "x:1", "ngan=can-lam")
HELD = claim(opened(), by(OFFICER), at=NOW)
SENT_BACK = send_back(proposed(), "Xem lại.", SIGNED_HEAD, at=NOW).after


@pytest.mark.parametrize(
    ("case", "viewer", "label"),
    [
        (opened(), OFFICER, "Giữ việc để xử lý"),
        (HELD, OFFICER, "Ghi đề xuất"),
        (proposed(), OFFICER, ""),
        (SENT_BACK, OFFICER, "Giữ việc để xử lý"),
        (opened(), HEAD, "Kiểm tra kết luận"),
        (HELD, HEAD, ""),
        (proposed(), HEAD, "Xác nhận: chuyển sang bước quyết định tại UBND xã Yên Phú"),
        (proposed(), DEPUTY, "Xác nhận: chuyển sang bước quyết định tại UBND xã Yên Phú"),
        (proposed(), CLERK, ""),
        (in_state(CaseState.DECLINED), HEAD, ""),
        (in_state(CaseState.APPROVED), CLERK, "Ghi quyết định khen thưởng"),
        (in_state(CaseState.APPROVED), HEAD, ""),
    ],
)
def test_there_is_one_next_act(case: Case, viewer: Viewer, label: str) -> None:
    act = find_next_act(overview_of(case, viewer), viewer, PLACE)

    assert (act.label if act else "") == label


@pytest.mark.parametrize(
    ("case", "viewer", "words"),
    [
        (opened(), OFFICER, "Giữ việc"),
        (proposed(), OFFICER, "đang chờ lãnh đạo"),
        (HELD, HEAD, OFFICER.name),
        (opened(), CLERK, "thủ trưởng"),
        (opened(), HEAD, ""),
    ],
)
def test_says_why_there_is_no_form(case: Case, viewer: Viewer, words: str) -> None:
    said = why_no_form(overview_of(case, viewer), viewer)

    assert words in said
    assert bool(said) is bool(words)


def test_a_second_return_is_not_offered() -> None:
    again = replace(ruled(opened(), RETURN).after, state=CaseState.OPEN)

    options = {option.value: option.why_not for option in outcome_options(overview_of(again, HEAD))}

    assert "Đã yêu cầu 1 lần" in options["return"]
    assert options["decline"] == ""


def test_a_blocked_case_does_not_pass_at_a_commune() -> None:
    blocked = overview_of(opened(work(findings=(BLOCKING,))), HEAD)

    options = {option.value: option.why_not for option in outcome_options(blocked)}

    assert "xử lý trước" in options["forward"]
    assert not asks_override(blocked)


def test_the_province_is_asked_why_it_lets_a_case_pass() -> None:
    viewer = replace(HEAD, authorities=frozenset({"33.so-noi-vu"}))
    blocked = overview_of(opened(provincial_work(2, findings=(BLOCKING,))), viewer)

    options = {option.value: option.why_not for option in outcome_options(blocked)}

    assert options["forward"] == ""
    assert asks_override(blocked)


def test_reasons_and_higher_forms_are_those_of_the_rules() -> None:
    overview = overview_of(opened(), HEAD)

    assert "khong-du-tieu-chuan" in dict(decline_reasons(overview))
    assert "khong-dat-phieu" not in dict(decline_reasons(overview))
    assert list(dict(higher_forms(overview))) == ["giay-khen-huyen", "bang-khen-tinh"]


def a_check(case: Case) -> tuple[CheckOutcome, FakeCases]:
    cases = FakeCases()
    cases.put(case)
    return CheckOutcome(DecideOutcome(cases, RULE_SETS, Clock(), lambda _: pytest.fail("a checkpoint"))), cases


async def test_a_rehearsal_stores_nothing() -> None:
    check, cases = a_check(proposed())

    decided = await check(HEAD, proposed().key, None, None)

    assert decided.after.state is CaseState.FORWARDED
    assert cases.held == {proposed().key: proposed()}
    assert cases.events == []


async def test_a_rehearsal_refuses_what_is_refused() -> None:
    check, _ = a_check(opened(work(findings=(BLOCKING,))))

    with pytest.raises(BlockedError):
        await check(HEAD, opened().key, FORWARD, 1)


async def test_a_rehearsal_of_what_was_given_says_so() -> None:
    case = in_state(CaseState.FORWARDED)
    check, _ = a_check(case)

    with pytest.raises(ActionNotAllowedError):
        await check(HEAD, case.key, None, None)


def test_consequences_name_where_it_goes_and_what_stays_done() -> None:
    before = opened()

    onward = consequences_of(before, ruled(before, FORWARD).after)
    higher = consequences_of(before, ruled(before, REFER).after)
    asked = consequences_of(before, ruled(before, RETURN).after)

    assert "sang bước quyết định tại UBND xã Yên Phú" in onward[0]
    assert "không lấy lại được" in onward[-1]
    assert "UBND huyện Yên Mỹ" in higher[0]
    assert "1 nội dung" in asked[0]
    assert not any("không lấy lại được" in sentence for sentence in asked)
