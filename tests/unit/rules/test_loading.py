"""A wrong entry in a rule set stops the start, and says where it is and what to do."""

from pathlib import Path

import pytest

from shared.rules.loading import FOLDER, RuleFileError, load_rule_set, load_rule_sets

ORIGINAL = (FOLDER / "hung-yen-covid-19-2021.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("working_days = 25", "working_days = 0", r"routes\.3\.steps\.3\.working_days"),
        ('giay-khen-so = ["bang-khen-tinh"]', 'giay-khen-so = ["bang-khen"]', "add or correct it"),
        ("donation_threshold_vnd", "donation_treshold_vnd", r"limits\.donation_threshold_vnd"),
        ('code = "sai-doi-tuong"', 'code = "thieu-ho-so"', "stands twice; remove one"),
        ('"33.so-y-te" = "Sở Y tế"\n', "", "has no name; add it"),
        (
            'decline_reason = "khong',
            'decline_reason = "vang',
            "council: .* is not in decline_reasons",
        ),
        ('opened_by = "33.so-noi-vu"', 'opened_by = "33.so-nao"', "'33.so-nao' is used but has no name; add it"),
        ("schema_version = 1", "schema_version = ", "not TOML"),
    ],
)
def test_a_wrong_entry_is_told_with_file_key_and_fix(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert old in ORIGINAL
    wrong = tmp_path / "wrong.toml"
    wrong.write_text(ORIGINAL.replace(old, new, 1), encoding="utf-8")

    with pytest.raises(RuleFileError, match=told) as refused:
        load_rule_set(wrong)

    assert "wrong.toml" in str(refused.value)


def test_two_rule_sets_of_one_movement_cannot_hold_on_the_same_day(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(ORIGINAL, encoding="utf-8")
    (tmp_path / "b.toml").write_text(ORIGINAL.replace('id = "hung', 'id = "moi-hung', 1), encoding="utf-8")

    with pytest.raises(RuleFileError, match="valid_to"):
        load_rule_sets(tmp_path)
