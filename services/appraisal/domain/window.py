"""A window for sơ kết or tổng kết: opened with the directions of Government and of UBND tỉnh, and closed."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from services.appraisal.domain.people import By
from shared.clock.days import day_of
from shared.events.content import AuthorityRef
from shared.events.decided import Decided
from shared.events.windows import Direction, WindowClosed, WindowEvent, WindowOpened
from shared.events.words import Level, Occasion
from shared.refusals import ConflictError, FieldProblem, InvalidError
from shared.rules.rule_set import RuleSet
from shared.text.exact import EARLIEST
from shared.text.seen import has_word


class WindowState(StrEnum):
    """Whether a window may still be closed; an open one takes dossiers only between its days."""

    OPEN = "open"
    CLOSED = "closed"


class WindowClosedError(ConflictError):
    """The window was closed before."""

    def __init__(self, window: "Window") -> None:
        super().__init__(
            "Đợt xét này đã đóng. Mở một đợt mới nếu có chỉ đạo mới.",
            details={"id": str(window.id), "state": window.state.value, "version": window.version},
        )


@dataclass(frozen=True)
class Plan:
    """What the window is opened for, between which days inclusive, and by which directions."""

    movement: str
    occasion: Occasion
    opens_on: date
    closes_on: date
    of_government: Direction
    of_province: Direction


@dataclass(frozen=True)
class Window:
    """A window as it stands."""

    id: UUID
    version: int
    state: WindowState
    plan: Plan
    level: Level
    authority: AuthorityRef
    opened_by: By
    opened_at: datetime
    closed_by: By | None = None
    closed_at: datetime | None = None


def open_window(
    identity: UUID, plan: Plan, authority: AuthorityRef, by: By, *, rules: RuleSet, at: datetime
) -> Decided[Window]:
    """The window, opened.

    Raises:
        InvalidError: The occasion has no windows, the days are in the wrong order, or a direction is incomplete.
    """
    problems = list(_faults(plan, rules, at))
    if problems:
        raise InvalidError(problems)
    window = Window(identity, 1, WindowState.OPEN, plan, authority.level, authority, by, at)
    return Decided(None, window, (_fact(WindowOpened, window, at),))


def close_window(window: Window, by: By, *, at: datetime) -> Decided[Window]:
    """The window, closed.

    Raises:
        WindowClosedError: It is closed already.
    """
    if window.state is WindowState.CLOSED:
        raise WindowClosedError(window)
    after = replace(window, version=window.version + 1, state=WindowState.CLOSED, closed_by=by, closed_at=at)
    return Decided(window, after, (_fact(WindowClosed, after, at),))


def _faults(plan: Plan, rules: RuleSet, at: datetime) -> Iterator[FieldProblem]:
    if plan.occasion not in rules.windows.occasions:
        known = ", ".join(occasion.value for occasion in rules.windows.occasions)
        yield FieldProblem("occasion", f"Loại khen này không xét theo đợt. Chọn một trong: {known}.")
    if plan.closes_on < plan.opens_on:
        yield FieldProblem("closes_on", "Ngày đóng đợt trước ngày mở đợt. Nhập ngày đóng từ ngày mở trở đi.")
    for field, direction in (("of_government", plan.of_government), ("of_province", plan.of_province)):
        if not has_word(direction.number):
            yield FieldProblem(f"{field}.number", "Nhập số văn bản chỉ đạo.")
        if not has_word(direction.file):
            yield FieldProblem(f"{field}.file", "Nêu tệp văn bản chỉ đạo đã lưu.")
        if direction.issued_on > day_of(at):
            yield FieldProblem(f"{field}.issued_on", "Ngày văn bản chỉ đạo ở tương lai. Nhập ngày đã ban hành.")
        elif direction.issued_on < EARLIEST:
            message = f"Ngày văn bản chỉ đạo trước năm {EARLIEST.year}. Nhập ngày ghi trên văn bản."
            yield FieldProblem(f"{field}.issued_on", message)
        elif direction.issued_on > plan.opens_on:
            message = "Ngày văn bản chỉ đạo không sau ngày mở đợt. Nhập ngày ghi trên văn bản, hoặc lùi ngày mở đợt."
            yield FieldProblem(f"{field}.issued_on", message)


def _fact(kind: type[WindowOpened] | type[WindowClosed], window: Window, at: datetime) -> WindowEvent:
    plan = window.plan
    return kind(
        window_id=window.id,
        version=window.version,
        level=window.level,
        authority=window.authority,
        movement=plan.movement,
        occasion=plan.occasion,
        opens_on=plan.opens_on,
        closes_on=plan.closes_on,
        of_government=plan.of_government,
        of_province=plan.of_province,
        at=at,
    )
