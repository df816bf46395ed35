"""The page of a case: all that is known of it, and the one act that is next."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import Response

from services.appraisal.application.offers import Act
from services.appraisal.application.overview import Overview, ReadOverview
from services.appraisal.domain.duties import warning
from services.appraisal.domain.lapses import LAPSE_NAMES
from services.appraisal.web.pages import case_values, case_words
from services.appraisal.web.pages.case_place import DONE_FIELD, CasePlace
from services.appraisal.web.pages.level import use_on_page
from shared.directory.roles import ROLE_NAMES, Role
from shared.identity.viewer import Viewer
from shared.rules.loading import RuleSets
from shared.text.formats import show_day
from shared.web.pages.forms import TypedForm
from shared.web.pages.frame import Frame, PageFrame, pages_router
from shared.web.pages.viewer import PageViewer


@dataclass(frozen=True)
class CasePageUseCases:
    """What the page calls."""

    read: ReadOverview
    rule_sets: RuleSets


Uses = Annotated[CasePageUseCases, use_on_page(CasePageUseCases)]
router: APIRouter = pages_router()


@router.get("/cap/{level}/viec/{case_id}")
async def show_case(
    request: Request, frame: Frame, viewer: PageViewer, use_cases: Uses, level: str, case_id: str
) -> Response:
    """The case as it stands."""
    return await render_case(request, frame, viewer, use_cases, CasePlace.asked(request, level, case_id))


async def render_case(
    request: Request,
    frame: PageFrame,
    viewer: Viewer,
    use_cases: CasePageUseCases,
    place: CasePlace,
    form: TypedForm | None = None,
    status: int = 200,
) -> Response:
    """The page of the case as the viewer may see it; with a form that was typed and is not recorded."""
    overview = await use_cases.read(viewer, place.key)
    return frame.render(
        request,
        "cases/case.html",
        status,
        place=place,
        form=form or TypedForm({}),
        done=request.query_params.get(DONE_FIELD, ""),
        **_values(overview, viewer, use_cases.rule_sets),
    )


def _values(overview: Overview, viewer: Viewer, rule_sets: RuleSets) -> dict[str, object]:
    case = overview.case
    supplement = case.supplements[-1] if case.supplements else None
    form_name = rule_sets.award_form_name(case.dossier.rule_set, case.content.award_form)
    return {
        "overview": overview,
        "case": case,
        "days_left": overview.shown.days_left,
        "offers": {act.value: why for act, why in overview.offers.items()},
        "title": case_words.nominee_title(case),
        "state": case_words.state_tag(case),
        "priority": case_words.priority_tag(case),
        "role": role_of(viewer, overview),
        "claim": case.claim_at(overview.at),
        "is_held_by_me": not overview.offers[Act.RELEASE],
        "lapse": "" if overview.lapse is None else LAPSE_NAMES[overview.lapse],
        "form_name": form_name,
        "form_names": lambda code: rule_sets.award_form_name(case.dossier.rule_set, code),
        "rows": case_values.nomination_rows(overview, form_name),
        "time": case_values.achievement_time(overview),
        "summary": case_values.mark_new(
            case.content.achievement.summary, supplement.summary_before if supplement else ""
        ),
        "supplement": supplement,
        "changed": case_values.changed_parts(supplement.changed if supplement else ()),
        "files": case_values.shown_files(case),
        "steps": case_values.slip_steps(case),
        "entries": case_values.history_entries(overview),
        "chain": case_values.chain_state(overview.broken),
        "spell_basis": lambda basis: case_values.basis_of(overview, basis),
        "warnings": [(warning(pair), entry.at) for entry in case.history for pair in entry.combined],
    }


def role_of(viewer: Viewer, overview: Overview) -> str:
    """As what the viewer reads the case; a deputy with the paper that they decide by."""
    roles = [name for role, name in ROLE_NAMES.items() if role in viewer.roles and role is not Role.SUBMITTER]
    named = ", ".join(roles)
    if overview.mandate is None:
        return named
    paper = overview.mandate
    given = f" của {paper.given_by_name}" if paper.given_by_name else ""
    return f"{named} theo văn bản {paper.paper}{given}, đến hết {show_day(paper.ends_on)}"
