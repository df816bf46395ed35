"""The decisions of a level: as a list, each with whom it names and what became of it, and its list on paper."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Query, Request
from fastapi.responses import Response

from services.appraisal.application.decided_lists import ReadList
from services.appraisal.application.decisions import ListDecisions, PreviewDecision, RecordDecision, ShowDecision
from services.appraisal.application.mail_preview import PreviewAwardMails
from services.appraisal.application.ports import Clock
from services.appraisal.application.worklist import ListCases
from services.appraisal.domain import entitlement
from services.appraisal.domain.decision import Decision, DecisionState
from services.appraisal.domain.duties import warning
from services.appraisal.web.pages.decision_words import count_forms, count_kinds, describe_state, tell_history
from services.appraisal.web.pages.level import use_on_page
from shared.identity.viewer import Viewer
from shared.rules.loading import RuleSets
from shared.web.pages.forms import TypedForm
from shared.web.pages.frame import Frame, pages_router
from shared.web.pages.lists import CURSOR, ListAddress
from shared.web.pages.viewer import PageViewer

PATH = "/cap/{level}/quyet-dinh"
_PER_PAGE = 50
_LABELS = {"so": "Số", "nam": "Năm"}
_YEAR = re.compile("[12][0-9]{3}")
_MOST_TYPED = 100
# What was just done, as the page says it once; the address tells.
_DONE: Mapping[str, str] = {
    "ghi": "Đã ghi quyết định. Các đề nghị có tên được khen thưởng; đơn vị đã trình được báo bằng thư.",
    "co-roi": "Biểu mẫu vừa gửi đã được ghi thành quyết định này; không ghi thêm lần nữa.",
    "dinh-chinh": "Đã ghi đính chính. Đơn vị trình của mỗi đề nghị có liên quan được báo bằng thư.",
    "thu-hoi": "Đã ghi thu hồi, hủy bỏ. Đơn vị trình của mỗi đề nghị có liên quan được báo bằng thư.",
}


@dataclass(frozen=True)
class DecisionPageUseCases:
    """What the pages call."""

    list: ListDecisions
    show: ShowDecision
    read_list: ReadList
    list_cases: ListCases
    preview: PreviewDecision
    preview_mails: PreviewAwardMails
    record: RecordDecision
    rule_sets: RuleSets
    now: Clock


Uses = Annotated[DecisionPageUseCases, use_on_page(DecisionPageUseCases)]
Cursor = Annotated[str, Query(alias=CURSOR, max_length=2_000)]
Done = Annotated[str, Query(alias="vua", max_length=20)]
router = pages_router()


@router.get(PATH)
async def list_decisions(
    request: Request, frame: Frame, viewer: PageViewer, use_cases: Uses, level: str, sau: Cursor = ""
) -> Response:
    """The decisions of the viewer's authority, latest first, as the address narrows them."""
    place = _known(ListAddress.of(request, (*_LABELS, CURSOR)))
    number, year = place.get("so")[:_MOST_TYPED], place.get("nam")
    found, following = await use_cases.list(
        viewer, after=sau, limit=_PER_PAGE, number=number, year=int(year) if year else None
    )
    return frame.render(
        request,
        "decisions/list.html",
        base=base_of(level),
        decisions=[(decision, *describe_state(decision)) for decision in found],
        form=TypedForm.of({name: place.get(name) for name in _LABELS}),
        chips=place.chips(_LABELS, {}),
        place=place,
        following=place.following(following),
        may_record=may_record(viewer),
    )


@router.get(f"{PATH}/{{decision_id}}")
async def show_decision(
    request: Request,
    frame: Frame,
    viewer: PageViewer,
    use_cases: Uses,
    level: str,
    decision_id: UUID,
    vua: Done = "",
) -> Response:
    """The decision as it reads now: its list, where each award stands, and all that was recorded of it."""
    decision = await use_cases.show(viewer, decision_id)
    lines = await use_cases.read_list(viewer, decision.draft.cases, decision)
    numbers = {str(line.key): line.number for line in lines}
    state, look = describe_state(decision)
    warnings = sorted({warning(pair) for pairs in decision.combined.values() for pair in pairs})
    return frame.render(
        request,
        "decisions/decision.html",
        base=base_of(level),
        level=level,
        decision=decision,
        state=state,
        look=look,
        lines=lines,
        kinds=count_kinds(lines),
        award_forms=count_forms(lines),
        history=tell_history(decision, numbers),
        warnings=warnings,
        done=_DONE.get(vua, ""),
        may_amend=may_record(viewer) and _is_amendable(decision),
        may_record=may_record(viewer),
    )


@router.get(f"{PATH}/{{decision_id}}/in")
async def print_list(
    request: Request, frame: Frame, viewer: PageViewer, use_cases: Uses, level: str, decision_id: UUID
) -> Response:
    """The list that goes with the decision, on paper."""
    decision = await use_cases.show(viewer, decision_id)
    lines = await use_cases.read_list(viewer, decision.draft.cases, decision)
    return frame.render(
        request,
        "decisions/print.html",
        base=base_of(level),
        decision=decision,
        lines=lines,
        kinds=count_kinds(line for line in lines if line.is_in_force),
        state=describe_state(decision)[0],
        now=use_cases.now(),
    )


def base_of(level: str) -> str:
    """Where the decisions of the level are."""
    return PATH.format(level=level)


def may_record(viewer: Viewer) -> bool:
    """Whether the viewer records decisions and what amends them."""
    return viewer.has(*entitlement.RECORDERS)


def _is_amendable(decision: Decision) -> bool:
    return decision.is_complete and decision.state in {DecisionState.ISSUED, DecisionState.ANNULLED}


def _known(place: ListAddress) -> ListAddress:
    """The address without a year that is none: no filter that is shown does nothing."""
    kept = ((name, value) for name, value in place.query if name != "nam" or _YEAR.fullmatch(value))
    return ListAddress(place.path, tuple(kept))
