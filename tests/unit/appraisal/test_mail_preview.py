"""What the mail of an outcome will say, asked before the outcome is given."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

import pytest

from services.appraisal.application.mail_preview import PreviewAwardMails, PreviewMail
from services.appraisal.domain.case import Case, CaseState
from services.appraisal.domain.decision import Draft
from services.appraisal.domain.ruling import BlockedError, NothingProposedError, propose
from services.appraisal.domain.transitions import ActionNotAllowedError
from shared.events.content import Person
from shared.events.words import Outcome
from shared.mails.preview import PreviewLetters
from shared.mails.recipients import Addressee
from shared.refusals import NotAllowedError, NotFoundError
from tests.unit.appraisal.fakes import Clock, FakeCases
from tests.unit.appraisal.samples import (
    BLOCKING,
    CLERK,
    CONTENT,
    DECLINE,
    FORWARD,
    GROUNDS,
    HEAD,
    NOW,
    OFFICER,
    REFER,
    RETURN,
    RULE_SETS,
    SIGNED_OFFICER,
    TODAY,
    VERDICTS,
    a_dossier,
    approved,
    in_state,
    nominations,
    opened,
    work,
)
from tests.unit.appraisal.test_votes import SECRETARY, TOO_FEW, voted_on

UNIT = Addressee("unit", "doan@yen-phu.example", "Đoàn xã Yên Phú")
PERSON = Addressee("submitter", "nop@yen-phu.example", "Trần Mẫu Nộp")


@dataclass(frozen=True)
class Book:
    """A directory with these addressees."""

    addressees: Sequence[Addressee] = (UNIT, PERSON)

    async def __call__(self, unit: str, submitter: str) -> Sequence[Addressee]:
        assert (unit, submitter) == ("33.327.12079.doan-thanh-nien", "a-submitter")
        return self.addressees


def a_preview(case: Case, *addressees: Addressee) -> PreviewMail:
    cases, clock = FakeCases(), Clock(NOW + timedelta(hours=1))
    cases.put(case)
    letters = PreviewLetters("https://thidua.example/", RULE_SETS)
    return PreviewMail(cases, RULE_SETS, Book(addressees or (UNIT, PERSON)), letters, clock)


@pytest.mark.parametrize("outcome", set(Outcome) - {Outcome.APPROVE})
async def test_a_preview_changes_nothing(outcome: Outcome) -> None:
    case = opened()
    preview = a_preview(case)

    await preview(HEAD, case.key, VERDICTS[outcome])

    assert isinstance(preview.cases, FakeCases)
    assert preview.cases.held == {case.key: case}
    assert preview.cases.events == []


async def test_a_preview_greets_each_recipient() -> None:
    case = opened()

    mail = await a_preview(case)(HEAD, case.key, FORWARD)

    assert [(copy.to, copy.page.greeted) for copy in mail.copies] == [
        ("Hộp thư chính thức của Đoàn xã Yên Phú", "Đoàn xã Yên Phú"),
        ("Người nộp hồ sơ: Trần Mẫu Nộp", "Trần Mẫu Nộp"),
    ]
    assert all(f"\nKính gửi {copy.page.greeted},\n" in copy.text for copy in mail.copies)
    assert mail.is_gathered


@pytest.mark.parametrize(
    ("addressees", "to"),
    [
        ((UNIT, replace(PERSON, address="")), "Hộp thư chính thức của Đoàn xã Yên Phú (người nộp không có"),
        ((UNIT, replace(PERSON, address=UNIT.address)), "Hộp thư chính thức của Đoàn xã Yên Phú (người nộp không có"),
        ((replace(UNIT, address=""), PERSON), "Người nộp hồ sơ: Trần Mẫu Nộp (đơn vị chưa có"),
    ],
)
async def test_one_mailbox_gets_one_copy(addressees: Sequence[Addressee], to: str) -> None:
    case = opened()

    mail = await a_preview(case, *addressees)(HEAD, case.key, FORWARD)

    [copy] = mail.copies
    assert copy.to.startswith(to)
    assert not mail.obstacle


async def test_a_preview_says_that_nobody_can_be_reached() -> None:
    case = opened()

    mail = await a_preview(case, Addressee("unit", "", ""), Addressee("submitter", "", ""))(HEAD, case.key, FORWARD)

    [copy] = mail.copies
    assert "chưa có địa chỉ thư" in mail.obstacle
    assert copy.page.greeted == "Đoàn xã Yên Phú"


async def test_a_preview_shows_reason_and_objection() -> None:
    case = opened()

    mail = await a_preview(case)(HEAD, case.key, DECLINE)

    page = mail.copies[0].page
    assert mail.subject == f"Đề nghị {case.number}: không được khen thưởng"
    assert ("Lý do", f"{RULE_SETS.by_id(case.dossier.rule_set).reasons[DECLINE.reason_code].text}: {DECLINE.text}") in (
        page.details
    )
    assert [note.name for note in page.notes] == ["Nếu đơn vị không đồng ý"]
    assert page.link == f"https://thidua.example/de-nghi/{case.number}"


async def test_a_referral_names_both_forms() -> None:
    case = opened()

    mail = await a_preview(case)(HEAD, case.key, REFER)

    details = dict(mail.copies[0].page.details)
    assert details["Hình thức khen thưởng"].startswith("Bằng khen")
    assert details["Hình thức đề nghị ban đầu"].startswith("Giấy khen")


async def test_a_kept_name_is_initials_in_the_preview() -> None:
    case = opened(work(content=CONTENT.model_copy(update={"confidential": True})))

    mail = await a_preview(case)(HEAD, case.key, RETURN)

    assert "Nguyễn Thị Ấn" not in mail.copies[0].text


async def test_a_preview_of_a_standing_proposal() -> None:
    case = propose(opened(), RETURN, SIGNED_OFFICER, grounds=GROUNDS, at=NOW).after

    mail = await a_preview(case)(HEAD, case.key, None)

    assert mail == await a_preview(case)(HEAD, case.key, RETURN)
    with pytest.raises(NothingProposedError):
        await a_preview(opened())(HEAD, case.key, None)


async def test_a_preview_of_a_vote_tells_its_count() -> None:
    case = voted_on()

    mail = await a_preview(case)(SECRETARY, case.key, TOO_FEW)

    assert mail.subject.endswith("không được khen thưởng")
    assert "11 phiếu đồng ý" in dict(mail.copies[0].page.details)["Lý do"]


async def test_a_preview_is_refused_as_the_outcome_is() -> None:
    blocked, closed = opened(work(findings=[BLOCKING])), in_state(CaseState.DECLINED)

    with pytest.raises(BlockedError):
        await a_preview(blocked)(OFFICER, blocked.key, FORWARD)
    with pytest.raises(ActionNotAllowedError):
        await a_preview(closed)(HEAD, closed.key, FORWARD)


async def test_strangers_get_no_preview() -> None:
    case = opened()

    with pytest.raises(NotAllowedError):
        await a_preview(case)(CLERK, case.key, FORWARD)
    with pytest.raises(NotFoundError):
        await a_preview(case)(replace(HEAD, authorities=frozenset({"33.327"})), case.key, FORWARD)


def awarding(*cases: Case) -> tuple[PreviewAwardMails, Draft]:
    held = FakeCases()
    held.put(*cases)
    letters = PreviewLetters("https://thidua.example/", RULE_SETS)
    draft = Draft("12/QĐ-UBND", TODAY, Person(name="Lê Mẫu Ký", position="Chủ tịch"), tuple(case.key for case in cases))
    return PreviewAwardMails(held, RULE_SETS, Book(), letters, Clock()), draft


async def test_a_decision_of_one_nomination_is_told_by_its_number() -> None:
    preview, draft = awarding(approved())

    mails = await preview(CLERK, draft)

    [mail] = mails.shown
    number = approved().number
    assert mail.subject == f"Đề nghị {number}: được khen thưởng theo Quyết định số 12/QĐ-UBND ngày 05/10/2021"
    assert ("Người ký", "Lê Mẫu Ký, Chủ tịch") in mail.copies[0].page.details


async def test_a_decision_makes_one_mail_for_each_dossier() -> None:
    same = [replace(approved(identity), number=f"2K7QX-9WB4C-{place}") for place, identity in enumerate(nominations(2))]
    other = replace(approved(), dossier=a_dossier().model_copy(update={"dossier_id": UUID(int=8), "number": "B"}))
    preview, draft = awarding(*same, other)

    mails = await preview(CLERK, draft)

    assert (mails.total, len(mails.shown)) == (2, 1)
    assert mails.shown[0].subject == "2 được khen thưởng – hồ sơ ABCDE-FGHJK-0"
    [group] = mails.shown[0].copies[0].page.groups
    assert [card.number for card in group.cards] == [case.number for case in same]


async def test_only_who_records_decisions_sees_their_mails() -> None:
    preview, draft = awarding(approved())

    with pytest.raises(NotAllowedError):
        await preview(OFFICER, draft)
    assert (await preview(replace(CLERK, authorities=frozenset({"33.327"})), draft)).total == 0
