"""The whole system, started once for all tests that need it, with the oracle's record of everything it is asked."""

import sys
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

import pytest

from ops.demo.people import Office
from ops.stack import Stack
from ops.stack.services import SIGNING_KEY
from tests.oracle.broker import Broker
from tests.oracle.entries import Person
from tests.oracle.mails import SmtpRecord
from tests.oracle.observing import Windows
from tests.oracle.record import Record
from tests.oracle.recording import RecordingTransport
from tests.servers.forking import start_by_fork
from tests.servers.quick import quick
from tests.unit.signing.samples import SIGNING_SECRET

# httpcore asks several times per request for a package that is not installed; told so once, requests cost half.
sys.modules["sniffio"] = None  # type: ignore[assignment]  # how Python is told that there is no such module

# Short, so that tests do not wait for mails; long enough that changes of one dossier do share a mail.
# No digests, so that nothing depends on the time of day; a test that wants them sets clock and time itself.
HASTY = {"THIDUA_MAIL_WINDOW_SECONDS": "1", "THIDUA_DIGEST_AT": ""}
# Between them these see every dossier and every case of the tests.
SUBMITTERS: Sequence[str] = (
    *("nop.doan-yen-phu", "nop.thcs-yen-phu", "nop.gddt-yen-my", "nop.ttyt-yen-my"),
    *("nop.thien-nguyen-mau", "nop.mttq", "nop.chu-thap-do", "nop.so-y-te", "nop.so-noi-vu"),
)
READERS: Sequence[tuple[str, str]] = (
    ("commune", "lanh-dao.xa-yen-phu"),
    ("district", "lanh-dao.huyen-yen-my"),
    ("department", "lanh-dao.so-y-te"),
    ("department", "lanh-dao.mttq"),
    ("department", "lanh-dao.chu-thap-do"),
    ("province", "lanh-dao.so-noi-vu"),
    ("province", "lanh-dao.chu-tich"),
    ("province", "chuyen-vien.van-phong-ubnd"),
    ("state", "chuyen-vien.so-noi-vu"),
)


@dataclass(frozen=True)
class System:
    """A running stack, and the record of all that its people did."""

    stack: Stack
    record: Record

    def office(self) -> Office:
        """The system as people reach it; whatever they ask is written down."""
        return Office(self.stack.address, lambda who: RecordingTransport(self.record, who))

    def names(self, office: Office) -> list[Person]:
        """Who is behind each account."""
        return [Person(account=person.username, name=person.name) for person in office.signed_in]

    async def windows(self, office: Office) -> Windows:
        """Where the oracle looks in."""
        management = self.stack.rabbitmq.management()
        return Windows(
            submitters=[(await office.person(username)).http for username in SUBMITTERS],
            readers=[(level, (await office.person(username)).http) for level, username in READERS],
            services={name: self.stack.address_of(name) for name in self.stack.instances.names},
            broker=Broker(management.url, management.user, self.stack.secrets.password("amqp-provisioner"), "thidua"),
            smtp=SmtpRecord(self.stack.mail.record),
        )


Start: TypeAlias = Callable[[Path], AbstractContextManager[System]]


@contextmanager
def started(folder: Path, *, replicas: int = 1, settings: Mapping[str, str] = HASTY) -> Iterator[System]:
    """A system in `folder`, with so many instances of each service and these settings for all, while the block runs."""
    with quick(folder / "stack") as root:
        stack = Stack(root, replicas=replicas, extra=settings, start=start_by_fork)
        # So that tests can sign in intake's place.
        stack.secrets.file(SIGNING_KEY).write_text(SIGNING_SECRET, encoding="ascii")
        with standing(stack, folder) as running:
            yield running


@contextmanager
def standing(stack: Stack, folder: Path) -> Iterator[System]:
    """That stack while the block runs, with its record in `folder`."""
    try:
        stack.start()
        yield System(stack, Record(folder / "record.jsonl"))
    finally:
        stack.discard()


def whole_system(
    name: str,
    start: Start = started,
    *,
    names: tuple[str, str] = ("system", "office"),
    scope: Literal["session", "module"] = "session",
) -> tuple[object, object]:
    """Two fixtures, under these names: one system, and everybody who works with it."""
    system_name, office_name = names

    @pytest.fixture(scope=scope, name=system_name)
    def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
        with start(tmp_path_factory.mktemp(name)) as running:
            yield running

    @pytest.fixture(scope=scope, name=office_name)
    async def office(request: pytest.FixtureRequest) -> AsyncIterator[Office]:
        of: System = request.getfixturevalue(system_name)
        async with of.office() as everybody:
            yield everybody

    return system, office


# A test that breaks a part makes it whole again.
system, office = whole_system("system")
