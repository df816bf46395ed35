"""A wrong entry in a rule set stops the start, and says where it is and what to do."""

from pathlib import Path
from shutil import copy, copytree

import pytest

from shared.rules.loading import FOLDER, RuleFileError, load_rule_set, load_rule_sets

ORIGINAL = (FOLDER / "2017-10" / "covid-19.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("working_days = 25", "working_days = 0", r"slips\.3\.steps\.3\.working_days"),
        ('giay-khen-so = ["bang-khen-tinh"]', 'giay-khen-so = ["bang-khen"]', "ghi thêm hoặc sửa lại"),
        ("donation_threshold_vnd", "donation_treshold_vnd", r"limits\.donation_threshold_vnd"),
        ('code = "sai-doi-tuong"', 'code = "thieu-ho-so"', "có hai lần; bỏ một"),
        ('"33.so-y-te" = "Sở Y tế"\n', "", "chưa có tên; ghi thêm"),
        (
            'decline_reason = "khong',
            'decline_reason = "vang',
            "council: .* không có trong decline_reasons",
        ),
        ('opened_by = "33.so-noi-vu"', 'opened_by = "33.so-nao"', "'33.so-nao' được dùng mà chưa có tên; ghi thêm"),
        ("schema_version = 1", "schema_version = ", "không phải TOML"),
    ],
)
def test_a_wrong_entry_is_told_with_file_key_and_fix(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert old in ORIGINAL
    wrong = tmp_path / "wrong.toml"
    wrong.write_text(ORIGINAL.replace(old, new, 1), encoding="utf-8")

    with pytest.raises(RuleFileError, match=told) as refused:
        load_rule_set(wrong)

    assert "wrong.toml" in str(refused.value)


@pytest.fixture
def province(tmp_path: Path) -> Path:
    """A province with the regime of 2017 alone, whose movement is as on file."""
    copytree(FOLDER / "settings", tmp_path / "settings")
    (tmp_path / "2017-10").mkdir()
    for name in ("regime.toml", "covid-19.toml"):
        copy(FOLDER / "2017-10" / name, tmp_path / "2017-10" / name)
    return tmp_path


def test_rule_sets_of_one_movement_cannot_share_a_day(province: Path) -> None:
    (province / "2017-10" / "b.toml").write_text(ORIGINAL.replace('id = "hung', 'id = "moi-hung', 1), encoding="utf-8")

    with pytest.raises(RuleFileError, match="cùng có hiệu lực trong một ngày; ghi valid_to"):
        load_rule_sets(province)


def test_a_rule_set_holds_only_on_days_of_its_regime(province: Path) -> None:
    later = ORIGINAL.replace("valid_to = 2023-12-31", "valid_to = 2024-01-01", 1)
    (province / "2017-10" / "covid-19.toml").write_text(later, encoding="utf-8")

    with pytest.raises(RuleFileError, match=r"2017-10/covid-19\.toml: valid_from, valid_to: .*tệp riêng"):
        load_rule_sets(province)


def test_a_rule_set_lies_in_the_folder_of_a_regime(province: Path) -> None:
    (province / "khac").mkdir()
    copy(FOLDER / "2017-10" / "covid-19.toml", province / "khac" / "covid-19.toml")

    with pytest.raises(RuleFileError, match=r"khac/covid-19\.toml: thư mục không có regime\.toml; chuyển tệp"):
        load_rule_sets(province)


def test_an_award_form_keeps_the_name_of_its_rule_set(province: Path) -> None:
    earlier = ORIGINAL.replace("valid_to = 2023-12-31", "valid_to = 2021-12-31", 1)
    later = (
        ORIGINAL.replace('id = "hung', 'id = "moi-hung', 1)
        .replace("valid_from = 2021-09-10", "valid_from = 2022-01-01", 1)
        .replace('name = "Bằng khen của Chủ tịch Ủy ban nhân dân tỉnh"', 'name = "Bằng khen kiểu mới"', 1)
    )
    (province / "2017-10" / "covid-19.toml").write_text(earlier, encoding="utf-8")
    (province / "2017-10" / "b.toml").write_text(later, encoding="utf-8")

    rule_sets = load_rule_sets(province)

    old, new = "hung-yen-covid-19-2021", "moi-hung-yen-covid-19-2021"
    assert rule_sets.award_form_name(old, "bang-khen-tinh") == "Bằng khen của Chủ tịch Ủy ban nhân dân tỉnh"
    assert rule_sets.award_form_name(new, "bang-khen-tinh") == "Bằng khen kiểu mới"
    assert rule_sets.award_form_name(old, "da-bo") == "da-bo"
    assert rule_sets.award_form_name("da-bo", "bang-khen-tinh") == "bang-khen-tinh"
