"""Some processes side by side (`pytest -n 4`): which tests stay together, and who begins with what."""

import os
from collections.abc import Mapping, Sequence

import pytest
from xdist.scheduler import LoadScopeScheduling

from ops.stack.ports import FREE_PORTS_VARIABLE

_FIRST_PORT = 20_000
_PORTS_EACH = 3_000
# What shares the session's system, which each process that needs one starts for itself. The oracle of `chaos` knows
# nothing of the addresses that a journey corrects, so it comes first; what attacks has a process of its own.
_TOGETHER: Mapping[str, Sequence[str]] = {
    "under attack": ("tests/attack/",),
    "at work": ("tests/chaos/", "tests/journey/", "tests/pages/"),
}
# Long ones, which must not be the last to begin.
_EARLY: Sequence[str] = (
    *(folder for folders in _TOGETHER.values() for folder in folders),
    *("tests/integration/stack/", "tests/integration/messaging/", "tests/model/"),
)


class Shares(LoadScopeScheduling):
    """Gives out files whole and in their order, and as one what shares a whole system."""

    def _split_scope(self, nodeid: str) -> str:
        file, _, _ = nodeid.partition("::")
        return next((share for share, folders in _TOGETHER.items() if file.startswith(tuple(folders))), file)


def long_ones_first(items: list[pytest.Item]) -> None:
    """Order the tests by how early they must begin; within a folder nothing changes."""

    def turn(item: pytest.Item) -> int:
        return next((at for at, folder in enumerate(_EARLY) if item.nodeid.startswith(folder)), len(_EARLY))

    items.sort(key=turn)


def keep_to_own_ports(worker: str) -> None:
    """Let the stacks of worker `gw<n>` look for free ports where no other worker looks."""
    first = _FIRST_PORT + int(worker.removeprefix("gw")) * _PORTS_EACH
    os.environ[FREE_PORTS_VARIABLE] = f"{first}-{first + _PORTS_EACH - 1}"
