"""What the system consists of when it runs as processes of this machine, and the order in which it starts and stops."""

from collections.abc import Callable
from dataclasses import dataclass

from ops.stack.processes import Program
from shared.events.words import Level

MONGOD, EPMD, RABBITMQ, MAIL, CADDY = "mongod", "epmd", "rabbitmq", "mail", "caddy"
IDENTITY, INTAKE, NOTIFIER = "identity", "intake", "notifier"
SERVICES: tuple[str, ...] = (IDENTITY, INTAKE, *(f"appraisal-{level.value}" for level in Level), NOTIFIER)
STOP_ORDER: tuple[str, ...] = (*SERVICES, CADDY, MAIL, RABBITMQ, EPMD, MONGOD)

# Names in `Ports` of what each part listens on.
PORTS: dict[str, tuple[str, ...]] = {
    MONGOD: ("mongod",),
    EPMD: ("epmd",),
    RABBITMQ: ("rabbitmq", "rabbitmq_management", "rabbitmq_distribution"),
    MAIL: ("smtp", "mail_api"),
    CADDY: ("caddy",),
    **{name: (name.replace("-", "_"),) for name in SERVICES},
}


@dataclass(frozen=True)
class Part:
    """One process: how to start it, when it counts as up, and how long to wait for that and for its end."""

    name: str
    program: Callable[[], Program]
    is_up: Callable[[], bool]
    start_seconds: float = 60
    stop_seconds: float = 20
