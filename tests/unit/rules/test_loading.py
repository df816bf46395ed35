"""A wrong entry in a rule set stops the start, and says where it is and what to do."""

from pathlib import Path

import pytest

from shared.rules.loading import FOLDER, RuleFileError, load_rule_set, load_rule_sets

ORIGINAL = (FOLDER / "hung-yen-covid-19-2021.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("working_days = 25", "working_days = 0", r"slips\.3\.steps\.3\.working_days"),
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


def test_rule_sets_of_one_movement_cannot_share_a_day(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(ORIGINAL, encoding="utf-8")
    (tmp_path / "b.toml").write_text(ORIGINAL.replace('id = "hung', 'id = "moi-hung', 1), encoding="utf-8")

    with pytest.raises(RuleFileError, match="valid_to"):
        load_rule_sets(tmp_path)


def test_an_award_form_keeps_the_name_of_its_rule_set(tmp_path: Path) -> None:
    earlier = ORIGINAL.replace("valid_from = 2021-09-10", "valid_from = 2021-09-10\nvalid_to = 2021-12-31", 1)
    later = (
        ORIGINAL.replace('id = "hung', 'id = "moi-hung', 1)
        .replace("valid_from = 2021-09-10", "valid_from = 2022-01-01", 1)
        .replace('name = "Bằng khen của Chủ tịch Ủy ban nhân dân tỉnh"', 'name = "Bằng khen kiểu mới"', 1)
    )
    (tmp_path / "a.toml").write_text(earlier, encoding="utf-8")
    (tmp_path / "b.toml").write_text(later, encoding="utf-8")

    rule_sets = load_rule_sets(tmp_path)

    old, new = "hung-yen-covid-19-2021", "moi-hung-yen-covid-19-2021"
    assert rule_sets.award_form_name(old, "bang-khen-tinh") == "Bằng khen của Chủ tịch Ủy ban nhân dân tỉnh"
    assert rule_sets.award_form_name(new, "bang-khen-tinh") == "Bằng khen kiểu mới"
    assert rule_sets.award_form_name(old, "da-bo") == "da-bo"
    assert rule_sets.award_form_name("da-bo", "bang-khen-tinh") == "bang-khen-tinh"
