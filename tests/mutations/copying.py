"""A copy of the tree to break: the same virtual environment, nothing of the repository's own state."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[2]
_LEFT_OUT = (".git", ".venv", ".data", "__pycache__", ".hypothesis", ".ruff_cache", ".mypy_cache")


@contextmanager
def copied_tree() -> Iterator[Path]:
    """The copy, gone afterwards."""
    with TemporaryDirectory(prefix="thidua-mutations-") as folder:
        tree = Path(folder) / "tree"
        shutil.copytree(ROOT, tree, ignore=shutil.ignore_patterns(*_LEFT_OUT), symlinks=True)
        (tree / ".venv").symlink_to((ROOT / ".venv").resolve())
        yield tree


@contextmanager
def written(tree: Path, texts: dict[str, str]) -> Iterator[None]:
    """These files of the tree changed, and back again afterwards."""
    before = {name: (tree / name).read_text(encoding="utf-8") for name in texts}
    try:
        _write(tree, texts)
        yield
    finally:
        _write(tree, before)


def _write(tree: Path, texts: dict[str, str]) -> None:
    for name, text in texts.items():
        (tree / name).write_text(text, encoding="utf-8")
