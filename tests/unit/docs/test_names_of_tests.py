"""The name of a test fits a line of pytest's report: sixty characters at most."""

import re

import pytest

from ops.stack.mail import PROJECT

LONGEST = 60
FILES = sorted((PROJECT / "tests").rglob("test_*.py"))
NAME = re.compile(r"def (test_\w+)")


@pytest.mark.parametrize("folder", sorted({file.parent for file in FILES}), ids=lambda path: str(path.name))
def test_names_are_short(folder: object) -> None:
    names = [name for file in FILES if file.parent == folder for name in NAME.findall(file.read_text(encoding="utf-8"))]

    assert [name for name in names if len(name) > LONGEST] == []
