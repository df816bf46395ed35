"""Annulling a decision in the browser, all of it or for some: why, by which paper, what follows, and recorded once."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID, uuid4

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from services.appraisal.web.api.annulments import AnnulmentBody
from services.appraisal.web.api.labels import LABELS
from services.appraisal.web.pages.amendments import (
    PAPER_LABELS,
    PAPER_READERS,
    Amending,
    Overtaken,
    Uses,
    key_of,
    open_amending,
    place_problems,
    with_new_key,
)
from services.appraisal.web.pages.decisions import PATH
from shared.events.names import ANNULMENT_NAMES
from shared.events.words import AnnulmentKind
from shared.refusals import ConflictError, FieldProblem, InvalidError, KeyUsedError
from shared.text.typed import Reader
from shared.web.pages.forms import TypedForm, choices, read_form, typed_form
from shared.web.pages.frame import Frame, pages_router
from shared.web.pages.viewer import PageViewer

_PATH = f"{PATH}/{{decision_id}}/thu-hoi"
_UNPROCESSABLE, _CONFLICT = 422, 409
_READERS: Mapping[str, Reader] = {**PAPER_READERS, "basis": str}
_ALL, _SOME = "toan-bo", "mot-so"
# What each kind means for whoever loses the award, and for what can be done next.
FOLLOWS: Mapping[AnnulmentKind, str] = {
    AnnulmentKind.REVOKED: "Đối tượng không còn được khen thưởng; đề nghị kết thúc ở đây.",
    AnnulmentKind.REISSUED: "Văn bản bị hủy bỏ; đề nghị trở lại chờ quyết định, để ghi quyết định thay thế.",
    AnnulmentKind.MISTAKEN: "Không có văn bản: chỉ ghi nhầm vào hệ thống; đề nghị trở lại chờ quyết định.",
}
_KINDS = tuple((kind.value, ANNULMENT_NAMES[kind].capitalize(), follows) for kind, follows in FOLLOWS.items())
_EXTENTS = ((_ALL, "Toàn bộ quyết định"), (_SOME, "Một số đối tượng, đánh dấu ở danh sách dưới đây"))
router = pages_router()


@router.get(_PATH)
async def ask(
    request: Request, frame: Frame, viewer: PageViewer, use_cases: Uses, level: str, decision_id: UUID
) -> Response:
    """The form, with those whom the decision still awards."""
    amending = await open_amending(request, frame, viewer, use_cases, level, decision_id)
    chosen = request.query_params.getlist("viec")
    form = {"khoa": str(uuid4()), "case_ids": chosen, **({"pham_vi": _SOME} if chosen else {})}
    return _ask(amending, TypedForm.of(form))


@router.post(_PATH)
async def write(
    request: Request, frame: Frame, viewer: PageViewer, use_cases: Uses, level: str, decision_id: UUID
) -> Response:
    """The check page, or the decision once the annulment is recorded."""
    amending = await open_amending(request, frame, viewer, use_cases, level, decision_id)
    form = await typed_form(request)
    match form.text("lam"):
        case "sua":
            return _ask(amending, form)
        case act:
            return await _read(amending, form, is_final=act == "ghi")


async def _read(amending: Amending, form: TypedForm, *, is_final: bool) -> Response:
    if not is_final and (known := amending.known(form)) is not None:
        return known
    is_some = form.text("pham_vi") == _SOME
    readers = {**_READERS, "case_ids": choices} if is_some else _READERS
    body, form = read_form(form, AnnulmentBody, readers, labels={**LABELS, **PAPER_LABELS})
    form = replace(form, problems=()).with_problems(place_problems(form.problems))
    if form.text("pham_vi") not in {_ALL, _SOME}:
        form = form.with_problems([FieldProblem("pham_vi", "Chọn toàn bộ quyết định hay một số đối tượng.")])
    if is_some and not form.all("case_ids"):
        form = form.with_problems([FieldProblem("case_ids", "Đánh dấu ít nhất một đối tượng.")])
    if body is None or form.problems:
        return _ask(amending, form, _UNPROCESSABLE)
    return await (_record if is_final else _check)(amending, form, body)


async def _check(amending: Amending, form: TypedForm, body: AnnulmentBody) -> Response:
    try:
        values = await amending.try_out(body.draft(), form)
    except InvalidError as refusal:
        return _ask(amending, form.with_problems(place_problems(refusal.problems)), _UNPROCESSABLE)
    except ConflictError as refusal:
        return _ask(amending, form, _CONFLICT, amending.overtaken(refusal))
    return amending.render(
        "annulments/check.html",
        200,
        form,
        kind_name=ANNULMENT_NAMES[body.kind],
        follows=FOLLOWS[body.kind],
        is_over=body.kind is AnnulmentKind.REVOKED,
        **values,
    )


async def _record(amending: Amending, form: TypedForm, body: AnnulmentBody) -> Response:
    identity, key = amending.decision.id, key_of(form)
    try:
        await amending.use_cases.amend(amending.viewer, identity, body.draft(), key, form.version)
    except (ConflictError, KeyUsedError) as refusal:
        now = await amending.reload()
        form = with_new_key(form) if isinstance(refusal, KeyUsedError) else form
        return _ask(now, form, _CONFLICT, now.overtaken(refusal))
    except InvalidError as refusal:
        return _ask(amending, form.with_problems(place_problems(refusal.problems)), _UNPROCESSABLE)
    return RedirectResponse(f"{amending.address}?vua=thu-hoi", 303)


def _ask(amending: Amending, form: TypedForm, status: int = 200, overtaken: Overtaken | None = None) -> Response:
    return amending.render(
        "annulments/form.html",
        status,
        replace(form, fields=frozenset({*_READERS, "pham_vi", "case_ids"})),
        overtaken=overtaken,
        kinds=_KINDS,
        extents=_EXTENTS,
        lines=[line for line in amending.lines if line.is_in_force],
    )
