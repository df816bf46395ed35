"""The page on which a unit supplies what an authority has asked for: everything missing, old beside new."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import ValidationError

from services.intake.application.attachments import UploadAttachment
from services.intake.application.nominations import ShowNomination
from services.intake.application.places import ListPlaces
from services.intake.application.supplements import SupplementNomination
from services.intake.domain.nomination import Nomination
from services.intake.domain.order import put_in_order
from services.intake.domain.status import Fact
from services.intake.web.pages.draft_fields import ENTRY_READERS, choices_of
from services.intake.web.pages.draft_nominees import communes_of
from services.intake.web.pages.draft_petition import upload_all
from services.intake.web.pages.nominations import require_own
from shared.events.content import NominationContent
from shared.events.names import ATTACHMENTS
from shared.events.words import AttachmentKind, PublicStatus
from shared.refusals import ConflictError, FieldProblem, InvalidError
from shared.rules.loading import RuleSets
from shared.web.api.labels import LABELS
from shared.web.api.validation import problems_of
from shared.web.http.use_cases import use
from shared.web.pages.forms import TypedForm, form_of, read_part, typed_of
from shared.web.pages.frame import Frame, pages_router
from shared.web.pages.viewer import PageViewer

# What the page has no field for stays as it is.
_KEPT = ("attachments", "earlier_awards")
_NOTHING_ASKED = "Cơ quan xét không còn chờ bổ sung đề nghị này. Mở lại trang đề nghị để xem."


@dataclass(frozen=True)
class SupplementPageUseCases:
    """What the page calls."""

    show_nomination: ShowNomination
    supplement: SupplementNomination
    upload: UploadAttachment
    list_places: ListPlaces
    rule_sets: RuleSets


Uses = Annotated[SupplementPageUseCases, use(SupplementPageUseCases)]
router: APIRouter = pages_router()


@router.get("/de-nghi/{number}/bo-sung")
async def show_supplement(request: Request, frame: Frame, viewer: PageViewer, use_cases: Uses, number: str) -> Response:
    """What is asked for, and the nomination's fields with what they say now."""
    nomination = await use_cases.show_nomination(viewer, number)
    require_own(nomination, viewer)
    _require_asked(nomination)
    return await _render(request, frame, use_cases, nomination, form_of(_body(nomination), {}))


@router.post("/de-nghi/{number}/bo-sung")
async def supply(request: Request, frame: Frame, viewer: PageViewer, use_cases: Uses, number: str) -> Response:
    """Back to the nomination, under review again; or the page again, with what was wrong and all that was typed."""
    nomination = await use_cases.show_nomination(viewer, number)
    require_own(nomination, viewer)
    _require_asked(nomination)
    sent = await request.form()
    form = typed_of(sent)
    body, problems = read_part(form, ENTRY_READERS)
    kept = {name: value for name, value in _body(nomination).items() if name in _KEPT}
    kind = form.text("kind") or AttachmentKind.OTHER.value
    added, refused = await upload_all(use_cases.upload, viewer, sent, kind)
    attachments = [*_named(kept.get("attachments")), *added]
    whole = {**kept, **body, "attachments": attachments}
    try:
        content = NominationContent.model_validate(whole)
    except ValidationError as error:
        problems += problems_of(error.errors(), LABELS)
    if not problems and not refused:
        try:
            await use_cases.supplement(viewer, number, content, form.text("note"), form.version or None)
        except InvalidError as refusal:
            problems += [FieldProblem(each.field.removeprefix("content."), each.message) for each in refusal.problems]
        else:
            return RedirectResponse(f"/de-nghi/{number}", 303)
    form = form.with_problems([*problems, *refused])
    return await _render(request, frame, use_cases, nomination, form, status=422)


def _require_asked(nomination: Nomination) -> None:
    if nomination.status is not PublicStatus.RETURNED:
        raise ConflictError(_NOTHING_ASKED)


def _body(nomination: Nomination) -> Mapping[str, object]:
    body: Mapping[str, object] = nomination.content.model_dump(mode="json", exclude_none=True)
    return body


def _named(files: object) -> list[dict[str, object]]:
    given = files if isinstance(files, list) else []
    return [{"id": file["id"], "kind": file["kind"]} for file in given]


async def _render(
    request: Request,
    frame: Frame,
    use_cases: SupplementPageUseCases,
    nomination: Nomination,
    form: TypedForm,
    *,
    status: int = 200,
) -> Response:
    remarks = {remark.version: remark for remark in nomination.remarks}
    returned = [entry for entry in put_in_order(nomination.history) if entry.fact is Fact.RETURNED]
    rules = use_cases.rule_sets.entries.get(nomination.dossier.rule_set)
    values = {
        "nomination": nomination,
        "asked": remarks.get(returned[-1].version) if returned else None,
        "choices": choices_of(rules),
        "communes": communes_of(await use_cases.list_places()),
        "kinds": [(kind.value, name) for kind, name in ATTACHMENTS.items()],
        "form_name": use_cases.rule_sets.award_form_name(nomination.dossier.rule_set, nomination.award_form),
    }
    return frame.render(request, "nominations/supplement.html", status, form=form, **values)
