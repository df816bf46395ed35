"""Sessions over HTTP: opened by name and password, shown and closed by their token."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field, JsonValue
from starlette.responses import Response

from services.identity.application.signing_in import SignedIn, SignIn, SignOut
from services.identity.domain.passwords import MAX_LENGTH
from shared.directory.demo import DEMO_PASSWORD
from shared.identity.recognising import Bound
from shared.identity.viewer import Role, Viewer
from shared.text.fields import line
from shared.web.api.json_route import JsonRoute
from shared.web.api.problems import problem_responses
from shared.web.api.viewer import Bearer, bearer_token, recognition_of

MOST_OF_CODE = 40
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


class Credentials(BaseModel):
    """A name and its password."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"username": "nop.doan-yen-phu", "password": DEMO_PASSWORD}]},
        hide_input_in_errors=True,
    )

    username: Annotated[str, line(200, is_required=True)] = Field(description="Tên đăng nhập")
    password: str = Field(min_length=1, max_length=MAX_LENGTH, description="Mật khẩu")
    code: Annotated[str, line(MOST_OF_CODE)] = Field(
        default="",
        description="Mã 6 số của ứng dụng xác thực, hoặc một mã khôi phục; chỉ khi tài khoản bật xác thực hai lớp",
    )


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
    bound_to: Bound | None = Field(
        default=None,
        description="Việc phải làm trước mọi việc khác: đổi mật khẩu (password), bật xác thực hai lớp (second-factor)",
    )


class OpenedSession(SessionView):
    """The answer to signing in; the token is told this once."""

    model_config = ConfigDict(json_schema_extra={"examples": [{**_SESSION, "token": "…"}]})

    token: str = Field(description="Mã phiên, gửi trong tiêu đề Authorization; chỉ được nêu lần này")


def sessions_router(sign_in: SignIn, sign_out: SignOut) -> APIRouter:
    """The routes of sessions."""
    router = APIRouter(route_class=JsonRoute, prefix="/api/v1/sessions", tags=["sessions"])

    @router.post("", status_code=201, responses=problem_responses(401, 403, 422, 429, 503))
    async def open_session(request: Request, credentials: Credentials) -> OpenedSession:
        """Đăng nhập; mã phiên chỉ được nêu một lần."""
        return _opened(await sign_in(credentials.username, credentials.password, address_of(request), credentials.code))

    @router.get("/current", responses=problem_responses(401, 503))
    async def current_session(request: Request, _described: Bearer = None) -> SessionView:
        """Ai đang đăng nhập bằng mã phiên này, và đến bao giờ."""
        session, viewer = await recognition_of(request).recognise_bound(bearer_token(request))
        return SessionView(expires_at=session.expires_at, account=_shown(viewer), bound_to=session.bound_to)

    @router.delete("/current", status_code=204, responses=problem_responses(401, 503))
    async def close_session(request: Request, _described: Bearer = None) -> Response:
        """Đăng xuất: mã phiên hết giá trị."""
        await sign_out(bearer_token(request))
        return Response(status_code=204)

    return router


def address_of(request: Request) -> str:
    """Where the request comes from, as Caddy says it."""
    return request.client.host if request.client else "unknown"


def _opened(signed_in: SignedIn) -> OpenedSession:
    return OpenedSession(
        token=signed_in.token,
        expires_at=signed_in.expires_at,
        account=_shown(signed_in.viewer),
        bound_to=signed_in.bound_to,
    )


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
