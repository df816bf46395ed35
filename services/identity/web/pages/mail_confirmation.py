"""The page on which a new address of mails is confirmed, by the link in the mail to it."""

from typing import Annotated

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from services.identity.domain.letters import CONFIRMATION_PATH
from services.identity.web.api.mail_confirmations import MailConfirmation, MailConfirmationUseCases
from services.identity.web.api.password_resets import MOST_OF_TOKEN
from shared.refusals import InvalidError
from shared.web.http.use_cases import use
from shared.web.pages.forms import TypedForm, read_form, typed_form
from shared.web.pages.frame import Frame, pages_router

Confirmations = Annotated[MailConfirmationUseCases, use(MailConfirmationUseCases)]
router = pages_router()


@router.get(CONFIRMATION_PATH)
async def open_link(
    request: Request, frame: Frame, confirmations: Confirmations, ma: str = "", xong: str = ""
) -> Response:
    """A button, where the link serves: programs that look into mails open it, too, and confirm nothing."""
    if xong == "1":
        return _page(request, frame, TypedForm.of({}), state="done")
    token = ma[:MOST_OF_TOKEN]
    state = "open" if token and await confirmations.confirm.holds(token) else "ended"
    return _page(request, frame, TypedForm.of({"token": token}), state=state)


@router.post(CONFIRMATION_PATH)
async def confirm_mail(request: Request, frame: Frame, confirmations: Confirmations) -> Response:
    """Word that it is done, or that the link serves no more."""
    body, form = read_form(await typed_form(request), MailConfirmation, {"token": str})
    if body is not None:
        try:
            await confirmations.confirm(body.token)
        except InvalidError as refusal:
            form = form.with_problems(refusal.problems)
        else:
            return RedirectResponse(f"{CONFIRMATION_PATH}?xong=1", 303)
    return _page(request, frame, form, 422, state="ended")


def _page(request: Request, frame: Frame, form: TypedForm, status: int = 200, *, state: str) -> Response:
    return frame.render(request, "account/mail_confirmation.html", status, form=form, state=state)
