"""Pairs of duties by level and setting: allowed, warned of and recorded, or refused with who else can."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from services.appraisal.domain.case import Case, CaseKey, CaseState
from services.appraisal.domain.duties import duties_of, note, record, take_on, warning
from services.appraisal.domain.entitlement import InterestedError
from services.appraisal.domain.people import By
from shared.events.content import DutyDone
from shared.events.words import CaseDuty, Level
from shared.refusals import InvalidError
from shared.rules.duties import NAMES, NEVER, PAIRS, Duties, DutySettings, Setting, pair_of
from tests.unit.appraisal.samples import NOMINATION, RULE_SETS, TODAY, in_state, opened, provincial_work, work

ME = "a-one-hand"
SHIPPED = RULE_SETS.duties.entries[0]
LEVELS: Mapping[Level, Case] = {
    Level.COMMUNE: opened(work(2)),
    Level.DEPARTMENT: opened(provincial_work(1)),
    Level.PROVINCE: opened(provincial_work(2)),
}
TWO = [(each, other) for each in CaseDuty for other in CaseDuty if each is not other]


def having(case: Case, *duties: CaseDuty) -> Case:
    """The case of a nomination for which the account did this at earlier steps."""
    return replace(case, done=tuple(DutyDone(duty=duty, account=ME) for duty in duties))


def settings(level: Level, pair: str, setting: Setting) -> Duties:
    """What is shipped, with one pair at one level set otherwise."""
    levels = {} if pair in NEVER else {level: {pair: setting}}
    return Duties((DutySettings(**(SHIPPED.model_dump() | {"levels": levels})),))


@pytest.mark.parametrize("setting", Setting)
@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize(("had", "duty"), TWO, ids=str)
def test_each_pair_is_treated_as_its_level_sets_it(
    had: CaseDuty, duty: CaseDuty, level: Level, setting: Setting
) -> None:
    pair, case = pair_of(had, duty), having(LEVELS[level], had)
    at = settings(level, pair, setting)

    if pair in NEVER or setting is Setting.REFUSE:
        with pytest.raises(InterestedError, match=f"đã {NAMES[had]}, nên không được {NAMES[duty]}"):
            take_on(case, ME, duty, at.at(level, TODAY))
    else:
        expected = (pair,) if setting is Setting.WARN else ()
        assert take_on(case, ME, duty, at.at(level, TODAY)) == expected
    # Elsewhere, where nothing differs, and for another account.
    assert take_on(case, "a-colleague", duty, at.at(level, TODAY)) == ()
    if pair not in NEVER:
        assert take_on(case, ME, duty, at.at(Level.STATE, TODAY)) == (pair,)


@pytest.mark.parametrize("duty", CaseDuty)
def test_the_same_duty_again_is_no_pair(duty: CaseDuty) -> None:
    assert take_on(having(LEVELS[Level.COMMUNE], duty), ME, duty, SHIPPED.at(Level.COMMUNE)) == ()


def test_the_refusal_names_who_else_can() -> None:
    refusing = settings(Level.COMMUNE, "submit-propose", Setting.REFUSE).at(Level.COMMUNE, TODAY)

    with pytest.raises(InterestedError, match=r"chuyên viên khác của UBND xã Yên Phú; chưa có.*quản trị viên"):
        take_on(having(LEVELS[Level.COMMUNE], CaseDuty.SUBMIT), ME, CaseDuty.PROPOSE, refusing)


def test_several_pairs_are_warned_of_at_once() -> None:
    case = having(LEVELS[Level.COMMUNE], CaseDuty.SUBMIT, CaseDuty.PROPOSE, CaseDuty.DECIDE)

    pairs = take_on(case, ME, CaseDuty.RECORD, SHIPPED.at(Level.COMMUNE))

    assert pairs == ("submit-record", "propose-record", "decide-record")


@pytest.mark.parametrize("pair", PAIRS)
def test_every_warning_names_both_duties(pair: str) -> None:
    for each in pair.split("-"):
        assert NAMES[CaseDuty(each)] in warning(pair)


def test_who_did_what_at_this_step_is_read_from_its_history() -> None:
    awarded = in_state(CaseState.AWARDED)

    done = {(each.duty, each.account) for each in duties_of(awarded)}

    assert {(CaseDuty.SUBMIT, "a-submitter"), (CaseDuty.DECIDE, "a-head")} <= done
    assert CaseKey(NOMINATION, 2) == awarded.key


@pytest.mark.parametrize("had", [CaseDuty.SUBMIT, CaseDuty.PROPOSE])
def test_nobody_signs_what_their_account_submitted_or_proposed(had: CaseDuty) -> None:
    case = having(in_state(CaseState.APPROVED), had)

    with pytest.raises(InvalidError) as refused:
        record(case, By(ME, "Đỗ Mẫu Tay"), "ĐỖ MẪU TAY", SHIPPED.at(Level.COMMUNE))

    assert [problem.field for problem in refused.value.problems] == ["signatory.name"]
    assert record(case, By(ME, "Đỗ Mẫu Tay"), "Lê Văn Chủ", SHIPPED.at(Level.COMMUNE)) == (f"{had}-record",)


def test_whoever_records_what_they_signed_has_decided_too() -> None:
    by, shipped = By(ME, "Đỗ Mẫu Tay"), SHIPPED.at(Level.COMMUNE)
    refusing = settings(Level.COMMUNE, "decide-record", Setting.REFUSE).at(Level.COMMUNE, TODAY)

    assert record(in_state(CaseState.APPROVED), by, by.name, shipped) == ("decide-record",)
    with pytest.raises(InterestedError, match="văn thư khác"):
        record(in_state(CaseState.APPROVED), by, by.name, refusing)


@pytest.mark.parametrize("setting", Setting)
def test_what_was_done_already_is_recorded_even_where_refused(setting: Setting) -> None:
    at = settings(Level.COMMUNE, "submit-propose", setting).at(Level.COMMUNE, TODAY)
    case = having(LEVELS[Level.COMMUNE], CaseDuty.PROPOSE, CaseDuty.DECIDE)

    expected = ("submit-decide",) if setting is Setting.ALLOW else ("submit-propose", "submit-decide")
    assert note(case, ME, CaseDuty.SUBMIT, at) == expected
