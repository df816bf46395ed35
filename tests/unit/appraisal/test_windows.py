"""Windows over a fake store: opened once per key, closed once, and by nobody but the authority that the rules name."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

import pytest

from services.appraisal.application.ports import AlreadyThereError
from services.appraisal.application.windows import CloseWindow, OpenWindow, PreviewWindow
from services.appraisal.domain.window import Plan, Window, WindowClosedError, WindowState
from shared.events.decided import Decided
from shared.events.windows import Direction, WindowClosed, WindowEvent, WindowOpened
from shared.events.words import Level, Occasion
from shared.identity.viewer import Role, Viewer
from shared.refusals import InvalidError, NotAllowedError, NotFoundError, StaleError
from tests.unit.appraisal.fakes import Clock
from tests.unit.appraisal.samples import RULE_SETS

HEAD = Viewer("a-head", "Nguyễn Thị Đứng Đầu", frozenset({Role.HEAD}), authorities=frozenset({"33.so-noi-vu"}))
CHAIRMAN = Viewer("a-chair", "Trần Văn Chủ", frozenset({Role.HEAD}), authorities=frozenset({"33.chu-tich"}))
DIRECTION = Direction(number="6892/VPCP-KGVX", issued_on=date(2021, 9, 25), file="6892-vpcp.pdf")
PLAN = Plan("covid-19", Occasion.FINAL_REVIEW, date(2021, 12, 1), date(2022, 1, 31), DIRECTION, DIRECTION)


@dataclass
class FakeWindows:
    """The port, guarded as the real one is; `rival` is stored by somebody else just before the first write."""

    held: dict[UUID, Window] = field(default_factory=dict)
    events: list[WindowEvent] = field(default_factory=list)
    rival: list[Decided[Window]] = field(default_factory=list)

    async def find(self, identity: UUID) -> Window | None:
        return self.held.get(identity)

    async def get(self, identity: UUID) -> Window:
        if identity not in self.held:
            raise NotFoundError("Không có.")
        return self.held[identity]

    async def insert(self, decided: Decided[Window]) -> None:
        self._overtake()
        if decided.after.id in self.held:
            raise AlreadyThereError
        self._store(decided)

    async def save(self, decided: Decided[Window]) -> None:
        self._overtake()
        before = decided.before
        assert before is not None
        if self.held[before.id].version != before.version:
            raise StaleError("Đã đổi.")
        self._store(decided)

    async def latest(self, limit: int) -> Sequence[Window]:
        return list(self.held.values())[:limit]

    def _overtake(self) -> None:
        while self.rival:
            self._store(self.rival.pop())

    def _store(self, decided: Decided[Window]) -> None:
        self.held[decided.after.id] = decided.after
        self.events += [event for event in decided.events if isinstance(event, WindowOpened | WindowClosed)]


async def opened(windows: FakeWindows, who: Viewer = HEAD, level: Level = Level.PROVINCE, plan: Plan = PLAN) -> Window:
    return await OpenWindow(windows, PreviewWindow(level, RULE_SETS, Clock()))(who, plan, "khoa-mo-dot")


async def test_a_window_opens_for_the_authority_in_the_rules() -> None:
    windows = FakeWindows()

    window = await opened(windows)

    assert window.authority.code == "33.so-noi-vu"
    assert [type(event) for event in windows.events] == [WindowOpened]
    assert windows.events[0].of_government == DIRECTION


async def test_the_same_key_opens_one_window_only() -> None:
    windows = FakeWindows()

    first, again = await opened(windows), await opened(windows)

    assert first == again
    assert len(windows.events) == 1


async def test_two_opening_under_one_key_both_get_the_first() -> None:
    elsewhere, windows = FakeWindows(), FakeWindows()
    first = await opened(elsewhere)
    windows.rival.append(Decided(None, first, (elsewhere.events[0],)))

    second = await opened(windows)

    assert second == first
    assert len(windows.events) == 1


@pytest.mark.parametrize("level", [level for level in Level if level is not Level.PROVINCE])
async def test_no_level_but_the_province_opens_a_window(level: Level) -> None:
    with pytest.raises(NotAllowedError, match="Sở Nội vụ"):
        await opened(FakeWindows(), level=level)


async def test_the_head_of_another_authority_neither_opens_nor_closes() -> None:
    windows = FakeWindows()
    window = await opened(windows)

    with pytest.raises(NotAllowedError, match="Sở Nội vụ"):
        await opened(windows, CHAIRMAN)
    with pytest.raises(NotAllowedError, match="Sở Nội vụ"):
        await CloseWindow(windows, Clock())(CHAIRMAN, window.id)

    assert windows.held[window.id].state is WindowState.OPEN


async def test_of_two_that_close_at_once_one_is_told_that_it_is_closed() -> None:
    windows, elsewhere = FakeWindows(), FakeWindows()
    window = await opened(windows)
    elsewhere.held = dict(windows.held)
    done = await CloseWindow(elsewhere, Clock())(HEAD, window.id)
    windows.rival.append(Decided(None, done, (elsewhere.events[0],)))

    with pytest.raises(WindowClosedError):
        await CloseWindow(windows, Clock())(HEAD, window.id)

    assert [type(event) for event in windows.events] == [WindowOpened, WindowClosed]


async def test_every_fault_of_a_plan_is_told_at_once() -> None:
    nothing = Direction(number="", issued_on=date(2999, 1, 1), file="")
    wrong = Plan("covid-19", Occasion.SPONTANEOUS, date(2021, 12, 2), date(2021, 12, 1), nothing, DIRECTION)

    with pytest.raises(InvalidError) as refused:
        await opened(FakeWindows(), plan=wrong)

    fields = [problem.field for problem in refused.value.problems]
    government = [f"of_government.{name}" for name in ("number", "file", "issued_on")]
    assert fields == ["occasion", "closes_on", *government]
