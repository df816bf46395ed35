"""Drawn charts: what is written in them is escaped, widths are as the numbers, nothing needs a style of its own."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.web.pages.charts import (
    PATTERNS,
    Column,
    Part,
    Series,
    draw_bar,
    draw_columns,
    draw_patterns,
    draw_swatch,
)
from tests.pages.parsing import faults_of_page

ATTEMPT = "</text></svg><script>window.ran=1</script>\"' onload=x"
TWO = (Series("Nhận", "mot"), Series("Có kết quả", "qua"))
WIDTH = re.compile(r'<rect class="(\w+)" x="([\d.]+)%" y="0" width="([\d.]+)%"')
HEIGHT = re.compile(r'<rect class="\w+" x="([\d.]+)%" y="([\d.]+)" width="[\d.]+%" height="([\d.]+)"')
PARTS = st.lists(st.builds(Part, st.integers(0, 10_000), st.sampled_from(["mot", "cho", "khong"])), max_size=8)


@given(PARTS, st.integers(0, 10_000))
def test_stretches_are_as_wide_as_their_numbers(parts: list[Part], more: int) -> None:
    whole = sum(part.value for part in parts) + more

    drawn = [(look, float(x), float(width)) for look, x, width in WIDTH.findall(draw_bar(parts, whole))]

    shown = [part for part in parts if part.value]
    assert [look for look, _, _ in drawn] == [part.look for part in shown]
    end = 0.0
    for part, (_, x, width) in zip(shown, drawn, strict=True):
        assert width == pytest.approx(100 * part.value / whole, abs=0.001)
        assert x == pytest.approx(end, abs=0.01)
        end = x + width
    assert end <= 100.01


@given(st.lists(st.tuples(st.integers(0, 5_000), st.integers(0, 5_000)), min_size=1, max_size=13))
def test_columns_are_as_high_as_their_numbers(values: list[tuple[int, int]]) -> None:
    columns = [Column(str(at), pair) for at, pair in enumerate(values)]

    found = [tuple(map(float, place)) for place in HEIGHT.findall(draw_columns(TWO, columns, "Mẫu"))]

    most = max(1, *(value for pair in values for value in pair))
    flat = [value for pair in values for value in pair]
    assert len(found) == len(flat)
    for value, (x, top, height) in zip(flat, found, strict=True):
        assert height == pytest.approx(200 * value / most, abs=0.06)
        assert top + height == pytest.approx(220, abs=0.01)
        assert 0 <= x < 100


def test_highest_columns_say_their_number() -> None:
    written = re.compile(r'class="so-cot[^"]*"[^>]*>(\d+)<')
    months = [Column("1", (5, 1_234)), Column("2", (70, 30)), *[Column("3", (6, 9))] * 10]

    # Many long numbers would stand in each other's way: only the highest of each series is written.
    assert written.findall(draw_columns(TWO, months, "Mẫu")) == ["1234", "70"]
    assert written.findall(draw_columns(TWO, [Column("1", (5, 6)), Column("2", (0, 7))], "Mẫu")) == ["5", "6", "7"]


def test_texts_are_escaped() -> None:
    drawn = draw_columns(TWO, [Column(ATTEMPT, (1, 2))], ATTEMPT)

    assert "<script" not in drawn
    assert unescape(drawn).count(ATTEMPT) == 2
    assert drawn.count("<svg") == drawn.count("</svg>") == 1


def test_a_page_of_charts_is_sound_and_has_no_style() -> None:
    parts = [Part(3, look) for look in ("xet", "cho", "chuyen", "khen", "khong", "khac", "qua")]
    drawn = draw_patterns() + draw_swatch("xet") + draw_bar(parts, 21) + draw_columns(TWO, [Column("1", (1, 2))], "x")
    head = '<!doctype html><html lang="vi"><head><title>Mẫu</title></head>'
    page = f"{head}<body><main><h1>Mẫu</h1>{drawn}</main></body></html>"

    assert not faults_of_page(page)
    assert "style" not in drawn
    assert re.findall(r"url\(#hoa-(\w+)\)", drawn) == ["xet", *PATTERNS, "qua"]
    assert sorted(re.findall(r'id="hoa-(\w+)"', drawn)) == sorted(PATTERNS)


@pytest.mark.parametrize("parts", [[], [Part(0, "mot")]])
def test_nothing_is_drawn_of_nothing(parts: list[Part]) -> None:
    assert "<rect" not in draw_bar(parts, 0)
    assert "<rect" not in draw_columns(TWO, [], "Mẫu")
