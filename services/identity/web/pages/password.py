"""The pages of passwords: change one's own, ask for a link by mail, and set a new one by that link."""

from typing import Annotated

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from services.identity.application.resetting_password import RESET_MINUTES
from services.identity.domain.letters import RESET_PATH
from services.identity.web.api.account import AccountUseCases, PasswordChange
from services.identity.web.api.labels import LABELS
from services.identity.web.api.password_resets import MOST_OF_TOKEN, NewPassword, PasswordResetUseCases, ResetRequest
from services.identity.web.api.sessions import address_of
from services.identity.web.pages.visitor import BoundViewer, session_token
from shared.refusals import ConflictError, FieldProblem, InvalidError, TooManyError
from shared.web.http.use_cases import use
from shared.web.pages.forms import TypedForm, read_form, typed_form
from shared.web.pages.frame import Frame, pages_router

CHANGE_PATH, FORGOTTEN_PATH = "/doi-mat-khau", "/quen-mat-khau"
_SEE_OTHER, _UNPROCESSABLE, _CONFLICT, _TOO_MANY = 303, 422, 409, 429
_CHANGE = {"old_password": str, "new_password": str}
_NEW = {"token": str, "new_password": str}

OwnAccount = Annotated[AccountUseCases, use(AccountUseCases)]
Resets = Annotated[PasswordResetUseCases, use(PasswordResetUseCases)]
router = pages_router()


@router.get(CHANGE_PATH)
async def ask_for_new_password(request: Request, frame: Frame, _viewer: BoundViewer, xong: str = "") -> Response:
    """The form; or word that it is done."""
    return frame.render(request, "password/change.html", form=TypedForm.of({}), is_done=xong == "1")


@router.post(CHANGE_PATH)
async def change_password(request: Request, frame: Frame, _viewer: BoundViewer, use_cases: OwnAccount) -> Response:
    """Word that it is done, or the form again with what must be mended."""
    body, form = read_form(await typed_form(request), PasswordChange, _CHANGE, labels=LABELS)
    status, wait = _UNPROCESSABLE, 0
    if body is not None:
        try:
            await use_cases.change_password(
                session_token(request), body.old_password, body.new_password, address_of(request)
            )
        except InvalidError as refusal:
            form = form.with_problems(refusal.problems)
        except (ConflictError, TooManyError) as refusal:
            form = form.with_problems([FieldProblem("old_password", refusal.message)])
            wait = refusal.retry_after if isinstance(refusal, TooManyError) else 0
            status = _TOO_MANY if wait else _CONFLICT
        else:
            return RedirectResponse(f"{CHANGE_PATH}?xong=1", _SEE_OTHER)
    response = frame.render(request, "password/change.html", status, form=form, is_done=False)
    if wait:
        response.headers["Retry-After"] = str(wait)
    return response


@router.get(FORGOTTEN_PATH)
async def ask_for_name(request: Request, frame: Frame, xong: str = "") -> Response:
    """The form; or word of what happens next, which is the same for every name."""
    return _forgotten(request, frame, TypedForm.of({}), is_done=xong == "1")


@router.post(FORGOTTEN_PATH)
async def send_link(request: Request, frame: Frame, resets: Resets) -> Response:
    """Word of what happens next."""
    body, form = read_form(await typed_form(request), ResetRequest, {"username": str}, labels=LABELS)
    if body is None:
        return _forgotten(request, frame, form, _UNPROCESSABLE)
    try:
        await resets.ask(body.username, address_of(request))
    except TooManyError as refusal:
        shown = form.with_problems([FieldProblem("username", refusal.message)])
        response = _forgotten(request, frame, shown, _TOO_MANY)
        response.headers["Retry-After"] = str(refusal.retry_after)
        return response
    return RedirectResponse(f"{FORGOTTEN_PATH}?xong=1", _SEE_OTHER)


@router.get(RESET_PATH)
async def open_link(request: Request, frame: Frame, resets: Resets, ma: str = "", xong: str = "") -> Response:
    """The form for a new password, where the link serves; opening it changes nothing."""
    if xong == "1":
        return _by_link(request, frame, TypedForm.of({}), state="done")
    token = ma[:MOST_OF_TOKEN]
    state = "open" if token and await resets.reset.holds(token) else "ended"
    return _by_link(request, frame, TypedForm.of({"token": token}), state=state)


@router.post(RESET_PATH)
async def reset_password(request: Request, frame: Frame, resets: Resets) -> Response:
    """Word that it is done, or the form again with what must be mended."""
    body, form = read_form(await typed_form(request), NewPassword, _NEW, labels=LABELS)
    if body is not None:
        try:
            await resets.reset(body.token, body.new_password)
        except InvalidError as refusal:
            form = form.with_problems(refusal.problems)
        else:
            return RedirectResponse(f"{RESET_PATH}?xong=1", _SEE_OTHER)
    state = "ended" if form.problem("token") else "open"
    return _by_link(request, frame, form, _UNPROCESSABLE, state=state)


def _forgotten(
    request: Request, frame: Frame, form: TypedForm, status: int = 200, *, is_done: bool = False
) -> Response:
    return frame.render(request, "password/forgotten.html", status, form=form, is_done=is_done, minutes=RESET_MINUTES)


def _by_link(request: Request, frame: Frame, form: TypedForm, status: int = 200, *, state: str) -> Response:
    return frame.render(request, "password/reset.html", status, form=form, state=state)
