"""Law by day: one regime for each, each dossier by its own, and files that say what is wrong with them."""

from datetime import date, timedelta
from pathlib import Path
from shutil import copytree

import pytest
from hypothesis import given
from hypothesis import strategies as some

from shared.events.words import Level, NomineeKind, Occasion
from shared.refusals import InvalidError
from shared.rules.comparing import compare
from shared.rules.loading import FOLDER, RuleFileError, load_regimes, load_rule_sets
from shared.rules.regime import Mark
from shared.rules.regimes import NoRegimeError

REGIMES = load_regimes()
RULE_SETS = load_rule_sets()
FIRST, PLAN = date(2017, 10, 1), date(2021, 9, 10)
LAST_OF_DISTRICTS, FIRST_WITHOUT = date(2025, 6, 30), date(2025, 7, 1)


@given(some.dates(FIRST, date(2040, 1, 1)))
def test_each_day_has_one_regime(day: date) -> None:
    assert [each for each in REGIMES.entries.values() if each.holds_on(day)] == [REGIMES.on(day)]


@given(some.dates(PLAN, date(2040, 1, 1)))
def test_the_movement_goes_by_the_regime_of_each_day(day: date) -> None:
    rules = RULE_SETS.in_force("covid-19", day)

    assert (rules.valid_from, rules.valid_to) <= (day, date.max)
    assert REGIMES.on(rules.valid_from) is REGIMES.on(day)
    levels = set(REGIMES.on(day).levels)
    assert {form.level for form in rules.award_forms} <= levels
    assert {step.level for slip in rules.slips for step in slip.steps if step.level} <= levels


def test_a_day_before_all_regimes_is_named() -> None:
    with pytest.raises(NoRegimeError, match=r"30/09/2017.*sớm nhất là từ 01/10/2017"):
        REGIMES.on(FIRST - timedelta(days=1))


def test_two_dossiers_of_neighbouring_days_have_their_own_law() -> None:
    before, after = (RULE_SETS.in_force("covid-19", day) for day in (LAST_OF_DISTRICTS, FIRST_WITHOUT))

    assert (before.id, after.id) == ("hung-yen-covid-19-2024", "hung-yen-covid-19-2025")
    assert "giay-khen-huyen" in before.award_forms_by_code
    assert "giay-khen-huyen" not in after.award_forms_by_code
    assert before.bodies["00.ban-tdkt"] == "Ban Thi đua - Khen thưởng Trung ương"
    assert after.bodies["00.bo-noi-vu"] == "Bộ Nội vụ"


def test_demos_go_by_the_law_of_their_day() -> None:
    demo = load_rule_sets(as_of=PLAN)

    assert demo.in_force("covid-19", FIRST_WITHOUT).id == "hung-yen-covid-19-2021"
    assert [rules.id for rules in demo.all_in_force(FIRST_WITHOUT)] == ["hung-yen-covid-19-2021"]


def test_a_movement_takes_nothing_before_it_began() -> None:
    with pytest.raises(InvalidError) as refused:
        RULE_SETS.in_force("covid-19", PLAN - timedelta(days=1))

    assert "09/09/2021" in refused.value.problems[0].message


def test_no_regime_lays_down_a_share_for_its_forms() -> None:
    votes = [regime.vote_on(form) for regime in REGIMES.entries.values() for form in regime.award_forms_by_code]

    assert {(vote.required, vote.min_percent) for vote in votes if vote} == {("province", None)}


@pytest.mark.parametrize(
    ("day", "number"), [(PLAN, "07"), (date(2024, 5, 1), None), (FIRST_WITHOUT, "08"), (date(2026, 10, 1), "08")]
)
def test_reports_on_a_movement_have_their_number(day: date, number: str | None) -> None:
    template = REGIMES.on(day).report_template(Occasion.FINAL_REVIEW, NomineeKind.COLLECTIVE)

    assert (template.number if template else None) == number


def test_an_open_limit_falls_back_until_its_day(tmp_path: Path) -> None:
    copytree(FOLDER, tmp_path, dirs_exist_ok=True)
    file = tmp_path / "2024-01" / "regime.toml"
    told = file.read_text(encoding="utf-8").replace(
        'forms = ["bang-khen-tinh"]\nbasis', 'forms = ["bang-khen-tinh"]\nworking_days = 25\nbasis', 1
    )
    file.write_text(told, encoding="utf-8")
    regimes = load_regimes(tmp_path)

    last, next_day = (
        regimes.limit_of(day, "appraise", Level.PROVINCE, "bang-khen-tinh")
        for day in (date(2025, 12, 31), date(2026, 1, 1))
    )

    assert last is not None
    assert last.working_days == 25
    assert next_day is not None
    assert (next_day.working_days, next_day.mark) == (None, Mark.PROVINCE)


def test_what_changed_between_two_regimes_is_said() -> None:
    changes = compare(REGIMES.by_id("2017-10"), REGIMES.by_id("2025-07"))

    assert "Cấp xét: bỏ cấp huyện." in changes
    assert "bang-khen-tinh: hệ số tiền thưởng 1 → 1,5 (NĐ 152/2025 Điều 54)." in changes
    assert any("mẫu số 07 → mẫu số 08" in change for change in changes)
    assert compare(REGIMES.by_id("2025-07"), REGIMES.by_id("2025-07")) == ()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("valid_to = 2023-12-31", "valid_to = 2024-01-01", "2017-10/regime.toml: valid_to: 2024-01 bắt đầu ngày"),
        ('id = "2017-10"', 'id = "2017"', "2017-10/regime.toml: id: '2017' không phải tên thư mục"),
        ('mark = "A"', 'mark = "C"', "mark: ghi một trong: 'A', 'B', 'tinh' or 'X'"),
        ('so-ket = "khen', 'khac = "khen', "occasion_names"),
        ('code = "giay-khen-so"', 'code = "giay-khen-xa"', "forms: mã 'giay-khen-xa' có hai lần; bỏ một"),
        ('factor = "0.15"', 'exists = false\nfactor = "0.15"', "vừa không có vừa có hệ số; bỏ một"),
    ],
)
def test_a_wrong_regime_names_file_key_and_remedy(tmp_path: Path, old: str, new: str, told: str) -> None:
    copytree(FOLDER, tmp_path, dirs_exist_ok=True)
    file = tmp_path / "2017-10" / "regime.toml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")

    with pytest.raises(RuleFileError) as refused:
        load_regimes(tmp_path)

    assert told in str(refused.value)
