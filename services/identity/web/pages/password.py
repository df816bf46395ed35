"""The page on which people change their password; it works without scripts."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from services.identity.application.changing_password import ChangePassword
from services.identity.domain.passwords import MAX_LENGTH
from services.identity.web.api.sessions import address_of
from shared.refusals import ConflictError, InvalidError, NotSignedInError, TooManyError
from shared.web.api.viewer import SESSION_COOKIE
from shared.web.http.use_cases import use
from shared.web.pages.frame import PageFrame, checked_form
from shared.web.pages.sign_in import Place, ask_who

PATH = "/doi-mat-khau"
TEMPLATES = Path(__file__).parents[1] / "templates"
_PLACE = Place(PATH, "trang đổi mật khẩu")
_FIELDS = {"old_password": "mat_khau_cu", "new_password": "mat_khau_moi"}


@dataclass(frozen=True)
class PasswordPages:
    """Renders the form and does what it asks for."""

    frame: PageFrame
    change_password: ChangePassword

    def ask(self, request: Request) -> Response:
        """The form, or the sign-in form for whoever is not signed in."""
        if not cookie_of(request, SESSION_COOKIE):
            return ask_who(self.frame, request, _PLACE)
        return self._shown(request, 200, {})

    async def change(self, request: Request) -> Response:
        """Word that it is done, or the form again with what must be mended."""
        form = await checked_form(request)
        old, new = (str(form.get(field, "")) for field in _FIELDS.values())
        token = cookie_of(request, SESSION_COOKIE)
        # One character more than may be tells a password that is too long from one that was cut.
        most = MAX_LENGTH + 1
        try:
            await self.change_password(token, old[:most], new[:most], address_of(request))
        except NotSignedInError:
            return ask_who(self.frame, request, _PLACE)
        except InvalidError as refusal:
            return self._shown(request, 422, {_FIELDS[one.field]: one.message for one in refusal.problems})
        except ConflictError as refusal:
            return self._shown(request, 409, {_FIELDS["old_password"]: refusal.message})
        except TooManyError as refusal:
            response = self._shown(request, 429, {_FIELDS["old_password"]: refusal.message})
            response.headers["Retry-After"] = str(refusal.retry_after)
            return response
        return self._shown(request, 200, {}, is_done=True)

    def _shown(self, request: Request, status: int, problems: Mapping[str, str], *, is_done: bool = False) -> Response:
        return self.frame.render(
            request, "change_password.html", status, problems=problems, action=PATH, is_done=is_done
        )


Pages = Annotated[PasswordPages, use(PasswordPages)]
router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.get(PATH)
async def ask_for_new_password(pages: Pages, request: Request) -> Response:
    """The form."""
    return pages.ask(request)


@router.post(PATH)
async def change_password(pages: Pages, request: Request) -> Response:
    """Word that it is done, or the form again."""
    return await pages.change(request)
