"""The form of an outcome: what belongs to which outcome, rows closed up, and what is said where something lacks."""

import pytest

from services.appraisal.domain.case import Verdict
from services.appraisal.web.pages.verdict_form import close_rows, count_filled, form_of_verdict, read_verdict
from shared.events.words import Outcome
from shared.web.pages.forms import TypedForm
from tests.unit.appraisal.samples import DECLINE, FORWARD, REFER, RETURN


def typed(**texts: str) -> TypedForm:
    return TypedForm({name: (text,) for name, text in texts.items()})


def rows(*filled: tuple[int, str, str]) -> TypedForm:
    texts = {"outcome": ("return",)}
    for row, section, message in filled:
        texts |= {f"missing[{row}].section": (section,), f"missing[{row}].message": (message,)}
    return TypedForm(texts)


@pytest.mark.parametrize("verdict", [FORWARD, RETURN, DECLINE, REFER], ids=lambda each: each.outcome.value)
def test_reads_what_it_shows(verdict: Verdict) -> None:
    assert read_verdict(form_of_verdict(verdict))[0] == verdict


def test_keeps_apart_what_was_typed_for_another_outcome() -> None:
    verdict, form = read_verdict(typed(outcome="forward", text="Đủ.", reason_code="sai-doi-tuong"))

    assert verdict == Verdict(Outcome.FORWARD, text="Đủ.")
    assert form.text("reason_code") == "sai-doi-tuong"


@pytest.mark.parametrize(
    ("form", "field"),
    [
        (typed(text="Đủ."), "outcome"),
        (typed(outcome="award"), "outcome"),
        (typed(outcome="decline", text="Thiếu."), "reason_code"),
        (typed(outcome="decline", reason_code="sai-tuyen"), "text"),
        (typed(outcome="refer", text="Xứng đáng."), "award_form"),
        (typed(outcome="return"), "missing[0].message"),
        (rows((0, "Thành tích", "")), "missing[0].message"),
        (rows((0, "", "Nêu rõ.")), "missing[0].section"),
    ],
)
def test_says_what_lacks_at_its_field(form: TypedForm, field: str) -> None:
    verdict, read = read_verdict(form)

    assert verdict is None
    assert read.problem(field)
    assert "(" not in read.problem(field)


def test_closes_rows_up_over_empty_ones() -> None:
    form = close_rows(rows((0, " ", ""), (2, "Thành tích", "Một."), (7, "Tài liệu", "Hai.")))

    assert count_filled(form) == 2
    assert form.text("missing[1].message") == "Hai."
    assert "missing[2].section" not in form.texts


def test_takes_thirty_rows_and_no_more() -> None:
    form = close_rows(rows(*((row, "Mục", "Thiếu.") for row in range(40))))

    assert count_filled(form) == 30
