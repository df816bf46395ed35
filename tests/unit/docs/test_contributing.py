"""The first change that CONTRIBUTING.md leads through does what the page says, on a copy of what it touches."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from ops.stack.mail import PROJECT

PAGE = (PROJECT / "CONTRIBUTING.md").read_text(encoding="utf-8")
COPIED = ("shared", "services", "ops", "tests", "pyproject.toml")


def block(language: str) -> str:
    """The first block of the page in a language."""
    found = re.search(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    return found[1]


def run_tests(folder: Path, file: str) -> subprocess.CompletedProcess[str]:
    # Without what servers and plugins need, which takes most of a start.
    command = [sys.executable, "-m", "pytest", "-q", "--noconftest", "-o", "addopts=--import-mode=importlib", file]
    quick = os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    # The command is this file's own.
    return subprocess.run(command, cwd=folder, env=quick, capture_output=True, text=True, check=False, timeout=120)  # noqa: S603


def test_leads_from_a_failing_test_to_a_green_run(tmp_path: Path) -> None:
    for name in COPIED:
        source = PROJECT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, tmp_path / name)
    [file] = re.findall(r"Append to `(.+?)`", PAGE)
    [data] = re.findall(r"In `(.+?)`:", PAGE)
    old, new = re.findall(r"^[-+](.+)$", block("diff"), re.MULTILINE)
    with (tmp_path / file).open("a", encoding="utf-8") as tests:
        tests.write(f"\n\n{block('python')}")

    before = run_tests(tmp_path, file)
    rules = (tmp_path / data).read_text(encoding="utf-8")
    assert rules.count(old) == 1
    (tmp_path / data).write_text(rules.replace(old, new), encoding="utf-8")
    after = run_tests(tmp_path, file)

    assert "test_asks_nothing_about_a_petition_of_45_days" in before.stdout
    assert before.returncode == 1
    assert after.returncode == 0, after.stdout
