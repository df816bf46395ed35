"""A unit, a Tờ trình and its nominations as the tests of intake use them."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

from services.intake.domain.dossier import Dossier, Submission, digest_of, dossier_id_of
from services.intake.domain.incoming_facts import apply_fact
from services.intake.domain.nomination import Change, Nomination
from services.intake.domain.receipt import receive
from services.intake.domain.reports import Reported
from services.intake.domain.vocabulary import Vocabulary
from shared.events.cases import (
    AwardedItem,
    CaseApproved,
    CaseDeclined,
    CaseDelayed,
    CaseEvent,
    CaseForwarded,
    CaseOpened,
    CaseReferred,
    CaseReopened,
    CaseReturned,
    CaseWithdrawn,
    DecisionIssued,
    WithdrawalRefused,
)
from shared.events.content import (
    Achievement,
    AuthorityRef,
    MissingItem,
    NominationContent,
    Nominee,
    Person,
    Petition,
    Place,
    Signer,
    Slip,
    Step,
    UnitRef,
)
from shared.events.words import Duty, Level, NomineeKind, Occasion, Outcome, Sex, StepRole
from shared.identity.viewer import Role, Viewer

TODAY = date(2021, 10, 5)
NOW = datetime(2021, 10, 5, 3, 0, tzinfo=UTC)
YEN_PHU = AuthorityRef(code="33.327.12079", name="UBND xã Yên Phú", level=Level.COMMUNE)
SO_Y_TE = AuthorityRef(code="33.so-y-te", name="Sở Y tế", level=Level.DEPARTMENT)
SO_NOI_VU = AuthorityRef(code="33.so-noi-vu", name="Sở Nội vụ", level=Level.PROVINCE)
CHAIRMAN = AuthorityRef(code="33.chu-tich", name="Chủ tịch UBND tỉnh", level=Level.PROVINCE)
UNIT = UnitRef(code="33.327.12079.doan-thanh-nien", name="Đoàn xã Yên Phú", chain=(YEN_PHU,))
SUBMITTER = Viewer("acc-1", "Đỗ Thị Nộp Mẫu", frozenset({Role.SUBMITTER}), unit=UNIT.code)
FORMS = {"giay-khen-xa": "Giấy khen cấp xã", "bang-khen-tinh": "Bằng khen tỉnh"}
VOCABULARY = Vocabulary(
    award_forms=frozenset(FORMS),
    grounds=frozenset({"sang-kien", "truc-tiep-phong-chong"}),
    target_groups=frozenset({"truc-tiep", "ho-tro"}),
    criteria=frozenset({"iv-4", "iv-6"}),
)
NOMINEE = Nominee(
    kind=NomineeKind.INDIVIDUAL,
    name="Nguyễn Thị Ấn",
    birth_date=date(1990, 5, 17),
    sex=Sex.FEMALE,
    position="Điều dưỡng",
    duty=Duty.DIRECT,
    workplace="Trạm Y tế xã Yên Phú",
    place=Place(commune="12079"),
    identity_number="033190001234",
)
CONTENT = NominationContent(
    nominee=NOMINEE,
    award_form="giay-khen-xa",
    achievement=Achievement(
        summary="Trực chốt kiểm soát dịch 60 ngày liên tục, lấy 12.000 mẫu xét nghiệm.",
        began_on=date(2021, 7, 1),
        ended_on=date(2021, 8, 31),
        place=Place(commune="12079"),
    ),
    ground="truc-tiep-phong-chong",
    target_group="truc-tiep",
    criteria=("iv-4",),
    consent=True,
)
PETITION = Petition(
    number="12/TTr-ĐTN",
    signed_on=date(2021, 10, 4),
    signer=Signer(name="Trần Văn Bình", position="Bí thư"),
    occasion=Occasion.SPONTANEOUS,
    movement="covid-19",
)
SUBMISSION = Submission(petition=PETITION, nominations=(CONTENT,))


def step(number: int, authority: AuthorityRef, role: StepRole, *, form: str = "giay-khen-xa", after: int = -1) -> Step:
    return Step(
        step=number,
        after=number - 1 if after < 0 else after,
        role=role,
        level=authority.level,
        authority=authority,
        award_form=form,
        working_days=5,
        expected_on=TODAY + timedelta(days=7 * number),
    )


SLIP: Slip = (step(1, YEN_PHU, StepRole.APPRAISE), step(2, YEN_PHU, StepRole.DECIDE))
LONGER_SLIP: Slip = (
    *SLIP,
    step(3, SO_Y_TE, StepRole.COMPILE, form="bang-khen-tinh", after=1),
    step(4, SO_NOI_VU, StepRole.APPRAISE, form="bang-khen-tinh"),
    step(5, CHAIRMAN, StepRole.DECIDE, form="bang-khen-tinh"),
)


def a_dossier(submission: Submission = SUBMISSION, key: str = "k1") -> Dossier:
    return Dossier(
        id=dossier_id_of(UNIT.code, key),
        unit=UNIT,
        submitter="acc-1",
        petition=submission.petition,
        rule_set="hung-yen-covid-19-2021",
        submitted_at=NOW,
        digest=digest_of(submission),
        distinct_slips=(SLIP,),
        slip_of=(0,) * len(submission.nominations),
    )


def a_nomination(slip: Slip = SLIP) -> Nomination:
    return receive(a_dossier().ref, a_dossier().nomination_ids[0], CONTENT, slip, NOW)


def about(nomination: Nomination, step_number: int, version: int) -> dict[str, object]:
    known = {one.step: one for one in LONGER_SLIP}[step_number]
    return {
        "nomination_id": nomination.id,
        "version": version,
        "step": step_number,
        "level": known.level,
        "role": known.role,
        "authority": known.authority,
        "at": NOW + timedelta(hours=step_number, minutes=version),
    }


def case_fact(
    kind: type[CaseEvent], nomination: Nomination, step_number: int = 1, version: int = 2, follows: int | None = 0
) -> CaseEvent:
    """A fact of that type with everything that it needs; unless said otherwise, the first that its step tells."""
    extra: dict[type[CaseEvent], dict[str, object]] = {
        CaseOpened: {"due_on": date(2021, 10, 20)},
        CaseForwarded: {"next_step": step_number + 1, "note": "Đồng ý."},
        CaseReturned: {"missing": (MissingItem(section="achievement", message="Bổ sung số liệu."),)},
        CaseReopened: {"due_on": date(2021, 10, 25)},
        CaseDelayed: {"due_on": date(2021, 10, 19), "promised_on": date(2021, 10, 27)},
        CaseDeclined: {"reason_code": "sai-doi-tuong", "reason": "Không đúng đối tượng", "basis": "KH V.1"},
        CaseReferred: {
            "award_form": "bang-khen-tinh",
            "reason": "Thành tích có phạm vi ảnh hưởng cấp tỉnh",
            "slip": LONGER_SLIP,
            "next_step": 3,
        },
        CaseApproved: {},
        CaseWithdrawn: {"reason": "Nộp nhầm"},
        WithdrawalRefused: {"standing": Outcome.APPROVE},
    }
    return kind.model_validate(about(nomination, step_number, version) | {"follows": follows} | extra[kind])


def a_decision(nominations: list[Nomination], step_number: int = 2, sequence: int = 3) -> DecisionIssued:
    return DecisionIssued(
        decision_id=UUID(int=7),
        version=1,
        level=Level.COMMUNE,
        authority=YEN_PHU,
        number="15/QĐ-UBND",
        issued_on=date(2021, 11, 1),
        signatory=Person(name="Lê Văn Cường", position="Chủ tịch"),
        items=tuple(AwardedItem(nomination_id=one.id, step=step_number, sequence=sequence) for one in nominations),
        at=NOW + timedelta(days=20),
    )


def fresh_id() -> UUID:
    return uuid4()


Told = tuple[type[CaseEvent], int, int]  # with the step and the case's version


def case_story(nomination: Nomination, told: Sequence[Told]) -> list[CaseEvent]:
    """The facts in the order in which the levels recorded them, each naming the one before it at its step."""
    facts: list[CaseEvent] = []
    latest: dict[int, int] = {}
    for kind, number, version in told:
        facts.append(case_fact(kind, nomination, number, version, follows=latest.get(number, 0)))
        latest[number] = version
    return facts


def change_by(nomination: Nomination, event: Reported, due_at: datetime = NOW + timedelta(days=1)) -> Change | None:
    """What the fact brings about."""
    return apply_fact(nomination, event, FORMS, due_at=due_at)


def apply_all(nomination: Nomination, *events: Reported) -> Nomination:
    """The nomination once these have come, in this order."""
    for event in events:
        change = change_by(nomination, event)
        nomination = change.after if change else nomination
    return nomination
