"""The start page, where a number leads to its nomination or dossier."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from services.intake.web.pages.frame import TEMPLATES, CurrentFrame, Frame
from shared.text.numbering import parse_number

_BAD_NUMBER = "Số có 11 chữ và số, ví dụ BDQHS-7MDPX-9. Kiểm tra lại số trong thư hoặc giấy tiếp nhận."
_LONGEST = 500  # a pasted link, or what a clumsy hand pastes around a number
_STYLE = (TEMPLATES / "kieu-dang.css").read_text(encoding="utf-8")
router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.get("/")
async def show_start(request: Request, frame: CurrentFrame) -> Response:
    """The page with an empty field."""
    return frame.render(request, "start/start.html", typed="", problem="")


@router.get("/de-nghi")
async def look_up(request: Request, frame: CurrentFrame, so: str = "") -> Response:
    """The nomination's page, or this page again where no number was typed."""
    number = parse_number(so)
    return RedirectResponse(f"/de-nghi/{number}", 303) if number else refuse_number(request, frame, so)


@router.get("/de-nghi/tai-nguyen/kieu-dang.css")
async def show_style() -> Response:
    """How intake's pages look."""
    return Response(_STYLE, media_type="text/css", headers={"Cache-Control": "public, max-age=3600"})


def refuse_number(request: Request, frame: Frame, typed: str) -> Response:
    """The start page again, with what was typed and how a number looks."""
    return frame.render(request, "start/start.html", 422, typed=typed[:_LONGEST], problem=_BAD_NUMBER)
