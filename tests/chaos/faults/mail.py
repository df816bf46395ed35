"""Faults of the mail server: it refuses, puts off, stalls, hangs up; what failed for good is sent again by command."""

import asyncio
import signal
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from random import Random

import httpx

from ops.demo.people import Person, Shown
from ops.demo.waiting import until
from ops.stack.parts import MAIL
from tests.chaos.faults.fault import Fault
from tests.chaos.load_runs import Inject
from tests.running import System

_OPERATOR = "van-hanh"
_PATIENCE = 30.0
Orders = Mapping[str, Mapping[str, int]]

CLOSING: Orders = {"Sender": {"ErrorCode": 421}}
GREYLISTED: Orders = {"Recipient": {"ErrorCode": 450}}
FULL: Orders = {"Message": {"ErrorCode": 452}}
REFUSED: Orders = {"Recipient": {"ErrorCode": 550}}
HUNG_UP_AFTER_THE_DOT: Orders = {"Message": {"ErrorCode": 0, "Times": 5}}


class _Mail(Shown):
    id: str


class _Mails(Shown):
    items: tuple[_Mail, ...]


@asynccontextmanager
async def ordered(system: System, orders: Orders) -> AsyncIterator[None]:
    """The mail server answers so meanwhile."""
    await _order(system, orders)
    system.record.fault(f"mail server: {dict(orders)}")
    try:
        yield
    finally:
        await _order(system, {})
        system.record.fault("mail server: as usual")


@asynccontextmanager
async def gone(system: System) -> AsyncIterator[None]:
    """Nobody listens meanwhile."""
    await asyncio.to_thread(system.stack.stop_part, MAIL)
    system.record.fault("stop mail server")
    try:
        yield
    finally:
        await asyncio.to_thread(system.stack.start_part, MAIL)
        system.record.fault("mail server is back")


@asynccontextmanager
async def stalled(system: System) -> AsyncIterator[None]:
    """It takes connections and says nothing meanwhile."""
    system.record.fault("SIGSTOP mail server")
    await asyncio.to_thread(system.stack.signal_part, MAIL, signal.SIGSTOP)
    try:
        yield
    finally:
        await asyncio.to_thread(system.stack.signal_part, MAIL, signal.SIGCONT)
        system.record.fault("mail server goes on")


async def resend_failed(system: System) -> int:
    """Have every failed mail sent again, as an operator does; how many there were."""
    resent: set[str] = set()
    async with system.office() as office:
        operator = await office.person(_OPERATOR)

        async def are_gone() -> bool | None:
            failed = await _failed(operator)
            for mail in failed:
                answer = await operator.ask(f"/api/v1/mails/{mail}/resend")
                if answer.is_success:
                    resent.add(mail)
            return None if failed else True

        await until(are_gone, what="no failed mail", seconds=_PATIENCE)
    return len(resent)


async def refuse(system: System, dice: Random) -> None:
    """For some seconds no recipient is known; what failed of it is sent again."""
    async with ordered(system, REFUSED):
        await asyncio.sleep(dice.uniform(2, 5))
    await resend_failed(system)


async def _go(system: System, dice: Random) -> None:
    async with gone(system):
        await asyncio.sleep(dice.uniform(1, 6))


async def _stall(system: System, dice: Random) -> None:
    async with stalled(system):
        await asyncio.sleep(dice.uniform(2, 10))


def _ordering(orders: Orders) -> Inject:
    async def inject(system: System, dice: Random) -> None:
        async with ordered(system, orders):
            await asyncio.sleep(dice.uniform(2, 6))

    return inject


MAIL_FAULTS = (
    Fault("mail server gone", _go),
    Fault("mail server stalled", _stall),
    Fault("mail server closing (421)", _ordering(CLOSING)),
    Fault("greylisted (450)", _ordering(GREYLISTED)),
    Fault("mailbox full (452)", _ordering(FULL)),
    Fault("recipient refused (550), sent again", refuse),
    Fault("hung up after the dot", _ordering(HUNG_UP_AFTER_THE_DOT)),
)


async def _failed(operator: Person) -> list[str]:
    response = await operator.do("/api/v1/mails?state=failed&limit=100", method="GET")
    return [mail.id for mail in _Mails.model_validate_json(response.content).items]


async def _order(system: System, orders: Orders) -> None:
    async with httpx.AsyncClient(base_url=system.stack.mail.api, trust_env=False) as http:
        (await http.put("/api/v1/chaos", json=orders)).raise_for_status()
