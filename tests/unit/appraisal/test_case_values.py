"""What the page of a case says, worked out over the cases of a commune: no server, no template."""

from dataclasses import replace
from datetime import timedelta

import pytest

from services.appraisal.application.offers import Act, offers
from services.appraisal.application.overview import Overview
from services.appraisal.application.showing import cover_case
from services.appraisal.domain.case import Case, CaseState, Verdict
from services.appraisal.domain.claims import claim
from services.appraisal.domain.entitlement import by
from services.appraisal.domain.opening import supplement
from services.appraisal.domain.people import By
from services.appraisal.domain.ruling import propose
from services.appraisal.web.pages.case_values import (
    chain_state,
    changed_parts,
    history_entries,
    mark_new,
    nomination_rows,
    shown_files,
    slip_steps,
)
from services.appraisal.web.pages.case_words import state_tag
from shared.audit.chain import find_break
from shared.events.content import Attachment
from shared.events.words import AttachmentKind, Outcome
from shared.identity.viewer import Viewer
from tests.unit.appraisal.samples import (
    CALENDAR,
    CLERK,
    CONTENT,
    DEPUTY,
    DUTIES,
    FORWARD,
    GROUNDS,
    HEAD,
    NOW,
    OFFICER,
    RETURN,
    RULES,
    SIGNED_OFFICER,
    in_state,
    opened,
    ruled,
    supplemented,
)


def overview_of(case: Case, viewer: Viewer = OFFICER) -> Overview:
    return Overview(
        shown=cover_case(case, viewer, CALENDAR, NOW),
        at=NOW,
        offers=offers(case, viewer, DUTIES, NOW),
        rules=RULES,
        notes=(),
        names={OFFICER.account: OFFICER.name},
        communes={"12079": "Xã Yên Phú"},
        officers=(),
        lapse=None,
        mandate=None,
        broken=find_break(case.history, record=case.key.record, version=case.version),
    )


def proposed() -> Case:
    return propose(opened(), FORWARD, SIGNED_OFFICER, grounds=GROUNDS, at=NOW).after


def test_whole_content_is_told_to_who_works_on_it() -> None:
    rows = dict(nomination_rows(overview_of(opened()), "Giấy khen"))

    assert rows["Nơi ở, nơi đóng"] == "Xã Yên Phú"
    assert "Số căn cước công dân" in rows
    assert "033190001234" not in str(rows)


def test_a_clerk_is_not_told_the_paper() -> None:
    rows = dict(nomination_rows(overview_of(opened(), CLERK), "Giấy khen"))

    assert "Số căn cước công dân" not in rows


def test_what_is_kept_is_not_in_the_case_that_is_shown() -> None:
    secret = CONTENT.model_copy(update={"confidential": True})
    case = replace(opened(), content=secret)
    noted = propose(case, Verdict(Outcome.FORWARD, text=f"Đã hỏi {CONTENT.nominee.name}."), SIGNED_OFFICER,
                    grounds=GROUNDS, at=NOW).after  # fmt: skip

    shown = cover_case(noted, CLERK, CALENDAR, NOW)

    assert not shown.is_whole
    assert shown.case.proposal is not None
    assert shown.case.proposal.verdict.text == "Đã hỏi N.T.Ấ.."
    assert CONTENT.nominee.name not in repr(shown.case)


@pytest.mark.parametrize(
    ("viewer", "act"),
    [
        (OFFICER, Act.CLAIM),
        (OFFICER, Act.PROPOSE),
        (OFFICER, Act.WRITE),
        (HEAD, Act.CONFIRM),
        (HEAD, Act.SEND_BACK),
        (HEAD, Act.ASSIGN),
        (DEPUTY, Act.DECIDE),
    ],
)
def test_offers_what_may_be_done(viewer: Viewer, act: Act) -> None:
    assert offers(proposed(), viewer, DUTIES, NOW)[act] == ""


@pytest.mark.parametrize(
    ("case", "viewer", "act", "words"),
    [
        (opened(), OFFICER, Act.DECIDE, "thủ trưởng"),
        (opened(), HEAD, Act.CONFIRM, "Chưa có đề xuất"),
        (opened(), HEAD, Act.PROPOSE, "chuyên viên"),
        (opened(), CLERK, Act.CLAIM, "chuyên viên"),
        (opened(), HEAD, Act.VOTE, "thư ký Hội đồng"),
        (opened(), OFFICER, Act.TAKE_OVER, "Không ai khác"),
        (in_state(CaseState.DECLINED), HEAD, Act.DECIDE, "không khen thưởng"),
        (in_state(CaseState.DECLINED), OFFICER, Act.WRITE, "không khen thưởng"),
        (claim(opened(), By("x", "Lê Mẫu Khác"), at=NOW), OFFICER, Act.PROPOSE, "Lê Mẫu Khác"),
        (claim(opened(), by(OFFICER), at=NOW), HEAD, Act.RELEASE, "không do bạn giữ"),
    ],
)
def test_says_why_an_act_is_not_offered(case: Case, viewer: Viewer, act: Act, words: str) -> None:
    assert words in offers(case, viewer, DUTIES, NOW)[act]


def test_a_deputy_whose_days_are_over_is_told_so() -> None:
    later = NOW + timedelta(days=365 * 200)

    assert "ủy quyền" in offers(opened(), DEPUTY, DUTIES, later)[Act.DECIDE]


def test_marks_what_is_new_of_a_text() -> None:
    assert mark_new("Một. Hai. Ba.", "Một. Ba.") == [("Một. ", False), ("Hai. ", True), ("Ba.", False)]
    assert mark_new("Một.", "") == [("Một.", False)]


def test_a_supplement_says_what_it_changed() -> None:
    returned = ruled(opened(), RETURN).after
    achievement = CONTENT.achievement.model_copy(update={"summary": "Viết lại."})
    answer = supplemented().model_copy(update={"content": CONTENT.model_copy(update={"achievement": achievement})})

    case = supplement(returned, answer, rules=RULES, duties=DUTIES, calendar=CALENDAR, at=NOW).after

    assert changed_parts(case.supplements[-1].changed) == "thành tích"
    assert case.supplements[-1].summary_before == CONTENT.achievement.summary


def test_only_pictures_and_pdf_are_looked_at() -> None:
    kinds = {"application/pdf": True, "image/png": True, "image/svg+xml": False, "text/html": False, "": False}
    files = tuple(
        Attachment(id=opened().key.nomination, kind=AttachmentKind.OTHER, name="x", media_type=kind) for kind in kinds
    )
    case = replace(opened(), content=CONTENT.model_copy(update={"attachments": files}))

    assert [bool(file.preview) for file in shown_files(case)] == list(kinds.values())


def test_the_slip_says_what_is_behind_and_ahead() -> None:
    case = opened()

    assert [step.state for step in slip_steps(case)] == ["dang", ""]
    assert [step.state for step in slip_steps(in_state(CaseState.DECLINED))] == ["khong-qua", ""]


def test_names_the_entry_at_which_the_chain_breaks() -> None:
    case = proposed()
    first, last = case.history
    forged = replace(case, history=(first, replace(last, by="a-head")))

    overview = overview_of(forged)

    assert chain_state(overview_of(case).broken) == "Chuỗi nhật ký nguyên vẹn"
    assert "mục 2" in chain_state(overview.broken)
    assert [entry.is_broken for entry in history_entries(overview)] == [True, False]


def test_says_whose_turn_it_is() -> None:
    assert state_tag(proposed())[0] == "Chờ lãnh đạo xác nhận"
    assert history_entries(overview_of(proposed()))[0].text == "Phạm Thị Chuyên đề xuất kết quả."
