"""Sessions over HTTP: opened by name and password, shown and closed by their token."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Request
from pydantic import BaseModel, ConfigDict, Field, JsonValue
from starlette.responses import Response

from services.identity.application.own_sessions import EndSession, ListSessions
from services.identity.application.signing_in import SignedIn, SignIn, SignOut
from services.identity.domain.passwords import MAX_LENGTH
from shared.directory.demo import DEMO_PASSWORD
from shared.identity.recognising import Bound, Session
from shared.identity.viewer import Role, Viewer
from shared.text.fields import line
from shared.web.api.json_route import JsonRoute
from shared.web.api.problems import problem_responses
from shared.web.api.viewer import Bearer, bearer_token, recognition_of
from shared.web.http.use_cases import use

MOST_OF_CODE = 40
SessionId = Annotated[
    str,
    Path(
        max_length=64,
        description="Mã của phiên, như danh sách phiên nêu",
        examples=["5f0c1b7de4a94c2f8c1d0e9b7a6f5d43"],
    ),
]
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


_OWN_SESSION: dict[str, JsonValue] = {
    "id": "5f0c1b7de4a94c2f8c1d0e9b7a6f5d43",
    "created_at": "2021-10-05T01:00:00Z",
    "expires_at": "2021-10-05T13:00:00Z",
    "network": "203.0.113.0/24",
    "is_current": True,
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


class OwnSession(BaseModel):
    """One of one's own sessions."""

    id: str = Field(description="Mã để kết thúc phiên; không phải mã phiên, không đăng nhập được bằng mã này")
    created_at: datetime = Field(description="Lúc đăng nhập")
    expires_at: datetime = Field(description="Lúc phiên hết hạn")
    network: str = Field(description="Mạng nơi đăng nhập; trống với phiên mở trước khi có mục này")
    is_current: bool = Field(description="Đây là phiên đang hỏi")


class OwnSessions(BaseModel):
    """All of one's own sessions that are open, latest first."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"sessions": [_OWN_SESSION]}]})

    sessions: list[OwnSession] = Field(description="Các phiên đang mở, mới nhất đứng trước")


@dataclass(frozen=True)
class SessionUseCases:
    """What the routes call."""

    sign_in: SignIn
    sign_out: SignOut
    list_own: ListSessions
    end_own: EndSession


Sessions = Annotated[SessionUseCases, use(SessionUseCases)]
router = APIRouter(route_class=JsonRoute, prefix="/api/v1/sessions", tags=["sessions"])


@router.post("", status_code=201, responses=problem_responses(401, 403, 422, 429, 503))
async def open_session(use_cases: Sessions, request: Request, credentials: Credentials) -> OpenedSession:
    """Đăng nhập; mã phiên chỉ được nêu một lần."""
    signed_in = await use_cases.sign_in(
        credentials.username, credentials.password, address_of(request), credentials.code
    )
    return _show_opened(signed_in)


@router.get("/current", responses=problem_responses(401, 503))
async def show_current_session(request: Request, _described: Bearer = None) -> SessionView:
    """Ai đang đăng nhập bằng mã phiên này, và đến bao giờ."""
    session, viewer = await recognition_of(request).recognise_bound(bearer_token(request))
    return SessionView(expires_at=session.expires_at, account=_show_account(viewer), bound_to=session.bound_to)


@router.delete("/current", status_code=204, responses=problem_responses(401, 503))
async def close_session(use_cases: Sessions, request: Request, _described: Bearer = None) -> Response:
    """Đăng xuất: mã phiên hết giá trị."""
    await use_cases.sign_out(bearer_token(request))
    return Response(status_code=204)


@router.get("", responses=problem_responses(401, 403, 503))
async def list_own_sessions(use_cases: Sessions, request: Request, _described: Bearer = None) -> OwnSessions:
    """Các phiên đang mở của mình."""
    asking, found = await use_cases.list_own(bearer_token(request))
    return OwnSessions(sessions=[_show_own(each, is_current=each.token_hash == asking.token_hash) for each in found])


@router.delete("/{session_id}", status_code=204, responses=problem_responses(401, 403, 404, 503))
async def end_own_session(
    use_cases: Sessions, request: Request, session_id: SessionId, _described: Bearer = None
) -> Response:
    """Kết thúc một phiên của mình, ví dụ trên điện thoại đã mất."""
    await use_cases.end_own(bearer_token(request), session_id)
    return Response(status_code=204)


def address_of(request: Request) -> str:
    """Where the request comes from, as Caddy says it."""
    return request.client.host if request.client else "unknown"


def _show_opened(signed_in: SignedIn) -> OpenedSession:
    return OpenedSession(
        token=signed_in.token,
        expires_at=signed_in.expires_at,
        account=_show_account(signed_in.viewer),
        bound_to=signed_in.bound_to,
    )


def _show_account(viewer: Viewer) -> AccountView:
    return AccountView(
        id=viewer.account,
        name=viewer.name,
        roles=_sorted(viewer.roles),
        unit=viewer.unit,
        authorities=sorted(viewer.authorities),
    )


def _sorted(roles: Iterable[Role]) -> list[Role]:
    return sorted(roles, key=list(Role).index)


def _show_own(session: Session, *, is_current: bool) -> OwnSession:
    return OwnSession(
        id=session.id,
        created_at=session.created_at,
        expires_at=session.expires_at,
        network=session.network,
        is_current=is_current,
    )
