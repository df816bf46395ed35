"""Several instances of each service side by side, on the same databases and queues, each on a port of its own."""

from collections.abc import Sequence

from ops.stack.parts import PORTS, SERVICES, STOP_ORDER
from ops.stack.ports import Ports, free_ports

_MARK = "@"


class Instances:
    """The names of all instances and their ports: the first is named as its service, further ones `intake@2`."""

    def __init__(self, ports: Ports, replicas: int = 1) -> None:
        known = ports.by_name()
        self._ports = {name: known[PORTS[name][0]] for name in SERVICES}
        further = [f"{name}{_MARK}{number}" for number in range(2, replicas + 1) for name in SERVICES]
        self._ports |= dict(zip(further, free_ports(len(further), frozenset(known.values())), strict=True))

    @property
    def names(self) -> tuple[str, ...]:
        """Every instance of every service."""
        return tuple(self._ports)

    @property
    def stop_order(self) -> tuple[str, ...]:
        """All parts of the stack in the order of stopping, the services' further instances first."""
        return (*(name for name in self._ports if _MARK in name), *STOP_ORDER)

    def of(self, service: str) -> Sequence[str]:
        """The instances of one service."""
        return [name for name in self._ports if service_of(name) == service]

    def port(self, name: str) -> int:
        """Where the instance listens."""
        return self._ports[name]


def service_of(instance: str) -> str:
    """The service that it is an instance of."""
    return instance.partition(_MARK)[0]
