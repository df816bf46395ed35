"""Without its database, intake says neither yes nor no; when it is back, the same request is answered."""

import asyncio
from collections.abc import Callable

import pytest

from ops.provisioning.database import provision_database
from ops.stack import Stack
from shared.mongo.client import connect
from shared.refusals import UnavailableError
from tests.integration.intake.office import SUBMITTER, Office, submission
from tests.servers.servers import password


async def test_without_a_database_nothing_is_half_done(stacks: Callable[[], Stack]) -> None:
    stack = stacks()
    await asyncio.to_thread(stack.start_part, "mongod")
    await asyncio.to_thread(provision_database, stack.mongod.server(), password)
    client = connect(stack.mongod.server().url())
    office = Office(client["t_away"])
    await office.prepare()
    first = await office.submitted("k1")

    await asyncio.to_thread(stack.stop_part, "mongod")
    with pytest.raises(UnavailableError) as refusal:
        await office.submitted("k2")
    with pytest.raises(UnavailableError):
        await office.show_nomination(SUBMITTER, first.nomination_ids[0])
    await asyncio.to_thread(stack.start_part, "mongod")

    second = await office.submit(SUBMITTER, "k2", submission())
    assert refusal.value.retry_after > 0
    assert await office.submitted("k1") == first
    assert len(await office.stored("dossiers")) == len(await office.stored("nominations")) == 2
    assert second.id != first.id
    office.close()
    client.close()
