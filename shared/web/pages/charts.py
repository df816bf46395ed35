"""Drawn charts as inline SVG: bars, stacked bars and columns, by classes of the style sheet and no style of their own.

Widths are shares of the space that there is, letters are as large as those of the page. A series is told from another
by its pattern, too, so that it reads in print and without colour; whoever cannot see it has the table beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

# A look is a class of the style sheet; these have a pattern over their colour (`draw_patterns`).
PATTERNS: Sequence[str] = ("xet", "cho", "khac", "qua")
_PATTERN_OF = {
    "xet": '<path class="net" d="M-2 2 2-2M0 8 8 0M6 10 10 6"/>',
    "cho": '<circle class="cham" cx="2" cy="2" r="1.4"/><circle class="cham" cx="6" cy="6" r="1.4"/>',
    "khac": '<path class="net net--dam" d="M0 4H8M4 0V8"/>',
    "qua": '<path class="net" d="M0 2H8M0 6H8"/>',
}
# Of a column chart, in pixels: the highest column, the room for numbers above it and for names below.
_HIGH, _ABOVE, _BELOW = 200, 20, 26
_ROOM = 0.84  # of a place on the axis, what its columns take
_DIGITS = 56  # that fit beside each other above all columns


@dataclass(frozen=True)
class Series:
    """What is counted, and how it looks."""

    name: str
    look: str


@dataclass(frozen=True)
class Part:
    """A stretch of a bar: so much, in this look."""

    value: int
    look: str


@dataclass(frozen=True)
class Column:
    """A place on the axis: its name, and one value for each series."""

    name: str
    values: Sequence[int]


def draw_patterns() -> Markup:
    """The patterns, once on a page before the first chart."""
    patterns = Markup("").join(
        Markup('<pattern id="hoa-{}" width="8" height="8" patternUnits="userSpaceOnUse">{}</pattern>').format(
            name,
            Markup(_PATTERN_OF[name]),  # noqa: S704 - written above
        )
        for name in PATTERNS
    )
    return Markup(
        '<svg class="an" width="0" height="0" aria-hidden="true" focusable="false"><defs>{}</defs></svg>'
    ).format(patterns)


def draw_swatch(look: str) -> Markup:
    """The sign of a look in a legend."""
    return Markup('<svg class="mau" aria-hidden="true" focusable="false">{}</svg>').format(
        _rectangle(look, "0", "0", "100%", "100%")
    )


def draw_bar(parts: Sequence[Part], most: int) -> Markup:
    """A bar of stretches one after the other, of which `most` would take all the width."""
    drawn, start = Markup(""), 0.0
    for part in parts:
        if part.value <= 0:
            continue
        width = 100 * part.value / max(most, 1)
        drawn += _rectangle(part.look, f"{start:.3f}%", "0", f"{width:.3f}%", "100%")
        start += width
    return Markup('<svg class="vach" aria-hidden="true" focusable="false">{}</svg>').format(drawn)


def draw_columns(series: Sequence[Series], columns: Sequence[Column], description: str) -> Markup:
    """Columns side by side, those of one place together; `description` says in a sentence what they show.

    Numbers stand above all columns where they are short, or else above the highest of each series.
    """
    values = [value for column in columns for value in column.values]
    most, digits = max([*values, 1]), max((len(str(value)) for value in values), default=0)
    is_short = digits * len(values) <= _DIGITS
    highest = [max((column.values[at] for column in columns), default=0) for at in range(len(series))]
    place = 100 / max(len(columns), 1)
    width = place * _ROOM / max(len(series), 1)
    drawn = Markup("")
    for number, column in enumerate(columns):
        left = number * place + place * (1 - _ROOM) / 2
        for at, value in enumerate(column.values):
            height = round(_HIGH * value / most, 1)
            x, top = left + at * width, _ABOVE + _HIGH - height
            drawn += _rectangle(series[at].look, f"{x:.3f}%", f"{top:g}", f"{width * 0.94:.3f}%", f"{height:g}")
            is_highest = value == highest[at]
            if value and (is_short or is_highest):
                look = "so-cot" if is_highest else "so-cot so-cot--them"
                drawn += _text(look, x + width * 0.47, top - 5, str(value))
        drawn += _text("ten-cot", (number + 0.5) * place, _ABOVE + _HIGH + 18, column.name)
    base = Markup('<line class="truc" x1="0" x2="100%" y1="{0}" y2="{0}"/>').format(_ABOVE + _HIGH)
    return Markup('<svg class="cot-dung" width="100%" height="{}" role="img" aria-label="{}">{}{}</svg>').format(
        _ABOVE + _HIGH + _BELOW, description, drawn, base
    )


def _rectangle(look: str, x: str, y: str, width: str, height: str) -> Markup:
    place = Markup('x="{}" y="{}" width="{}" height="{}"').format(x, y, width, height)
    drawn = Markup('<rect class="{}" {}/>').format(look, place)
    if look in PATTERNS:
        # A class would win over the attribute, so that the pattern has none.
        drawn += Markup('<rect fill="url(#hoa-{})" {}/>').format(look, place)
    return drawn


def _text(look: str, x: float, y: float, text: str) -> Markup:
    return Markup('<text class="{}" x="{:.3f}%" y="{:g}" text-anchor="middle">{}</text>').format(look, x, y, text)
