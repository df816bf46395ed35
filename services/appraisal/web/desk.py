"""What a level offers to its people, and how a request finds the level that its address names."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Path, Request

from services.appraisal.application.amending import AmendDecision, PreviewAmendment
from services.appraisal.application.assigning import AssignCase, UnassignCase
from services.appraisal.application.belonging import RefuseStrangers
from services.appraisal.application.bulk import PreviewBulk, RecordBulk, ShowBulk
from services.appraisal.application.colleagues import ListPeople
from services.appraisal.application.corresponding import ListMessages, WriteMessage
from services.appraisal.application.deciding import DecideOutcome, EnterVote, SendBack
from services.appraisal.application.lapsing import FindLapses
from services.appraisal.application.listing import CountCases, ListCases
from services.appraisal.application.recording import ListDecisions, PreviewDecision, RecordDecision, ShowDecision
from services.appraisal.application.windows import CloseWindow, ListWindows, OpenWindow
from services.appraisal.application.working import ClaimCase, ProposeOutcome, ReleaseCase, ShowCase
from services.appraisal.web.showing import Showing
from shared.refusals import NotFoundError
from shared.web.api.examples import FIRST_CASE
from shared.web.api.viewer import CurrentViewer


@dataclass(frozen=True)
class Desk:
    """The use cases of one level."""

    refuse_strangers: RefuseStrangers
    list_cases: ListCases
    count_cases: CountCases
    show_case: ShowCase
    claim: ClaimCase
    release: ReleaseCase
    propose: ProposeOutcome
    decide: DecideOutcome
    send_back: SendBack
    enter_vote: EnterVote
    record: RecordDecision
    preview_decision: PreviewDecision
    list_decisions: ListDecisions
    show_decision: ShowDecision
    amend_decision: AmendDecision
    preview_amendment: PreviewAmendment
    open_window: OpenWindow
    close_window: CloseWindow
    list_windows: ListWindows
    preview_bulk: PreviewBulk
    record_bulk: RecordBulk
    show_bulk: ShowBulk
    assign: AssignCase
    unassign: UnassignCase
    find_lapses: FindLapses
    list_people: ListPeople
    list_messages: ListMessages
    write_message: WriteMessage
    showing: Showing


@dataclass(frozen=True)
class Desks:
    """The levels that this process serves, by the word in the address."""

    by_level: Mapping[str, Desk]


async def desk_of(
    request: Request,
    _viewer: CurrentViewer,
    level: Annotated[str, Path(description="commune, district, department, province hoặc state", examples=["commune"])],
) -> Desk:
    """The desk that the address names; who is asking is settled before anything is told.

    Raises:
        NotFoundError: This process does not serve the level.
    """
    # A coroutine, although it waits for nothing: FastAPI sends plain functions through a thread for each request.
    desks = request.app.state.desks
    if not isinstance(desks, Desks) or level not in desks.by_level:
        raise NotFoundError("Địa chỉ này không phục vụ cấp đó. Dùng địa chỉ chung của hệ thống.")
    return desks.by_level[level]


CurrentDesk = Annotated[Desk, Depends(desk_of)]
CaseId = Annotated[
    str,
    Path(description="Mã việc, dạng <đề nghị>:<bước>", examples=[FIRST_CASE]),
]


async def own_desk_of(desk: CurrentDesk, viewer: CurrentViewer) -> Desk:
    """The desk that the address names, for lists: who works elsewhere would see an empty one.

    Raises:
        NotFoundError: The viewer works at other levels.
    """
    await desk.refuse_strangers(viewer)
    return desk


OwnDesk = Annotated[Desk, Depends(own_desk_of)]
