"""The page of one's own account: where mails go, sessions, the digest, keys."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from services.identity.application.changing_mail import CONFIRMATION_HOURS
from services.identity.application.own_account import ChooseDigest, ShowOwnAccount
from services.identity.application.own_sessions import EndSession, ListSessions
from services.identity.application.second_factor import ShowSecondFactor
from services.identity.domain.letters import ACCOUNT_PATH
from services.identity.domain.work import FORMER_PATH, landing_for
from services.identity.web.api.account import AccountUseCases, MailChange
from services.identity.web.api.labels import LABELS
from services.identity.web.api.sessions import SessionId, address_of
from services.identity.web.pages.visitor import session_token
from shared.directory.roles import ROLE_NAMES, Role
from shared.refusals import FieldProblem, InvalidError, TooManyError
from shared.web.http.cookies import KEYS_COOKIE, keep_cookie
from shared.web.http.use_cases import use
from shared.web.pages.forms import TypedForm, read_form, typed_form
from shared.web.pages.frame import Frame, pages_router
from shared.web.pages.viewer import PageViewer

_SEE_OTHER, _UNPROCESSABLE, _TOO_MANY = 303, 422, 429
_DONE = {
    "phien": "Phiên đã kết thúc.",
    "thu-tom-tat": "Đã ghi lựa chọn về thư tóm tắt.",
    "phim-tat": "Đã ghi lựa chọn về phím tắt cho trình duyệt này.",
    "thu": f"Thư xác nhận đang được gửi đến địa chỉ mới. Mở liên kết trong thư đó trong {CONFIRMATION_HOURS} giờ; "
    "cho đến lúc ấy thư vẫn được gửi đến địa chỉ cũ.",
}


@dataclass(frozen=True)
class AccountPages:
    """What the pages call beside the API's own use cases."""

    show: ShowOwnAccount
    choose_digest: ChooseDigest
    list_sessions: ListSessions
    end_session: EndSession
    show_factor: ShowSecondFactor


Pages = Annotated[AccountPages, use(AccountPages)]
OwnAccount = Annotated[AccountUseCases, use(AccountUseCases)]
router = pages_router()


@router.get(ACCOUNT_PATH)
async def show_account(request: Request, frame: Frame, viewer: PageViewer, pages: Pages, xong: str = "") -> Response:
    """The account."""
    own = await pages.show(viewer)
    asking, sessions = await pages.list_sessions(session_token(request))
    is_on, codes_left, is_required = await pages.show_factor(session_token(request))
    return frame.render(
        request,
        "account/account.html",
        own=own,
        roles=[ROLE_NAMES[role] for role in Role if role in viewer.roles],
        sessions=sessions,
        current=asking.id,
        is_on=is_on,
        codes_left=codes_left,
        is_required=is_required,
        done=_DONE.get(xong, ""),
        work=landing_for(viewer),
    )


@router.post(f"{ACCOUNT_PATH}/phien/{{session_id}}/ket-thuc")
async def end_session(request: Request, _viewer: PageViewer, pages: Pages, session_id: SessionId) -> Response:
    """Back to the account, without that session."""
    await pages.end_session(session_token(request), session_id)
    return RedirectResponse(f"{ACCOUNT_PATH}?xong=phien", _SEE_OTHER)


@router.post(f"{ACCOUNT_PATH}/thu-tom-tat")
async def choose_digest(request: Request, viewer: PageViewer, pages: Pages) -> Response:
    """Back to the account; the digest comes from now on, or not."""
    form = await typed_form(request)
    await pages.choose_digest(viewer, wanted=form.text("muon") == "co")
    return RedirectResponse(f"{ACCOUNT_PATH}?xong=thu-tom-tat", _SEE_OTHER)


@router.post(f"{ACCOUNT_PATH}/phim-tat")
async def choose_keys(request: Request, _viewer: PageViewer) -> Response:
    """Back to the account; this browser listens to single keys from now on, or not."""
    form = await typed_form(request)
    response = RedirectResponse(f"{ACCOUNT_PATH}?xong=phim-tat", _SEE_OTHER)
    keep_cookie(request, response, KEYS_COOKIE, "co" if form.text("muon") == "co" else "khong", is_lax=True, days=365)
    return response


@router.get(f"{ACCOUNT_PATH}/thu")
async def ask_for_mail(request: Request, frame: Frame, _viewer: PageViewer) -> Response:
    """The form for another address."""
    return _mail_form(request, frame, TypedForm.of({}))


@router.post(f"{ACCOUNT_PATH}/thu")
async def change_mail(request: Request, frame: Frame, _viewer: PageViewer, account: OwnAccount) -> Response:
    """Back to the account, with word of the mail that must be answered; or the form again."""
    body, form = read_form(await typed_form(request), MailChange, {"mail": str, "password": str}, labels=LABELS)
    if body is None:
        return _mail_form(request, frame, form, _UNPROCESSABLE)
    try:
        await account.ask_for_mail_change(session_token(request), body.mail, body.password, address_of(request))
    except InvalidError as refusal:
        return _mail_form(request, frame, form.with_problems(refusal.problems), _UNPROCESSABLE)
    except TooManyError as refusal:
        shown = form.with_problems([FieldProblem("mail", refusal.message)])
        response = _mail_form(request, frame, shown, _TOO_MANY)
        response.headers["Retry-After"] = str(refusal.retry_after)
        return response
    return RedirectResponse(f"{ACCOUNT_PATH}?xong=thu", _SEE_OTHER)


@router.get(FORMER_PATH)
async def show_work(viewer: PageViewer) -> Response:
    """To where the viewer's work is."""
    return RedirectResponse(landing_for(viewer), _SEE_OTHER)


def _mail_form(request: Request, frame: Frame, form: TypedForm, status: int = 200) -> Response:
    return frame.render(request, "account/mail.html", status, form=form)
