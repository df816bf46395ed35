"""What the pages of decisions work out by themselves: the order as it is typed, and a decision in words."""

from dataclasses import replace

import pytest

from services.appraisal.domain.amendment import AnnulmentDraft, CorrectionDraft
from services.appraisal.web.pages.decision_order import keep_order, reorder
from services.appraisal.web.pages.decision_words import describe_state, tell_history
from tests.unit.appraisal.samples import CLERK
from tests.unit.appraisal.test_amendments import CORRECTED, MISTAKEN, REISSUED, REVOKED, SMALL, Registry

KEYS = ("a", "b", "c", "d")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ((), "abcd"),
        (("1", "2", "3", "4"), "abcd"),
        (("1", "2", "3", "1"), "dabc"),
        (("3", "2", "3", "4"), "bcad"),
        (("4", "2", "3", "1"), "dbca"),
        (("9999", "2", "3", "4"), "bcda"),
        (("x", "", "3", "0"), "dabc"),
        (("1", "2", "3", "4", "1"), "abcd"),
        (("1", "2", "3", "99999"), "abcd"),
        (("1", "2", "3", "²"), "abcd"),
    ],
)
def test_a_number_puts_its_line_in_that_place(typed: tuple[str, ...], expected: str) -> None:
    assert "".join(reorder(KEYS, typed)) == expected


def test_who_is_chosen_anew_stands_after_those_in_order() -> None:
    assert "".join(keep_order(KEYS, ("d", "x", "b"))) == "dbac"
    assert keep_order(KEYS, ()) == KEYS


@pytest.mark.parametrize(
    ("draft", "state"),
    [
        (None, "có hiệu lực"),
        (CORRECTED, "có hiệu lực, đã đính chính"),
        (replace(REVOKED, cases=SMALL.cases[:1]), "đã thu hồi một phần"),
        (REVOKED, "đã thu hồi toàn bộ"),
        (REISSUED, "đã hủy bỏ để ban hành lại"),
        (MISTAKEN, "đã hủy lần ghi nhầm"),
    ],
)
async def test_the_state_says_what_is_left(draft: CorrectionDraft | AnnulmentDraft | None, state: str) -> None:
    registry = Registry()
    decision = await registry.record()
    if draft is not None:
        decision = await registry.amend()(CLERK, decision.id, draft, "key-0002", decision.version)

    assert describe_state(decision)[0] == state
    assert describe_state(replace(decision, is_complete=False))[0] == "đang ghi vào các việc"


async def test_the_history_tells_each_act_with_its_paper() -> None:
    registry = Registry()
    decision = await registry.record()
    decision = await registry.amend()(CLERK, decision.id, CORRECTED, "key-0002", decision.version)
    annulment = replace(MISTAKEN, cases=SMALL.cases[:1])
    decision = await registry.amend()(CLERK, decision.id, annulment, "key-0003", decision.version)

    first, second, third = tell_history(decision, {str(SMALL.cases[0]): "WWH68-HZM95-6"})

    assert first.text == "Đỗ Văn Thư ghi Quyết định số 30/QĐ-UBND ngày 05/10/2021 cho 3 đề nghị."
    assert second.text == "Đỗ Văn Thư ghi đính chính văn bản theo văn bản số 45/QĐ-UBND ngày 05/10/2021."
    assert "ngày quyết định: “05/10/2021” sửa thành “04/10/2021”" in second.quote
    assert "Đề nghị WWH68-HZM95-6: tên đối tượng" in second.quote
    assert third.text == "Đỗ Văn Thư ghi hủy bỏ lần ghi nhầm trên hệ thống, 1 đề nghị: WWH68-HZM95-6."
