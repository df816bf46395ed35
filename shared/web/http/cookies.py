"""The cookies of pages; over https their names carry `__Host-`, so that no other host can put them in."""

from datetime import datetime

from fastapi import Request
from fastapi.responses import Response

SESSION_COOKIE = "thidua_phien"
FORM_COOKIE = "thidua_bieu_mau"
KEYS_COOKIE = "thidua_phim"  # "khong" where this browser listens to no single keys
_HOST_ONLY = "__Host-"


def cookie_of(request: Request, name: str) -> str:
    """What the browser keeps under this name; nothing where it keeps nothing."""
    return request.cookies.get(_name(request, name), "")


def keep_cookie(
    request: Request,
    response: Response,
    name: str,
    value: str,
    *,
    expires: datetime | None = None,
    days: int | None = None,
    is_lax: bool = False,
) -> None:
    """Have the browser keep it, out of reach of scripts; `is_lax` also sends it with links of other sites."""
    response.set_cookie(
        _name(request, name),
        value,
        expires=expires,
        max_age=days * 86_400 if days else None,
        httponly=True,
        samesite="lax" if is_lax else "strict",
        secure=is_https(request),
        path="/",
    )


def forget_cookie(request: Request, response: Response, name: str) -> None:
    """Have the browser forget it."""
    response.delete_cookie(_name(request, name), httponly=True, secure=is_https(request), path="/")


def is_https(request: Request) -> bool:
    """Whether people come by https, as the deployment says; not as the request does, which comes from the proxy."""
    return bool(getattr(request.app.state, "is_https", False))


def _name(request: Request, name: str) -> str:
    return f"{_HOST_ONLY}{name}" if is_https(request) else name
