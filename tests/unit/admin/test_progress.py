"""Progress is for somebody at a terminal; a program that reads gets nothing of it."""

import io

import pytest
from rich.console import Console

from ops.admin.progress import progress


@pytest.mark.parametrize(("is_terminal", "shown"), [(True, True), (False, False)])
def test_a_bar_is_drawn_on_a_terminal_only(*, is_terminal: bool, shown: bool) -> None:
    screen = io.StringIO()
    console = Console(file=screen, force_terminal=is_terminal, width=80)

    with progress("Ghi đơn vị", console) as tell:
        tell(500, 1000)
        tell(1000, 1000)

    assert ("Ghi đơn vị" in screen.getvalue()) is shown
    assert ("1000/1000" in screen.getvalue()) is shown


def test_nothing_reaches_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    with progress("Ghi đơn vị") as tell:
        tell(1, 1)

    assert capsys.readouterr().out == ""
