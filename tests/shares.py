"""Some processes side by side (`pytest -n 3`): which tests stay together, and who begins with what."""

import os
from collections.abc import Sequence

import pytest
from xdist.scheduler import LoadScopeScheduling

from ops.stack.ports import FREE_PORTS_VARIABLE

_FIRST_PORT = 20_000
_PORTS_EACH = 3_000
# They share the session's system: one process is busy with it for most of the run, the others take file after file.
# The oracle of the first knows nothing of the addresses that the second corrects.
WHOLE_SYSTEM: Sequence[str] = ("tests/chaos/", "tests/journey/", "tests/attack/")
# These share one of their own.
_HOSTILE_MESSAGES = "tests/attack/messages/"
# Long ones, which must not be the last to begin.
_EARLY: Sequence[str] = (
    _HOSTILE_MESSAGES,
    *WHOLE_SYSTEM,
    "tests/integration/stack/",
    "tests/integration/messaging/",
    "tests/model/",
)


class Shares(LoadScopeScheduling):
    """Gives out files whole and in their order, and all users of the whole system as one."""

    def _split_scope(self, nodeid: str) -> str:
        file, _, _ = nodeid.partition("::")
        if file.startswith(_HOSTILE_MESSAGES):
            return "hostile messages"
        return "the whole system" if file.startswith(tuple(WHOLE_SYSTEM)) else file


def long_ones_first(items: list[pytest.Item]) -> None:
    """Order the tests by how early they must begin; within a folder nothing changes."""

    def turn(item: pytest.Item) -> int:
        return next((at for at, folder in enumerate(_EARLY) if item.nodeid.startswith(folder)), len(_EARLY))

    items.sort(key=turn)


def keep_to_own_ports(worker: str) -> None:
    """Let the stacks of worker `gw<n>` look for free ports where no other worker looks."""
    first = _FIRST_PORT + int(worker.removeprefix("gw")) * _PORTS_EACH
    os.environ[FREE_PORTS_VARIABLE] = f"{first}-{first + _PORTS_EACH - 1}"
