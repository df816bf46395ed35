"""Three nodes of each: the death of any one loses no accepted dossier, and new ones are accepted within 30 seconds."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from ops.demo.desks import submit
from ops.demo.people import Office, RefusedError
from ops.demo.stories import NURSE, tell
from ops.demo.views import Taken
from ops.demo.waiting import until
from tests.containers.installation import Installation, documented, fresh_installation

pytestmark = [pytest.mark.timeout(2_400), pytest.mark.usefixtures("containers")]
FILES = "-f docker-compose.yml -f docker-compose.cluster.yml"
NODES = ("rabbitmq", "rabbitmq-2", "rabbitmq-3", "mongo", "mongo-2", "mongo-3")
RESUMED_SECONDS = 30


@pytest.fixture(scope="module")
def cluster(containers: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:  # noqa: ARG001  skips first
    folder: Path = tmp_path_factory.mktemp("cluster")
    with fresh_installation(folder) as made:
        start, *_ = documented("Cluster")
        # Of the accounts to try it with the page speaks where it starts one node.
        made.run("sh ops/secrets.sh demo", *start)
        made.wait_until_up()
        yield made


@pytest.mark.parametrize("node", NODES)
async def test_a_killed_node_loses_nothing_and_writing_resumes(
    cluster: Installation, node: str, record_property: Callable[[str, object], None]
) -> None:
    async with Office(cluster.address) as office:
        before = await _accepted(office)

        with _killed(cluster, node):
            killed = time.monotonic()
            during = await until(lambda: _accepted_or_not(office), what="a dossier", seconds=RESUMED_SECONDS)
            resumed = time.monotonic() - killed
            # The whole way: what was accepted is worked on by every level while the node is dead.
            await tell(office, NURSE, lambda _: None)

        unit = await office.person(NURSE.submitter)
        for taken in (before, during):
            assert await unit.see(f"/api/v1/nominations/{taken.nominations[0].id}") is not None
        assert resumed < RESUMED_SECONDS
        record_property("resumed_seconds", round(resumed, 1))


def test_the_queues_grow_as_documented(cluster: Installation) -> None:
    _, grow, _ = documented("Cluster")

    cluster.run(*grow)


async def test_two_nodes_go_on_without_the_third_as_documented(cluster: Installation) -> None:
    *_, without_the_third = documented("Cluster")
    by_majority = "rabbitmqctl -q eval 'rabbit_khepri:is_enabled().'"
    if "true" in cluster.run(f"docker compose {FILES} exec -T rabbitmq {by_majority}"):
        pytest.skip("this cluster keeps its metadata by majority, where two go on by themselves")
    async with Office(cluster.address) as office:
        before = await _accepted(office)

        with _killed(cluster, "rabbitmq-3"):
            cluster.run(*without_the_third)
            cluster.wait_until_healthy("rabbitmq")
            cluster.wait_until_healthy("rabbitmq-2")
            await tell(office, NURSE, lambda _: None)

        unit = await office.person(NURSE.submitter)
        assert await unit.see(f"/api/v1/nominations/{before.nominations[0].id}") is not None


@contextmanager
def _killed(cluster: Installation, node: str) -> Iterator[None]:
    """Dead meanwhile, and a member again afterwards: only then may the next one die."""
    cluster.run(f"docker compose {FILES} kill {node}")
    try:
        yield
    finally:
        cluster.run(f"docker compose {FILES} up -d --no-recreate {node}")
        cluster.wait_until_healthy(node)


async def _accepted(office: Office) -> Taken:
    return await submit(office, NURSE.submitter, NURSE.submission())


async def _accepted_or_not(office: Office) -> Taken | None:
    try:
        return await _accepted(office)
    except (RefusedError, httpx.TransportError):
        return None
