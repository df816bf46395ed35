"""Builds the windows for sơ kết and tổng kết."""

from services.appraisal.application.windows import CloseWindow, ListWindows, OpenWindow, PreviewWindow
from services.appraisal.web.api.windows import WindowUseCases
from services.appraisal.web.pages.windows import WindowPageUseCases
from services.appraisal.wiring.ports import LevelPorts


def window_use_cases(ports: LevelPorts) -> WindowUseCases:
    """Opening, closing and seeing windows."""
    windows = ports.stores.windows
    return WindowUseCases(
        open=OpenWindow(windows, _preview(ports)),
        close=CloseWindow(windows, ports.common.now),
        list=ListWindows(windows),
    )


def window_page_use_cases(ports: LevelPorts) -> WindowPageUseCases:
    """The same for pages, with a look before a window is opened."""
    api, common = window_use_cases(ports), ports.common
    return WindowPageUseCases(
        open=api.open,
        preview=_preview(ports),
        close=api.close,
        list=api.list,
        rule_sets=common.rule_sets,
        now=common.now,
    )


def _preview(ports: LevelPorts) -> PreviewWindow:
    return PreviewWindow(ports.level, ports.common.rule_sets, ports.common.now)
