"""One's own account over HTTP: password, sessions."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from pydantic import BaseModel, ConfigDict, Field, JsonValue
from starlette.responses import Response

from services.identity.application.changing_password import ChangePassword
from services.identity.application.own_sessions import EndSession, ListSessions
from services.identity.domain.passwords import MAX_LENGTH
from services.identity.web.sessions import address_of
from shared.web.api.json_route import JsonRoute
from shared.web.api.problems import problem_responses
from shared.web.api.viewer import Bearer, bearer_token, signed_in

SessionId = Annotated[
    str,
    Path(
        max_length=64,
        description="Mã của phiên, như danh sách phiên nêu",
        examples=["5f0c1b7de4a94c2f8c1d0e9b7a6f5d43"],
    ),
]
_SESSION: dict[str, JsonValue] = {
    "id": "5f0c1b7de4a94c2f8c1d0e9b7a6f5d43",
    "created_at": "2021-10-05T01:00:00Z",
    "expires_at": "2021-10-05T13:00:00Z",
    "network": "203.0.113.0/24",
    "is_current": True,
}


class PasswordChange(BaseModel):
    """The password of before and the one from now on."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"old_password": "mật khẩu cũ", "new_password": "mưa rào cầu ao lá"}]},
        hide_input_in_errors=True,
    )

    old_password: str = Field(min_length=1, max_length=MAX_LENGTH, description="Mật khẩu dùng đến nay")
    new_password: str = Field(min_length=1, max_length=MAX_LENGTH, description="Mật khẩu mới, từ 12 ký tự")


class OwnSession(BaseModel):
    """One of one's own sessions."""

    id: str = Field(description="Mã để kết thúc phiên; không phải mã phiên, không đăng nhập được bằng mã này")
    created_at: datetime = Field(description="Lúc đăng nhập")
    expires_at: datetime = Field(description="Lúc phiên hết hạn")
    network: str = Field(description="Mạng nơi đăng nhập; trống với phiên mở trước khi có mục này")
    is_current: bool = Field(description="Đây là phiên đang hỏi")


class OwnSessions(BaseModel):
    """All of one's own sessions that are open, latest first."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"sessions": [_SESSION]}]})

    sessions: list[OwnSession] = Field(description="Các phiên đang mở, mới nhất đứng trước")


def account_router(change_password: ChangePassword) -> APIRouter:
    """The routes of one's own password."""
    router = APIRouter(
        route_class=JsonRoute, prefix="/api/v1/account", tags=["account"], dependencies=[Depends(signed_in)]
    )

    @router.post("/password", status_code=204, responses=problem_responses(401, 409, 422, 429, 503))
    async def change(request: Request, change: PasswordChange, _described: Bearer = None) -> Response:
        """Đổi mật khẩu; mọi phiên khác kết thúc, phiên này tiếp tục."""
        token = bearer_token(request)
        await change_password(token, change.old_password, change.new_password, address_of(request))
        return Response(status_code=204)

    return router


def own_sessions_router(list_sessions: ListSessions, end_session: EndSession) -> APIRouter:
    """The routes of one's own sessions; included after those of the current one, whose address is more exact."""
    router = APIRouter(route_class=JsonRoute, prefix="/api/v1/sessions", tags=["sessions"])

    @router.get("", responses=problem_responses(401, 403, 503))
    async def own(request: Request, _described: Bearer = None) -> OwnSessions:
        """Các phiên đang mở của mình."""
        asking, found = await list_sessions(bearer_token(request))
        return OwnSessions(
            sessions=[
                OwnSession(
                    id=one.id,
                    created_at=one.created_at,
                    expires_at=one.expires_at,
                    network=one.network,
                    is_current=one.token_hash == asking.token_hash,
                )
                for one in found
            ]
        )

    @router.delete("/{session_id}", status_code=204, responses=problem_responses(401, 403, 404, 503))
    async def end(request: Request, session_id: SessionId, _described: Bearer = None) -> Response:
        """Kết thúc một phiên của mình, ví dụ trên điện thoại đã mất."""
        await end_session(bearer_token(request), session_id)
        return Response(status_code=204)

    return router
