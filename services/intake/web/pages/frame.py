"""The frame of intake's pages: rendering, and the sign-in form in the place of what only some may see."""

from pathlib import Path
from typing import Annotated

from fastapi import Request
from fastapi.responses import Response

from services.intake.domain.history_sentences import show_change
from services.intake.domain.status import TEXTS
from shared.events.names import KINDS, OCCASIONS, ROLES
from shared.identity.viewer import Viewer
from shared.refusals import NotSignedInError
from shared.text.formats import show_day, show_iso_day, show_moment
from shared.web.api.viewer import recognition_of
from shared.web.http.cookies import SESSION_COOKIE, cookie_of
from shared.web.http.use_cases import use
from shared.web.pages.frame import PageFrame, keep_viewer
from shared.web.pages.sign_in import Place, ask_who

TEMPLATES = Path(__file__).parents[1] / "templates"
_MAIL_STATES = {"sent": "đã gửi", "uncertain": "có thể đã gửi", "failed": "không gửi được"}
_RECIPIENTS = {"unit": "hộp thư đơn vị", "submitter": "người nộp"}


class Frame:
    """Renders pages, and asks who is there in the place of what only some may see."""

    def __init__(self, *, is_https: bool) -> None:
        self.pages = PageFrame(
            TEMPLATES,
            is_https=is_https,
            filters={
                "show_moment": show_moment,
                "show_day": show_day,
                "show_iso_day": show_iso_day,
                "show_change": show_change,
            },
            values={
                "mail_states": _MAIL_STATES,
                "recipients": _RECIPIENTS,
                "roles": ROLES,
                "occasions": OCCASIONS,
                "kinds": KINDS,
                "status_texts": TEXTS,
            },
        )

    async def viewer(self, request: Request) -> Viewer:
        """Who is signed in by cookie.

        Raises:
            NotSignedInError: Nobody is, or no longer.
        """
        token = cookie_of(request, SESSION_COOKIE)
        if not token:
            raise NotSignedInError("Hãy đăng nhập để xem.")
        _, viewer = await recognition_of(request).recognise(token)
        keep_viewer(request, viewer)
        return viewer

    def ask_who(self, request: Request, place: Place) -> Response:
        """The sign-in form in place of the page, which leads back to it."""
        return ask_who(self.pages, request, place)

    def render(self, request: Request, template: str, status: int = 200, /, **values: object) -> Response:
        """The page, with the token that its forms must repeat."""
        return self.pages.render(request, template, status, **values)


CurrentFrame = Annotated[Frame, use(Frame)]
