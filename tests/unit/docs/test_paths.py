"""Every file that the documentation names exists: whoever follows a table finds what it promises."""

import re
from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path

import pytest

from ops.stack.mail import PROJECT

PAGES = [PROJECT / "README.md", PROJECT / "CONTRIBUTING.md", *sorted((PROJECT / "docs").glob("*.md"))]
ROOTS = ("services", "shared", "ops", "tests", "docs", "deploy", "benchmarks", "bin")
# Made by a command, or named as a pattern.
MADE = re.compile(r"[*…<]|^bin/thidua |^deploy/secrets")


def paths_in(text: str) -> Iterator[str]:
    """What looks like a path of the project: alone between backticks, or a file's in a diagram."""
    for diagram in re.findall(r"^```\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        yield from re.findall(rf"(?:{'|'.join(ROOTS)})/[\w/]+\.\w+", diagram)
    for quoted in re.findall(r"`([^`\n]+)`", text):
        if quoted.split("/")[0] in ROOTS and "/" in quoted and " " not in quoted and not MADE.search(quoted):
            yield from expand(quoted)


def expand(path: str) -> Iterator[str]:
    """The paths that `a/{b,c}.py` stands for."""
    parts: Sequence[Sequence[str]] = [
        part[1:-1].split(",") if part.startswith("{") else [part] for part in re.split(r"(\{[^}]*\})", path)
    ]
    for choice in product(*parts):
        yield "".join(choice)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_names_files_that_exist(page: Path) -> None:
    missing = [path for path in paths_in(page.read_text(encoding="utf-8")) if not (PROJECT / path).exists()]

    assert missing == []


def test_finds_a_file_that_is_missing() -> None:
    diagram = "```\na  shared/text/none.py  reads (shared/rules/slip.py)\n```\n"

    assert list(paths_in(f"{diagram}open `shared/{{text,nothing}}/seen.py`, not `make run`")) == [
        "shared/text/none.py",
        "shared/rules/slip.py",
        "shared/text/seen.py",
        "shared/nothing/seen.py",
    ]


def test_the_way_of_a_nomination_is_drawn_with_its_files() -> None:
    text = (PROJECT / "docs" / "architecture.md").read_text(encoding="utf-8")
    diagram = text.split("## One nomination's way")[1].split("```")[1]

    assert len([path for path in paths_in(f"```\n{diagram}```\n") if path.startswith("services/")]) > 20
