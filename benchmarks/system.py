"""The system under measurement: servers for the whole run, services and floors started for each row and stopped."""

import os
import sys
from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import zip_longest
from pathlib import Path
from typing import Any

import httpx
from pymongo import MongoClient

from benchmarks.works import SIGNING_SECRET
from ops.mails import ReceivedMail, read_record
from ops.provisioning.broker import remove_vhost
from ops.provisioning.databases import ACCOUNTS, DIRECTORY
from ops.provisioning.public_keys import publish_key
from ops.stack.mail import PROJECT
from ops.stack.parts import MAIL, RABBITMQ, SERVICES
from ops.stack.precedence import SERVICE_NICENESS, give_way
from ops.stack.process_table import session_of
from ops.stack.processes import Program
from ops.stack.running import Stack
from ops.stack.waiting import answers, wait_until
from shared.directory.demo import DEMO_PASSWORD
from shared.messaging.topology.queues import VHOST

# The figures are those of two cores: what may run on both runs once on each, the product as well as its floor.
CORES = 2
_READY_SECONDS = 30
_LEAST_SHOWN_MS = 0.02
FLOORS = tuple(f"floor@{number}" for number in range(1, CORES + 1))
_ALL_FLOORS = (*FLOORS, "floor", "floor-intake", "floor-level", "floor-notifier", "floor-celery")
Mongo = MongoClient[dict[str, Any]]

# Nothing gathers, and a few accounts stand for thousands.
_EXTRA = {
    "THIDUA_MAIL_WINDOW_SECONDS": "0",
    "THIDUA_MAX_STREAMS_EACH": "4000",
    "THIDUA_MAX_STREAMS_SAME": "4000",
    "THIDUA_SIGNING_KEY": SIGNING_SECRET,
}


class System:
    """One stack, and what the rows need of it."""

    def __init__(self, root: Path) -> None:
        self.stack = Stack(root, env="test", replicas=CORES, precedence=True, extra=_EXTRA)
        self._http = httpx.Client(timeout=30, trust_env=False)
        self._tokens: dict[str, str] = {}

    @contextmanager
    def running(self) -> Iterator[None]:
        """Servers up, provisioned and seeded."""
        try:
            self.stack.prepare()
            self.stack.mail.record.unlink(missing_ok=True)
            self.stack.start_servers()
            self.stack.provision()
            publish_key(self.stack.public_keys, SIGNING_SECRET)
            self.stack.seed()
            yield
        finally:
            self.stack.stop()

    @contextmanager
    def services(self, *names: str) -> Iterator[None]:
        """Those instances of services (one of each service without a name) on empty databases and queues."""
        self.empty()
        chosen = names or SERVICES
        try:
            self.start(chosen)
            yield
        finally:
            self.stop(chosen)

    @contextmanager
    def floor(self, module: str, *arguments: str, port: int | None = None, name: str = "floor") -> Iterator[int]:
        """A floor's process; the answer is its process id. With a port, once its /health/ready answers."""
        command = [sys.executable, "-m", module, *arguments]
        pid = self.start_floor(Program(name, command, dict(os.environ), PROJECT))
        try:
            if port is not None:
                address = f"http://127.0.0.1:{port}/health/ready"
                wait_until(lambda: answers(address), what=module, seconds=_READY_SECONDS, way_out="See its log.")
            yield pid
        finally:
            self.stack.processes.stop(name, patience=15)

    @contextmanager
    def floor_on_every_core(self, module: str, *arguments: str, service: str = "") -> Iterator[tuple[int, ...]]:
        """The floor once on each core, and where these listen: the ports of that service's instances, or nowhere."""
        instances = self.stack.instances
        ports = [instances.port(name) for name in instances.of(service)]
        with ExitStack() as opened:
            for name, port in zip_longest(FLOORS, ports):
                own = ("--port", str(port)) if port else ()
                opened.enter_context(self.floor(module, *own, *arguments, port=port, name=name))
            yield tuple(ports)

    def start_floor(self, program: Program) -> int:
        """Start a floor, which gives way to the servers as the services do; the answer is its process id."""
        pid = self.stack.processes.start(program)
        give_way(pid, SERVICE_NICENESS)
        return pid

    def start(self, names: Collection[str]) -> None:
        """Start services and wait until they are ready."""
        for name in names:
            self.stack.spawn(name)
        for name in names:
            self.stack.await_up(name)

    def stop(self, names: Collection[str]) -> None:
        """Stop services."""
        for name in names:
            self.stack.stop_part(name)

    def empty(self) -> None:
        """Leave no data but the directory, no message and no mail; only while no service runs."""
        with self.mongo() as mongo:
            for database in {name for account in ACCOUNTS for name in account.owns} | {"floor"}:
                if database != DIRECTORY:
                    mongo.drop_database(database)
        with self.stack.rabbitmq.management() as management:
            remove_vhost(management, VHOST)
        self.stack.provision()
        self._http.delete(f"{self.stack.mail.api}/api/v1/messages")

    def mongo(self) -> Mongo:
        """The database with all rights."""
        return MongoClient(self.stack.mongo_url("root"), uuidRepresentation="standard", tz_aware=True)

    def port(self, service: str) -> int:
        """Where the service listens."""
        return self.stack.ports.by_name()[service.replace("-", "_")]

    def on_every_core(self, service: str) -> Sequence[str]:
        """Names of as many instances of the service as there are cores to measure on."""
        return self.stack.instances.of(service)

    def on_every_core_with_the_rest(self, service: str) -> Sequence[str]:
        """One instance of each service, and of this one as many as there are cores."""
        return tuple(dict.fromkeys((*SERVICES, *self.on_every_core(service))))

    def ports(self, service: str) -> tuple[int, ...]:
        """Where those instances of the service listen that run now."""
        instances = self.stack.instances
        return tuple(instances.port(name) for name in instances.of(service) if self.stack.processes.pid(name))

    def sign_in(self, username: str, service: str = "identity") -> str:
        """A token for that demo account."""
        credentials = {"username": username, "password": DEMO_PASSWORD}
        answer = self._http.post(f"{self.stack.address_of(service)}/api/v1/sessions", json=credentials)
        return str(answer.raise_for_status().json()["token"])

    def token(self, username: str) -> str:
        """A token that the account got once from identity: sessions are one for all services, and outlive a row."""
        if username not in self._tokens:
            self._tokens[username] = self.sign_in(username)
        return self._tokens[username]

    def mails(self) -> int:
        """How many mails the sink has taken."""
        return int(self._http.get(f"{self.stack.mail.api}/api/v1/messages?limit=1").json()["total"])

    def newest_mail(self) -> ReceivedMail:
        """The mail that the sink took last."""
        *_, newest = read_record(self.stack.mail.record)
        return newest

    def resident_mib(self, names: Sequence[str]) -> dict[str, float]:
        """The resident memory of each process, in MiB."""
        return {name: _memory(pid, "VmRSS") for name, pid in self._pids(names)}

    def most_resident_mib(self, names: Sequence[str]) -> dict[str, float]:
        """The most that each process held since `forget_most_resident`, in MiB, as the kernel keeps it."""
        return {name: _memory(pid, "VmHWM") for name, pid in self._pids(names)}

    def forget_most_resident(self, names: Sequence[str]) -> None:
        """Let `most_resident_mib` begin anew."""
        for _, pid in self._pids(names):
            Path(f"/proc/{pid}/clear_refs").write_text("5", encoding="ascii")

    def _pids(self, names: Sequence[str]) -> Iterator[tuple[str, int]]:
        return ((name, pid) for name in names if (pid := self.stack.processes.pid(name)))


class CpuMeter:
    """Processor time of the stack's processes from its making on: tells what work costs also on a busy machine."""

    def __init__(self, system: System) -> None:
        self._stack = system.stack
        self._before = self._now()

    def seconds_of(self, name: str) -> float:
        """The processor time of that process."""
        return self._now().get(name, 0.0) - self._before.get(name, 0.0)

    def milliseconds_each(self, count: int) -> str:
        """Per process that did anything, its milliseconds for each of `count` pieces of work."""
        spent = {name: seconds - self._before.get(name, 0.0) for name, seconds in self._now().items()}
        shown = {name: 1000 * seconds / max(count, 1) for name, seconds in spent.items()}
        return "CPU ms each: " + ", ".join(f"{name} {ms:.2f}" for name, ms in shown.items() if ms >= _LEAST_SHOWN_MS)

    def _now(self) -> dict[str, float]:
        names = (*self._stack.instances.stop_order, *_ALL_FLOORS)
        pids = {name: pid for name in names if (pid := self._stack.processes.pid(name))}
        return {name: sum(map(processor_seconds, session_of(pid))) for name, pid in pids.items()}


def processor_seconds(pid: int) -> float:
    """User and system time of a process so far."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _memory(pid: int, name: str) -> float:
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) / 1024
    return 0.0


BROKER, SINK = RABBITMQ, MAIL
