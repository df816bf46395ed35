"""Mails in trouble, for operators: a list, each with its story, and what may be done about it on a page of its own.

Recipients are told by what they are, as in the API: no address and no name of a person stands on these pages.
"""

from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, ConfigDict, Field

from services.notifier.domain.mails import Action, Mail, State, may
from services.notifier.web.api.mails import STATUS, MailUseCases, MarkingBody, Reason
from services.notifier.web.pages.mail_words import (
    ACTS,
    ADVICE,
    FILTERS,
    RECIPIENTS,
    STATES,
    STATUSES,
    Act,
    Happening,
    explain_answer,
    story_of,
)
from shared.audit.entry import Actor
from shared.identity.viewer import Role, Viewer
from shared.refusals import ConflictError, NotFoundError
from shared.text.formats import show_count
from shared.text.seen import compose_line
from shared.web.http.use_cases import use
from shared.web.pages.forms import TypedForm, read_form, typed_form
from shared.web.pages.frame import Frame, pages_router
from shared.web.pages.lists import CURSOR, ListAddress
from shared.web.pages.viewer import PageViewer

_LIST = "/van-hanh/thu"
_STATE, _ID = "tinh-trang", "ma"
_SLICE = 50
_LONGEST = 200
_LABELS = {"status": "điều máy chủ thư báo", "reason": "lý do"}


class OrderBody(BaseModel):
    """Why a mail is sent again."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    reason: Reason


class ReturnedBody(OrderBody):
    """How it is known that a mail came back, and what the mail server said."""

    status: Annotated[str, Field(pattern=STATUS)]


@dataclass(frozen=True)
class Tab:
    """One of the lists, with how many mails it has."""

    label: str
    address: str
    count: str | None
    is_current: bool
    is_late: bool = False


Mails = Annotated[MailUseCases, use(MailUseCases)]
router: APIRouter = pages_router()


@router.get(_LIST)
async def list_mails(request: Request, frame: Frame, viewer: PageViewer, use_cases: Mails) -> Response:
    """The mails in trouble, by state; a mail's id or Message-ID leads to its page, whatever its state."""
    viewer.require(Role.OPERATOR)
    place = ListAddress.of(request, [_STATE, CURSOR, _ID])
    if wanted := place.get(_ID):
        return RedirectResponse(_address(_read_id(wanted)), 303)
    states = FILTERS.get(place.get(_STATE), tuple(FILTERS.values()))
    after = place.get(CURSOR)[:_LONGEST] or None
    chosen = [states] if isinstance(states, State) else list(states)
    found = await use_cases.ledger.in_trouble(chosen, after=after, limit=_SLICE + 1)
    shown = found[:_SLICE]
    return frame.render(
        request,
        "mails/mails.html",
        place=place,
        tabs_of=_tabs(place, (await use_cases.ledger.figures()).counts),
        mails=shown,
        address=_address,
        following=place.following(shown[-1].id if len(found) > _SLICE else None),
        **_words(),
    )


@router.get(f"{_LIST}/{{mail_id}}")
async def show_mail(request: Request, frame: Frame, viewer: PageViewer, use_cases: Mails, mail_id: str) -> Response:
    """One mail and what happened to it."""
    viewer.require(Role.OPERATOR)
    return _show(request, frame, await use_cases.ledger.get(mail_id))


@router.get(f"{_LIST}/{{mail_id}}/gui-lai")
async def check_resend(request: Request, frame: Frame, viewer: PageViewer, use_cases: Mails, mail_id: str) -> Response:
    """What sending it again means, and why."""
    return await _check(request, frame, viewer, use_cases, mail_id, ACTS[Action.RESEND])


@router.get(f"{_LIST}/{{mail_id}}/da-den")
async def check_arrival(request: Request, frame: Frame, viewer: PageViewer, use_cases: Mails, mail_id: str) -> Response:
    """What marking it as arrived means, and how that is known."""
    return await _check(request, frame, viewer, use_cases, mail_id, ACTS[Action.MARK_SENT])


@router.get(f"{_LIST}/{{mail_id}}/bi-tra-lai")
async def check_return(request: Request, frame: Frame, viewer: PageViewer, use_cases: Mails, mail_id: str) -> Response:
    """What marking it as come back means, and how that is known."""
    return await _check(request, frame, viewer, use_cases, mail_id, ACTS[Action.RETURN])


@router.post(f"{_LIST}/{{mail_id}}/gui-lai")
async def resend(request: Request, frame: Frame, viewer: PageViewer, use_cases: Mails, mail_id: str) -> Response:
    """Back to the mail, on its way again."""
    viewer.require(Role.OPERATOR)
    body, form = read_form(await typed_form(request), OrderBody, {"reason": str}, labels=_LABELS)
    order = use_cases.resend(mail_id, _actor(viewer), body.reason, form.version) if body else None
    return await _carry_out(request, frame, use_cases, mail_id, ACTS[Action.RESEND], form, order)


@router.post(f"{_LIST}/{{mail_id}}/da-den")
async def mark_sent(request: Request, frame: Frame, viewer: PageViewer, use_cases: Mails, mail_id: str) -> Response:
    """Back to the mail, sent."""
    viewer.require(Role.OPERATOR)
    body, form = read_form(await typed_form(request), MarkingBody, {"reason": str}, labels=_LABELS)
    order = use_cases.mark_sent(mail_id, body.reason, _actor(viewer), form.version) if body else None
    return await _carry_out(request, frame, use_cases, mail_id, ACTS[Action.MARK_SENT], form, order)


@router.post(f"{_LIST}/{{mail_id}}/bi-tra-lai")
async def mark_returned(request: Request, frame: Frame, viewer: PageViewer, use_cases: Mails, mail_id: str) -> Response:
    """Back to the mail, returned."""
    viewer.require(Role.OPERATOR)
    body, form = read_form(await typed_form(request), ReturnedBody, {"status": str, "reason": str}, labels=_LABELS)
    order = use_cases.mark_returned(mail_id, body.status, body.reason, _actor(viewer), form.version) if body else None
    return await _carry_out(request, frame, use_cases, mail_id, ACTS[Action.RETURN], form, order)


async def _carry_out(
    request: Request,
    frame: Frame,
    use_cases: MailUseCases,
    mail_id: str,
    act: Act,
    form: TypedForm,
    order: Awaitable[Mail] | None,
) -> Response:
    """Back to the mail once the order is done; else the page again, with what is to be mended or has changed."""
    if order is None:
        return _ask(request, frame, await use_cases.ledger.get(mail_id), act, form, 422)
    try:
        await order
    except (ConflictError, NotFoundError) as refusal:
        return _ask(request, frame, await use_cases.ledger.get(mail_id), act, form, 409, refusal.message)
    return RedirectResponse(_address(mail_id), 303)


async def _check(
    request: Request, frame: Frame, viewer: Viewer, use_cases: MailUseCases, mail_id: str, act: Act
) -> Response:
    viewer.require(Role.OPERATOR)
    return _ask(request, frame, await use_cases.ledger.get(mail_id), act, TypedForm({}))


def _ask(
    request: Request, frame: Frame, mail: Mail, act: Act, form: TypedForm, status: int = 200, notice: str = ""
) -> Response:
    """The page that asks before the act; where it cannot be done any more, the mail with what was typed."""
    if not may(mail, act.action):
        return _show(request, frame, mail, 409, notice or act.impossible, form.text("reason"))
    return frame.render(
        request, "mails/check.html", status, mail=mail, act=act, form=form, notice=notice, statuses=STATUSES, **_words()
    )


def _show(request: Request, frame: Frame, mail: Mail, status: int = 200, notice: str = "", typed: str = "") -> Response:
    acts = [act for act in ACTS.values() if may(mail, act.action)]
    happened: Sequence[Happening] = story_of(mail)
    return frame.render(
        request,
        "mails/mail.html",
        status,
        mail=mail,
        acts=acts,
        advice=ADVICE[mail.state],
        story=happened,
        notice=notice,
        typed=typed,
        **_words(),
    )


def _words() -> Mapping[str, object]:
    return {"states": STATES, "recipients": RECIPIENTS, "explain": explain_answer, "list_address": _LIST}


def _tabs(place: ListAddress, counts: Mapping[State, int]) -> Sequence[Tab]:
    chosen = place.get(_STATE)
    total = sum(counts.get(state, 0) for state in FILTERS.values())
    every = Tab("Tất cả", place.plain(), show_count(total), chosen not in FILTERS)
    return [
        every,
        *(
            Tab(STATES[state].text, place.with_(**{_STATE: name}), show_count(counts.get(state, 0)), chosen == name)
            for name, state in FILTERS.items()
        ),
    ]


def _address(mail_id: str) -> str:
    return f"{_LIST}/{quote(mail_id, safe=':')}"


def _read_id(typed: str) -> str:
    """The mail's id: as it is, or out of a Message-ID, in which points stand for the colons."""
    name, at, _ = compose_line(typed).strip("<>")[:_LONGEST].partition("@")
    return name.replace(".", ":") if at else name


def _actor(viewer: Viewer) -> Actor:
    return Actor(viewer.account, viewer.name)
