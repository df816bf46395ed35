"""Who works at the level: everybody's open work, deputies' papers, what a colleague holds, and my daily digest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from services.appraisal.application.assigning import FreeClaim
from services.appraisal.application.digests import ReadDigest
from services.appraisal.application.staffing import Colleague, ShowStaffing
from services.appraisal.application.worklist_query import WorklistRow
from services.appraisal.domain import entitlement
from services.appraisal.domain.lapses import LAPSE_NAMES
from services.appraisal.web.pages.level import use_on_page
from shared.clock.days import day_of
from shared.directory.authorising import Authorisation
from shared.directory.roles import OF_AUTHORITIES, Role, role_name
from shared.identity.seeing import sight_at
from shared.identity.viewer import Viewer
from shared.nominees.shown import Purpose, show_called
from shared.text.formats import show_count, show_day
from shared.web.pages.forms import typed_form
from shared.web.pages.frame import Frame, pages_router
from shared.web.pages.viewer import PageViewer

PEOPLE = "/cap/{level}/phan-cong"
_DONE = "xong"
_FREED = "tra-viec"


@dataclass(frozen=True)
class StaffPageUseCases:
    """What the pages call."""

    show: ShowStaffing
    free: FreeClaim
    read_digest: ReadDigest


@dataclass(frozen=True)
class PersonLine:
    """A colleague as the list shows them; `papers` are sentences on what a deputy decides by."""

    account: str
    name: str
    roles: str
    papers: Sequence[str]
    held: int
    assigned: int
    overdue: int
    is_viewer: bool
    is_worker: bool


Uses = Annotated[StaffPageUseCases, use_on_page(StaffPageUseCases)]
router = pages_router()


@router.get(PEOPLE)
async def list_people(request: Request, frame: Frame, viewer: PageViewer, use_cases: Uses, level: str) -> Response:
    """The people of my authorities; whose work must be taken over first."""
    staffing = await use_cases.show(viewer)
    return frame.render(
        request,
        "people/people.html",
        level=level,
        leavers=[(leaver, LAPSE_NAMES[leaver.lapse]) for leaver in staffing.leavers],
        unassigned=staffing.unassigned,
        people=[line_of(each, viewer, staffing.at) for each in staffing.colleagues],
        may_assign=may_assign(viewer),
        given=_told(request.query_params.get("giao", ""), request.query_params.get("cho", "")),
    )


@router.get(f"{PEOPLE}/thu-tom-tat")
async def show_digest(request: Request, frame: Frame, viewer: PageViewer, use_cases: Uses, level: str) -> Response:
    """Whether I get the daily digest, and what today's would say."""
    digest = await use_cases.read_digest(viewer)
    return frame.render(request, "people/digest.html", level=level, digest=digest)


@router.get(f"{PEOPLE}/nguoi/{{account}}")
async def show_person(
    request: Request, frame: Frame, viewer: PageViewer, use_cases: Uses, level: str, account: str
) -> Response:
    """A colleague, with what they hold."""
    colleague = await use_cases.show.colleague(viewer, account)
    held = await use_cases.show.held_by(viewer, account)
    return frame.render(
        request,
        "people/person.html",
        level=level,
        person=line_of(colleague, viewer, use_cases.show.now()),
        held=[(row, called(row, viewer)) for row in held.rows],
        may_assign=may_assign(viewer),
        is_freed=request.query_params.get(_DONE) == _FREED,
    )


@router.post(f"{PEOPLE}/nguoi/{{account}}/tra-viec")
async def free_claim(request: Request, viewer: PageViewer, use_cases: Uses, level: str, account: str) -> Response:
    """Back to the colleague, who holds the case no more."""
    form = await typed_form(request)
    await use_cases.free(viewer, form.text("viec"))
    return RedirectResponse(f"/cap/{level}/phan-cong/nguoi/{account}?{_DONE}={_FREED}", 303)


def may_assign(viewer: Viewer) -> bool:
    """Whether the viewer gives work at any authority of their own."""
    return viewer.has(*entitlement.DECIDERS)


def called(row: WorklistRow, viewer: Viewer) -> str:
    """The nominee, as the viewer may be told of them in a list."""
    sight = sight_at(viewer, row.authority.code, row.role)
    return show_called(row.nominee, sight, Purpose.LIST, is_confidential=row.is_confidential)


def line_of(colleague: Colleague, viewer: Viewer, at: datetime) -> PersonLine:
    """The colleague in words."""
    account, load = colleague.account, colleague.load
    holds = any(each.holds(at) for each in colleague.authorisations)
    roles = [role_name(role, is_authorised=holds) for role in Role if role in account.roles & OF_AUTHORITIES]
    return PersonLine(
        account=account.id,
        name=account.name,
        roles=", ".join(roles),
        papers=[paper_of(each, at) for each in colleague.authorisations[:1]],
        held=load.held,
        assigned=load.assigned,
        overdue=load.overdue,
        is_viewer=account.id == viewer.account,
        is_worker=not account.roles.isdisjoint(entitlement.WORKERS),
    )


def paper_of(authorisation: Authorisation, at: datetime) -> str:
    """By what paper, given by whom, a deputy decides, and until when."""
    given = f" của {authorisation.given_by_name}" if authorisation.given_by_name else ""
    paper = f"Văn bản {authorisation.paper.number} ngày {show_day(authorisation.paper.signed_on)}{given}"
    if authorisation.ended_at is not None:
        return f"{paper}: đã chấm dứt ngày {show_day(day_of(authorisation.ended_at))}"
    until = show_day(authorisation.ends_on)
    return f"{paper}: đến hết {until}" if authorisation.holds(at) else f"{paper}: hôm nay không có hiệu lực"


def _told(number: str, to: str) -> str:
    if not (number.isascii() and number.isdigit() and len(number) < 5):  # noqa: PLR2004 - more is no count of ours
        return ""
    given = f"{show_count(int(number))} việc"
    return f"Đã giao {given}." if to else f"Đã thôi giao {given}."
