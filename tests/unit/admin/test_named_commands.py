"""Every command that a message, a help text or a page of the documents names is one that exists."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from ops.stack.mail import PROJECT
from tests.unit.admin.parser import EVERYTHING

_FOLDERS = ("services", "shared", "ops", "docs", "deploy")
_CODE = ("services", "shared", "ops")
_SUFFIXES = frozenset({".html", ".txt", ".toml", ".md", ".yml"})
_NAMED = re.compile(r"\bthidua ((?:[a-z]+(?:-[a-z]+)*)(?: [a-z]+(?:-[a-z]+)*)?)|\blệnh ([a-z]+ [a-z]+(?:-[a-z]+)*)")


def named(text: str) -> Iterator[str]:
    """The commands that the text names, each as it stands there: a command, or a group with a word of its own."""
    for whole, of_group in _NAMED.findall(text):
        words = (whole or of_group).split(" ")
        if len(words) > 1 and any(path.startswith(f"{words[0]} ") for path in EVERYTHING):
            yield " ".join(words)
        else:
            yield words[0]


def files() -> list[Path]:
    found = [
        path
        for folder in _FOLDERS
        for path in sorted((PROJECT / folder).rglob("*"))
        if path.suffix in _SUFFIXES or (path.suffix == ".py" and folder in _CODE)
    ]
    return [path for path in found if any(named(path.read_text(encoding="utf-8")))]


@pytest.mark.parametrize("path", files(), ids=lambda path: str(path.relative_to(PROJECT)))
def test_each_named_command_exists(path: Path) -> None:
    commands = set(named(path.read_text(encoding="utf-8")))

    assert commands - set(EVERYTHING) == set()


@pytest.mark.parametrize("text", ["chạy: thidua account chang a", "Xem bằng lệnh deputy shows.", "thidua doctr"])
def test_a_command_that_does_not_exist_is_seen(text: str) -> None:
    assert not set(named(text)) <= set(EVERYTHING)
