"""The dependency by which a route learns who is asking: by bearer token, or on pages by cookie."""

from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPBearer

from shared.identity.recognising import Recognition
from shared.identity.viewer import Viewer
from shared.refusals import NotSignedInError
from shared.web.http.cookies import SESSION_COOKIE, cookie_of

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


def recognition_of(request: Request) -> Recognition:
    """What tells whose a token is, for routes that ask by something else than the header."""
    recognition = request.app.state.recognition
    if not isinstance(recognition, Recognition):
        raise TypeError("install_recognition was not called")
    return recognition


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
    _, viewer = await recognition_of(request).recognise(bearer_token(request))
    return viewer


async def signed_in(request: Request) -> None:
    """Pass whoever is signed in, also where something must be done first: a stranger's body is not judged at all.

    Raises:
        NotSignedInError: Nobody is.
    """
    await recognition_of(request).recognise_bound(bearer_token(request))


async def sender_of(request: Request) -> str:
    """The account that a request is sent by, before anything of its body is read: by cookie on pages alone.

    Raises:
        NotSignedInError: Nobody's.
    """
    is_api = request.url.path.startswith("/api/")
    token = bearer_token(request) if is_api else cookie_of(request, SESSION_COOKIE)
    if not token:
        raise NotSignedInError(_ANONYMOUS)
    _, viewer = await recognition_of(request).recognise_bound(token)
    return viewer.account


CurrentViewer = Annotated[Viewer, Depends(current_viewer)]
