"""A line of the worklist in words: what is next, whose it is, and what is told of it to whom."""

from dataclasses import replace
from datetime import timedelta

import pytest

from services.appraisal.application.worklist_query import WorklistRow
from services.appraisal.application.worklist_rows import ShownRow, show_row
from services.appraisal.domain.case import CaseState
from services.appraisal.domain.lapses import Lapse
from services.appraisal.domain.people import By, Claim
from services.appraisal.web.pages.worklist_lines import line_of
from shared.events.words import Occasion, Outcome, PriorityMark, StepRole
from shared.identity.viewer import Role, Viewer
from tests.unit.appraisal.samples import (
    CALENDAR,
    HEAD,
    NOMINATION,
    NOW,
    OFFICER,
    RULE_SETS,
    RULES,
    SIGNED_HEAD,
    SIGNED_OFFICER,
    TODAY,
    YEN_PHU,
)

ROW = WorklistRow(
    case_id=f"{NOMINATION}:1",
    version=3,
    number="0E7V7-7WDCT-5",
    nominee="Đặng Mẫu Khoa",
    unit="33.doan",
    unit_name="Đoàn xã Yên Phú",
    authority=YEN_PHU,
    award_form="giay-khen-xa",
    rule_set=RULES.id,
    occasion=Occasion.SPONTANEOUS,
    role=StepRole.ENDORSE,
    state=CaseState.OPEN,
    round=1,
    priority=2,
    priority_marks=(PriorityMark.FRONTLINE,),
    due_on=TODAY,
    opened_at=NOW,
    is_confidential=False,
    findings=0,
    proposed=None,
    claim=None,
    assigned_to=None,
)
HELD = Claim(SIGNED_OFFICER, NOW, NOW + timedelta(minutes=30))


def shown(row: WorklistRow, viewer: Viewer = HEAD, **lapses: Lapse) -> ShownRow:
    found = {(YEN_PHU.code, account): lapse for account, lapse in lapses.items()}
    return show_row(row, viewer, found, CALENDAR, NOW)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (ROW, "Mới nhận"),
        (replace(ROW, assigned_to=SIGNED_OFFICER), "Chuyên viên đề xuất"),
        (replace(ROW, claim=HELD), "Chuyên viên đang xem"),
        (replace(ROW, claim=replace(HELD, until=NOW)), "Mới nhận"),
        (replace(ROW, findings=2), "2 kết quả kiểm tra phải xử lý"),
        (replace(ROW, proposed=Outcome.FORWARD), "Xác nhận đề xuất: chuyển bước tiếp theo"),
        (replace(ROW, proposed=Outcome.FORWARD, findings=1), "Xác nhận đề xuất: chuyển bước tiếp theo"),
        (replace(ROW, proposed=Outcome.FORWARD, is_sent_back=True), "Chuyên viên xem lại đề xuất"),
        (replace(ROW, role=StepRole.VOTE), "Hội đồng bỏ phiếu"),
        (replace(ROW, state=CaseState.RETURNED, proposed=Outcome.RETURN), "Chờ đơn vị bổ sung"),
        (replace(ROW, state=CaseState.APPROVED), "Chờ ban hành quyết định"),
        (replace(ROW, state=CaseState.WITHDRAWN), "Đã được đơn vị rút"),
    ],
)
def test_a_line_says_what_is_next(row: WorklistRow, words: str) -> None:
    assert shown(row).next_step == words


@pytest.mark.parametrize(
    ("row", "holders"),
    [
        (ROW, ("", "")),
        (replace(ROW, assigned_to=SIGNED_OFFICER), (OFFICER.name, "")),
        (replace(ROW, assigned_to=SIGNED_OFFICER, claim=HELD), (OFFICER.name, "đang giữ đến 10:30")),
        (replace(ROW, claim=HELD), ("", f"{OFFICER.name} đang giữ đến 10:30")),
        (replace(ROW, assigned_to=SIGNED_HEAD, claim=HELD), (HEAD.name, f"{OFFICER.name} đang giữ đến 10:30")),
    ],
)
def test_a_line_says_whose_it_is(row: WorklistRow, holders: tuple[str, str]) -> None:
    assert shown(row).holders == holders


def test_work_of_a_locked_officer_is_nobodys() -> None:
    row = shown(replace(ROW, assigned_to=By("left", "Người Mẫu")), left=Lapse.LOCKED)

    assert row.holders == ("", "người được giao đã khóa tài khoản")
    assert row.next_step == "Mới nhận"


def test_a_limit_that_ended_on_friday_is_over_on_sunday() -> None:
    sunday = NOW + timedelta(days=5)
    row = show_row(replace(ROW, due_on=TODAY + timedelta(days=3)), HEAD, {}, CALENDAR, sunday)

    assert (row.days_left, row.is_late) == (0, True)


def test_a_kept_name_is_told_to_those_who_work_on_it_alone() -> None:
    secretary = Viewer("b", "Người Mẫu", frozenset({Role.COUNCIL_SECRETARY}), authorities=HEAD.authorities)
    row = replace(ROW, is_confidential=True)

    assert shown(row).nominee == "Đặng Mẫu Khoa"
    assert shown(row, secretary).nominee == "Đ.M.K."
    assert line_of(shown(row, secretary), "commune", "", RULE_SETS).priority == ""


def test_a_line_leads_to_its_case_with_its_list() -> None:
    line = line_of(shown(ROW), "commune", "ngan=qua-han&tim=Hoa", RULE_SETS)

    assert line.address == f"/cap/commune/viec/{NOMINATION}:1?ds=ngan%3Dqua-han%26tim%3DHoa"
    assert (line.chosen, line.priority, line.rank) == (f"{NOMINATION}:1@3", "Tuyến đầu", 2)
