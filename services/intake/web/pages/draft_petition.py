"""The pages of a draft's Tờ trình: what it says at its head, and its files."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData, UploadFile

from services.intake.application.attachments import ListAttachments, UploadAttachment
from services.intake.domain.drafts.draft import Draft, Section, named_files
from services.intake.web.pages.draft_fields import PETITION_READERS, choices_of
from services.intake.web.pages.drafts import DraftPageUseCases, title_of
from shared.events.names import ATTACHMENTS
from shared.events.words import AttachmentKind
from shared.identity.viewer import Viewer
from shared.refusals import DomainError, FieldProblem, InvalidError
from shared.web.http.use_cases import use
from shared.web.pages.forms import TypedForm, autosaved, files_of, form_of, is_autosave, read_part, typed_form, typed_of
from shared.web.pages.frame import Frame, pages_router
from shared.web.pages.viewer import PageViewer

_PIECE = 64 * 1024
_ADDED_BY_PAGE = ("movement", "occasion")


@dataclass(frozen=True)
class DraftFileUseCases:
    """What the page of files calls beside those of drafts."""

    upload: UploadAttachment
    list_attachments: ListAttachments


Uses = Annotated[DraftPageUseCases, use(DraftPageUseCases)]
Files = Annotated[DraftFileUseCases, use(DraftFileUseCases)]
router: APIRouter = pages_router()


@router.get("/ban-nhap/{draft_id}/to-trinh")
async def show_petition(
    request: Request, frame: Frame, viewer: PageViewer, use_cases: Uses, draft_id: UUID, loi: str = ""
) -> Response:
    """The fields of the Tờ trình, with what was typed; with what must be mended where the check page leads here."""
    draft, _ = await use_cases.show(viewer, draft_id)
    form = form_of(draft.petition, draft.unread)
    if loi:
        check = await use_cases.check(viewer, draft_id)
        form = form.with_problems(
            [
                FieldProblem(each.field.removeprefix("petition."), each.message)
                for each in check.problems
                if each.section is Section.PETITION
            ]
        )
    return _render(request, frame, use_cases, draft, form)


@router.post("/ban-nhap/{draft_id}/to-trinh")
async def write_petition(
    request: Request, frame: Frame, viewer: PageViewer, use_cases: Uses, draft_id: UUID
) -> Response:
    """To the next section or back to the task list; what cannot be read is kept as it was typed, and said."""
    form = await typed_form(request)
    body, unread = read_part(form, PETITION_READERS)
    texts = {problem.field: form.text(problem.field) for problem in unread}
    draft = await use_cases.write.petition(viewer, draft_id, form.version, body, texts)
    if is_autosave(request):
        return autosaved(draft.version_of(Section.PETITION), use_cases.now())
    if unread and not form.text("sau_do"):
        return _render(request, frame, use_cases, draft, form.with_problems(unread), status=422)
    return RedirectResponse(f"/ban-nhap/{draft_id}" + ("" if form.text("sau_do") else "/danh-sach"), 303)


@router.get("/ban-nhap/{draft_id}/tai-lieu")
async def show_files(
    request: Request, frame: Frame, viewer: PageViewer, use_cases: Uses, files: Files, draft_id: UUID
) -> Response:
    """The files of the Tờ trình, and the field for more."""
    draft, _ = await use_cases.show(viewer, draft_id)
    return await _render_files(request, frame, files, viewer, draft, TypedForm({}))


@router.post("/ban-nhap/{draft_id}/tai-lieu")
async def write_files(
    request: Request, frame: Frame, viewer: PageViewer, use_cases: Uses, files: Files, draft_id: UUID
) -> Response:
    """The page again with the chosen files added, or with why one cannot be taken."""
    sent = await request.form()
    form = typed_of(sent)
    draft, _ = await use_cases.show(viewer, draft_id)
    kind = form.text("kind") or AttachmentKind.PETITION.value
    known = [{"id": str(identity), "kind": known_kind} for identity, known_kind in named_files(draft.files)]
    removed = form.text("bo")
    kept = [file for file in known if file["id"] != removed]
    added, problems = await upload_all(files.upload, viewer, sent, kind)
    new = {file["id"] for file in added}
    kept = [*(file for file in kept if file["id"] not in new), *added]
    if not removed and not problems and kept == known:
        problems.append(FieldProblem("files", "Chọn tệp cần tải lên."))
    draft = await use_cases.write.files(viewer, draft_id, form.version, kept)
    if problems:
        return await _render_files(request, frame, files, viewer, draft, form.with_problems(problems), status=422)
    return RedirectResponse(f"/ban-nhap/{draft_id}/tai-lieu", 303)


def _render(
    request: Request,
    frame: Frame,
    use_cases: DraftPageUseCases,
    draft: Draft,
    form: TypedForm,
    *,
    status: int = 200,
) -> Response:
    movements = [(each.movement, each.movement_name) for each in use_cases.rule_sets.all_in_force(use_cases.today)]
    values = {
        "draft": draft,
        "title": title_of(draft),
        "choices": choices_of(None),
        "movements": movements,
        "version": draft.version_of(Section.PETITION),
    }
    return frame.render(request, "drafts/petition.html", status, form=form, **values)


async def _render_files(
    request: Request,
    frame: Frame,
    files: DraftFileUseCases,
    viewer: Viewer,
    draft: Draft,
    form: TypedForm,
    *,
    status: int = 200,
) -> Response:
    stored = {str(file.id): file for file in (await files.list_attachments(viewer))[0]}
    shown = [(stored.get(str(identity)), str(identity), kind) for identity, kind in named_files(draft.files)]
    values = {
        "draft": draft,
        "title": title_of(draft),
        "files": shown,
        "kinds": [(kind.value, name) for kind, name in ATTACHMENTS.items()],
        "kind_names": {kind.value: name for kind, name in ATTACHMENTS.items()},
        "version": draft.version_of(Section.FILES),
    }
    return frame.render(request, "drafts/files.html", status, form=form, **values)


async def upload_all(
    upload: UploadAttachment, viewer: Viewer, sent: FormData, kind: str
) -> tuple[list[dict[str, str]], list[FieldProblem]]:
    """The files of the field `files` as a body names them, each of that kind, and why others were not taken."""
    added: list[dict[str, str]] = []
    problems: list[FieldProblem] = []
    for chosen in files_of(sent, "files"):
        try:
            stored = await upload(viewer, chosen.filename or "tệp", _pieces(chosen), chosen.size)
        except DomainError as refusal:
            reasons = refusal.problems if isinstance(refusal, InvalidError) else ()
            reason = reasons[0].message if reasons else refusal.message
            problems.append(FieldProblem("files", f"{chosen.filename}: {reason}"))
        else:
            added.append({"id": str(stored.id), "kind": kind})
    return added, problems


async def _pieces(file: UploadFile) -> AsyncIterator[bytes]:
    while piece := await file.read(_PIECE):
        yield piece
