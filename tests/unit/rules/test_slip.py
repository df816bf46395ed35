"""Routes of the plan: who sees a nomination, in which order, and what is refused in whose favour."""

from datetime import date

import pytest

from shared.calendar.working_days import CalendarMissingError, vietnam
from shared.events.content import Achievement, AuthorityRef, Gift, NominationContent, Nominee, Slip, UnitRef
from shared.events.words import Level, NomineeKind, Occasion, StepRole
from shared.rules.loading import load_rule_sets
from shared.rules.slip import SlipRefusedError, check_addressee, make_slip, refer, step_after

RULES = load_rule_sets().by_id("hung-yen-covid-19-2021")
ON_THE_SPOT = Occasion.SPONTANEOUS
MONDAY = date(2021, 9, 20)
COMMUNE = AuthorityRef(code="33.327.12079", name="UBND xã Yên Phú", level=Level.COMMUNE)
DISTRICT = AuthorityRef(code="33.327", name="UBND huyện Yên Mỹ", level=Level.DISTRICT)
HEALTH = AuthorityRef(code="33.so-y-te", name="Sở Y tế", level=Level.DEPARTMENT)
YOUTH = UnitRef(code="33.327.12079.doan", name="Đoàn xã Yên Phú", chain=(COMMUNE, DISTRICT))
CENTRE = UnitRef(code="33.so-y-te.ttyt", name="Trung tâm Y tế huyện Yên Mỹ", chain=(HEALTH,))


DONOR_GROUND = "dong-gop-tu-50-trieu"


def asking(form: str, **changes: object) -> NominationContent:
    content = NominationContent(
        nominee=Nominee(kind=NomineeKind.COLLECTIVE, name="Đội tình nguyện xã Yên Phú"),
        award_form=form,
        achievement=Achievement(summary="Trực chốt kiểm soát dịch", began_on=MONDAY, ended_on=MONDAY),
        ground="truc-tiep-phong-chong",
        target_group="truc-tiep",
    )
    return content.model_copy(update=changes)


def giving(million: int, kind: NomineeKind = NomineeKind.ENTERPRISE, receiver: str = "33.mttq") -> NominationContent:
    return asking(
        "bang-khen-tinh",
        ground=DONOR_GROUND,
        nominee=Nominee(kind=kind, name="Công ty TNHH Phố Hiến"),
        gift=Gift(money_vnd=million * 1_000_000, given_on=MONDAY, receiver="Quỹ", receiver_authority=receiver),
    )


def stops(slip: Slip) -> list[tuple[int, int, str, str]]:
    return [(step.step, step.after, step.role.value, step.authority.code) for step in slip]


def test_a_commune_decides_its_own_giay_khen() -> None:
    slip = make_slip(RULES, YOUTH, asking("giay-khen-xa"), ON_THE_SPOT, MONDAY)

    assert stops(slip) == [(1, 0, "appraise", COMMUNE.code), (2, 1, "decide", COMMUNE.code)]


@pytest.mark.parametrize("review", [Occasion.INTERIM_REVIEW, Occasion.FINAL_REVIEW])
def test_at_a_review_the_council_votes_before_the_chairman(review: Occasion) -> None:
    slip = make_slip(RULES, CENTRE, asking("bang-khen-tinh"), review, MONDAY)

    assert stops(slip) == [
        (1, 0, "compile", HEALTH.code),
        (2, 1, "appraise", "33.so-noi-vu"),
        (3, 2, "vote", "33.hoi-dong"),
        (4, 3, "decide", "33.chu-tich"),
    ]


@pytest.mark.parametrize("form", [code for code in RULES.award_forms_by_code if code != "bang-khen-tinh"])
@pytest.mark.parametrize("review", [Occasion.INTERIM_REVIEW, Occasion.FINAL_REVIEW])
def test_a_review_gives_no_form_but_the_bang_khen(form: str, review: Occasion) -> None:
    with pytest.raises(SlipRefusedError):
        make_slip(RULES, CENTRE, asking(form), review, MONDAY)


def test_a_bang_khen_passes_the_whole_chain() -> None:
    slip = make_slip(RULES, YOUTH, asking("bang-khen-tinh"), ON_THE_SPOT, MONDAY)

    assert stops(slip) == [
        (1, 0, "endorse", COMMUNE.code),
        (2, 1, "endorse", DISTRICT.code),
        (3, 2, "compile", "33.so-y-te"),
        (4, 3, "appraise", "33.so-noi-vu"),
        (5, 4, "decide", "33.chu-tich"),
    ]


def test_so_y_te_endorses_and_compiles_its_unit_in_one_step() -> None:
    slip = make_slip(RULES, CENTRE, asking("bang-khen-tinh"), ON_THE_SPOT, MONDAY)

    assert [step.role for step in slip] == [StepRole.COMPILE, StepRole.APPRAISE, StepRole.DECIDE]


def test_referring_appends_the_higher_slip_without_the_referrer() -> None:
    slip = make_slip(RULES, YOUTH, asking("giay-khen-xa"), ON_THE_SPOT, MONDAY)

    longer = refer(RULES, YOUTH, asking("bang-khen-tinh"), ON_THE_SPOT, slip, 1, MONDAY)

    assert longer[:2] == slip
    assert stops(longer)[2:] == [
        (3, 1, "endorse", DISTRICT.code),
        (4, 3, "compile", "33.so-y-te"),
        (5, 4, "appraise", "33.so-noi-vu"),
        (6, 5, "decide", "33.chu-tich"),
    ]


def test_after_a_referral_work_goes_to_the_higher_form() -> None:
    slip = make_slip(RULES, YOUTH, asking("giay-khen-xa"), ON_THE_SPOT, MONDAY)
    longer = refer(RULES, YOUTH, asking("bang-khen-tinh"), ON_THE_SPOT, slip, 1, MONDAY)

    following = step_after(longer, 1, "bang-khen-tinh")

    assert following is not None
    assert following.step == 3


@pytest.mark.parametrize(
    ("unit", "form", "names"),
    [
        (CENTRE, "giay-khen-xa", "Giấy khen của Thủ trưởng sở"),
        (YOUTH, "giay-khen-so", "Giấy khen của Chủ tịch Ủy ban nhân dân xã"),
        (YOUTH, "huan-chuong-giay", "bang-khen-tinh"),
    ],
)
def test_a_form_that_nobody_gives_names_those_that_are_open(unit: UnitRef, form: str, names: str) -> None:
    with pytest.raises(SlipRefusedError, match=names) as refused:
        make_slip(RULES, unit, asking(form), ON_THE_SPOT, MONDAY)

    assert refused.value.field == "award_form"


@pytest.mark.parametrize("form", sorted(RULES.award_forms_by_code))
def test_no_form_can_be_referred_to_a_form_that_is_not_higher(form: str) -> None:
    slip = make_slip(RULES, UNIT_OF[form], asking(form), ON_THE_SPOT, MONDAY)
    lower = set(RULES.award_forms_by_code) - set(RULES.referrals.get(form, ()))

    for code in lower:
        with pytest.raises(SlipRefusedError):
            refer(RULES, UNIT_OF[form], asking(code), ON_THE_SPOT, slip, 1, MONDAY)


UNIT_OF = {
    form: CENTRE if RULES.award_forms_by_code[form].level in {Level.DEPARTMENT, Level.PROVINCE, Level.STATE} else YOUTH
    for form in RULES.award_forms_by_code
}


def test_a_petition_addressed_past_an_authority_goes_through_it() -> None:
    slip = make_slip(RULES, YOUTH, asking("bang-khen-tinh"), ON_THE_SPOT, MONDAY)
    chairman = AuthorityRef(code="33.chu-tich", name="Chủ tịch UBND tỉnh", level=Level.PROVINCE)

    with pytest.raises(SlipRefusedError, match="phải trình qua UBND xã Yên Phú"):
        check_addressee(RULES, slip, chairman)


def test_a_wrongly_addressed_petition_names_who_gives_the_form() -> None:
    slip = make_slip(RULES, YOUTH, asking("giay-khen-xa"), ON_THE_SPOT, MONDAY)

    with pytest.raises(SlipRefusedError, match=r"Sở Y tế không có thẩm quyền.*UBND xã Yên Phú quyết định"):
        check_addressee(RULES, slip, HEALTH)


def test_expected_dates_skip_weekends_and_holidays() -> None:
    slip = make_slip(RULES, YOUTH, asking("giay-khen-xa"), ON_THE_SPOT, date(2021, 8, 27))

    assert [step.expected_on for step in slip] == [date(2021, 9, 14), date(2021, 9, 21)]


def test_a_limit_in_a_year_without_calendar_is_an_error() -> None:
    with pytest.raises(CalendarMissingError, match=r"years\.2029"):
        vietnam().add(date(2028, 12, 29), 5)


MTTQ = AuthorityRef(code="33.mttq", name="Ủy ban MTTQ Việt Nam tỉnh", level=Level.DEPARTMENT)
FRONT = UnitRef(code="33.mttq", name="Ủy ban MTTQ Việt Nam tỉnh", chain=(MTTQ,))


def test_a_large_gift_is_confirmed_by_whoever_received_it() -> None:
    slip = make_slip(RULES, FRONT, giving(80, receiver="33.chu-thap-do"), ON_THE_SPOT, MONDAY)

    assert [step.authority.code for step in slip] == [
        "33.mttq",
        "33.chu-thap-do",
        "33.so-y-te",
        "33.so-noi-vu",
        "33.chu-tich",
    ]


def test_a_receiver_that_proposes_itself_confirms_once() -> None:
    slip = make_slip(RULES, FRONT, giving(50), ON_THE_SPOT, MONDAY)

    assert [step.authority.code for step in slip] == ["33.mttq", "33.so-y-te", "33.so-noi-vu", "33.chu-tich"]


@pytest.mark.parametrize(
    ("unit", "content", "field", "told"),
    [
        (FRONT, giving(40), "gift", r"40\.000\.000 đồng thấp hơn mức 50\.000\.000 đồng của mục V\.2\.2"),
        (FRONT, giving(80, NomineeKind.INDIVIDUAL), "nominee.kind", "chỉ dành cho: tập thể, doanh nghiệp"),
        (CENTRE, giving(80), "ground", "Mặt trận Tổ quốc Việt Nam tỉnh hoặc Hội Chữ thập đỏ tỉnh lập tờ trình"),
        (FRONT, giving(80, receiver="nobody"), "gift.receiver_authority", "Chọn cơ quan đã nhận"),
    ],
)
def test_an_unfit_gift_is_refused_with_paragraph_and_remedy(
    unit: UnitRef, content: NominationContent, field: str, told: str
) -> None:
    with pytest.raises(SlipRefusedError, match=told) as refused:
        make_slip(RULES, unit, content, ON_THE_SPOT, MONDAY)

    assert refused.value.field == field
    open_forms = {(one["award_form"], one["ground"]) for one in refused.value.details["alternatives"]}
    assert {form for form, _ in open_forms} >= {"giay-khen-so", "bang-khen-tinh"}
    assert DONOR_GROUND not in {ground for _, ground in open_forms}


def test_truy_tang_of_a_state_award_needs_no_council() -> None:
    doctor = asking("huan-chuong-lao-dong-ba", nominee=Nominee(kind=NomineeKind.INDIVIDUAL, name="A", posthumous=True))

    slip = make_slip(RULES, CENTRE, doctor, ON_THE_SPOT, MONDAY)

    assert [(step.role.value, step.authority.code) for step in slip] == [
        ("endorse", "33.so-y-te"),
        ("appraise", "33.so-noi-vu"),
        ("endorse", "33.ubnd"),
        ("appraise", "00.ban-tdkt"),
        ("endorse", "00.thu-tuong"),
        ("decide", "00.chu-tich-nuoc"),
    ]


def test_so_noi_vu_opens_a_state_award_without_endorsing_it() -> None:
    home = AuthorityRef(code="33.so-noi-vu", name="Sở Nội vụ", level=Level.DEPARTMENT)

    slip = make_slip(
        RULES,
        UnitRef(code=home.code, name=home.name, chain=(home,)),
        asking("bang-khen-thu-tuong"),
        ON_THE_SPOT,
        MONDAY,
    )

    assert [(step.role.value, step.level.value) for step in slip] == [
        ("appraise", "province"),
        ("vote", "province"),
        ("endorse", "province"),
        ("appraise", "state"),
        ("decide", "state"),
    ]
