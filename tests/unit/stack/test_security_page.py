"""docs/security.md names no test and no decision that is not there, and every finding once."""

import re

from ops.stack.mail import PROJECT

PAGE = (PROJECT / "docs" / "security.md").read_text(encoding="utf-8")


def test_every_named_test_and_decision_is_there() -> None:
    tests = set(re.findall(r"`((?:attack|contract|integration|unit)/[\w/]+\.py)`", PAGE))
    decisions = set(re.findall(r"\b(00\d\d)\b", PAGE))

    assert len(tests) > 20
    assert {each for each in tests if not (PROJECT / "tests" / each).is_file()} == set()
    assert {each for each in decisions if not list((PROJECT / "docs" / "decisions").glob(f"{each}-*.md"))} == set()


def test_every_finding_has_its_row() -> None:
    assert re.findall(r"^\| (S\d+) \|", PAGE, re.MULTILINE) == [f"S{number}" for number in range(1, 28)]


def test_the_page_can_be_found() -> None:
    for page in ("README.md", "docs/going-live.md"):
        assert "docs/security.md" in (PROJECT / page).read_text(encoding="utf-8"), page
