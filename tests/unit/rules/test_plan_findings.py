"""What a nomination names of the plan (mục II, IV, V.1): missing, double and unfitting ones are findings."""

import pytest

from shared.events.content import NominationContent
from shared.events.words import NomineeKind
from shared.rules.findings import findings
from tests.unit.appraisal.samples import CONTENT, RULES, a_dossier, work

SLIP = work().slip
OF_PLAN = {
    *("thieu-noi-dung", "nhieu-noi-dung", "thieu-tieu-chi", "nhieu-nhom-tieu-chi", "tieu-chi-khong-hop"),
    *("nhom-khong-hop", "chua-xac-nhan-chung"),
}


def found(content: NominationContent) -> dict[str, str]:
    listed = findings(RULES, content, a_dossier(), SLIP, is_identified=True)
    assert not any(finding.blocking for finding in listed if finding.code in OF_PLAN)
    return {finding.code: finding.message for finding in listed if finding.code in OF_PLAN}


def of_kind(kind: NomineeKind, **changes: object) -> NominationContent:
    return CONTENT.model_copy(update={"nominee": CONTENT.nominee.model_copy(update={"kind": kind}), **changes})


def test_a_nomination_that_names_all_of_the_plan_is_left_alone() -> None:
    assert found(CONTENT) == {}


@pytest.mark.parametrize(
    ("changes", "code", "told"),
    [
        ({"emulation_contents": ()}, "thieu-noi-dung", "một trong năm nội dung"),
        ({"emulation_contents": ("ii-1", "ii-5")}, "nhieu-noi-dung", "Nêu 2 nội dung"),
        ({"criteria": ()}, "thieu-tieu-chi", "bảy nhóm"),
        ({"criteria": ("iv-4", "iv-6", "iv-2")}, "nhieu-nhom-tieu-chi", "tiêu chí của 3 nhóm"),
        ({"common_criterion_met": False}, "chua-xac-nhan-chung", "không vi phạm"),
    ],
)
def test_what_is_missing_or_double_is_said(changes: dict[str, object], code: str, told: str) -> None:
    listed = found(CONTENT.model_copy(update=changes))

    assert list(listed) == [code]
    assert told in listed[code]


def test_a_group_of_criteria_speaks_of_some_nominees_only() -> None:
    listed = found(of_kind(NomineeKind.HOUSEHOLD, criteria=("iv-1",), target_group="ho-tro"))

    assert list(listed) == ["tieu-chi-khong-hop"]
    assert "không dành cho hộ gia đình" in listed["tieu-chi-khong-hop"]


def test_a_group_of_the_rewarded_speaks_of_some_nominees_only() -> None:
    listed = found(of_kind(NomineeKind.ENTERPRISE, criteria=("iv-5",), target_group="truc-tiep"))

    assert list(listed) == ["nhom-khong-hop"]
    assert found(of_kind(NomineeKind.ENTERPRISE, criteria=("iv-5",), target_group="ho-tro")) == {}


@pytest.mark.parametrize("rules", ["criteria", "emulation_contents", "target_groups"])
def test_each_entry_of_the_plan_has_words_and_basis(rules: str) -> None:
    entries = getattr(RULES, rules)

    assert len(entries) == {"criteria": 7, "emulation_contents": 5, "target_groups": 3}[rules]
    assert all(entry.text and entry.basis.startswith("KH ") for entry in entries)
