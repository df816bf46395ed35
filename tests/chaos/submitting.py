"""Submitters under load: each dossier until it is taken, some twice, some taken back again."""

import asyncio
from collections.abc import Iterable, Iterator

from ops.demo.people import Office, Person, Shown
from ops.demo.views import Taken
from tests.chaos.bodies import body_of, sender_of
from tests.chaos.insisting import insist
from tests.chaos.load import Load

_AT_ONCE = 8
_REPLAY_EVERY = 10
_WITHDRAW_EVERY = 15
_CREATED = 201
ENDED = frozenset({"da-khen-thuong", "khong-duoc-khen-thuong", "da-rut"})


class _Status(Shown):
    status: str


async def submit_all(load: Load, places: Iterable[int] | None = None) -> None:
    """Every dossier of the load, or those in these places, several at a time."""
    numbers = iter(range(load.size) if places is None else places)
    async with asyncio.TaskGroup() as group:
        for _ in range(_AT_ONCE):
            group.create_task(_submit_some(load, numbers))


async def watch_withdrawals(load: Load) -> None:
    """Notes how the nominations ended that somebody wanted to take back, since either side may have been first."""
    for nomination, username in list(load.withdrawing.items()):
        status = await _status(load.office, username, nomination)
        if status in ENDED:
            load.ended.add(nomination)
            load.withdrawing.pop(nomination)


async def _submit_some(load: Load, numbers: Iterator[int]) -> None:
    for number in numbers:
        await _submit(load, number)


async def _submit(load: Load, number: int) -> None:
    sender = await load.office.person(sender_of(number).username)
    body, key = body_of(load.run, number), f"{load.run}-{number}"

    async def post() -> Taken:
        response = await insist(
            lambda: sender.ask("/api/v1/dossiers", body, key=key), what=f"dossier {number} to be taken"
        )
        assert response.status_code == _CREATED, response.text
        return Taken.model_validate_json(response.content)

    taken = await post()
    load.accepted += 1
    load.nominations.update(each.id for each in taken.nominations)
    if number % _REPLAY_EVERY == 0:
        await post()
    if number % _WITHDRAW_EVERY == 0:
        await _withdraw(load, sender, taken.nominations[0].id)


async def _withdraw(load: Load, sender: Person, nomination: str) -> None:
    load.withdrawing[nomination] = sender.username
    path = f"/api/v1/nominations/{nomination}/withdrawal"
    await insist(lambda: sender.ask(path, {"reason": "Đơn vị trình lại ở đợt sau."}), what=f"{nomination} withdrawn")


async def _status(office: Office, username: str, nomination: str) -> str:
    sender = await office.person(username)
    response = await insist(
        lambda: sender.ask(f"/api/v1/nominations/{nomination}", method="GET"), what=f"the status of {nomination}"
    )
    return _Status.model_validate_json(response.content).status
