"""An address of several nodes is as good as any of them: the dead ones are passed over."""

import pytest

from shared.messaging.link import user_of
from shared.messaging.nodes import nodes_of, open_at_any
from shared.refusals import UnavailableError

THREE = "amqp://intake:p%2Cw@one:5672,two:5673,three/thidua?heartbeat=4"
EACH = (
    "amqp://intake:p%2Cw@one:5672/thidua?heartbeat=4",
    "amqp://intake:p%2Cw@two:5673/thidua?heartbeat=4",
    "amqp://intake:p%2Cw@three/thidua?heartbeat=4",
)


@pytest.mark.parametrize("url", ["amqp://intake:pw@one:5672/thidua", "amqp://one/", "amqp://u:p@[::1]:5672/t?a=1"])
def test_the_address_of_one_node_is_that_address(url: str) -> None:
    assert nodes_of(url) == (url,)


def test_each_node_has_the_same_user_host_and_options() -> None:
    assert nodes_of(THREE) == EACH
    assert user_of(THREE) == "intake"


@pytest.mark.parametrize("alive", EACH)
@pytest.mark.parametrize("why", [OSError(), TimeoutError(), UnavailableError()])
async def test_the_node_that_answers_is_found_from_any_start(alive: str, why: Exception) -> None:
    async def open_at(node: str) -> str:
        if node != alive:
            raise why
        return node

    opened = {await open_at_any(THREE, open_at) for _ in range(20)}

    assert opened == {alive}


async def test_where_no_node_answers_each_is_asked_once() -> None:
    asked: list[str] = []

    async def open_at(node: str) -> str:
        asked.append(node)
        raise UnavailableError

    with pytest.raises(UnavailableError):
        await open_at_any(THREE, open_at)

    assert sorted(asked) == sorted(EACH)


async def test_where_all_answer_all_get_their_share() -> None:
    async def open_at(node: str) -> str:
        return node

    opened = {await open_at_any(THREE, open_at) for _ in range(200)}

    assert opened == set(EACH)
