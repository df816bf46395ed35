"""The form in which an outcome is proposed or given: which fields belong to which outcome, and what is lacking."""

import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from services.appraisal.domain.case import Verdict
from services.appraisal.web.api.labels import LABELS
from services.appraisal.web.api.outcomes import ProposalBody
from services.appraisal.web.pages.case_words import OUTCOMES
from shared.events.words import Outcome
from shared.refusals import FieldProblem
from shared.text.seen import is_blank
from shared.text.typed import Reader
from shared.web.pages.forms import TypedForm, read_form

MOST_ROWS = 30
_ROW = re.compile(r"missing\[(\d{1,3})\]\.(section|message)")
_PARTS = ("section", "message")
# What is typed for another outcome than the chosen one stays in the form and is not recorded.
_OF_OUTCOME: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        Outcome.FORWARD: ("text", "override"),
        Outcome.APPROVE: ("text", "override"),
        Outcome.RETURN: ("text",),
        Outcome.DECLINE: ("text", "reason_code"),
        Outcome.REFER: ("text", "award_form"),
    }
)
_CHOOSE: Mapping[str, str] = {
    "outcome": "Chọn kết quả.",
    "reason_code": "Chọn lý do trong danh mục.",
    "award_form": "Chọn hình thức khen thưởng cao hơn.",
    "text": "Nhập lời giải thích để đơn vị hiểu kết quả này.",
    "missing": "Nêu đủ các nội dung đơn vị cần bổ sung; mỗi bước chỉ yêu cầu được một lần.",
}
_EXPLAINED = frozenset({Outcome.DECLINE, Outcome.REFER})


def read_verdict(form: TypedForm) -> tuple[Verdict | None, TypedForm]:
    """The verdict that the form says, or nothing; and the form, its rows closed up, with what is to be mended."""
    form = close_rows(form)
    outcome = form.text("outcome")
    if outcome not in set(Outcome):
        fields = frozenset({"outcome"})
        return None, replace(form, fields=fields).with_problems([FieldProblem("outcome", _CHOOSE["outcome"])])
    lacking = _lacking(form, Outcome(outcome))
    body, form = read_form(form, ProposalBody, _readers(form, outcome), labels=LABELS)
    if body is None or lacking:
        return None, form.with_problems(lacking)
    return body.with_outcome(body.outcome), form


def _lacking(form: TypedForm, outcome: Outcome) -> list[FieldProblem]:
    """What a person must choose or type, said before the rules say it in the words of programs."""
    wanted = ["text"] if outcome in _EXPLAINED else []
    wanted += [name for name in ("reason_code", "award_form") if name in _OF_OUTCOME[outcome]]
    found = [FieldProblem(name, _CHOOSE[name]) for name in wanted if is_blank(form.text(name))]
    if outcome is Outcome.RETURN and not count_filled(form):
        found.append(FieldProblem("missing[0].message", _CHOOSE["missing"]))
    return found


def _readers(form: TypedForm, outcome: str) -> Mapping[str, Reader]:
    names = ["outcome", *_OF_OUTCOME[outcome]]
    if outcome == Outcome.RETURN:
        names += [f"missing[{row}].{part}" for row in range(max(count_filled(form), 1)) for part in _PARTS]
    return dict.fromkeys(names, str)


def close_rows(form: TypedForm) -> TypedForm:
    """The form with its rows of what is missing one after the other, without those in which nothing was typed."""
    rows = sorted({int(found[1]) for name in form.texts if (found := _ROW.fullmatch(name))})
    typed = [
        [form.text(f"missing[{row}].{part}") for part in _PARTS]
        for row in rows
        if any(not is_blank(form.text(f"missing[{row}].{part}")) for part in _PARTS)
    ]
    others = {name: texts for name, texts in form.texts.items() if not _ROW.fullmatch(name)}
    closed = {
        f"missing[{row}].{part}": (text,)
        for row, texts in enumerate(typed[:MOST_ROWS])
        for part, text in zip(_PARTS, texts, strict=True)
    }
    return replace(form, texts={**others, **closed})


def count_filled(form: TypedForm) -> int:
    """How many rows of a closed form say what is missing."""
    return sum(name.endswith("].section") for name in form.texts if _ROW.fullmatch(name))


def form_of_verdict(verdict: Verdict | None) -> TypedForm:
    """A form that says the verdict; an empty one for none."""
    if verdict is None:
        return TypedForm({})
    texts = {
        "outcome": (verdict.outcome.value,),
        "reason_code": (verdict.reason_code,),
        "text": (verdict.text,),
        "award_form": (verdict.award_form,),
        "override": (verdict.override,),
    }
    for row, item in enumerate(verdict.missing):
        texts[f"missing[{row}].section"] = (item.section,)
        texts[f"missing[{row}].message"] = (item.message,)
    return TypedForm(texts)


def typed_rows(form: TypedForm, form_names: Mapping[str, str], reasons: Mapping[str, str]) -> list[tuple[str, str]]:
    """What stands in the form, label by label, as it is read on a page that could not record it."""
    outcome = form.text("outcome")
    rows = [("Kết quả", OUTCOMES[Outcome(outcome)] if outcome in set(Outcome) else "")]
    rows.append(("Lý do không khen thưởng", reasons.get(form.text("reason_code"), "")))
    rows.append(("Hình thức cao hơn", form_names.get(form.text("award_form"), "")))
    missing = [
        f"{form.text(f'missing[{row}].section')}: {form.text(f'missing[{row}].message')}"
        for row in range(count_filled(form))
    ]
    rows.append(("Nội dung cần bổ sung", "\n".join(missing)))
    rows.append(("Lời ghi", form.text("text")))
    rows.append(("Lý do cho qua kết quả kiểm tra", form.text("override")))
    return [(label, text) for label, text in rows if text]
