"""A visit to a case: who came from which list, what they sent, and the answers that all acts on a case share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import Response

from services.appraisal.application.cases import OutdatedError
from services.appraisal.application.list_reading import FindNeighboursInList
from services.appraisal.application.neighbours import Neighbours
from services.appraisal.application.offers import Act
from services.appraisal.application.overview import Overview, ReadOverview
from services.appraisal.domain.case import UNDECIDED
from services.appraisal.domain.claims import HeldByAnotherError
from services.appraisal.domain.ruling import AlreadyReturnedError, BlockedError, NothingProposedError
from services.appraisal.domain.transitions import ActionNotAllowedError
from services.appraisal.web.pages import case_acts
from services.appraisal.web.pages.case_place import DONE_FIELD, CasePlace
from services.appraisal.web.pages.case_values import changes_since
from services.appraisal.web.pages.case_view import case_values
from services.appraisal.web.pages.case_words import state_tag
from services.appraisal.web.pages.level import use_on_page
from services.appraisal.web.pages.verdict_form import close_rows, count_filled, form_of_verdict, typed_rows
from shared.identity.viewer import Viewer
from shared.observability.correlation import correlation_id
from shared.refusals import ConflictError, DomainError, FieldProblem, InvalidError, NotFoundError
from shared.rules.loading import RuleSets
from shared.rules.slip import SlipRefusedError
from shared.web.pages.forms import TypedForm, typed_form
from shared.web.pages.frame import Frame, PageFrame
from shared.web.pages.viewer import PageViewer

CASE_PATH = "/cap/{level}/viec/{case_id}"
# What an act on a case is refused with in ways that a page answers by itself.
ANSWERED = (ConflictError, InvalidError, SlipRefusedError)
_BY_OTHERS = (OutdatedError, ActionNotAllowedError, HeldByAnotherError, NothingProposedError)
_UNFIT, _CONFLICT = 422, 409
_ASKING = frozenset({"GET", "HEAD"})


@dataclass(frozen=True)
class CasePageUseCases:
    """What every page of a case calls."""

    read: ReadOverview
    neighbours: FindNeighboursInList
    rule_sets: RuleSets


@dataclass(frozen=True)
class CaseVisit:
    """One request for a case, with the form that it sent."""

    request: Request
    frame: PageFrame
    viewer: Viewer
    use_cases: CasePageUseCases
    place: CasePlace
    form: TypedForm

    async def overview(self) -> Overview:
        """The case as the viewer may see it now."""
        return await self.use_cases.read(self.viewer, self.place.key)

    async def render(self, form: TypedForm | None = None, status: int = 200, *, rows: int = 0) -> Response:
        """The page of the case; with a form that was typed and is not recorded, of at least so many rows."""
        overview = await self.overview()
        typed = close_rows(form) if form else _first_form(overview)
        return self.frame.render(
            self.request,
            "cases/case.html",
            status,
            **self._common(await self._neighbours()),
            **case_values(overview, self.viewer, self.use_cases.rule_sets),
            form=typed,
            is_typed=form is not None,
            missing_rows=max(rows, count_filled(typed), 1),
            done=self.request.query_params.get(DONE_FIELD, ""),
            next_act=case_acts.find_next_act(overview, self.viewer, self.place),
        )

    async def refuse(self, form: TypedForm, refusal: DomainError) -> Response:
        """What was typed, with what is to be mended; or, where somebody else was first, what they did meanwhile.

        Raises:
            DomainError: The refusal, where it is neither.
        """
        problems = _problems_of(refusal)
        if problems:
            status = _CONFLICT if isinstance(refusal, ConflictError) else _UNFIT
            return await self.render(form.with_problems(problems), status)
        if isinstance(refusal, _BY_OTHERS):
            return await self._conflict(close_rows(form), refusal)
        raise refusal

    def show(self, template: str, overview: Overview, status: int = 200, **values: object) -> Response:
        """A page about the case other than its own."""
        shared = case_values(overview, self.viewer, self.use_cases.rule_sets)
        return self.frame.render(self.request, template, status, **{**self._common(Neighbours()), **shared, **values})

    async def _conflict(self, form: TypedForm, refusal: DomainError) -> Response:
        overview = await self.overview()
        reasons = dict(case_acts.decline_reasons(overview))
        forms = dict(case_acts.higher_forms(overview))
        mode = case_acts.mode_of(overview)
        return self.show(
            "cases/conflict.html",
            overview,
            _CONFLICT,
            refusal=refusal,
            typed=typed_rows(form, forms, reasons) + _other_texts(form),
            carried=_carried(form) if mode and form.text("outcome") else (),
            since=form.version,
            changes=changes_since(overview, form.version),
            is_undecided=overview.case.state in UNDECIDED,
            state_now=state_tag(overview.case),
            correlation=correlation_id(),
            form=TypedForm({}),
        )

    def _common(self, neighbours: Neighbours) -> dict[str, object]:
        return {"place": self.place, "neighbours": neighbours}

    async def _neighbours(self) -> Neighbours:
        if self.place.listed is None:
            return Neighbours()
        try:
            return await self.use_cases.neighbours(self.viewer, self.place.listed, self.place.key)
        except (InvalidError, NotFoundError):
            return Neighbours()


Uses = Annotated[CasePageUseCases, use_on_page(CasePageUseCases)]


async def _visit(
    request: Request, frame: Frame, viewer: PageViewer, use_cases: Uses, level: str, case_id: str
) -> CaseVisit:
    if request.method in _ASKING:
        place, form = CasePlace.asked(request, level, case_id), TypedForm({})
    else:
        form = await typed_form(request)
        place = CasePlace.sent(form, level, case_id)
    return CaseVisit(request, frame, viewer, use_cases, place, form)


Visit = Annotated[CaseVisit, Depends(_visit)]


def _first_form(overview: Overview) -> TypedForm:
    """The form as it is first shown: an officer mends their own proposal that was sent back, or that waits."""
    proposal = overview.case.proposal
    is_shown = proposal is not None and (
        case_acts.mode_of(overview) == case_acts.PROPOSE or overview.offers[Act.CONFIRM] != ""
    )
    return close_rows(form_of_verdict(proposal.verdict)) if proposal and is_shown else TypedForm({})


def _problems_of(refusal: DomainError) -> Sequence[FieldProblem]:
    match refusal:
        case InvalidError():
            return refusal.problems
        case SlipRefusedError():
            return [FieldProblem(refusal.field, refusal.message)]
        case BlockedError():
            return [FieldProblem("override", refusal.message)]
        case AlreadyReturnedError():
            return [FieldProblem("outcome", refusal.message)]
        case _:
            return ()


_CARRIED = ("outcome", "reason_code", "text", "award_form", "override")


def _carried(form: TypedForm) -> Sequence[tuple[str, str]]:
    """The fields of a verdict by name, to be sent along with another page."""
    return [(name, form.text(name)) for name in form.texts if name in _CARRIED or name.startswith("missing[")]


_OTHERS: Mapping[str, str] = {
    "note": "Ý kiến gửi chuyên viên",
    "members": "Số thành viên Hội đồng",
    "present": "Số thành viên dự họp",
    "approving": "Số phiếu đồng ý",
    "minutes": "Biên bản",
    "reason": "Lý do",
    "message": "Lời gửi đơn vị",
}


def _other_texts(form: TypedForm) -> list[tuple[str, str]]:
    return [(label, form.text(name)) for name, label in _OTHERS.items() if form.text(name)]


def carried_fields(form: TypedForm) -> Sequence[tuple[str, str]]:
    """The same of a form as it was sent."""
    return _carried(close_rows(form))
