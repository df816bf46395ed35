"""Pages for everybody: kept by browsers and proxies for a while, unless somebody is signed in on them."""

from fastapi import Request
from fastapi.responses import Response

from shared.web.http.public import is_known, tag_of
from shared.web.pages.frame import PageFrame, viewer_on

KEPT_SECONDS = 60


def render_public(request: Request, frame: PageFrame, template: str, **values: object) -> Response:
    """The page; 304 without a body where the asker has it already. On such pages stands no form that changes anything.

    For whoever is signed in it has their name, and nobody keeps it.
    """
    page = frame.render(request, template, 200, **values)
    if viewer_on(request) is not None:
        return page
    # What is kept for all carries nobody's cookie; the next page with a form gives one.
    del page.headers["set-cookie"]
    tag = tag_of(bytes(page.body))
    headers = {"ETag": tag, "Cache-Control": f"public, max-age={KEPT_SECONDS}", "Vary": "Cookie"}
    if is_known(",".join(request.headers.getlist("if-none-match")), tag):
        return Response(status_code=304, headers=headers)
    page.headers.update(headers)
    return page
