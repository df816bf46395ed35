"""Windows for sơ kết and tổng kết: opened and closed by the province, followed by intake."""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from shared.events.content import AuthorityRef, Count, Frozen
from shared.events.event import Event, dashed
from shared.events.words import Level, Occasion
from shared.text.exact import Day
from shared.text.fields import DocumentNumber, Line


class Direction(Frozen):
    """A chỉ đạo by which a window is opened: number, date, and where its file is kept."""

    number: DocumentNumber = Field(description="Số văn bản chỉ đạo")
    issued_on: Day = Field(description="Ngày văn bản chỉ đạo")
    file: Line = Field(description="Tên tệp hoặc nơi giữ văn bản chỉ đạo")


class WindowEvent(Event):
    """Something happened to a window; each tells it whole, so that the latest alone is enough. Days are inclusive."""

    window_id: UUID
    version: Count
    level: Level
    authority: AuthorityRef
    movement: str
    occasion: Occasion
    opens_on: date
    closes_on: date
    of_government: Direction
    of_province: Direction
    at: AwareDatetime

    @property
    def aggregate(self) -> str:
        """The window."""
        return f"window/{self.window_id}"

    @property
    def sequence(self) -> int:
        """The window's version."""
        return self.version

    def routing_key(self, source: str) -> str:
        """`<type>.<level>.<authority>`."""
        return f"{self.type}.{source}.{dashed(self.authority.code)}"


class WindowOpened(WindowEvent):
    """From `opens_on` to `closes_on` dossiers of this occasion are taken."""

    type: Literal["window.opened.v1"] = "window.opened.v1"


class WindowClosed(WindowEvent):
    """No more dossiers are taken; what was taken travels on."""

    type: Literal["window.closed.v1"] = "window.closed.v1"


WINDOWS: tuple[type[Event], ...] = (WindowOpened, WindowClosed)
