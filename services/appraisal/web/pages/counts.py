"""How much work waits at the level, for `/viec`, another process's page, whose script asks with the cookie."""

from collections.abc import Sequence
from typing import Annotated

from fastapi.responses import JSONResponse, Response

from services.appraisal.application.worklist import WorklistFilters
from services.appraisal.application.worklist_query import Count, Counts, Tab
from services.appraisal.web.api.worklist import WorklistUseCases
from services.appraisal.web.pages.level import use_on_page
from shared.text.formats import show_count
from shared.web.pages.frame import pages_router
from shared.web.pages.viewer import PageViewer

_SHOWN: Sequence[tuple[Tab, str]] = (
    (Tab.TODO, "cần làm"),
    (Tab.OVERDUE, "quá hạn"),
    (Tab.ASSIGNED, "giao cho tôi"),
    (Tab.MINE, "tôi đang giữ"),
    (Tab.APPROVED, "chờ Quyết định"),
)
_NOTHING = "không có việc"
router = pages_router()


@router.get("/cap/{level}/viec/so-luong")
async def count_work(
    viewer: PageViewer, worklist: Annotated[WorklistUseCases, use_on_page(WorklistUseCases)]
) -> Response:
    """The counts by tab, and in words."""
    counts = await worklist.count(viewer, WorklistFilters())
    tabs = {tab.value: {"count": counts[tab].number, "is_exact": counts[tab].is_exact} for tab, _ in _SHOWN}
    return JSONResponse({"text": in_words(counts), "tabs": tabs}, headers={"Cache-Control": "no-store"})


def in_words(counts: Counts) -> str:
    """What waits, in a few words: tabs with nothing in them are left out."""
    return ", ".join(f"{_show(counts[tab])} {name}" for tab, name in _SHOWN if counts[tab].number) or _NOTHING


def _show(count: Count) -> str:
    return f"{show_count(count.number)}{'' if count.is_exact else '+'}"
