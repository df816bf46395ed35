"""Two processes side by side (`pytest -n 2 --dist loadgroup`): which tests stay together, and who begins with what."""

import os

import pytest

from ops.stack.ports import FREE_PORTS_VARIABLE

_FIRST_PORT = 20_000
_PORTS_EACH = 3_000
_WHOLE_SYSTEM = "system"
_OWN_STACKS = frozenset({"stacks", "stack"})


def keep_together(items: list[pytest.Item]) -> None:
    """Put the users of the whole system in one group and the rest of each file in another, longest work first.

    One process is busy with the system for most of the run; the other takes the files one after the other.
    """
    group = {item: _group(item) for item in items}
    has_own_stacks = {group[item] for item in items if _fixtures(item) & _OWN_STACKS}
    for item in items:
        item.add_marker(pytest.mark.xdist_group(group[item]))
    items.sort(key=lambda item: (group[item] != _WHOLE_SYSTEM, group[item] not in has_own_stacks))


def keep_to_own_ports(worker: str) -> None:
    """Let the stacks of worker `gw<n>` look for free ports where no other worker looks."""
    first = _FIRST_PORT + int(worker.removeprefix("gw")) * _PORTS_EACH
    os.environ[FREE_PORTS_VARIABLE] = f"{first}-{first + _PORTS_EACH - 1}"


def _group(item: pytest.Item) -> str:
    return _WHOLE_SYSTEM if _WHOLE_SYSTEM in _fixtures(item) else item.path.as_posix()


def _fixtures(item: pytest.Item) -> frozenset[str]:
    return frozenset(getattr(item, "fixturenames", ()))
