"""Prints facts of the source that anybody can check: modules, sizes, import contracts, uses of glossary words."""

import ast
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

PROJECT = Path(__file__).resolve().parent.parent
ROOTS: Sequence[str] = ("services", "shared", "ops")
MOST_LINES = 300
# Words that mean one thing each (`docs/architecture.md`), and words that are no names.
GLOSSARY: Sequence[str] = ("document", "page", "form", "route", "message")
NO_NAMES: Sequence[str] = ("told", "said", "one", "thing")


def modules() -> list[Path]:
    """Every module of the product that has code."""
    found = (path for root in ROOTS for path in (PROJECT / root).rglob("*.py"))
    return sorted(path for path in found if path.read_text(encoding="utf-8").strip())


def names_in(source: str) -> Iterator[str]:
    """Every name that a module gives: classes, functions, arguments, variables."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield name
            case ast.arg(arg=name) | ast.Name(id=name, ctx=ast.Store()):
                yield name
            case _:
                pass


def words_of(name: str) -> list[str]:
    """The words of a name: `to_AwardForm` has three."""
    return [word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)]


def print_facts() -> None:
    """Print them, a line each."""
    sizes = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in modules()}
    largest = max(sizes, key=lambda path: sizes[path])
    uses = Counter(
        word for path in sizes for name in names_in(path.read_text(encoding="utf-8")) for word in words_of(name)
    )
    contracts = (PROJECT / "ops/importlinter.ini").read_text(encoding="utf-8").count("[importlinter:contract:")
    lines = [
        f"modules                 {len(sizes)}",
        f"lines, median           {median(sizes.values()):.0f}",
        f"lines, largest          {sizes[largest]} ({largest.relative_to(PROJECT)})",
        f"modules over {MOST_LINES} lines  {sum(size > MOST_LINES for size in sizes.values())}",
        f"import contracts        {contracts}",
        *(f"names with {word:<12} {uses[word]}" for word in (*GLOSSARY, *NO_NAMES)),
    ]
    print("\n".join(lines))


if __name__ == "__main__":
    print_facts()
