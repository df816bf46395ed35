"""Builds the windows for sơ kết and tổng kết."""

from services.appraisal.application.windows import CloseWindow, ListWindows, OpenWindow
from services.appraisal.web.api.windows import WindowUseCases
from services.appraisal.wiring.ports import LevelPorts


def window_use_cases(ports: LevelPorts) -> WindowUseCases:
    """Opening, closing and seeing windows."""
    windows, common = ports.stores.windows, ports.common
    return WindowUseCases(
        open=OpenWindow(ports.level, windows, common.rule_sets, common.now),
        close=CloseWindow(windows, common.now),
        list=ListWindows(windows),
    )
