"""The province's settings of duties: whole, dated, by level, and a fault is named with its remedy."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from shared.events.words import CaseDuty, Level
from shared.rules.duties import NEVER, PAIRS, Setting, pair_of
from shared.rules.loading import SETTINGS, RuleFileError, load_duties

ORIGINAL = (SETTINGS / "duties-2021.toml").read_text(encoding="utf-8")
DAY = date(2021, 9, 10)


@pytest.mark.parametrize("level", Level)
@pytest.mark.parametrize("pair", PAIRS)
def test_as_shipped_every_pair_is_warned_of_at_every_level(level: Level, pair: str) -> None:
    assert load_duties().at(level, DAY)[pair] is Setting.WARN


def test_two_duties_are_named_in_the_order_of_the_work() -> None:
    assert pair_of(CaseDuty.RECORD, CaseDuty.SUBMIT) == pair_of(CaseDuty.SUBMIT, CaseDuty.RECORD) == "submit-record"
    assert {"submit-decide", "propose-decide"} == NEVER
    assert set(PAIRS) == {
        *("submit-propose", "submit-vote", "submit-record", "propose-vote", "propose-record"),
        *("vote-decide", "vote-record", "decide-record"),
    }


@pytest.mark.parametrize("setting", Setting)
def test_a_level_may_differ(tmp_path: Path, setting: Setting) -> None:
    differs = f'{ORIGINAL}\n[levels.province]\ndecide-record = "{setting}"\n'
    (tmp_path / "duties-2021.toml").write_text(differs, encoding="utf-8")

    duties = load_duties(tmp_path)

    assert duties.at(Level.PROVINCE, DAY)["decide-record"] is setting
    assert duties.at(Level.COMMUNE, DAY)["decide-record"] is Setting.WARN
    assert duties.at(Level.PROVINCE, DAY)["submit-record"] is Setting.WARN


def test_a_later_file_holds_from_its_day_on(tmp_path: Path) -> None:
    later = ORIGINAL.replace("2021-09-10", "2022-01-01").replace('"warn"', '"refuse"')
    (tmp_path / "duties-2021.toml").write_text(ORIGINAL, encoding="utf-8")
    (tmp_path / "duties-2022.toml").write_text(later, encoding="utf-8")

    duties = load_duties(tmp_path)

    new_year = date(2022, 1, 1)
    found = [
        duties.at(Level.COMMUNE, day)["submit-propose"]
        for day in (DAY - timedelta(days=400), DAY, new_year - timedelta(days=1), new_year)
    ]
    assert found == [Setting.WARN, Setting.WARN, Setting.WARN, Setting.REFUSE]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            'submit-propose = "warn"',
            'submit-propose = "perhaps"',
            "every_level.submit-propose: ghi một trong: 'allow'",
        ),
        ('submit-propose = "warn"', "", "every_level.submit-propose: chưa có; ghi allow, warn hoặc refuse"),
        (
            'submit-propose = "warn"',
            'propose-submit = "warn"',
            "every_level.propose-submit: không có cặp này; ghi một trong",
        ),
        ("[every_level]", '[every_level]\nsubmit-decide = "warn"', "every_level.submit-decide: luôn bị từ chối"),
        (
            "schema_version",
            '[levels.commune]\npropose-decide = "allow"\n[x]\nschema_version',
            "x: không phải khóa",
        ),
        ("[every_level]", '[levels.commune]\npropose-decide = "allow"\n[every_level]', "levels.commune.propose-decide"),
        ("[every_level]", '[levels.village]\nsubmit-vote = "allow"\n[every_level]', "levels.village"),
        ("valid_from = 2021-09-10", 'valid_from = "soon"', "valid_from"),
        ("schema_version = 1", "schema_version = 2", "schema_version"),
        ("schema_version = 1", "schema_version = = 1", "không phải TOML"),
    ],
)
def test_a_fault_names_file_key_and_remedy(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert old in ORIGINAL
    (tmp_path / "duties-2021.toml").write_text(ORIGINAL.replace(old, new, 1), encoding="utf-8")

    with pytest.raises(RuleFileError) as refused:
        load_duties(tmp_path)

    assert "duties-2021.toml" in str(refused.value)
    assert told in str(refused.value)


def test_two_files_of_one_day_and_none_at_all_are_refused(tmp_path: Path) -> None:
    with pytest.raises(RuleFileError, match="đặt lại một tệp"):
        load_duties(tmp_path)

    for name in ("duties-a.toml", "duties-b.toml"):
        (tmp_path / name).write_text(ORIGINAL, encoding="utf-8")
    with pytest.raises(RuleFileError, match=r"duties-b\.toml: valid_from: duties-a\.toml bắt đầu cùng ngày"):
        load_duties(tmp_path)
