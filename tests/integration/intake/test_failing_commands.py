"""Commands that MongoDB applies and fails, or fails without applying: the same key gets the same dossier, once."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from itertools import count
from typing import TypeVar

import pytest

from ops.provisioning.database import provision_database
from shared.events.cases import CaseDeclined
from shared.messaging.relay.pending import Settlement
from shared.mongo.client import connect
from shared.mongo.outbox import Outbox
from shared.refusals import UnavailableError
from tests.integration.intake.office import Office
from tests.integration.messaging.waiting import eventually
from tests.servers.members import FailingStack
from tests.servers.quick import quick
from tests.servers.servers import password
from tests.unit.intake.samples import case_fact

APPLIED = {"writeConcernError": {"code": 64, "errmsg": "ordered by a test"}}
CLOSED = {"closeConnection": True}
NO_PRIMARY = {"errorCode": 10107}
ENDS: Mapping[str, Mapping[str, object]] = {"applied": APPLIED, "closed": CLOSED, "no primary": NO_PRIMARY}
TIMES = 3
_keys = count()
Answer = TypeVar("Answer")


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FailingStack]:
    with quick(tmp_path_factory.mktemp("failing")) as root:
        made = FailingStack(root)
        made.start_part("mongod")
        provision_database(made.mongod.server(), password)
        yield made
        made.discard()


@pytest.fixture(scope="module")
async def office(stack: FailingStack) -> AsyncIterator[Office]:
    client = connect(stack.mongod.server().url())
    made = Office(client["t_failing"])
    await made.prepare()
    yield made
    made.close()
    client.close()


@asynccontextmanager
async def failing(stack: FailingStack, command: str, how: Mapping[str, object]) -> AsyncIterator[None]:
    data = {"failCommands": [command], "appName": "thidua", **how}
    order = {"configureFailPoint": "failCommand", "mode": {"times": TIMES}, "data": data}
    await asyncio.to_thread(stack.order, "mongod", order)
    yield
    await asyncio.to_thread(stack.order, "mongod", {"configureFailPoint": "failCommand", "mode": "off"})


async def insisted(ask: Callable[[], Awaitable[Answer]]) -> Answer:
    """The answer once the database gives one; the same is asked again until then."""
    found: list[Answer] = []

    async def is_done() -> bool:
        try:
            found.append(await ask())
        except UnavailableError:
            return False
        return True

    await eventually(is_done)
    return found[0]


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("command", ["find", "insert", "commitTransaction"])
async def test_a_dossier_whose_command_failed_is_taken_once(
    stack: FailingStack, office: Office, command: str, end: str
) -> None:
    key = f"fails-{next(_keys)}"

    async with failing(stack, command, ENDS[end]):
        first = await insisted(lambda: office.submitted(key))
    again = await office.submitted(key)

    assert again == first
    assert len(await office.stored("dossiers", {"_id": first.id})) == 1
    assert len(await office.stored("nominations", {"dossier_id": first.id})) == len(first.nomination_ids)


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("command", ["update", "findAndModify"])
async def test_a_fact_whose_command_failed_enters_once(
    stack: FailingStack, office: Office, command: str, end: str
) -> None:
    dossier = await office.submitted(f"fails-{next(_keys)}")
    nomination = await office.nomination(dossier.nomination_ids[0])
    fact = case_fact(CaseDeclined, nomination)

    async with failing(stack, command, ENDS[end]):
        await insisted(lambda: office.applied(fact))

    [stored] = await office.stored("nominations", {"_id": nomination.id})
    assert (await office.nomination(nomination.id)).version == 2
    assert [entry["type"] for entry in stored["outbox"]] == ["work.handed_over.v1", "nomination.declined.v1"]


@pytest.mark.parametrize("end", ENDS)
async def test_what_was_confirmed_leaves_though_the_drop_failed(stack: FailingStack, office: Office, end: str) -> None:
    dossier = await office.submitted(f"fails-{next(_keys)}")
    outbox = Outbox(office.database["dossiers"])
    [stored] = await office.stored("dossiers", {"_id": dossier.id})
    confirmed = frozenset(entry["id"] for entry in stored["outbox"])

    async with failing(stack, "update", ENDS[end]):
        await insisted(lambda: outbox.settle([Settlement(dossier.id, confirmed)]))

    async def is_empty() -> bool:
        # Dropped without waiting for a majority, so that a read of what a majority has may come a moment too early.
        [after] = await office.stored("dossiers", {"_id": dossier.id})
        return after["outbox"] == [] and "outbox_due" not in after

    assert confirmed
    await eventually(is_empty)
