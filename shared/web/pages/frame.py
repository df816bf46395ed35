"""Renders pages: one environment for the shared templates and a service's own, and what stands on every page."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.datastructures import FormData

from shared.identity.viewer import Viewer
from shared.text.formats import show_count, show_day, show_iso_day, show_mebibytes, show_moment, show_money
from shared.web.http.cookies import FORM_COOKIE, KEYS_COOKIE, SESSION_COOKIE, cookie_of, keep_cookie
from shared.web.pages import charts
from shared.web.pages.assets import address_of
from shared.web.pages.csrf import CSRF_FIELD, form_token
from shared.web.pages.navigation import FOOT, links_for

_SHARED = Path(__file__).parents[1] / "templates"
_OF_OTHERS = frozenset({"reference.html"})  # the description of the API, with filters of its own
_FILTERS: Mapping[str, object] = {
    "count": show_count,
    "day": show_day,
    "iso_day": show_iso_day,
    "mebibytes": show_mebibytes,
    "moment": show_moment,
    "money": show_money,
}


class PageFrame:
    """Renders a service's own templates and the shared ones; cookies go over https only where people come by it.

    Filters of all templates: `day`, `iso_day`, `moment`, `count`, `money`, `mebibytes`. Every template knows `csrf`,
    `viewer`, `links`, `path` and `asset(name)`; whatever else it names must be given to `render`.
    """

    def __init__(
        self,
        *folders: Path,
        is_https: bool,
        filters: Mapping[str, object] | None = None,
        values: Mapping[str, object] | None = None,
    ) -> None:
        self.is_https = is_https
        self._environment = Environment(
            loader=FileSystemLoader([*folders, _SHARED]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters |= {**_FILTERS, **(filters or {})}
        self._environment.globals |= {
            "csrf_field": CSRF_FIELD,
            "asset": address_of,
            "charts": charts,
            "viewer_place": "",
            "is_dense": False,
            **(values or {}),
        }
        # A template that does not fit is told when the process starts, not to whoever opens the page.
        for folder in (*folders, _SHARED):
            for file in folder.rglob("*.html"):
                if file.name not in _OF_OTHERS:
                    self._environment.get_template(file.relative_to(folder).as_posix())

    def render(self, request: Request, template: str, status: int = 200, /, **values: object) -> Response:
        """The page; `values` are what the template needs beside what every template knows."""
        viewer, token, path = viewer_on(request), form_token(request), request.url.path
        known = {
            "csrf": token,
            "viewer": viewer,
            "path": path,
            "links": links_for(viewer, path),
            "has_keys": cookie_of(request, KEYS_COOKIE) != "khong",
            "footer_links": links_for(viewer, path, FOOT),
        }
        response = HTMLResponse(self._environment.get_template(template).render({**known, **values}), status)
        if not cookie_of(request, SESSION_COOKIE):
            keep_cookie(request, response, FORM_COOKIE, token)
        return response


def install_pages(app: FastAPI, frame: PageFrame) -> None:
    """Have the pages and refusals of `app` rendered by `frame`."""
    app.state.pages = frame
    app.state.is_https = frame.is_https


def frame_of(request: Request) -> PageFrame:
    """What renders the pages of this application."""
    frame = getattr(request.app.state, "pages", None)
    if not isinstance(frame, PageFrame):
        raise TypeError("install_pages was not called")
    return frame


async def _frame(request: Request) -> PageFrame:
    return frame_of(request)


Frame = Annotated[PageFrame, Depends(_frame)]


def pages_router(prefix: str = "") -> APIRouter:
    """A router for pages below that address: they stand in no description of the API."""
    return APIRouter(prefix=prefix, include_in_schema=False, default_response_class=HTMLResponse)


def keep_viewer(request: Request, viewer: Viewer) -> None:
    """Have the page say who is signed in."""
    request.state.viewer = viewer


def viewer_on(request: Request) -> Viewer | None:
    """Who is signed in, where the page has asked."""
    viewer = getattr(request.state, "viewer", None)
    return viewer if isinstance(viewer, Viewer) else None


async def checked_form(request: Request) -> FormData:
    """The form that a page of this site sent; `guard_forms` has judged it before any route."""
    return await request.form()
