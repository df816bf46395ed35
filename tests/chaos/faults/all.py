"""Every fault that a module of this folder offers: whatever is named `…_FAULTS` there."""

import importlib
from collections.abc import Iterator
from pathlib import Path

from tests.chaos.faults.fault import Fault

_FOLDER = Path(__file__).parent
_MARK = "_FAULTS"
_NO_OFFER = frozenset({"__init__", "all", "fault"})


def all_faults() -> tuple[Fault, ...]:
    """All of them, in the same order at each call."""
    return tuple(fault for name in sorted(_modules()) for fault in _offered(name))


def _modules() -> Iterator[str]:
    return (path.stem for path in _FOLDER.glob("*.py") if path.stem not in _NO_OFFER)


def _offered(name: str) -> Iterator[Fault]:
    module = importlib.import_module(f"tests.chaos.faults.{name}")
    for constant, value in sorted(vars(module).items()):
        if constant.endswith(_MARK) and constant.isupper():
            yield from value
