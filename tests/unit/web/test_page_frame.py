"""Templates are looked at when a process starts, not when somebody opens a page."""

from pathlib import Path

import pytest
from jinja2.exceptions import TemplateAssertionError

from shared.web.pages.frame import PageFrame


def test_a_template_with_an_unknown_filter_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("{{ day|unheard_of }}", encoding="utf-8")

    with pytest.raises(TemplateAssertionError, match="unheard_of"):
        PageFrame(tmp_path, is_https=True)
