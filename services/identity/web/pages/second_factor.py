"""The pages of the second factor: set up with a picture for the telephone, other recovery codes, switched off."""

from dataclasses import dataclass
from typing import Annotated

import segno
from fastapi import Request
from fastapi.responses import RedirectResponse, Response
from markupsafe import Markup

from services.identity.application.second_factor import ShowBegunFactor
from services.identity.domain.letters import ACCOUNT_PATH
from services.identity.web.api.labels import LABELS
from services.identity.web.api.second_factor import Code, PasswordAndCode, SecondFactorUseCases
from services.identity.web.api.sessions import address_of
from services.identity.web.pages.visitor import BoundViewer, session_token
from shared.refusals import FieldProblem, InvalidError, TooManyError
from shared.web.http.use_cases import use
from shared.web.pages.forms import TypedForm, read_form, typed_form
from shared.web.pages.frame import Frame, pages_router

PATH = f"{ACCOUNT_PATH}/xac-thuc-hai-lop"
REMOVAL_PATH, CODES_PATH = f"{PATH}/tat", f"{PATH}/ma-khoi-phuc"
_SEE_OTHER, _UNPROCESSABLE, _TOO_MANY = 303, 422, 429
_PICTURE_PIXELS = 264
_PROOFS = {"password": str, "code": str}


@dataclass(frozen=True)
class SecondFactorPages:
    """What the pages call beside the API's own use cases."""

    show_begun: ShowBegunFactor


Pages = Annotated[SecondFactorPages, use(SecondFactorPages)]
Factor = Annotated[SecondFactorUseCases, use(SecondFactorUseCases)]
router = pages_router()


@router.get(PATH)
async def show_second_factor(
    request: Request, frame: Frame, _viewer: BoundViewer, factor: Factor, pages: Pages, xong: str = ""
) -> Response:
    """Whether it is on; where it was begun, what goes into the telephone."""
    return await _page(request, frame, factor, pages, TypedForm.of({}), is_off=xong == "tat")


@router.post(PATH)
async def begin_second_factor(request: Request, _viewer: BoundViewer, factor: Factor) -> Response:
    """To the page with what goes into the telephone."""
    await factor.begin(session_token(request))
    return RedirectResponse(PATH, _SEE_OTHER)


@router.post(f"{PATH}/xac-nhan")
async def confirm_second_factor(
    request: Request, frame: Frame, _viewer: BoundViewer, factor: Factor, pages: Pages
) -> Response:
    """The recovery codes, shown this once; or the page again, where the code was not right."""
    body, form = read_form(await typed_form(request), Code, {"code": str}, labels=LABELS)
    if body is not None:
        try:
            codes = await factor.confirm(session_token(request), body.code)
        except InvalidError as refusal:
            form = form.with_problems(refusal.problems)
        else:
            return frame.render(request, "second_factor/codes.html", codes=codes, is_new=True)
    return await _page(request, frame, factor, pages, form, _UNPROCESSABLE)


@router.get(REMOVAL_PATH)
async def ask_to_remove(request: Request, frame: Frame, _viewer: BoundViewer) -> Response:
    """The form."""
    return frame.render(request, "second_factor/removal.html", form=TypedForm.of({}), action=REMOVAL_PATH)


@router.post(REMOVAL_PATH)
async def remove_second_factor(request: Request, frame: Frame, _viewer: BoundViewer, factor: Factor) -> Response:
    """Back, with word that the password alone signs in."""
    body, form = read_form(await typed_form(request), PasswordAndCode, _PROOFS, labels=LABELS)
    if body is not None:
        try:
            await factor.remove(session_token(request), body.password, body.code, address_of(request))
        except (InvalidError, TooManyError) as refusal:
            return _again(request, frame, "second_factor/removal.html", form, refusal, REMOVAL_PATH)
        return RedirectResponse(f"{PATH}?xong=tat", _SEE_OTHER)
    return frame.render(request, "second_factor/removal.html", _UNPROCESSABLE, form=form, action=REMOVAL_PATH)


@router.get(CODES_PATH)
async def ask_for_codes(request: Request, frame: Frame, _viewer: BoundViewer) -> Response:
    """The form."""
    return frame.render(request, "second_factor/renewal.html", form=TypedForm.of({}), action=CODES_PATH)


@router.post(CODES_PATH)
async def renew_codes(request: Request, frame: Frame, _viewer: BoundViewer, factor: Factor) -> Response:
    """The recovery codes, shown this once."""
    body, form = read_form(await typed_form(request), PasswordAndCode, _PROOFS, labels=LABELS)
    if body is not None:
        try:
            codes = await factor.renew_codes(session_token(request), body.password, body.code, address_of(request))
        except (InvalidError, TooManyError) as refusal:
            return _again(request, frame, "second_factor/renewal.html", form, refusal, CODES_PATH)
        return frame.render(request, "second_factor/codes.html", codes=codes, is_new=False)
    return frame.render(request, "second_factor/renewal.html", _UNPROCESSABLE, form=form, action=CODES_PATH)


async def _page(
    request: Request,
    frame: Frame,
    factor: Factor,
    pages: Pages,
    form: TypedForm,
    status: int = 200,
    *,
    is_off: bool = False,
) -> Response:
    is_on, codes_left, is_required = await factor.show(session_token(request))
    begun = None if is_on else await pages.show_begun(session_token(request))
    return frame.render(
        request,
        "second_factor/state.html",
        status,
        form=form,
        is_on=is_on,
        codes_left=codes_left,
        is_required=is_required,
        secret=begun[0] if begun else "",
        picture=_draw(begun[1]) if begun else "",
        is_off=is_off,
    )


def _again(
    request: Request, frame: Frame, template: str, form: TypedForm, refusal: InvalidError | TooManyError, action: str
) -> Response:
    if isinstance(refusal, InvalidError):
        return frame.render(request, template, _UNPROCESSABLE, form=form.with_problems(refusal.problems), action=action)
    shown = form.with_problems([FieldProblem("password", refusal.message)])
    response = frame.render(request, template, _TOO_MANY, form=shown, action=action)
    response.headers["Retry-After"] = str(refusal.retry_after)
    return response


def _draw(address: str) -> Markup:
    """The address as a QR code that stands in the page itself: dark on light in every colour scheme."""
    drawn = segno.make(address, micro=False, error="m").svg_inline(
        border=4, dark="#000", light="#fff", title="Mã QR cho ứng dụng xác thực", lineclass=None, omitsize=True
    )
    # One size however long the address is, that fits into 320 px.
    drawn = drawn.replace("<svg ", f'<svg width="{_PICTURE_PIXELS}" height="{_PICTURE_PIXELS}" ', 1)
    return Markup(drawn)  # noqa: S704 - drawn by the library of what identity made itself
