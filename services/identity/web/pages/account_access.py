"""The pages that stop or help somebody who signs in: lock, unlock, sessions, second factor, a link by mail."""

from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from services.identity.application.ending_access import EndAccess, LockAccount, SendLink
from services.identity.domain.accounts import stamp_of
from services.identity.web.pages.accounts import ONE
from services.identity.web.pages.areas import ACCOUNTS
from shared.refusals import InvalidError
from shared.web.http.use_cases import use
from shared.web.pages.forms import TypedForm, typed_form
from shared.web.pages.frame import Frame, pages_router
from shared.web.pages.viewer import PageViewer

_SEE_OTHER, _UNPROCESSABLE = 303, 422


@dataclass(frozen=True)
class AccessUseCases:
    """What the pages call."""

    lock: LockAccount
    end: EndAccess
    send_link: SendLink


Uses = Annotated[AccessUseCases, use(AccessUseCases)]
router = pages_router()


@router.get(f"{ONE}/khoa")
async def ask_to_lock(request: Request, frame: Frame, viewer: PageViewer, uses: Uses, account_id: UUID) -> Response:
    """What locking the account does."""
    return await _lock_page(request, frame, viewer, uses, account_id, TypedForm.of({}), active=False)


@router.post(f"{ONE}/khoa")
async def lock(request: Request, frame: Frame, viewer: PageViewer, uses: Uses, account_id: UUID) -> Response:
    """Back to the account, locked."""
    return await _set_active(request, frame, viewer, uses, account_id, active=False)


@router.get(f"{ONE}/mo")
async def ask_to_unlock(request: Request, frame: Frame, viewer: PageViewer, uses: Uses, account_id: UUID) -> Response:
    """What opening the account again does."""
    return await _lock_page(request, frame, viewer, uses, account_id, TypedForm.of({}), active=True)


@router.post(f"{ONE}/mo")
async def unlock(request: Request, frame: Frame, viewer: PageViewer, uses: Uses, account_id: UUID) -> Response:
    """Back to the account, in use again."""
    return await _set_active(request, frame, viewer, uses, account_id, active=True)


@router.get(f"{ONE}/phien")
async def ask_to_end_sessions(
    request: Request, frame: Frame, viewer: PageViewer, uses: Uses, account_id: UUID
) -> Response:
    """What ending all sessions does."""
    return await _access_page(request, frame, viewer, uses, account_id, TypedForm.of({}), act="phien")


@router.post(f"{ONE}/phien")
async def end_sessions(request: Request, frame: Frame, viewer: PageViewer, uses: Uses, account_id: UUID) -> Response:
    """Back to the account, signed in nowhere."""
    form = await typed_form(request)
    ending = uses.end.end_sessions(viewer, str(account_id), form.text("reason"))
    return await _settle(request, frame, viewer, uses, account_id, form, ending, act="phien")


@router.get(f"{ONE}/xac-thuc-hai-lop")
async def ask_to_remove_factor(
    request: Request, frame: Frame, viewer: PageViewer, uses: Uses, account_id: UUID
) -> Response:
    """What removing the second factor does."""
    return await _access_page(request, frame, viewer, uses, account_id, TypedForm.of({}), act="hai-lop")


@router.post(f"{ONE}/xac-thuc-hai-lop")
async def remove_factor(request: Request, frame: Frame, viewer: PageViewer, uses: Uses, account_id: UUID) -> Response:
    """Back to the account, which is signed in to by its password alone."""
    form = await typed_form(request)
    removing = uses.end.remove_factor(viewer, str(account_id), form.text("reason"))
    return await _settle(request, frame, viewer, uses, account_id, form, removing, act="hai-lop")


@router.post(f"{ONE}/dat-lai-mat-khau")
async def send_link(viewer: PageViewer, uses: Uses, account_id: UUID) -> Response:
    """Back to the account; its owner gets a mail."""
    await uses.send_link(viewer, str(account_id))
    return RedirectResponse(f"{ACCOUNTS}/{account_id}?xong=thu", _SEE_OTHER)


async def _set_active(
    request: Request, frame: Frame, viewer: PageViewer, uses: AccessUseCases, account_id: UUID, *, active: bool
) -> Response:
    form = await typed_form(request)
    try:
        await uses.lock(viewer, str(account_id), form.text("reason"), active=active, version=form.version)
    except InvalidError as refusal:
        form = form.with_problems(refusal.problems)
        return await _lock_page(request, frame, viewer, uses, account_id, form, _UNPROCESSABLE, active=active)
    return RedirectResponse(f"{ACCOUNTS}/{account_id}?xong={'mo' if active else 'khoa'}", _SEE_OTHER)


async def _lock_page(
    request: Request,
    frame: Frame,
    viewer: PageViewer,
    uses: AccessUseCases,
    account_id: UUID,
    form: TypedForm,
    status: int = 200,
    *,
    active: bool,
) -> Response:
    foreseen = await uses.lock.look(viewer, str(account_id), active=active)
    values: Mapping[str, object] = {"account": foreseen.before, "version": stamp_of(foreseen.before)}
    template = "accounts/unlock.html" if active else "accounts/lock.html"
    return frame.render(request, template, status, foreseen=foreseen, form=form, is_dense=True, **values)


async def _settle(
    request: Request,
    frame: Frame,
    viewer: PageViewer,
    uses: AccessUseCases,
    account_id: UUID,
    form: TypedForm,
    ending: Awaitable[int],
    *,
    act: str,
) -> Response:
    try:
        await ending
    except InvalidError as refusal:
        form = form.with_problems(refusal.problems)
        return await _access_page(request, frame, viewer, uses, account_id, form, _UNPROCESSABLE, act=act)
    return RedirectResponse(f"{ACCOUNTS}/{account_id}?xong={act}", _SEE_OTHER)


async def _access_page(
    request: Request,
    frame: Frame,
    viewer: PageViewer,
    uses: AccessUseCases,
    account_id: UUID,
    form: TypedForm,
    status: int = 200,
    *,
    act: str,
) -> Response:
    account = await uses.end.look(viewer, str(account_id))
    template = {"phien": "accounts/sessions.html", "hai-lop": "accounts/second_factor.html"}[act]
    return frame.render(request, template, status, account=account, form=form, is_dense=True)
