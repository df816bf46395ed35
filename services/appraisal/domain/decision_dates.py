"""The date of a decision beside the dates that come before it: the Tờ trình, and the approval of each of its cases."""

from collections.abc import Sequence
from datetime import date

from services.appraisal.domain.case import Case
from services.appraisal.domain.decision import Draft
from shared.clock.days import day_of
from shared.refusals import FieldProblem, InvalidError
from shared.text.formats import show_day


def refuse_early(draft: Draft, cases: Sequence[Case], *, field: str = "issued_on") -> None:
    """Nothing, when the decision may bear its date; `field` is where it was typed.

    No decision is older than the Tờ trình that asks for it. A paper may have been signed before its approval was
    entered here: then whoever records it says so, and the reason is kept with the decision.

    Raises:
        InvalidError: The date is earlier than that, or earlier than an approval without a reason.
    """
    asked = max(cases, key=lambda case: case.dossier.petition.signed_on, default=None)
    approved = max(cases, key=approved_on, default=None)
    if asked is not None and draft.issued_on < asked.dossier.petition.signed_on:
        message = (
            f"Ngày quyết định trước ngày ký Tờ trình ({show_day(asked.dossier.petition.signed_on)}) của đề nghị "
            f"{asked.number}. Nhập ngày ghi trên quyết định."
        )
        raise InvalidError([FieldProblem(field, message)])
    if approved is not None and draft.issued_on < approved_on(approved) and not draft.date_reason:
        message = (
            f"Ngày quyết định trước ngày duyệt ({show_day(approved_on(approved))}) đề nghị {approved.number}. Nhập"
            " ngày ghi trên quyết định; nếu văn bản đúng là ký trước khi duyệt trên hệ thống, nêu lý do ngày quyết"
            " định trước ngày duyệt (date_reason)."
        )
        raise InvalidError([FieldProblem(field, message)])


def approved_on(case: Case) -> date:
    """The day in Vietnam on which the case got its outcome; of one that has none, the day on which it was opened."""
    return day_of(case.ruling.at if case.ruling else case.opened_at)
