"""The ports of one local system: those that people know, or free ones so that several systems stand side by side."""

import os
import random
import socket
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from itertools import islice
from typing import Self

from ops.troubles import TroubleError
from shared.events.words import Level

# Below the range from which the kernel takes the near ends of outgoing connections (32768 and up).
_FREE_RANGE = range(20_000, 32_000)
# Narrows it, so that programs which look for free ports at the same time do not find the same ones: "<first>-<last>".
FREE_PORTS_VARIABLE = "THIDUA_FREE_PORTS"
_OVERRIDE = "THIDUA_PORT_"


@dataclass(frozen=True)
class Ports:
    """One port for each thing that listens; all on the loopback interface."""

    caddy: int = 8080
    identity: int = 8105
    intake: int = 8101
    appraisal_commune: int = 8111
    appraisal_district: int = 8112
    appraisal_department: int = 8113
    appraisal_province: int = 8114
    appraisal_state: int = 8115
    notifier: int = 8120
    mongod: int = 27117
    rabbitmq: int = 5772
    rabbitmq_management: int = 15772
    rabbitmq_distribution: int = 25772
    epmd: int = 4469
    smtp: int = 1125
    mail_api: int = 8125

    @classmethod
    def standard(cls, environment: Mapping[str, str] = os.environ) -> Self:
        """The ports of `make run`; each gives way to `THIDUA_PORT_<NAME>`.

        Raises:
            TroubleError: An override is not a port number.
        """
        chosen: dict[str, int] = {}
        for each in fields(cls):
            text = environment.get(_OVERRIDE + each.name.upper())
            if text is None:
                continue
            if not (text.isascii() and text.isdigit() and 0 < int(text) < 65_536):  # noqa: PLR2004 the highest port there is
                raise TroubleError(
                    f"{_OVERRIDE}{each.name.upper()} is {text!r}, which is no port number.",
                    "Set it to a number from 1 to 65535, or leave it out.",
                )
            chosen[each.name] = int(text)
        return cls(**chosen)

    @classmethod
    def free(cls) -> Self:
        """Ports on which nothing listens at this moment."""
        names = [each.name for each in fields(cls)]
        return cls(**dict(zip(names, free_ports(len(names)), strict=True)))

    def appraisal(self, level: Level) -> int:
        """The port of the process that serves the level."""
        return self.by_name()[f"appraisal_{level}"]

    def by_name(self) -> dict[str, int]:
        """All of them, by the name that overrides them."""
        return {name: int(port) for name, port in asdict(self).items()}

    def require_free(self, names: frozenset[str]) -> None:
        """Check that the named ones can be listened on.

        Raises:
            TroubleError: One is taken, or two parts were given the same.
        """
        wanted = {name: port for name, port in self.by_name().items() if name in names}
        for name, port in wanted.items():
            if sum(other == port for other in wanted.values()) > 1:
                raise TroubleError(f"Two parts were given port {port}.", "Give each its own with THIDUA_PORT_<NAME>.")
            if not is_free(port):
                raise TroubleError(
                    f"Port {port} ({name.replace('_', ' ')}) is in use by another program.",
                    f"Stop that program (`ss -ltnp 'sport = :{port}'` names it), or choose another port: "
                    f"{_OVERRIDE}{name.upper()}={port + 1000} make run",
                )


def free_ports(count: int, besides: frozenset[int] = frozenset()) -> list[int]:
    """So many ports on which nothing listens at this moment, other than those named."""
    range_ = _free_range()
    candidates = (port for port in random.sample(range_, len(range_)) if port not in besides)
    return list(islice(filter(is_free, candidates), count))


def _free_range() -> range:
    first, _, last = os.environ.get(FREE_PORTS_VARIABLE, "").partition("-")
    return range(int(first), int(last) + 1) if first else _FREE_RANGE


def is_free(port: int) -> bool:
    """The port can be listened on, on the loopback interface."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
            probe.listen(1)
        except OSError:
            return False
    return True
