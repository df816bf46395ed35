"""Correcting a decision in the browser: what is wrong, by which paper, what would change, and recorded once."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID, uuid4

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from services.appraisal.web.api.corrections import CorrectionBody
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
from services.appraisal.web.pages.correction_fields import (
    Correctable,
    TypedChanges,
    of_decision,
    of_line,
    of_papers,
    read_changes,
    refresh,
    restoring,
)
from services.appraisal.web.pages.decisions import PATH
from shared.events.names import CORRECTION_NAMES
from shared.events.words import CorrectionKind
from shared.refusals import ConflictError, FieldProblem, InvalidError, KeyUsedError
from shared.web.pages.forms import TypedForm, read_form, typed_form
from shared.web.pages.frame import Frame, pages_router
from shared.web.pages.viewer import PageViewer

_PATH = f"{PATH}/{{decision_id}}/dinh-chinh"
_UNPROCESSABLE, _CONFLICT = 422, 409
_NOTHING = "Chưa có nội dung nào khác với bản đang lưu. Sửa ít nhất một nội dung."
_KINDS = (
    (
        CorrectionKind.PAPER.value,
        CORRECTION_NAMES[CorrectionKind.PAPER].capitalize(),
        "Văn bản đã ký có sai sót, và đã có văn bản đính chính",
    ),
    (
        CorrectionKind.RECORD.value,
        CORRECTION_NAMES[CorrectionKind.RECORD].capitalize(),
        "Văn bản đúng, chỉ nhập sai vào hệ thống: không có văn bản đính chính, chỉ cần lý do",
    ),
)
router = pages_router()


@router.get(_PATH)
async def ask(
    request: Request, frame: Frame, viewer: PageViewer, use_cases: Uses, level: str, decision_id: UUID
) -> Response:
    """The decision as it reads now, to be typed over."""
    amending = await open_amending(request, frame, viewer, use_cases, level, decision_id)
    chosen = request.query_params.getlist("viec")
    return _ask(amending, TypedForm.of({"khoa": str(uuid4()), "viec": chosen}))


@router.post(_PATH)
async def write(
    request: Request, frame: Frame, viewer: PageViewer, use_cases: Uses, level: str, decision_id: UUID
) -> Response:
    """What the pressed button says: another nominee, check, or record; the decision once it is recorded."""
    amending = await open_amending(request, frame, viewer, use_cases, level, decision_id)
    form = await typed_form(request)
    match form.text("lam"):
        case "them":
            chosen = (*form.all("viec"), form.text("them_viec"))
            return _ask(amending, replace(form, texts={**form.texts, "viec": chosen, "them_viec": ()}))
        case "sua":
            return _ask(amending, form)
        case act:
            return await _read(amending, form, is_final=act == "ghi")


async def _read(amending: Amending, form: TypedForm, *, is_final: bool) -> Response:
    if not is_final and (known := amending.known(form)) is not None:
        return known
    typed = read_changes(form, _fields(amending, form))
    body, form = read_form(
        form,
        CorrectionBody,
        PAPER_READERS,
        extra={"changes": list(typed.changes)} if typed.changes else {"changes": [{"field": "so-quyet-dinh"}]},
        labels={**LABELS, **PAPER_LABELS},
    )
    problems = place_problems(form.problems, typed.names)
    form = replace(form, problems=()).with_problems([*problems, *typed.problems])
    if not typed.changes and not typed.problems:
        form = form.with_problems([FieldProblem("changes", _NOTHING)])
    if body is None or form.problems:
        return _ask(amending, form, _UNPROCESSABLE)
    return await (_record if is_final else _check)(amending, form, body, typed)


async def _check(amending: Amending, form: TypedForm, body: CorrectionBody, typed: TypedChanges) -> Response:
    try:
        values = await amending.try_out(body.draft(), form)
    except InvalidError as refusal:
        problems = place_problems(refusal.problems, typed.names)
        return _ask(amending, form.with_problems(problems), _UNPROCESSABLE)
    except ConflictError as refusal:
        return _ask(amending, form, _CONFLICT, amending.overtaken(refusal))
    return amending.render("corrections/check.html", 200, form, kinds=CORRECTION_NAMES, **values)


async def _record(amending: Amending, form: TypedForm, body: CorrectionBody, typed: TypedChanges) -> Response:
    identity, key = amending.decision.id, key_of(form)
    try:
        await amending.use_cases.amend(amending.viewer, identity, body.draft(), key, form.version)
    except (ConflictError, KeyUsedError) as refusal:
        now = await amending.reload()
        form = with_new_key(form) if isinstance(refusal, KeyUsedError) else form
        return _ask(now, form, _CONFLICT, now.overtaken(refusal))
    except InvalidError as refusal:
        problems = place_problems(refusal.problems, typed.names)
        return _ask(amending, form.with_problems(problems), _UNPROCESSABLE)
    return RedirectResponse(f"{amending.address}?vua=dinh-chinh", 303)


def _ask(amending: Amending, form: TypedForm, status: int = 200, overtaken: Overtaken | None = None) -> Response:
    chosen = [line for line in amending.lines if str(line.key) in form.all("viec")]
    fields = _fields(amending, form)
    form = refresh(form, fields)
    names = frozenset(each.name for each in fields)
    return amending.render(
        "corrections/form.html",
        status,
        replace(form, fields=names | PAPER_READERS.keys()),
        overtaken=overtaken,
        kinds=_KINDS,
        shared=of_decision(amending.decision),
        papers=of_papers(amending.decision),
        chosen=[(line, of_line(line), restoring(line, amending.decision)) for line in chosen],
        others=[(str(line.key), f"{line.name} ({line.number})") for line in amending.lines if line not in chosen],
    )


def _fields(amending: Amending, form: TypedForm) -> Sequence[Correctable]:
    """Every field that the form may have."""
    decision, chosen = amending.decision, form.all("viec")
    fields = [*of_decision(decision), *(each for _, fields in of_papers(decision) for each in fields)]
    for line in amending.lines:
        if str(line.key) in chosen:
            back = restoring(line, decision)
            fields += [*of_line(line), *([back] if back else [])]
    return fields
