"""The windows for sơ kết and tổng kết in the browser: listed for all of the level, opened and closed after a look."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import Query, Request
from fastapi.responses import RedirectResponse, Response

from services.appraisal.application.ports import Clock
from services.appraisal.application.windows import CloseWindow, ListWindows, OpenWindow, PreviewWindow
from services.appraisal.domain.window import Window, WindowState
from services.appraisal.web.api.labels import LABELS
from services.appraisal.web.api.windows import WindowBody
from services.appraisal.web.pages.level import use_on_page
from shared.clock.days import day_of
from shared.events.names import OCCASIONS
from shared.identity.viewer import Viewer
from shared.refusals import FieldProblem, InvalidError, KeyUsedError, NotAllowedError, NotFoundError
from shared.rules.loading import RuleSets
from shared.text.typed import Reader, read_day
from shared.web.pages.forms import TypedForm, read_form, typed_form
from shared.web.pages.frame import Frame, PageFrame, pages_router
from shared.web.pages.viewer import PageViewer

_PATH = "/cap/{level}/dot-xet"
_READERS: Mapping[str, Reader] = {
    "movement": str,
    "occasion": str,
    "opens_on": read_day,
    "closes_on": read_day,
    "of_government.number": str,
    "of_government.issued_on": read_day,
    "of_government.file": str,
    "of_province.number": str,
    "of_province.issued_on": read_day,
    "of_province.file": str,
}
_LABELS = {
    **LABELS,
    "of_government.file": "nơi giữ văn bản chỉ đạo của Chính phủ",
    "of_province.file": "nơi giữ văn bản chỉ đạo của UBND tỉnh",
}
_DONE: Mapping[str, str] = {
    "mo": "Đã mở đợt xét. Hồ sơ của đợt được nhận từ ngày mở đến hết ngày đóng.",
    "dong": "Đã đóng đợt xét. Hồ sơ đã tiếp nhận vẫn được xét tiếp.",
}
_MOST_KEY = 200
_UNPROCESSABLE, _CONFLICT = 422, 409
Done = Annotated[str, Query(alias="vua", max_length=20)]
router = pages_router()


@dataclass(frozen=True)
class WindowPageUseCases:
    """What the pages call."""

    open: OpenWindow
    preview: PreviewWindow
    close: CloseWindow
    list: ListWindows
    rule_sets: RuleSets
    now: Clock


Uses = Annotated[WindowPageUseCases, use_on_page(WindowPageUseCases)]


@dataclass(frozen=True)
class WindowLine:
    """A window as the pages show it."""

    window: Window
    movement: str
    occasion: str
    state: str
    look: str
    may_close: bool


@router.get(_PATH)
async def list_windows(
    request: Request, frame: Frame, viewer: PageViewer, use_cases: Uses, level: str, vua: Done = ""
) -> Response:
    """The windows, latest first, and what the viewer may do with them."""
    windows = await use_cases.list(viewer)
    return frame.render(
        request,
        "windows/list.html",
        base=_PATH.format(level=level),
        lines=[_line(use_cases, viewer, window) for window in windows],
        may_open=_may_open(use_cases, viewer),
        done=_DONE.get(vua, ""),
        at_province=level == "province",
    )


@router.get(f"{_PATH}/moi")
async def ask(request: Request, frame: Frame, viewer: PageViewer, use_cases: Uses, level: str) -> Response:
    """The form for a new window."""
    use_cases.preview.movements(viewer)
    return _ask(request, frame, viewer, use_cases, level, TypedForm.of({"khoa": str(uuid4())}))


@router.post(f"{_PATH}/moi")
async def write(request: Request, frame: Frame, viewer: PageViewer, use_cases: Uses, level: str) -> Response:
    """The check page, or the list once the window is open."""
    use_cases.preview.movements(viewer)
    form = await typed_form(request)
    if form.text("lam") == "sua":
        return _ask(request, frame, viewer, use_cases, level, form)
    body, form = read_form(form, WindowBody, _READERS, labels=_LABELS)
    if body is None:
        return _ask(request, frame, viewer, use_cases, level, form, _UNPROCESSABLE)
    try:
        if form.text("lam") == "ghi":
            key = form.text("khoa")[:_MOST_KEY] or str(uuid4())
            await use_cases.open(viewer, body.plan(), key)
            return RedirectResponse(f"{_PATH.format(level=level)}?vua=mo", 303)
        window = await use_cases.preview(viewer, body.plan())
    except KeyUsedError:
        message = "Biểu mẫu này đã được dùng để mở một đợt với nội dung khác; lần này chưa mở gì."
        form = replace(form, texts={**form.texts, "khoa": (str(uuid4()),)})
        return _ask(
            request, frame, viewer, use_cases, level, form.with_problems([FieldProblem("", message)]), _CONFLICT
        )
    except InvalidError as refusal:
        return _ask(request, frame, viewer, use_cases, level, form.with_problems(refusal.problems), _UNPROCESSABLE)
    values = {"line": _line(use_cases, viewer, window), "base": _PATH.format(level=level)}
    return frame.render(request, "windows/check.html", form=form, **values)


@router.get(f"{_PATH}/{{window_id}}/dong")
async def ask_to_close(
    request: Request, frame: Frame, viewer: PageViewer, use_cases: Uses, level: str, window_id: UUID
) -> Response:
    """What closing the window means."""
    window = await _find(use_cases, viewer, window_id)
    if window.state is WindowState.CLOSED:
        return RedirectResponse(f"{_PATH.format(level=level)}?vua=dong", 303)
    use_cases.close.require(viewer, window)
    values = {"line": _line(use_cases, viewer, window), "base": _PATH.format(level=level)}
    return frame.render(request, "windows/close.html", **values)


@router.post(f"{_PATH}/{{window_id}}/dong")
async def close(viewer: PageViewer, use_cases: Uses, level: str, window_id: UUID) -> Response:
    """To the list, with the window closed."""
    await use_cases.close(viewer, window_id)
    return RedirectResponse(f"{_PATH.format(level=level)}?vua=dong", 303)


def _ask(
    request: Request,
    frame: PageFrame,
    viewer: Viewer,
    use_cases: WindowPageUseCases,
    level: str,
    form: TypedForm,
    status: int = 200,
) -> Response:
    movements = use_cases.preview.movements(viewer)
    occasions = {occasion for rules in movements for occasion in rules.windows.occasions}
    return frame.render(
        request,
        "windows/new.html",
        status,
        base=_PATH.format(level=level),
        form=replace(form, fields=frozenset(_READERS)),
        movements=[(rules.movement, rules.movement_name) for rules in movements],
        occasions=[(each.value, name.capitalize()) for each, name in OCCASIONS.items() if each in occasions],
    )


def _may_open(use_cases: WindowPageUseCases, viewer: Viewer) -> bool:
    try:
        return bool(use_cases.preview.movements(viewer))
    except NotAllowedError:
        return False


async def _find(use_cases: WindowPageUseCases, viewer: Viewer, identity: UUID) -> Window:
    for window in await use_cases.list(viewer):
        if window.id == identity:
            return window
    raise NotFoundError("Không có đợt xét này. Mở lại từ danh sách các đợt.")


def _line(use_cases: WindowPageUseCases, viewer: Viewer, window: Window) -> WindowLine:
    state, look = describe_window(window, day_of(use_cases.now()))
    names = {rules.movement: rules.movement_name for rules in use_cases.rule_sets.entries.values()}
    try:
        use_cases.close.require(viewer, window)
        may_close = window.state is WindowState.OPEN
    except NotAllowedError:
        may_close = False
    movement = names.get(window.plan.movement, window.plan.movement)
    return WindowLine(window, movement, OCCASIONS[window.plan.occasion], state, look, may_close)


def describe_window(window: Window, today: date) -> tuple[str, str]:
    """Whether it takes dossiers on that day, and how the tag looks."""
    if window.state is WindowState.CLOSED:
        return "đã đóng", "khong"
    if today < window.plan.opens_on:
        return "chưa đến ngày mở", "cho"
    if today > window.plan.closes_on:
        return "đã hết ngày nhận", "khong"
    return "đang nhận hồ sơ", "dat"
