"""A line of the table: what was measured, beside what, what was aimed at, and whether it was met."""

from collections.abc import Sequence
from dataclasses import dataclass

_ROUNDED_FROM = 100.0
_HEADINGS = ("Work", "Result", "Beside", "Share", "Goal", "Met")


@dataclass(frozen=True)
class Figure:
    """`met` is absent for lines that only inform. `note` says what a reader needs to judge the figure."""

    work: str
    result: str
    beside: str = ""
    share: str = ""
    goal: str = ""
    met: bool | None = None
    note: str = ""

    @property
    def cells(self) -> tuple[str, ...]:
        """The line, cell by cell."""
        verdict = {None: "", True: "met", False: "NOT MET"}[self.met]
        return (self.work, self.result, self.beside, self.share, self.goal, verdict)


def against(work: str, rate: float, floor: float, *, goal: float, beside: str, unit: str = "/s", **more: str) -> Figure:
    """A rate beside its floor, met when the share reaches the goal."""
    share = rate / floor if floor else 0.0
    places = 0 if floor >= _ROUNDED_FROM else 1
    return Figure(
        work,
        f"{rate:,.{places}f}{unit}",
        f"{beside}: {floor:,.{places}f}{unit}",
        f"{share:.2f}",
        f"≥ {goal:g}",
        share >= goal,
        more.get("note", ""),
    )


def at_most(work: str, value: float, *, goal: float, unit: str, beside: str = "", note: str = "") -> Figure:
    """A value that must not exceed its goal."""
    return Figure(work, f"{value:,.1f} {unit}", beside, "", f"≤ {goal:g} {unit}", value <= goal, note)


def as_line(figure: Figure) -> str:
    """The figure by itself, as soon as it is measured."""
    return " · ".join(cell for cell in figure.cells if cell)


def as_text(figures: Sequence[Figure]) -> str:
    """The table for a terminal, with the notes beneath it."""
    rows = [_HEADINGS, *(figure.cells for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADINGS))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join([*lines, "", *_notes(figures)])


def as_markdown(figures: Sequence[Figure]) -> str:
    """The table for the results file."""
    rows = [_HEADINGS, tuple("---" for _ in _HEADINGS), *(figure.cells for figure in figures)]
    return "\n".join([*(f"| {' | '.join(row)} |" for row in rows), "", *(f"- {note}" for note in _notes(figures))])


def _notes(figures: Sequence[Figure]) -> list[str]:
    return [f"{figure.work}: {figure.note}" for figure in figures if figure.note]
