"""A decision that is recorded by the browser: choose, check what would happen, and record once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import uuid4

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from services.appraisal.application.worklist import WorklistFilters
from services.appraisal.application.worklist_query import WorklistRow
from services.appraisal.domain import entitlement
from services.appraisal.domain.case import CaseKey, CaseState
from services.appraisal.domain.decision import MAX_CASES, Decision, DecisionState, Draft, NumberTakenError, decision_id
from services.appraisal.domain.duties import warning
from services.appraisal.domain.listed import ListedCase
from services.appraisal.domain.reservable import CaseTrial
from services.appraisal.web.api.decisions import DecisionBody
from services.appraisal.web.api.labels import LABELS
from services.appraisal.web.pages.decision_order import keep_order, reorder
from services.appraisal.web.pages.decision_words import count_forms, count_kinds, name_units
from services.appraisal.web.pages.decisions import PATH, DecisionPageUseCases, Uses, base_of
from shared.events.names import OCCASIONS
from shared.events.words import Level
from shared.identity.seeing import sight_at
from shared.identity.viewer import Viewer
from shared.nominees.shown import Purpose, show_called
from shared.refusals import ConflictError, FieldProblem, InvalidError, KeyUsedError, NotFoundError
from shared.text.typed import Reader, read_day
from shared.web.pages.forms import TypedForm, choices, read_form, typed_form
from shared.web.pages.frame import Frame, PageFrame, pages_router
from shared.web.pages.lists import ListAddress
from shared.web.pages.viewer import PageViewer

_READERS: Mapping[str, Reader] = {
    "number": str,
    "issued_on": read_day,
    "signatory.name": str,
    "signatory.position": str,
    "date_reason": str,
    "case_ids": choices,
}
_FILTERS = {"hinh-thuc": "Hình thức", "don-vi": "Đơn vị"}
_NEW = f"{PATH}/moi"
_MOST_KEY = 200
_UNPROCESSABLE, _CONFLICT = 422, 409
router = pages_router()


@dataclass(frozen=True)
class WaitingCase:
    """An approved case that waits for a decision, as a line to choose."""

    id: str
    number: str
    name: str
    unit: str
    award_form: str
    occasion: str


@dataclass(frozen=True)
class Conflict:
    """What somebody else did meanwhile: the sentence, and each case that is concerned with the reason."""

    message: str
    lines: Sequence[tuple[ListedCase, str]] = ()
    decision: Decision | None = None


@router.get(_NEW)
async def ask(request: Request, frame: Frame, viewer: PageViewer, use_cases: Uses, level: str) -> Response:
    """What waits for a decision, and the form; the signatory is that of the latest decision."""
    page = _Recording(request, frame, viewer, use_cases, level)
    latest, _ = await use_cases.list(viewer, after="", limit=1)
    known: dict[str, object] = {"khoa": str(uuid4())}
    for decision in latest:
        known |= {"signatory.name": decision.signatory.name, "signatory.position": decision.signatory.position}
    return await page.ask(TypedForm.of(known))


@router.post(_NEW)
async def write(request: Request, frame: Frame, viewer: PageViewer, use_cases: Uses, level: str) -> Response:
    """What the pressed button says: choose all, check, put in order, or record; the decision once it is recorded."""
    page = _Recording(request, frame, viewer, use_cases, level)
    form = await typed_form(request)
    match form.text("lam"):
        case "chon-het":
            return await page.ask(_choosing(form, [row.case_id for row in await page.waiting()]))
        case "bo-chon":
            return await page.ask(_choosing(form, ()))
        case "sua":
            return await page.ask(_keeping(form))
        case "ghi":
            return await page.record(form)
        case act:
            return await page.check(form, only_possible=act == "bo-loi")


@dataclass(frozen=True)
class _Recording:
    """The pages on the way to a decision, for whoever records it."""

    request: Request
    frame: PageFrame
    viewer: Viewer
    use_cases: DecisionPageUseCases
    level: str

    def __post_init__(self) -> None:
        self.viewer.require(*entitlement.RECORDERS)

    async def waiting(self, place: ListAddress | None = None) -> Sequence[WorklistRow]:
        """The approved cases within the filters of the address, as many as a decision may have."""
        asked = place or self._place()
        filters = WorklistFilters(
            states=frozenset({CaseState.APPROVED}), award_form=asked.get("hinh-thuc"), unit=asked.get("don-vi")
        )
        return (await self.use_cases.list_cases(self.viewer, filters, after="", limit=MAX_CASES)).rows

    async def ask(self, form: TypedForm, status: int = 200, conflict: Conflict | None = None) -> Response:
        """The form as it was typed, with what waits to be chosen."""
        place = self._place()
        every = await self.waiting(ListAddress(place.path))
        rows = await self.waiting() if place.query else every
        forms = {row.award_form: self._form_name(row) for row in every}
        units = {row.unit: row.unit_name for row in every}
        return self.frame.render(
            self.request,
            "decisions/new.html",
            status,
            base=base_of(self.level),
            form=replace(form, fields=frozenset(_READERS)),
            filters=TypedForm.of({name: place.get(name) for name in _FILTERS}),
            form_names=sorted(forms.items(), key=lambda each: each[1]),
            units=sorted(units.items(), key=lambda each: each[1]),
            chips=place.chips(_FILTERS, {"hinh-thuc": forms, "don-vi": units}),
            place=place,
            action=place.with_(),
            rows=[self._line(row) for row in rows],
            total=len(every),
            most=MAX_CASES,
            conflict=conflict,
        )

    async def check(self, form: TypedForm, *, only_possible: bool = False, is_moved: bool = False) -> Response:
        """What recording would do; the form again where something must be mended, or the decision that there is."""
        standing = await self._standing(form)
        if standing is not None:
            return RedirectResponse(f"{base_of(self.level)}/{standing.id}?vua=co-roi", 303)
        chosen = keep_order(form.all("case_ids"), form.all("da_xep"))
        form = _choosing(form, reorder(chosen, form.all("thu_tu")))
        body, form = read_form(form, DecisionBody, _READERS, labels=LABELS)
        if body is None:
            return await self.ask(form, _UNPROCESSABLE)
        try:
            draft = body.draft()
            tried = await self.use_cases.preview(self.viewer, draft, _key(form))
        except NumberTakenError as refusal:
            return await self.ask(form.with_problems([FieldProblem("number", refusal.message)]), _UNPROCESSABLE)
        except InvalidError as refusal:
            return await self.ask(form.with_problems(_placed(refusal.problems)), _UNPROCESSABLE)
        possible = [str(each.key) for each in tried if not each.refusal]
        if only_possible and possible and len(possible) < len(tried):
            return await self.check(_choosing(form, possible))
        return await self._show_check(form, draft, tried, is_moved=is_moved)

    async def record(self, form: TypedForm) -> Response:
        """To the decision; the form with all that was typed where somebody else was first."""
        if reorder(form.all("case_ids"), form.all("thu_tu")) != form.all("case_ids"):
            return await self.check(form, is_moved=True)
        body, form = read_form(form, DecisionBody, _READERS, labels=LABELS)
        if body is None:
            return await self.ask(form, _UNPROCESSABLE)
        try:
            decision = await self.use_cases.record(self.viewer, body.draft(), _key(form))
        except (InvalidError, ConflictError) as refusal:
            return await self._refuse(_keeping(form), refusal)
        return RedirectResponse(f"{base_of(self.level)}/{decision.id}?vua=ghi", 303)

    async def _refuse(self, form: TypedForm, refusal: InvalidError | ConflictError) -> Response:
        match refusal:
            case KeyUsedError():
                message = "Biểu mẫu này đã được ghi thành một quyết định với nội dung khác; lần này chưa ghi gì."
                conflict = Conflict(message, decision=await self._standing(form))
                return await self.ask(_renewed(form), _CONFLICT, conflict)
            case InvalidError():
                return await self.ask(form.with_problems(_placed(refusal.problems)), _UNPROCESSABLE)
            case NumberTakenError():
                return await self.ask(form.with_problems([FieldProblem("number", refusal.message)]), _CONFLICT)
            case _:
                return await self.ask(form, _CONFLICT, await self._explain(refusal))

    async def _show_check(
        self, form: TypedForm, draft: Draft, tried: Sequence[CaseTrial], *, is_moved: bool
    ) -> Response:
        lines = {line.key: line for line in await self.use_cases.read_list(self.viewer, draft.cases)}
        listed = [line for key in draft.cases if (line := lines.get(key)) is not None]
        chosen = frozenset(map(str, draft.cases))
        refused = [each for each in tried if each.refusal]
        mails = None if refused else await self.use_cases.preview_mails(self.viewer, draft)
        left = [row for row in await self.waiting(ListAddress("")) if row.case_id not in chosen]
        return self.frame.render(
            self.request,
            "decisions/check.html",
            base=base_of(self.level),
            action=self._place().with_(),
            form=form,
            draft=draft,
            tried=[(each, lines.get(each.key)) for each in tried],
            refused=[(each, lines.get(each.key)) for each in refused],
            mails=mails,
            warnings=sorted({warning(pair) for each in tried for pair in each.combined}),
            kinds=count_kinds(listed),
            award_forms=count_forms(listed),
            units=name_units(listed),
            left=len(left),
            is_moved=is_moved,
        )

    async def _standing(self, form: TypedForm) -> Decision | None:
        identity = decision_id(Level(self.level), self.viewer.account, _key(form))
        try:
            standing = await self.use_cases.show(self.viewer, identity)
        except NotFoundError:
            return None
        return None if standing.state is DecisionState.ABANDONED else standing

    async def _explain(self, refusal: ConflictError) -> Conflict:
        named = refusal.details.get("not_reservable")
        entries = [entry for entry in named if isinstance(entry, dict)] if isinstance(named, list) else []
        reasons = {str(entry["case_id"]): str(entry["reason"]) for entry in entries}
        lines = await self.use_cases.read_list(self.viewer, [CaseKey.parse(case) for case in reasons])
        return Conflict(refusal.message, [(line, reasons[str(line.key)]) for line in lines])

    def _place(self) -> ListAddress:
        return ListAddress.of(self.request, tuple(_FILTERS))

    def _line(self, row: WorklistRow) -> WaitingCase:
        sight = sight_at(self.viewer, row.authority.code, row.role)
        name = show_called(row.nominee, sight, Purpose.LIST, is_confidential=row.is_confidential)
        return WaitingCase(row.case_id, row.number, name, row.unit_name, self._form_name(row), OCCASIONS[row.occasion])

    def _form_name(self, row: WorklistRow) -> str:
        return self.use_cases.rule_sets.award_form_name(row.rule_set, row.award_form)


def _key(form: TypedForm) -> str:
    return form.text("khoa")[:_MOST_KEY] or str(uuid4())


def _choosing(form: TypedForm, cases: Sequence[str]) -> TypedForm:
    return replace(form, texts={**form.texts, "case_ids": tuple(cases), "thu_tu": ()})


def _keeping(form: TypedForm) -> TypedForm:
    """The form with the order of its list, for the page on which it is chosen from anew."""
    return replace(form, texts={**form.texts, "da_xep": form.all("case_ids")})


def _renewed(form: TypedForm) -> TypedForm:
    return replace(form, texts={**form.texts, "khoa": (str(uuid4()),)})


def _placed(problems: Sequence[FieldProblem]) -> Sequence[FieldProblem]:
    """The problems at the fields of the form: those of an entry of the list stand at the list."""
    return [FieldProblem(problem.field.partition("[")[0], problem.message) for problem in problems]
