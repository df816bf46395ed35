"""Row 12 of the fault matrix: whatever the mail server does, each mail comes once, or its doubt is marked."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from random import Random

import pytest

from ops.stack.parts import NOTIFIER
from tests.chaos.faults.mail import (
    CLOSING,
    FULL,
    GREYLISTED,
    HUNG_UP_AFTER_THE_DOT,
    REFUSED,
    Orders,
    gone,
    ordered,
    resend_failed,
    stalled,
)
from tests.chaos.faults.network import rerouted
from tests.chaos.load_runs import LoadedSystem
from tests.chaos.proxy import Proxy, Way
from tests.running import System

_HASTE = {
    "THIDUA_SMTP_COMMAND_SECONDS": "2",
    "THIDUA_SMTP_CONTENT_SECONDS": "3",
    "THIDUA_MAIL_FIRST_RETRY_SECONDS": "0.5",
    "THIDUA_MAIL_LONGEST_RETRY_SECONDS": "3",
    "THIDUA_MAIL_LEASE_SECONDS": "3",
}
_SECONDS = 8
_CONTENT_BYTES = 400  # every command is shorter, every content longer
_END = b"\r\n.\r\n"
pytestmark = [pytest.mark.matrix, pytest.mark.timeout(300)]
Disturbing = Callable[[System, Proxy], AbstractAsyncContextManager[None]]


def _ordered(orders: Orders) -> Disturbing:
    return lambda system, _proxy: ordered(system, orders)


@asynccontextmanager
async def _cut_in_data(system: System, proxy: Proxy) -> AsyncIterator[None]:
    """The line ends in the middle of every third content."""
    seen: list[int] = []

    def watch(way: Way, data: bytes) -> None:
        if way is Way.TO_SERVER and len(data) > _CONTENT_BYTES:
            seen.append(len(data))
            if len(seen) % 3 == 0:
                proxy.cut_after(way, len(data) // 2)

    proxy.watch = watch
    system.record.fault("cut in DATA")
    yield
    proxy.mend()
    system.record.fault(f"no more cuts in DATA after {proxy.cuts}")
    assert proxy.cuts > 0


@asynccontextmanager
async def _late_answer(system: System, proxy: Proxy) -> AsyncIterator[None]:
    """The answer to a final dot comes after the notifier's patience has ended."""
    held: list[Way] = []

    def watch(way: Way, data: bytes) -> None:
        if way is Way.TO_SERVER and data.endswith(_END):
            held.append(way)
            proxy.hold(Way.TO_CLIENT)

    proxy.watch = watch
    system.record.fault("answers to the dot held back")
    yield
    proxy.mend()
    system.record.fault(f"answers come after {len(held)} were held back")
    assert held


DISTURBANCES: dict[str, Disturbing] = {
    "no connection": lambda system, _proxy: gone(system),
    "stalled": lambda system, _proxy: stalled(system),
    "421 at MAIL": _ordered(CLOSING),
    "450 greylisted": _ordered(GREYLISTED),
    "452 at DATA": _ordered(FULL),
    "cut in DATA": _cut_in_data,
    "hung up after the dot": _ordered(HUNG_UP_AFTER_THE_DOT),
    "250 past the timeout": _late_answer,
}


@pytest.mark.parametrize("name", DISTURBANCES)
async def test_each_mail_comes_once_or_its_doubt_is_marked(loaded: LoadedSystem, name: str) -> None:
    load_run = await loaded.undergo(f"12 {name}", _inject(DISTURBANCES[name]))

    assert load_run.complaints == []


async def test_what_was_refused_for_good_is_sent_again_by_command(loaded: LoadedSystem) -> None:
    resent: list[int] = []

    async def refused(system: System, _dice: Random) -> None:
        async with ordered(system, REFUSED):
            await asyncio.sleep(_SECONDS)
        resent.append(await resend_failed(system))

    load_run = await loaded.undergo("12 550, sent again", refused)

    assert load_run.complaints == []
    assert resent[0] > 0


def _inject(disturbing: Disturbing) -> Callable[[System, Random], Coroutine[None, None, None]]:
    async def inject(system: System, _dice: Random) -> None:
        async with rerouted(system, [NOTIFIER], _HASTE) as lines, disturbing(system, lines[NOTIFIER][2]):
            await asyncio.sleep(_SECONDS)

    return inject
