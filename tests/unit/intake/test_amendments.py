"""Corrections and annulments as a nomination has them: in their place, told once, with what they changed."""

from datetime import date, timedelta
from itertools import permutations

import pytest

from services.intake.domain.awards import award_of
from services.intake.domain.history_sentences import sentence
from services.intake.domain.nomination import Nomination
from services.intake.domain.order import put_in_order
from services.intake.domain.reports import OfDecision, Reported
from services.intake.domain.status import Fact
from shared.events.amendments import AmendingPaper, CorrectedItem, DecisionAnnulled, DecisionCorrected, FieldChange
from shared.events.cases import AwardedItem, CaseApproved, CaseForwarded, CaseOpened
from shared.events.content import Person
from shared.events.nominations import NominationAwardAnnulled, NominationAwardCorrected
from shared.events.words import AnnulmentKind, CorrectedField, CorrectionKind, PublicStatus
from shared.refusals import MalformedMessageError
from tests.chains import is_whole
from tests.unit.intake.samples import SO_Y_TE, a_decision, a_nomination, apply_all, case_story, change_by

APPROVED = ((CaseOpened, 1, 1), (CaseForwarded, 1, 2), (CaseOpened, 2, 1), (CaseApproved, 2, 2))
PAPER = AmendingPaper(
    number="45/QĐ-UBND", issued_on=date(2021, 11, 8), signatory=Person(name="Lê Văn Mẫu", position="Chủ tịch")
)
REDATED = FieldChange(field=CorrectedField.ISSUED_ON, before="2021-11-01", after="2021-11-02")
RENAMED = FieldChange(field=CorrectedField.NOMINEE_NAME, before="Nguyễn Thị Ấn", after="Nguyễn Thị Ẩn")
BACK = FieldChange(field=CorrectedField.IN_FORCE, before="đã thu hồi", after="có hiệu lực")


def story(nomination: Nomination) -> tuple[Reported, ...]:
    return (*case_story(nomination, APPROVED), a_decision([nomination], sequence=3))


def corrected(
    nomination: Nomination, sequence: int = 4, *own: FieldChange, kind: CorrectionKind = CorrectionKind.PAPER
) -> DecisionCorrected:
    decision = a_decision([nomination])
    return DecisionCorrected(
        decision_id=decision.decision_id,
        version=sequence,
        level=decision.level,
        authority=decision.authority,
        number=decision.number,
        issued_on=date(2021, 11, 2),
        paper=PAPER if kind is CorrectionKind.PAPER else None,
        reason="Sai sót khi soạn thảo.",
        at=decision.at + timedelta(days=sequence),
        kind=kind,
        changes=() if BACK in own else (REDATED,),
        items=(CorrectedItem(nomination_id=nomination.id, step=2, sequence=sequence, changes=own),),
    )


def annulled(
    nomination: Nomination, sequence: int = 4, kind: AnnulmentKind = AnnulmentKind.REVOKED
) -> DecisionAnnulled:
    decision = a_decision([nomination])
    return DecisionAnnulled(
        decision_id=decision.decision_id,
        version=sequence,
        level=decision.level,
        authority=decision.authority,
        number=decision.number,
        issued_on=decision.issued_on,
        paper=PAPER if kind is not AnnulmentKind.MISTAKEN else None,
        reason="Kê khai không đúng thành tích.",
        at=decision.at + timedelta(days=sequence),
        kind=kind,
        basis="Luật Thi đua, Khen thưởng",
        is_whole=True,
        items=(AwardedItem(nomination_id=nomination.id, step=2, sequence=sequence),),
    )


def awarded() -> Nomination:
    return apply_all(a_nomination(), *story(a_nomination()))


def test_a_correction_is_told_and_leaves_the_status() -> None:
    change = change_by(awarded(), corrected(awarded(), 4, RENAMED))

    assert change is not None
    assert change.after.status is PublicStatus.AWARDED
    [said] = change.events
    assert isinstance(said, NominationAwardCorrected)
    assert (said.issued_on, said.changes, said.paper) == (date(2021, 11, 2), (REDATED, RENAMED), PAPER)


def test_the_award_shows_what_holds_and_what_was_corrected() -> None:
    award = award_of(apply_all(awarded(), corrected(awarded(), 4, RENAMED)))

    assert award is not None
    assert (award.number, award.issued_on, award.is_in_force) == ("15/QĐ-UBND", date(2021, 11, 2), True)
    assert [one.remark.changes for one in award.amendments] == [(REDATED, RENAMED)]


@pytest.mark.parametrize(
    ("kind", "status", "fact"),
    [
        (AnnulmentKind.REVOKED, PublicStatus.ANNULLED, Fact.AWARD_ANNULLED),
        (AnnulmentKind.REISSUED, PublicStatus.APPROVED, Fact.AWARD_UNDONE),
        (AnnulmentKind.MISTAKEN, PublicStatus.APPROVED, Fact.AWARD_UNDONE),
    ],
)
def test_an_annulment_takes_the_award_back(kind: AnnulmentKind, status: PublicStatus, fact: Fact) -> None:
    change = change_by(awarded(), annulled(awarded(), 4, kind))

    assert change is not None
    assert (change.after.status, change.after.history[-1].fact) == (status, fact)
    [said] = change.events
    assert isinstance(said, NominationAwardAnnulled)
    assert (said.kind, said.reason) == (kind, "Kê khai không đúng thành tích.")
    award = award_of(change.after)
    assert award is None if status is PublicStatus.APPROVED else award is not None and not award.is_in_force


@pytest.mark.parametrize("kind", [AnnulmentKind.REISSUED, AnnulmentKind.MISTAKEN])
def test_what_was_undone_is_awarded_by_another_decision(kind: AnnulmentKind) -> None:
    undone = apply_all(awarded(), annulled(awarded(), 4, kind))
    other = a_decision([undone], sequence=5).model_copy(update={"decision_id": undone.id, "number": "16/QĐ-UBND"})

    after = apply_all(undone, other)

    award = award_of(after)
    assert award is not None
    assert (after.status, award.number, award.amendments) == (PublicStatus.AWARDED, "16/QĐ-UBND", ())


def test_a_revocation_recorded_wrongly_is_taken_back() -> None:
    revoked = apply_all(awarded(), annulled(awarded()))

    after = apply_all(revoked, corrected(awarded(), 5, BACK, kind=CorrectionKind.RECORD))

    award = award_of(after)
    assert award is not None
    assert (after.status, award.is_in_force) == (PublicStatus.AWARDED, True)
    assert after.history[-1].fact is Fact.AWARD_RESTORED


@pytest.mark.parametrize("event", [corrected(a_nomination(), 4, RENAMED), annulled(a_nomination())])
def test_applied_twice_it_changes_nothing(event: OfDecision) -> None:
    change = change_by(awarded(), event)

    assert change is not None
    assert change_by(change.after, event) is None


def test_before_its_award_it_waits() -> None:
    nomination = a_nomination()

    early = apply_all(nomination, *case_story(nomination, APPROVED), corrected(nomination))
    after = apply_all(early, a_decision([nomination], sequence=3))

    assert (early.status, len(early.waiting)) == (PublicStatus.APPROVED, 1)
    assert [entry.fact for entry in after.history[-2:]] == [Fact.AWARDED, Fact.AWARD_CORRECTED]


def test_the_history_ends_alike_in_any_order() -> None:
    nomination = a_nomination()
    before = apply_all(nomination, *case_story(nomination, APPROVED))
    other = a_decision([nomination], sequence=6).model_copy(update={"decision_id": nomination.id})
    happened: tuple[Reported, ...] = (
        a_decision([nomination], sequence=3),
        corrected(nomination, 4, RENAMED),
        annulled(nomination, 5, AnnulmentKind.REISSUED),
        other,
    )
    facts = [Fact.AWARDED, Fact.AWARD_CORRECTED, Fact.AWARD_UNDONE, Fact.AWARDED]

    for shuffled in permutations(happened):
        after = apply_all(before, *shuffled)
        assert [entry.fact for entry in put_in_order(after.history)[-4:]] == facts
        assert (after.status, after.waiting) == (PublicStatus.AWARDED, ())
        assert is_whole(after)


def test_the_chain_holds_no_name_that_was_corrected() -> None:
    after = apply_all(awarded(), corrected(awarded(), 4, RENAMED))

    assert "Ẩn" not in repr(after.history)
    assert after.remarks[-1].changes == (REDATED, RENAMED)


def test_another_authority_amends_nothing() -> None:
    event = annulled(awarded()).model_copy(update={"authority": SO_Y_TE})

    with pytest.raises(MalformedMessageError):
        change_by(awarded(), event)


@pytest.mark.parametrize(
    ("event", "text"),
    [
        (
            corrected(a_nomination()),
            (
                "UBND xã Yên Phú đính chính Quyết định khen thưởng theo văn bản số 45/QĐ-UBND ngày 08/11/2021; "
                "nay là số 15/QĐ-UBND ngày 02/11/2021"
            ),
        ),
        (
            corrected(a_nomination(), kind=CorrectionKind.RECORD),
            (
                "UBND xã Yên Phú sửa nội dung đã ghi sai trên hệ thống của Quyết định khen thưởng; "
                "nay là số 15/QĐ-UBND ngày 02/11/2021"
            ),
        ),
        (
            annulled(a_nomination()),
            (
                "UBND xã Yên Phú đã thu hồi Quyết định số 15/QĐ-UBND ngày 01/11/2021 đối với đề nghị này "
                "theo văn bản số 45/QĐ-UBND ngày 08/11/2021"
            ),
        ),
        (
            annulled(a_nomination(), kind=AnnulmentKind.MISTAKEN),
            (
                "UBND xã Yên Phú hủy lần ghi nhầm trên hệ thống của Quyết định số 15/QĐ-UBND ngày 01/11/2021; "
                "đề nghị trở lại chờ quyết định"
            ),
        ),
    ],
)
def test_the_history_tells_it_in_a_sentence(event: OfDecision, text: str) -> None:
    after = apply_all(awarded(), event)

    assert sentence(after, after.history[-1]) == text
