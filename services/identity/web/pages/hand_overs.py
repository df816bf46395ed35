"""The pages on which somebody who leaves hands over: asked, looked at, done for both accounts at once."""

from dataclasses import dataclass, replace
from typing import Annotated
from uuid import UUID

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from services.identity.application.account_ports import ReadCatalogue
from services.identity.application.administering import FindKept
from services.identity.application.changing_accounts import Handing, HandOver
from services.identity.domain.accounts import stamp_of
from services.identity.domain.catalogue import Catalogue
from services.identity.web.pages.account_fields import read_places
from services.identity.web.pages.accounts import ONE, RECORD, STEP
from services.identity.web.pages.areas import ACCOUNTS
from shared.directory.changing import Wish
from shared.refusals import FieldProblem, InvalidError, StaleError
from shared.web.http.use_cases import use
from shared.web.pages.forms import TypedForm, typed_form
from shared.web.pages.frame import Frame, pages_router
from shared.web.pages.viewer import PageViewer

_SEE_OTHER, _UNPROCESSABLE, _CONFLICT = 303, 422, 409
_LOCK, _MOVE = "khoa", "chuyen"


@dataclass(frozen=True)
class HandOverUseCases:
    """What the pages call."""

    hand_over: HandOver
    find: FindKept
    catalogue: ReadCatalogue


Uses = Annotated[HandOverUseCases, use(HandOverUseCases)]
router = pages_router()


@router.get(f"{ONE}/ban-giao")
async def ask(request: Request, frame: Frame, viewer: PageViewer, uses: Uses, account_id: UUID) -> Response:
    """Who takes over, and where the account goes."""
    account = await uses.find(viewer, str(account_id))
    form = TypedForm.of({"end": _LOCK, "phien_ban": str(stamp_of(account))})
    return await _form(request, frame, viewer, uses, account_id, form)


@router.post(f"{ONE}/ban-giao")
async def hand_over(request: Request, frame: Frame, viewer: PageViewer, uses: Uses, account_id: UUID) -> Response:
    """What would become of both accounts; and when that was looked at, back to the account of whoever left."""
    form, identity = await typed_form(request), str(account_id)
    handing, form = _read(form, await uses.catalogue.catalogue())
    if handing is not None:
        try:
            if form.text(STEP) == RECORD:
                await uses.hand_over(viewer, identity, handing, form.version)
                return RedirectResponse(f"{ACCOUNTS}/{account_id}?xong=ban-giao", _SEE_OTHER)
            leaving, *taking = await uses.hand_over.look(viewer, identity, handing, form.version)
        except StaleError as refusal:
            account = await uses.find(viewer, identity)
            texts = {**form.texts, "phien_ban": (str(stamp_of(account)),)}
            form = replace(form, texts=texts).with_problems([FieldProblem("taker", refusal.message)])
            return await _form(request, frame, viewer, uses, account_id, form, _CONFLICT)
        except InvalidError as refusal:
            form = form.with_problems(refusal.problems)
        else:
            taker = taking[0] if taking else None
            texts = {**form.texts, "taker_version": (str(stamp_of(taker.before)) if taker else "",)}
            return frame.render(
                request,
                "accounts/hand_over_check.html",
                leaving=leaving,
                taker=taker,
                form=replace(form, texts=texts),
                catalogue=await uses.catalogue.catalogue(),
                is_dense=True,
            )
    return await _form(request, frame, viewer, uses, account_id, form, _UNPROCESSABLE)


def _read(form: TypedForm, catalogue: Catalogue) -> tuple[Handing | None, TypedForm]:
    form = replace(form, fields=frozenset({"taker", "end", "unit", "authorities", "reason"}))
    places, problems = read_places(form, catalogue)
    is_moving = form.text("end") == _MOVE
    if is_moving and problems:
        return None, form.with_problems(problems)
    version = form.text("taker_version")
    wish = Wish(unit=places.unit or "", authorities=places.authorities) if is_moving else None
    taker_version = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0  # noqa: PLR2004 - 32 bits
    return Handing(form.text("reason"), form.text("taker")[:100], taker_version, wish), form


async def _form(
    request: Request,
    frame: Frame,
    viewer: PageViewer,
    uses: HandOverUseCases,
    account_id: UUID,
    form: TypedForm,
    status: int = 200,
) -> Response:
    account = await uses.find(viewer, str(account_id))
    colleagues = await uses.hand_over.colleagues(viewer, account.id)
    takers = [(each.id, f"{each.name} ({each.username})") for each in colleagues]
    return frame.render(
        request, "accounts/hand_over.html", status, account=account, takers=takers, form=form, is_dense=True
    )
