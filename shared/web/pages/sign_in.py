"""The sign-in form in the place of a page that only some may see; the form itself leads to identity and back again."""

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import Request
from fastapi.responses import Response

from shared.refusals import DomainError, NotAllowedError, NotSignedInError, TooManyError
from shared.web.pages.frame import PageFrame

SIGN_IN_PATH, SIGN_OUT_PATH = "/dang-nhap", "/dang-xuat"
LEADS_BACK = "tiep"
_REFUSED: Mapping[type, int] = {NotSignedInError: 401, NotAllowedError: 403, TooManyError: 429}


@dataclass(frozen=True)
class Place:
    """A page that asks who is there: its address, what one sees there, and who may."""

    path: str
    what: str = ""
    whose: str = ""


def ask_who(
    frame: PageFrame,
    request: Request,
    place: Place,
    *,
    status: int = 401,
    username: str = "",
    refusal: DomainError | None = None,
) -> Response:
    """The sign-in form, which leads back to the place; with what was wrong, where something was."""
    shown = next(_REFUSED[kind] for kind in type(refusal).__mro__ if kind in _REFUSED) if refusal else status
    problem = refusal.message if refusal else ""
    response = frame.render(
        request,
        "sign_in.html",
        shown,
        place=place,
        username=username,
        problem=problem,
        wants_code=bool(refusal and refusal.details.get("code_needed")),
        action=SIGN_IN_PATH,
        leads_back=LEADS_BACK,
    )
    if shown == _REFUSED[NotSignedInError]:
        response.headers["WWW-Authenticate"] = 'Bearer realm="thidua"'
    if isinstance(refusal, TooManyError):
        response.headers["Retry-After"] = str(refusal.retry_after)
    return response
