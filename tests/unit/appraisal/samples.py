"""Work, cases and people of a commune and of the province, as the tests of appraisal use them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid5

from services.appraisal.domain.case import Case, CaseKey, CaseState, Reservation, Verdict
from services.appraisal.domain.duplicates import Similar
from services.appraisal.domain.opening import open_case
from services.appraisal.domain.people import By
from services.appraisal.domain.ruling import Grounds, rule
from shared.calendar.working_days import vietnam
from shared.events.content import (
    Achievement,
    AuthorityRef,
    DossierRef,
    Finding,
    MissingItem,
    NominationContent,
    Nominee,
    Petition,
    Place,
    Signer,
    UnitRef,
)
from shared.events.decided import Decided
from shared.events.words import Level, NomineeKind, Occasion, Outcome
from shared.events.work import WithdrawalRequested, WorkHandedOver, WorkSupplemented
from shared.identity.viewer import Role, Viewer
from shared.nominees.keyed import unkeyed
from shared.nominees.matching import traits_of
from shared.rules.loading import load_rule_sets
from shared.rules.slip import make_slip
from shared.signing.keys import SigningKey
from shared.signing.statement import Statement
from tests.chains import renamed
from tests.unit.directory.samples import authorised
from tests.unit.signing.samples import SIGNING_KEY

NOW = datetime(2021, 10, 5, 3, 0, tzinfo=UTC)  # a Tuesday, ten o'clock in Hưng Yên
TODAY = date(2021, 10, 5)
CALENDAR = vietnam()
RULE_SETS = load_rule_sets()
RULES = RULE_SETS.by_id("hung-yen-covid-19-2021")
DUTIES = RULE_SETS.duties.at(Level.COMMUNE, TODAY)
YEN_PHU = AuthorityRef(code="33.327.12079", name="UBND xã Yên Phú", level=Level.COMMUNE)
YEN_MY = AuthorityRef(code="33.327", name="UBND huyện Yên Mỹ", level=Level.DISTRICT)
SO_Y_TE = AuthorityRef(code="33.so-y-te", name="Sở Y tế", level=Level.DEPARTMENT)
SO_NOI_VU = AuthorityRef(code="33.so-noi-vu", name="Sở Nội vụ", level=Level.PROVINCE)
OF_COMMUNE = UnitRef(code="33.327.12079.doan-thanh-nien", name="Đoàn xã Yên Phú", chain=(YEN_PHU, YEN_MY))
OF_HEALTH = UnitRef(code="33.so-y-te.ttyt-yen-my", name="Trung tâm Y tế huyện Yên Mỹ", chain=(SO_Y_TE,))
SUMMARY = "Trực chốt kiểm soát dịch sáu mươi ngày liên tục, lấy mười hai nghìn mẫu xét nghiệm. " * 4
NOMINATION = UUID("0b8f6d3e-8d6f-5f0e-9b1a-3f5c2d7e9a10")
CONTENT = NominationContent(
    nominee=Nominee(
        kind=NomineeKind.INDIVIDUAL,
        name="Nguyễn Thị Ấn",
        birth_date=date(1990, 5, 17),
        workplace="Trạm Y tế xã Yên Phú",
        place=Place(commune="12079"),
        identity_number="033190001234",
    ),
    award_form="giay-khen-xa",
    achievement=Achievement(summary=SUMMARY, began_on=date(2021, 7, 1), ended_on=date(2021, 8, 31)),
    ground="truc-tiep-phong-chong",
    target_group="truc-tiep",
    criteria=("iv-4",),
    emulation_contents=("ii-1",),
    common_criterion_met=True,
    consent=True,
)
OFFICER = Viewer("a-officer", "Phạm Thị Chuyên", frozenset({Role.OFFICER}), authorities=frozenset({YEN_PHU.code}))
HEAD = Viewer("a-head", "Lê Văn Chủ", frozenset({Role.HEAD}), authorities=frozenset({YEN_PHU.code}))
DEPUTY = authorised(Viewer("a-deputy", "Hoàng Thị Phó", frozenset({Role.DEPUTY}), authorities=HEAD.authorities))
CLERK = Viewer("a-clerk", "Đỗ Văn Thư", frozenset({Role.CLERK}), authorities=frozenset({YEN_PHU.code}))
SIGNED_OFFICER = By(OFFICER.account, OFFICER.name)
SIGNED_HEAD = By(HEAD.account, HEAD.name)
GROUNDS = Grounds(RULES)
BLOCKING = Finding(code="trung", message="Đã có đề nghị khác.", blocking=True)
FORWARD = Verdict(Outcome.FORWARD, text="Đủ điều kiện.")
APPROVE = Verdict(Outcome.APPROVE)
RETURN = Verdict(Outcome.RETURN, missing=(MissingItem(section="Thành tích", message="Nêu rõ thời gian."),))
DECLINE = Verdict(Outcome.DECLINE, reason_code="khong-du-tieu-chuan", text="Thuộc nhiệm vụ thường xuyên.")
REFER = Verdict(Outcome.REFER, text="Có ảnh hưởng trong toàn tỉnh.", award_form="bang-khen-tinh")
VERDICTS = {verdict.outcome: verdict for verdict in (FORWARD, APPROVE, RETURN, DECLINE, REFER)}


def a_dossier(unit: UnitRef = OF_COMMUNE) -> DossierRef:
    return DossierRef(
        dossier_id=UUID(int=7),
        number="ABCDE-FGHJK-0",
        unit=unit,
        submitter="a-submitter",
        petition=Petition(
            number="12/TTr-ĐTN",
            signed_on=date(2021, 10, 4),
            signer=Signer(name="Trần Văn Bình", position="Bí thư"),
            occasion=Occasion.SPONTANEOUS,
            movement="covid-19",
        ),
        rule_set=RULES.id,
        submitted_on=TODAY,
    )


def changed(**nominee: object) -> NominationContent:
    """The content with another nominee."""
    return CONTENT.model_copy(update={"nominee": CONTENT.nominee.model_copy(update=nominee)})


def similar(
    key: CaseKey,
    state: CaseState,
    content: NominationContent = CONTENT,
    *,
    opened_at: datetime = NOW - timedelta(hours=1),
) -> Similar:
    """Another nomination, with the identity number as work from before there were keys has it."""
    return Similar(key, "AAAAA-AAAAA-A", state, traits_of(content.nominee, unkeyed(content.nominee)), opened_at)


def work(
    step: int = 1,
    *,
    unit: UnitRef = OF_COMMUNE,
    content: NominationContent = CONTENT,
    nomination: UUID = NOMINATION,
    findings: Sequence[Finding] = (),
) -> WorkHandedOver:
    slip = make_slip(RULES, unit, content, Occasion.SPONTANEOUS, TODAY)
    made = WorkHandedOver(
        nomination_id=nomination,
        version=1,
        to_level=slip[step - 1].level,
        number="2K7QX-9WB4C-R",
        dossier=a_dossier(unit),
        content=content,
        slip=slip,
        step=step,
        findings=tuple(findings),
        handed_over_at=NOW,
    )
    return signed(made)


def signed(
    made: WorkHandedOver, revision: int = 1, *, key: SigningKey = SIGNING_KEY, found: Sequence[Finding] = ()
) -> WorkHandedOver:
    """The work as intake signs it; `found` is what intake itself finds."""
    statement = Statement(
        made.nomination_id, made.number, made.dossier, made.slip, made.content, made.identity, found, revision, NOW
    )
    return made.model_copy(update={"signature": statement.signed(key)})


def provincial_work(step: int = 1, *, findings: Sequence[Finding] = ()) -> WorkHandedOver:
    content = CONTENT.model_copy(update={"award_form": "bang-khen-tinh"})
    return work(step, unit=OF_HEALTH, content=content, findings=findings)


def sender_of(handed_over: WorkHandedOver) -> Level | None:
    step = next(step for step in handed_over.slip if step.step == handed_over.step)
    return next((each.level for each in handed_over.slip if each.step == step.after), None)


def opened(handed_over: WorkHandedOver | None = None) -> Case:
    return open_case(handed_over or work(), rules=RULES, calendar=CALENDAR, at=NOW).after


def ruled(case: Case, verdict: Verdict, *, at: datetime = NOW) -> Decided[Case]:
    return rule(case, verdict, SIGNED_HEAD, grounds=GROUNDS, at=at)


_APPROVED = ruled(opened(work(2)), APPROVE).after


def approved(nomination: UUID = NOMINATION) -> Case:
    return renamed(_APPROVED, CaseKey(nomination, 2))


def in_state(state: CaseState) -> Case:
    """A case in that state, by the shortest lawful way."""
    at_first, at_last = opened(), opened(work(2))
    ways: dict[CaseState, Case] = {
        CaseState.OPEN: at_first,
        CaseState.RETURNED: ruled(at_first, RETURN).after,
        CaseState.FORWARDED: ruled(at_first, FORWARD).after,
        CaseState.DECLINED: ruled(at_first, DECLINE).after,
        CaseState.REFERRED: ruled(at_first, REFER).after,
        CaseState.APPROVED: ruled(at_last, APPROVE).after,
    }
    if state in ways:
        return ways[state]
    return replace(
        ways[CaseState.APPROVED] if state in {CaseState.AWARDED, CaseState.ANNULLED} else at_first, state=state
    )


def supplemented(version: int = 5, *, after: timedelta = timedelta(days=2)) -> WorkSupplemented:
    content = CONTENT.model_copy(update={"consent": True})
    resigned = signed(work(content=content), version).signature
    return WorkSupplemented(
        nomination_id=NOMINATION,
        version=version,
        to_level=Level.COMMUNE,
        step=1,
        content=content,
        note="Đã bổ sung.",
        supplemented_at=NOW + after,
        signature=resigned,
    )


def withdrawal(version: int = 6, *steps: int) -> WithdrawalRequested:
    return WithdrawalRequested(
        nomination_id=NOMINATION,
        version=version,
        to_level=Level.COMMUNE,
        steps=steps or (1, 2),
        reason="Đơn vị đề nghị hình thức khác.",
        requested_at=NOW,
    )


def nominations(count: int) -> list[UUID]:
    return [uuid5(NOMINATION, str(index)) for index in range(count)]


def reserved(case: Case, decision: UUID, attempt: int = 1) -> Case:
    return replace(case, reservation=Reservation(decision, attempt, NOW))
