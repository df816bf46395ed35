"""A legal basis in words, and the way to object, from the rule set."""

from datetime import date
from pathlib import Path

import pytest

from shared.rules.explaining import explain_objection, spell_basis
from shared.rules.loading import FOLDER, RuleFileError, load_rule_set, load_rule_sets
from shared.rules.rule_set import Objection, RuleSet

RULES = load_rule_sets().by_id("hung-yen-covid-19-2021")
PLAN = next(citation.name for citation in RULES.citations if citation.short == "KH")
VI_6 = "mục VI.6 (Sở Nội vụ thẩm định, trình khen thưởng)"


def objecting(objection: Objection) -> RuleSet:
    return RULES.model_copy(update={"objection": objection})


@pytest.mark.parametrize(
    ("basis", "words"),
    [
        ("KH V.1", f"mục V.1 (đối tượng, tiêu chuẩn khen thưởng) của {PLAN}"),
        (
            "KH VI.4, VI.6",
            f"mục VI.4 (Sở Y tế tổng hợp hồ sơ đề nghị khen thưởng) và {VI_6} của {PLAN}",
        ),
        ("NĐ 91/2017 Điều 55", "Điều 55 Nghị định số 91/2017/NĐ-CP"),
        (
            "KH V.2.1; Luật TĐKT Điều 78",
            f"mục V.2.1 (khen thưởng cấp Nhà nước) của {PLAN}; Điều 78 Luật Thi đua, khen thưởng",
        ),
        ("KH", PLAN),
        ("KHÁC V.1", "KHÁC V.1"),
        ("Hướng dẫn số 5/HD-SNV", "Hướng dẫn số 5/HD-SNV"),
        ("", ""),
    ],
)
def test_abbreviations_are_spelt_out_and_what_is_none_stays(basis: str, words: str) -> None:
    assert spell_basis(RULES, basis) == words


def test_every_basis_that_a_unit_may_read_is_spelt_out() -> None:
    shorts = [citation.short for citation in RULES.citations]
    bases = [reason.basis for reason in (*RULES.decline_reasons, *RULES.grounds, *RULES.criteria)]

    assert not [basis for basis in bases if any(f"{short} " in spell_basis(RULES, basis) for short in shorts)]


def test_a_cited_section_without_a_heading_stops_the_start(tmp_path: Path) -> None:
    text = (FOLDER / "2017-10" / "covid-19.toml").read_text(encoding="utf-8")
    path = tmp_path / "covid-19.toml"
    path.write_text(text.replace('"VI.6" = "Sở Nội vụ thẩm định, trình khen thưởng"\n', ""), encoding="utf-8")

    with pytest.raises(RuleFileError, match=r"covid-19\.toml.*citations.*VI\.6"):
        load_rule_set(path)


def test_an_open_way_to_object_says_whom_to_ask() -> None:
    told = explain_objection(RULES, "Sở Y tế", date(2021, 10, 4))

    assert "chưa xác định" in told
    assert told.endswith("hỏi Sở Y tế hoặc Ban Thi đua - Khen thưởng, Sở Nội vụ tỉnh Hưng Yên.")


def test_without_rules_the_authority_that_refused_is_asked() -> None:
    assert explain_objection(None, "Sở Y tế", date(2021, 10, 4)).endswith("thì hỏi Sở Y tế.")


def test_a_settled_way_names_the_last_day_and_its_basis() -> None:
    settled = Objection(how="gửi văn bản đến cơ quan đã kết luận", within_days=90, basis="KH V.1", contact="Ban TĐKT")

    told = explain_objection(objecting(settled), "Sở Y tế", date(2021, 10, 4))

    assert told.startswith("Đơn vị không đồng ý với kết luận này thì gửi văn bản đến cơ quan đã kết luận.")
    assert "đến hết ngày 02/01/2022 (90 ngày kể từ ngày có thông báo này)" in told
    assert told.endswith(f"Căn cứ: mục V.1 (đối tượng, tiêu chuẩn khen thưởng) của {PLAN}.")


def test_a_way_without_a_time_says_that_the_time_is_open() -> None:
    told = explain_objection(objecting(Objection(how="gửi văn bản")), "Sở Y tế", date(2021, 10, 4))

    assert told.endswith("Thời hạn: chưa xác định, hỏi Sở Y tế.")
