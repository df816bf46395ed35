"""How far a long act has come: a bar for somebody at a terminal, nothing for a program that reads."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from shared.observability.progress import Tell


@contextmanager
def progress(what: str, console: Console | None = None) -> Iterator[Tell]:
    """Give what is to be told how much is done, of how much; it is drawn on stderr, if that is a terminal."""
    shown_on = console or Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=shown_on, transient=True) as bar:
        task = bar.add_task(what, total=None)

        def tell(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        yield tell
