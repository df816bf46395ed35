"""The pages of accounts: the list, one of them, a new one, and a change of one, looked at before it is made."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from services.identity.application.account_ports import ReadCatalogue
from services.identity.application.adding_accounts import AddAccount
from services.identity.application.administering import FindKept
from services.identity.application.changing_accounts import ChangeAccount
from services.identity.application.listing_accounts import ListAccounts, ShowAccount
from services.identity.domain.accounts import STATE_NAMES, AccountFilter, State, stamp_of
from services.identity.web.pages.account_fields import read_change, read_new, show_account
from services.identity.web.pages.areas import ACCOUNTS
from shared.directory.roles import ROLE_NAMES, Role
from shared.identity.viewer import Viewer
from shared.refusals import InvalidError, StaleError
from shared.text.typed import NotReadError
from shared.web.http.use_cases import use
from shared.web.pages.forms import TypedForm, typed_form
from shared.web.pages.frame import Frame, pages_router
from shared.web.pages.lists import CURSOR, ListAddress
from shared.web.pages.viewer import PageViewer

ONE = f"{ACCOUNTS}/{{account_id}}"
STEP, RECORD = "buoc", "ghi"
_SEARCH, _ROLE, _BODY, _STATE = "tim", "vai-tro", "noi", "trang-thai"
_SLICE, _LONGEST_SEARCH, _LONGEST_KEY, _DIGITS = 50, 200, 100, 5
_SEE_OTHER, _UNPROCESSABLE, _CONFLICT = 303, 422, 409
_DONE = {
    "them": "Đã thêm tài khoản. Thư có liên kết đặt mật khẩu đang được gửi đến chủ tài khoản.",
    "sua": "Đã đổi tài khoản.",
    "khoa": "Đã khóa tài khoản. Các phiên đăng nhập và ủy quyền của người này đã kết thúc.",
    "mo": "Đã mở lại tài khoản.",
    "phien": "Đã kết thúc mọi phiên đăng nhập của tài khoản, chậm nhất trong mười giây.",
    "hai-lop": "Đã bỏ xác thực hai lớp và kết thúc mọi phiên đăng nhập của tài khoản. Chủ tài khoản được báo qua thư.",
    "thu": "Thư có liên kết đặt mật khẩu đang được gửi. Mật khẩu cũ, nếu có, còn dùng được cho đến khi đặt lại.",
    "ban-giao": "Đã bàn giao.",
}


@dataclass(frozen=True)
class AccountsUseCases:
    """What the pages call."""

    list: ListAccounts
    show: ShowAccount
    find: FindKept
    add: AddAccount
    change: ChangeAccount
    catalogue: ReadCatalogue


Uses = Annotated[AccountsUseCases, use(AccountsUseCases)]
router = pages_router()


@router.get(ACCOUNTS)
async def list_accounts(request: Request, frame: Frame, viewer: PageViewer, use_cases: Uses) -> Response:
    """The accounts that the viewer may see, as the address filters them."""
    place = ListAddress.of(request, [_SEARCH, _ROLE, _BODY, _STATE, CURSOR])
    catalogue = await use_cases.catalogue.catalogue()
    body, fault = "", ""
    if asked := place.get(_BODY)[:_LONGEST_SEARCH]:
        for bodies in (catalogue.authorities, catalogue.units):
            try:
                body = body or bodies.read(asked)
            except NotReadError as refusal:
                fault = fault or refusal.message
    wanted = AccountFilter(
        text=place.get(_SEARCH)[:_LONGEST_SEARCH],
        role=next((role for role in Role if role.value == place.get(_ROLE)), None),
        body=body or asked,
        state=next((state for state in State if state.value == place.get(_STATE)), None),
    )
    found = await use_cases.list(viewer, wanted, most=_SLICE, after=place.get(CURSOR)[:_LONGEST_SEARCH])
    names = {role.value: ROLE_NAMES[role] for role in Role}
    return frame.render(
        request,
        "accounts/list.html",
        found=found,
        place=place,
        chips=place.chips(
            {_SEARCH: "Tìm", _ROLE: "Vai trò", _BODY: "Đơn vị, cơ quan", _STATE: "Tình trạng"},
            {_ROLE: names, _STATE: {state.value: name for state, name in STATE_NAMES.items()}},
        ),
        unknown=fault if asked and not body else "",
        added=_count_of(request.query_params.get("da-them", "")),
        is_administrator=viewer.has(Role.ADMINISTRATOR),
        is_dense=True,
    )


@router.get(f"{ACCOUNTS}/moi")
async def ask_for_account(request: Request, frame: Frame, viewer: PageViewer, use_cases: Uses) -> Response:
    """The form for a new account; `don-vi` and `co-quan` in the address fill it in."""
    viewer.require(Role.ADMINISTRATOR)
    catalogue = await use_cases.catalogue.catalogue()
    unit, authority = (request.query_params.get(name, "")[:_LONGEST_SEARCH] for name in ("don-vi", "co-quan"))
    form = TypedForm.of(
        {"unit": catalogue.units.show(unit), "authorities": catalogue.authorities.show(authority), "ma": str(uuid4())}
    )
    return frame.render(request, "accounts/new.html", form=form, is_dense=True)


@router.post(f"{ACCOUNTS}/moi")
async def add_account(request: Request, frame: Frame, viewer: PageViewer, use_cases: Uses) -> Response:
    """To the new account; or the form again, with what must be mended."""
    viewer.require(Role.ADMINISTRATOR)
    account, form = read_new(await typed_form(request), await use_cases.catalogue.catalogue())
    if account is not None:
        try:
            added = await use_cases.add(viewer, account, form.text("ma")[:_LONGEST_KEY])
        except InvalidError as refusal:
            form = form.with_problems(refusal.problems)
        else:
            return RedirectResponse(f"{ACCOUNTS}/{added.id}?xong=them", _SEE_OTHER)
    return frame.render(request, "accounts/new.html", _UNPROCESSABLE, form=form, is_dense=True)


@router.get(ONE)
async def show(
    request: Request, frame: Frame, viewer: PageViewer, use_cases: Uses, account_id: UUID, xong: str = ""
) -> Response:
    """One account, with what can be done about it."""
    shown = await use_cases.show(viewer, str(account_id))
    catalogue = await use_cases.catalogue.catalogue()
    return frame.render(
        request,
        "accounts/account.html",
        shown=shown,
        account=shown.account,
        catalogue=catalogue,
        now=use_cases.show.now(),
        done=_DONE.get(xong, ""),
        is_dense=True,
    )


@router.get(f"{ONE}/sua")
async def ask_for_change(
    request: Request, frame: Frame, viewer: PageViewer, use_cases: Uses, account_id: UUID
) -> Response:
    """The form with the account as it is."""
    account = await use_cases.find(viewer, str(account_id))
    form = show_account(account, await use_cases.catalogue.catalogue())
    return frame.render(
        request,
        "accounts/change.html",
        account=account,
        form=form,
        version=stamp_of(account),
        other=None,
        is_dense=True,
    )


@router.post(f"{ONE}/sua")
async def change(request: Request, frame: Frame, viewer: PageViewer, use_cases: Uses, account_id: UUID) -> Response:
    """What the change would do; and when that was looked at, back to the account, changed."""
    catalogue = await use_cases.catalogue.catalogue()
    typed = await typed_form(request)
    wish, form = read_change(typed, catalogue)
    if wish is not None:
        try:
            if form.text(STEP) == RECORD:
                await use_cases.change(viewer, str(account_id), wish, form.version)
                return RedirectResponse(f"{ACCOUNTS}/{account_id}?xong=sua", _SEE_OTHER)
            foreseen = await use_cases.change.look(viewer, str(account_id), wish, form.version)
        except StaleError:
            return await _stale(request, frame, viewer, use_cases, form, str(account_id))
        except InvalidError as refusal:
            form = form.with_problems(refusal.problems)
        else:
            return frame.render(
                request, "accounts/change_check.html", foreseen=foreseen, form=form, catalogue=catalogue, is_dense=True
            )
    account = await use_cases.find(viewer, str(account_id))
    return frame.render(
        request,
        "accounts/change.html",
        _UNPROCESSABLE,
        account=account,
        form=form,
        version=form.version,
        other=None,
        is_dense=True,
    )


def _count_of(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < _DIGITS else 0


async def _stale(
    request: Request, frame: Frame, viewer: Viewer, use_cases: AccountsUseCases, form: TypedForm, account_id: str
) -> Response:
    """The form as it was typed, beside what somebody else made of the account meanwhile."""
    account = await use_cases.find(viewer, account_id)
    other = show_account(account, await use_cases.catalogue.catalogue())
    return frame.render(
        request,
        "accounts/change.html",
        _CONFLICT,
        account=account,
        form=form,
        version=stamp_of(account),
        other=other,
        is_dense=True,
    )
