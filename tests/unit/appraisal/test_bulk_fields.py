"""The form about many cases: read into an order, or back with what is to be mended."""

import pytest

from services.appraisal.domain.bulk import BulkKind, BulkLine
from services.appraisal.domain.case import CaseKey
from services.appraisal.web.pages.bulk_choices import CHOICES, acts_for, choice_of
from services.appraisal.web.pages.bulk_fields import key_of, read_lines, read_order, trial_order, write_line
from shared.events.words import Outcome
from shared.refusals import NotFoundError
from shared.web.pages.forms import TypedForm
from tests.unit.appraisal.samples import CLERK, HEAD, NOMINATION, OFFICER, RULE_SETS

LINE = BulkLine(CaseKey(NOMINATION, 1), 3)


def typed(**texts: str) -> TypedForm:
    return TypedForm({name: (text,) for name, text in texts.items()})


def returned(*items: tuple[str, str]) -> TypedForm:
    parts = {
        f"missing[{place}].{name}": (text,)
        for place, item in enumerate(items)
        for name, text in zip(("section", "message"), item, strict=True)
    }
    return TypedForm(parts)


def test_cases_are_carried_with_the_version_that_was_seen() -> None:
    assert read_lines([write_line(LINE), write_line(LINE)]) == (LINE,)


@pytest.mark.parametrize("text", ["", "x", f"{NOMINATION}:1", f"{NOMINATION}:1@x", f"{NOMINATION}@1", "@1"])
def test_what_names_no_case_is_refused(text: str) -> None:
    with pytest.raises(NotFoundError):
        read_lines([text])


@pytest.mark.parametrize(
    ("name", "form", "fields"),
    [
        ("khong-khen", typed(), ["reason_code", "text"]),
        ("khong-khen", typed(reason_code="khong-du-tieu-chuan", text=" "), ["text"]),
        ("bo-sung", returned(("", "")), ["missing[0].section", "missing[0].message"]),
        ("bo-sung", returned(("Mục", "Thiếu"), ("Mục hai", "")), ["missing[1].message"]),
        ("giao", typed(), ["assignee"]),
    ],
)
def test_what_is_lacking_is_said_at_its_field(name: str, form: TypedForm, fields: list[str]) -> None:
    order, mended = read_order(form, CHOICES[name], (LINE,))

    assert order is None
    assert [problem.field for problem in mended.problems] == fields


def test_an_order_says_what_the_form_says() -> None:
    form = typed(reason_code="khong-du-tieu-chuan", text="Thuộc nhiệm vụ.")
    order, _ = read_order(form, CHOICES["khong-khen"], (LINE,))

    assert order is not None
    assert order.verdict is not None
    assert (order.kind, order.verdict.outcome, order.lines) == (BulkKind.OUTCOME, Outcome.DECLINE, (LINE,))
    assert (order.verdict.reason_code, order.verdict.text) == ("khong-du-tieu-chuan", "Thuộc nhiệm vụ.")


def test_confirming_and_giving_have_no_verdict() -> None:
    confirmed, _ = read_order(typed(), CHOICES["xac-nhan"], (LINE,))
    given, _ = read_order(typed(assignee=OFFICER.account, text="Cùng đơn vị."), CHOICES["giao"], (LINE,))

    assert confirmed is not None
    assert confirmed.verdict is None
    assert given is not None
    assert (given.verdict, given.assignee, given.reason) == (None, OFFICER.account, "Cùng đơn vị.")


def test_the_same_form_has_the_same_key_another_has_another() -> None:
    form = typed(khoa="a", text="Đủ.")
    order, _ = read_order(form, CHOICES["chuyen"], (LINE,))
    again, _ = read_order(form, CHOICES["chuyen"], (LINE,))
    other, _ = read_order(typed(khoa="a", text="Thiếu."), CHOICES["chuyen"], (LINE,))

    assert order is not None
    assert again is not None
    assert other is not None
    assert key_of(form, order) == key_of(form, again) != key_of(form, other)
    assert len(key_of(typed(khoa="x" * 10_000), order)) <= 200


@pytest.mark.parametrize("choice", CHOICES.values(), ids=lambda choice: choice.name)
def test_every_act_is_found_by_what_it_does(choice: object) -> None:
    known = next(each for each in CHOICES.values() if each is choice)

    assert choice_of(known.kind, known.outcome) is known
    assert trial_order(known, (LINE,), RULE_SETS, "a").kind is known.kind


def test_buttons_are_those_of_the_role() -> None:
    assert {act.kind for act in acts_for(HEAD)} == {BulkKind.OUTCOME, BulkKind.ASSIGNMENT}
    assert {act.kind for act in acts_for(OFFICER)} == {BulkKind.PROPOSAL}
    assert acts_for(CLERK) == []
