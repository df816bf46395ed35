"""Signing in over HTTP, and the dependency by which a route learns who is asking."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.security import HTTPBearer
from pydantic import BaseModel, ConfigDict, Field, JsonValue
from starlette.responses import Response

from shared.directory.demo import DEMO_PASSWORD
from shared.identity.signing_in import Identity, SignedIn
from shared.identity.viewer import Role, Viewer
from shared.refusals import NotSignedInError
from shared.text.fields import line
from shared.web.json_route import JsonRoute
from shared.web.problems import problem_responses

SESSION_COOKIE = "thidua_phien"
_SESSION: dict[str, JsonValue] = {
    "expires_at": "2021-10-05T11:00:00Z",
    "account": {
        "id": "7c1d5a52-0a5e-4a59-9a43-0c4a2a3f7d11",
        "name": "Trần Mẫu Bình",
        "roles": ["submitter"],
        "unit": "33.so-y-te.ttyt-yen-my",
        "authorities": [],
    },
}
_ANONYMOUS = "Hãy đăng nhập rồi gửi lại với tiêu đề Authorization: Bearer <mã phiên>."

# Describes what `bearer_token` reads; that one refuses in words of its own.
Bearer = Annotated[
    object,
    Depends(
        HTTPBearer(
            scheme_name="ma-phien",
            description="Mã phiên mà `POST /api/v1/sessions` trả lời, gửi trong tiêu đề"
            " `Authorization: Bearer <mã phiên>`. Cookie phiên của trình duyệt chỉ mở trang, không mở API.",
            auto_error=False,
        )
    ),
]

router = APIRouter(route_class=JsonRoute, prefix="/api/v1/sessions", tags=["sessions"])


class Credentials(BaseModel):
    """A name and its password."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"username": "nop.doan-yen-phu", "password": DEMO_PASSWORD}]},
        hide_input_in_errors=True,
    )

    username: Annotated[str, line(200, is_required=True)] = Field(description="Tên đăng nhập")
    password: str = Field(min_length=1, max_length=200, description="Mật khẩu")


class AccountView(BaseModel):
    """Whoever is signed in, as programs and pages see them."""

    id: str = Field(description="Mã tài khoản")
    name: str = Field(description="Họ và tên chủ tài khoản")
    roles: list[Role] = Field(description="Các vai trò của tài khoản hôm nay")
    unit: str | None = Field(description="Mã đơn vị của người nộp hồ sơ; trống với người khác")
    authorities: list[str] = Field(description="Mã các cơ quan mà tài khoản làm việc cho")


class SessionView(BaseModel):
    """A session as its owner sees it."""

    model_config = ConfigDict(json_schema_extra={"examples": [_SESSION]})

    expires_at: datetime = Field(description="Lúc phiên hết hạn")
    account: AccountView = Field(description="Người đang đăng nhập")


class OpenedSession(SessionView):
    """The answer to signing in; the token is told this once."""

    model_config = ConfigDict(json_schema_extra={"examples": [{**_SESSION, "token": "…"}]})

    token: str = Field(description="Mã phiên, gửi trong tiêu đề Authorization; chỉ được nêu lần này")


def identity_of(request: Request) -> Identity:
    """The service's identity, for routes that sign in by form."""
    identity = request.app.state.identity
    if not isinstance(identity, Identity):
        raise TypeError("install_identity was not called")
    return identity


def bearer_token(request: Request) -> str:
    """The token in the Authorization header.

    Raises:
        NotSignedInError: There is none.
    """
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.casefold() != "bearer" or not token.strip():
        raise NotSignedInError(_ANONYMOUS)
    return token.strip()


async def current_viewer(request: Request, _described: Bearer = None) -> Viewer:
    """Who is asking, by bearer token: for the API, where a browser must not sign requests by itself."""
    _, viewer = await identity_of(request).recognise(bearer_token(request))
    return viewer


async def sender_of(request: Request) -> str:
    """The account that a request is sent by, before anything of its body is read: by cookie on pages alone.

    Raises:
        NotSignedInError: Nobody's.
    """
    is_api = request.url.path.startswith("/api/")
    token = bearer_token(request) if is_api else request.cookies.get(SESSION_COOKIE, "")
    if not token:
        raise NotSignedInError(_ANONYMOUS)
    _, viewer = await identity_of(request).recognise(token)
    return viewer.account


CurrentViewer = Annotated[Viewer, Depends(current_viewer)]


@router.post("", status_code=201, responses=problem_responses(401, 403, 422, 429, 503))
async def open_session(request: Request, credentials: Credentials) -> OpenedSession:
    """Đăng nhập; mã phiên chỉ được nêu một lần."""
    address = request.client.host if request.client else "unknown"
    signed_in = await identity_of(request).sign_in(credentials.username, credentials.password, address)
    return _opened(signed_in)


@router.get("/current", responses=problem_responses(401, 503))
async def current_session(request: Request, _described: Bearer = None) -> SessionView:
    """Ai đang đăng nhập bằng mã phiên này, và đến bao giờ."""
    session, viewer = await identity_of(request).recognise(bearer_token(request))
    return SessionView(expires_at=session.expires_at, account=_shown(viewer))


@router.delete("/current", status_code=204, responses=problem_responses(401, 503))
async def close_session(request: Request, _described: Bearer = None) -> Response:
    """Đăng xuất: mã phiên hết giá trị."""
    await identity_of(request).sign_out(bearer_token(request))
    return Response(status_code=204)


def _opened(signed_in: SignedIn) -> OpenedSession:
    return OpenedSession(token=signed_in.token, expires_at=signed_in.expires_at, account=_shown(signed_in.viewer))


def _shown(viewer: Viewer) -> AccountView:
    return AccountView(
        id=viewer.account,
        name=viewer.name,
        roles=_sorted(viewer.roles),
        unit=viewer.unit,
        authorities=sorted(viewer.authorities),
    )


def _sorted(roles: Iterable[Role]) -> list[Role]:
    return sorted(roles, key=list(Role).index)
