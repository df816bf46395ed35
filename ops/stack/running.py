"""The system, or any part of it, as processes of this machine: started in order, stopped in order, killed at will."""

import shutil
import signal
import sys
from collections.abc import Callable, Collection, Mapping
from pathlib import Path

from ops.provisioning.broker import provision_broker
from ops.provisioning.database import provision_database
from ops.provisioning.public_keys import publish_key
from ops.stack.caddy import Caddy, find_caddy
from ops.stack.instances import Instances, service_of
from ops.stack.mail import PROJECT, MailSink
from ops.stack.mongod import Mongod
from ops.stack.parts import CADDY, EPMD, MAIL, MONGOD, PORTS, RABBITMQ, SERVICES, Part
from ops.stack.ports import Ports
from ops.stack.precedence import give_way, niceness_of
from ops.stack.processes import Processes, Program
from ops.stack.rabbitmq import RabbitMQ
from ops.stack.secrets import Secrets
from ops.stack.services import SIGNING_KEY, ServiceSettings
from ops.stack.starting import Start, start_program
from ops.stack.waiting import accepts_connections, answers, wait_until
from ops.troubles import TroubleError, from_os_error
from shared.directory.demo import DEMO_OPERATOR, DEMO_PASSWORD
from shared.messaging.topology.queues import VHOST

_SEEDING, _SEEDING_SECONDS = "seed", 120
_LEAST_FREE_BYTES = 1024**3


class Stack:
    """One system under `root`: data, logs (`logs/<part>.log`), pid files and secrets; several may stand side by side.

    Parts are named as in `ops.stack.parts`; with `replicas` each service runs that often, its further instances named
    as in `ops.stack.instances`. Blocking throughout: call it from a thread where a loop runs.

    With `precedence`, servers come before services and these before mails where the processor is short.
    """

    def __init__(
        self,
        root: Path,
        ports: Ports | None = None,
        *,
        env: str = "test",
        replicas: int = 1,
        precedence: bool = False,
        extra: Mapping[str, str] | None = None,
        tell: Callable[[str], None] = lambda _: None,
        start: Start = start_program,
    ) -> None:
        self.root = root.resolve()
        self.ports = ports or Ports.free()
        self.secrets = Secrets(self.root / "secrets")
        self.processes = Processes(self.root, start)
        self.mongod = Mongod(self.ports.mongod, self.root / "mongod", self.secrets)
        self.rabbitmq = RabbitMQ(
            self.ports.rabbitmq,
            self.ports.rabbitmq_management,
            self.ports.rabbitmq_distribution,
            self.ports.epmd,
            self.root / "rabbitmq",
            self.secrets,
        )
        self.mail = MailSink(self.ports.smtp, self.ports.mail_api, self.root / "mails.jsonl")
        self.instances = Instances(self.ports, replicas)
        self.caddy = Caddy(self.ports, self.root / "caddy", self.instances)
        self.public_keys = self.root / "public-keys"
        self._settings = ServiceSettings(
            env,
            self.ports,
            self.mongo_url,
            self.amqp_url,
            self.secrets.password,
            self.public_keys,
            self.address,
            self._services(),
            extra or {},
        )
        self._precedence = precedence
        self._tell = tell
        self._parts = {part.name: part for part in self._all_parts()}

    @property
    def address(self) -> str:
        """The one address of the system; intake's own where this machine has no Caddy."""
        return self.caddy.address if find_caddy() else self.address_of("intake")

    def address_of(self, service: str) -> str:
        """The service's own address, behind the common one."""
        return f"http://127.0.0.1:{self.instances.port(service)}"

    def _services(self) -> str:
        return " ".join(f"{name}={self.address_of(name)}" for name in self.instances.names)

    def mongo_url(self, user: str) -> str:
        """How that MongoDB user signs in (names in `ops.provisioning.databases`; `root` may do everything)."""
        return self.mongod.server().url(user, self.secrets.password(f"mongo-{user}"))

    def amqp_url(self, user: str) -> str:
        """How that AMQP user signs in (names in the topology; `provisioner` may do everything)."""
        return f"amqp://{user}:{self.secrets.password(f'amqp-{user}')}@127.0.0.1:{self.ports.rabbitmq}/{VHOST}"

    def operator_environment(self) -> dict[str, str]:
        """Settings with which the command line reaches every part of this system; in a demo also as its operator."""
        reached = {
            "THIDUA_MANAGEMENT_URL": f"http://127.0.0.1:{self.ports.rabbitmq_management}",
            "THIDUA_SECRET_AMQP_PROVISIONER": self.secrets.password("amqp-provisioner"),
            "THIDUA_ADDRESS": self.address,
            "THIDUA_SERVICES": self._services(),
        }
        return self._settings.administration() | reached | self._demo_operator()

    def start(self, services: Collection[str] = SERVICES) -> None:
        """Start servers, provision, seed, start the services and the common address; return when all are ready.

        Raises:
            TroubleError: Something stands in the way; whatever was started is stopped again.
        """
        try:
            self.prepare()
            self.start_servers()
            self.provision()
            self.seed()
            if services:
                self._start_together([name for name in self.instances.names if service_of(name) in services])
                if find_caddy():
                    self.start_part(CADDY)
        except BaseException:
            self.stop()
            raise

    def prepare(self) -> None:
        """Stop what an earlier run left, and see that disk and ports allow a start.

        Raises:
            TroubleError: They do not.
        """
        self.stop_leftovers()
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            # Also what an earlier version left open to all below it is reached through this folder alone.
            self.root.chmod(0o700)
            free = shutil.disk_usage(self.root).free
        except OSError as error:
            raise from_os_error(error, self.root) from error
        if free < _LEAST_FREE_BYTES:
            raise TroubleError(
                f"Only {free // 1024**2} MiB are free on the disk that holds {self.root}; a start needs 1 GiB.",
                "Free some space there, or set THIDUA_DATA to a folder on another disk.",
            )
        self.ports.require_free(frozenset(name for names in PORTS.values() for name in names))

    def start_servers(self) -> None:
        """Start MongoDB, RabbitMQ and the mail sink; return when they answer."""
        self.start_part(EPMD)
        self._start_together([MONGOD, RABBITMQ, MAIL])

    def provision(self) -> None:
        """Declare everything that must exist on the servers."""
        self._tell("Declaring queues, rights and database users")
        provision_database(self.mongod.server(), lambda name: self.secrets.password(f"mongo-{name}"))
        with self.rabbitmq.management() as management:
            provision_broker(management, lambda name: self.secrets.password(f"amqp-{name}"))
        publish_key(self.public_keys, self.secrets.password(SIGNING_KEY))

    def seed(self) -> None:
        """Load the directory and, outside production, the demo accounts.

        Raises:
            TroubleError: The admin command failed; its last lines are told.
        """
        self._tell("Loading the directory and the demo accounts")
        command = [sys.executable, "-m", "ops.admin", "seed"]
        seeding = Program(_SEEDING, command, self._settings.administration(), PROJECT)
        self.processes.run(seeding, seconds=_SEEDING_SECONDS)

    def start_part(self, name: str, environment: Mapping[str, str] | None = None) -> None:
        """Start one part with more environment, such as a crash point, and return when it is ready."""
        self.spawn(name, environment)
        self.await_up(name)

    def spawn(self, name: str, environment: Mapping[str, str] | None = None) -> int:
        """Start one part without waiting for it; the answer is its process id."""
        program = self._parts[name].program()
        merged = {**program.environment, **(environment or {})}
        pid = self.processes.start(Program(name, program.command, merged, program.folder))
        if self._precedence:
            give_way(pid, niceness_of(service_of(name)))
        return pid

    def await_up(self, name: str) -> None:
        """Return when the part is ready.

        Raises:
            TroubleError: It ended, or took too long.
        """
        part = self._parts[name]

        def is_up() -> bool:
            self.processes.require_running(name)
            return part.is_up()

        way_out = f"Its log is {self.processes.log(name)}."
        wait_until(is_up, what=name, seconds=part.start_seconds, way_out=way_out)

    def is_up(self, name: str) -> bool:
        """The part runs and is ready at this moment."""
        return self.processes.pid(name) is not None and self._parts[name].is_up()

    def stop_part(self, name: str) -> None:
        """Stop one part the polite way."""
        self.processes.stop(name, patience=self._parts[name].stop_seconds)

    def kill(self, name: str) -> None:
        """SIGKILL one part and all that it started."""
        self.processes.kill(name)

    def signal_part(self, name: str, sign: signal.Signals) -> None:
        """Send a signal to one part, such as SIGSTOP, and leave it at that."""
        self.processes.send(name, sign)

    def stop(self) -> None:
        """Stop everything in order; data stays."""
        for name in self.instances.stop_order:
            self.stop_part(name)
        self.processes.end_strays()

    def discard(self) -> None:
        """End everything at once, where nobody will want the data again."""
        for name in self.instances.stop_order:
            self.kill(name)
        self.processes.end_strays()

    def stop_leftovers(self) -> None:
        """Stop, in order, what an earlier supervisor of this root had no time to stop."""
        left = self.processes.left_behind()
        if left:
            self._tell(f"Stopping what an earlier run left: {', '.join(sorted(left))}")
        for name in self.instances.stop_order:
            if name in left:
                self.stop_part(name)
        self.processes.end_strays()

    def _demo_operator(self) -> dict[str, str]:
        if self._settings.env == "production":
            return {}
        return {"THIDUA_ACCOUNT": DEMO_OPERATOR, "THIDUA_PASSWORD": DEMO_PASSWORD}

    def _start_together(self, names: Collection[str]) -> None:
        if names:
            self._tell(f"Starting {', '.join(names)}")
        for name in names:
            self.spawn(name)
        for name in names:
            self.await_up(name)

    def _all_parts(self) -> list[Part]:
        ports = self.ports
        servers = [
            Part(MONGOD, self.mongod.program, self.mongod.is_up),
            Part(EPMD, self.rabbitmq.epmd, lambda: accepts_connections(ports.epmd)),
            Part(RABBITMQ, self.rabbitmq.program, self._rabbitmq_is_up, stop_seconds=40),
            Part(MAIL, self.mail.program, self.mail.is_up),
            Part(CADDY, self.caddy.program, self.caddy.is_up),
        ]
        return servers + [self._service(name) for name in self.instances.names]

    def _service(self, name: str) -> Part:
        address = self.address_of(name)
        port = self.instances.port(name)
        return Part(name, lambda: self._settings.program(name, port), lambda: answers(f"{address}/health/ready"))

    def _rabbitmq_is_up(self) -> bool:
        if not accepts_connections(self.ports.rabbitmq):
            return False
        with self.rabbitmq.management() as management:
            return management.is_up()
