"""What correcting and annulling a decision have in common in the browser: one form, checked, then recorded once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from services.appraisal.application.amendments import AmendDecision, AmendmentDraft, PreviewAmendment
from services.appraisal.application.decided_lists import ReadList
from services.appraisal.application.decisions import ShowDecision
from services.appraisal.domain import entitlement
from services.appraisal.domain.amendment import Amendment, amendment_id, keys_of
from services.appraisal.domain.decision import Decision
from services.appraisal.domain.duties import warning
from services.appraisal.domain.listed import ListedCase
from services.appraisal.web.pages.decision_words import Entry, name_units, tell_history
from services.appraisal.web.pages.decisions import base_of
from services.appraisal.web.pages.level import use_on_page
from shared.events.names import FIELD_NAMES, show_value
from shared.identity.viewer import Viewer
from shared.refusals import ConflictError, FieldProblem, KeyUsedError
from shared.text.typed import Reader, read_day
from shared.web.pages.forms import TypedForm
from shared.web.pages.frame import PageFrame

PAPER_READERS: Mapping[str, Reader] = {
    "kind": str,
    "reason": str,
    "paper.number": str,
    "paper.issued_on": read_day,
    "paper.signatory.name": str,
    "paper.signatory.position": str,
}
PAPER_LABELS: Mapping[str, str] = {
    "paper.signatory.name": "họ và tên người ký văn bản",
    "paper.signatory.position": "chức vụ người ký văn bản",
}
_MOST_KEY = 200
_CONFLICT = 409


@dataclass(frozen=True)
class AmendmentPageUseCases:
    """What the pages call."""

    amend: AmendDecision
    preview: PreviewAmendment
    show: ShowDecision
    read_list: ReadList


Uses = Annotated[AmendmentPageUseCases, use_on_page(AmendmentPageUseCases)]


@dataclass(frozen=True)
class Overtaken:
    """Why the form was not recorded, and what was recorded of the decision last."""

    message: str
    latest: Entry | None


@dataclass(frozen=True)
class Amending:
    """The pages on the way to an amendment of one decision, for whoever records it."""

    request: Request
    frame: PageFrame
    viewer: Viewer
    use_cases: AmendmentPageUseCases
    level: str
    decision: Decision
    lines: Sequence[ListedCase]

    @property
    def address(self) -> str:
        """The decision's page."""
        return f"{base_of(self.level)}/{self.decision.id}"

    @property
    def numbers(self) -> Mapping[str, str]:
        """The numbers of the nominations, by case."""
        return {str(line.key): line.number for line in self.lines}

    def known(self, form: TypedForm) -> Response | None:
        """To the decision, where this very form was recorded before."""
        identity = amendment_id(self.decision.id, self.viewer.account, key_of(form))
        if any(standing.id == identity for standing in self.decision.amendments):
            return RedirectResponse(f"{self.address}?vua=co-roi", 303)
        return None

    async def reload(self) -> "Amending":
        """The same with the decision as it stands now."""
        decision = await self.use_cases.show(self.viewer, self.decision.id)
        lines = await self.use_cases.read_list(self.viewer, decision.draft.cases, decision)
        return replace(self, decision=decision, lines=lines)

    def overtaken(self, refusal: ConflictError | KeyUsedError) -> Overtaken:
        """What the page says where somebody else was first."""
        if isinstance(refusal, KeyUsedError):
            return Overtaken("Biểu mẫu này đã được ghi với nội dung khác; lần này chưa ghi gì.", self._latest())
        return Overtaken(refusal.message, self._latest())

    async def try_out(self, draft: AmendmentDraft, form: TypedForm) -> Mapping[str, object]:
        """What the check page needs: the decision as it would stand, whom it concerns, and of what it warns."""
        amended = await self.use_cases.preview(self.viewer, self.decision.id, draft, key_of(form))
        latest: Amendment = amended.after.amendments[-1]
        concerned = [line for line in self.lines if line.key in keys_of(latest.items)]
        return {
            "after": amended.after,
            "latest": latest,
            "concerned": concerned,
            "units": name_units(concerned),
            "warnings": sorted({warning(pair) for pairs in latest.combined.values() for pair in pairs}),
        }

    def render(self, template: str, status: int, form: TypedForm, **values: object) -> Response:
        """The page, with what all of them show."""
        return self.frame.render(
            self.request,
            template,
            status,
            base=base_of(self.level),
            address=self.address,
            decision=self.decision,
            numbers=self.numbers,
            form=form,
            field_names=FIELD_NAMES,
            show_value=show_value,
            **values,
        )

    def _latest(self) -> Entry | None:
        return tell_history(self.decision, self.numbers)[-1] if self.decision.amendments else None


async def open_amending(
    request: Request, frame: PageFrame, viewer: Viewer, use_cases: AmendmentPageUseCases, level: str, identity: UUID
) -> Amending:
    """The pages for this decision.

    Raises:
        NotAllowedError: The viewer records no decisions.
        NotFoundError: It is not their authority's.
    """
    viewer.require(*entitlement.RECORDERS)
    decision = await use_cases.show(viewer, identity)
    lines = await use_cases.read_list(viewer, decision.draft.cases, decision)
    return Amending(request, frame, viewer, use_cases, level, decision, lines)


def key_of(form: TypedForm) -> str:
    """The key under which the form is recorded once."""
    return form.text("khoa")[:_MOST_KEY] or str(uuid4())


def with_new_key(form: TypedForm) -> TypedForm:
    """The same form, to be recorded as another one."""
    return replace(form, texts={**form.texts, "khoa": (str(uuid4()),)})


def place_problems(problems: Sequence[FieldProblem], names: Sequence[str] = ()) -> Sequence[FieldProblem]:
    """The problems at the fields of the form; `names` are those of the changes, in their order."""
    placed: list[FieldProblem] = []
    for problem in problems:
        start, _, rest = problem.field.partition("[")
        place = rest.partition("]")[0]
        is_change = start == "changes" and place.isdigit() and int(place) < len(names)
        field = names[int(place)] if is_change else {"paper": "paper.number"}.get(start, start)
        message = "Chọn một trong các loại." if field == "kind" else problem.message
        placed.append(FieldProblem(field, message))
    return placed
