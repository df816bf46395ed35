"""The pages of a draft's nominees: the list, and one nominee with the achievement."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from services.intake.application.places import PlaceLine
from services.intake.domain.drafts.draft import Draft, Entry
from services.intake.web.pages.draft_fields import ENTRY_READERS, KEPT, choices_of, rules_of
from services.intake.web.pages.drafts import DraftPageUseCases, title_of
from shared.events.words import Level
from shared.refusals import FieldProblem, InvalidError
from shared.web.http.use_cases import use
from shared.web.pages.forms import TypedForm, autosaved, form_of, is_autosave, read_part, typed_form
from shared.web.pages.frame import Frame, pages_router
from shared.web.pages.viewer import PageViewer

# A list of thousands is shown in stretches; the check page says what is wrong with which.
SLICE = 100

Uses = Annotated[DraftPageUseCases, use(DraftPageUseCases)]
router: APIRouter = pages_router()


@router.get("/ban-nhap/{draft_id}/danh-sach")
async def list_nominees(
    request: Request, frame: Frame, viewer: PageViewer, use_cases: Uses, draft_id: UUID, tu: int = 1
) -> Response:
    """The nominees, a stretch at a time, and how more come in."""
    draft, entries = await use_cases.show(viewer, draft_id)
    return render_nominees(request, frame, use_cases, draft, entries, TypedForm({}), first=tu)


@router.post("/ban-nhap/{draft_id}/danh-sach")
async def add_nominee(request: Request, frame: Frame, viewer: PageViewer, use_cases: Uses, draft_id: UUID) -> Response:
    """To the page of the new nominee; or the list again, where it is full."""
    form = await typed_form(request)
    key = form.text("khoa") or str(uuid4())
    try:
        _, ids = await use_cases.write.add(viewer, draft_id, key, [({"nominee": {"kind": "ca-nhan"}}, {})])
    except InvalidError as refusal:
        draft, entries = await use_cases.show(viewer, draft_id)
        return render_nominees(
            request, frame, use_cases, draft, entries, form.with_problems(refusal.problems), status=422
        )
    return RedirectResponse(f"/ban-nhap/{draft_id}/doi-tuong/{ids[0]}", 303)


@router.get("/ban-nhap/{draft_id}/doi-tuong/{entry_id}")
async def show_nominee(
    request: Request, frame: Frame, viewer: PageViewer, use_cases: Uses, draft_id: UUID, entry_id: UUID, loi: str = ""
) -> Response:
    """The fields of one nominee; with what must be mended where the check page leads here."""
    draft, entry = await use_cases.show.entry(viewer, draft_id, entry_id)
    form = form_of(entry.body, entry.unread)
    if loi:
        check = await use_cases.check(viewer, draft_id)
        found = [FieldProblem(one.field, one.message) for one in check.problems if one.entry == str(entry_id)]
        form = form.with_problems(found)
    return await _render(request, frame, use_cases, draft, entry, form)


@router.post("/ban-nhap/{draft_id}/doi-tuong/{entry_id}")
async def write_nominee(
    request: Request, frame: Frame, viewer: PageViewer, use_cases: Uses, draft_id: UUID, entry_id: UUID
) -> Response:
    """Back to the list or to the next new nominee; what cannot be read is kept as it was typed, and said."""
    form = await typed_form(request)
    draft, entry = await use_cases.show.entry(viewer, draft_id, entry_id)
    body, unread = read_part(form, ENTRY_READERS)
    kept = {name: entry.body[name] for name in KEPT if name in entry.body}
    texts = {problem.field: form.text(problem.field) for problem in unread}
    try:
        await use_cases.write.entry(viewer, draft_id, entry_id, form.version, {**body, **kept}, texts)
    except InvalidError as refusal:
        form = form.with_problems(refusal.problems)
        return await _render(request, frame, use_cases, draft, entry, form, status=422)
    if is_autosave(request):
        _, entry = await use_cases.show.entry(viewer, draft_id, entry_id)
        return autosaved(entry.stamp.version, use_cases.now())
    if unread:
        draft, entry = await use_cases.show.entry(viewer, draft_id, entry_id)
        return await _render(request, frame, use_cases, draft, entry, form.with_problems(unread), status=422)
    if form.text("sau_do") == "them":
        _, ids = await use_cases.write.add(
            viewer, draft_id, form.text("khoa") or str(uuid4()), [({"nominee": {"kind": "ca-nhan"}}, {})]
        )
        return RedirectResponse(f"/ban-nhap/{draft_id}/doi-tuong/{ids[0]}", 303)
    return RedirectResponse(f"/ban-nhap/{draft_id}/danh-sach", 303)


@router.post("/ban-nhap/{draft_id}/doi-tuong/{entry_id}/xoa")
async def remove_nominee(
    request: Request, viewer: PageViewer, use_cases: Uses, draft_id: UUID, entry_id: UUID
) -> Response:
    """Back to the list, without the nominee."""
    form = await typed_form(request)
    await use_cases.write.remove_entry(viewer, draft_id, entry_id, form.version)
    return RedirectResponse(f"/ban-nhap/{draft_id}/danh-sach", 303)


def render_nominees(
    request: Request,
    frame: Frame,
    use_cases: DraftPageUseCases,
    draft: Draft,
    entries: Sequence[Entry],
    form: TypedForm,
    *,
    first: int = 1,
    status: int = 200,
) -> Response:
    """The list of nominees, with what was wrong with what was sent."""
    rules = rules_of(use_cases.rule_sets, draft, use_cases.today)
    start = max(first, 1) - 1
    base = f"/ban-nhap/{draft.id}/danh-sach"
    values = {
        "draft": draft,
        "title": title_of(draft),
        "entries": entries[start : start + SLICE],
        "first": start,
        "next": f"{base}?tu={start + SLICE + 1}" if start + SLICE < len(entries) else "",
        "previous": base if start else "",
        "form_names": {one.code: one.name for one in rules.award_forms} if rules else {},
        "key": str(uuid4()),
    }
    return frame.render(request, "drafts/nominees.html", status, form=form, **values)


async def _render(
    request: Request,
    frame: Frame,
    use_cases: DraftPageUseCases,
    draft: Draft,
    entry: Entry,
    form: TypedForm,
    *,
    status: int = 200,
) -> Response:
    rules = rules_of(use_cases.rule_sets, draft, use_cases.today)
    values = {
        "draft": draft,
        "title": title_of(draft),
        "entry": entry,
        "choices": choices_of(rules),
        "communes": communes_of(await use_cases.list_places()),
        "threshold": rules.limits.donation_threshold_vnd if rules else 0,
        "key": str(uuid4()),
    }
    return frame.render(request, "drafts/nominee.html", status, form=form, **values)


def communes_of(places: Sequence[PlaceLine]) -> list[tuple[str, str]]:
    """The communes to choose from, each with its district."""
    districts = {place.code: place.name for place in places if place.level is Level.DISTRICT}
    return [
        (place.code, f"{place.name}, {districts.get(place.district or '', '')}".rstrip(", "))
        for place in places
        if place.level is Level.COMMUNE
    ]
