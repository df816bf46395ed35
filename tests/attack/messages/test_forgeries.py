"""Forged and replayed messages: RabbitMQ refuses what names another sender; all else is parked and changes nothing."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

import aio_pika
import pytest
from aiormq.exceptions import AMQPError, ChannelPreconditionFailed
from pydantic import JsonValue

from ops.demo.waiting import NotInTimeError, until
from shared.events.words import Level
from shared.messaging.topology.queues import (
    CONSUMED,
    EVENTS,
    INTAKE_QUEUE,
    ORDERS,
    OWNERS,
    REPLAY_TIER,
    RETRY,
    exchange_of,
    level_user,
    retry_key,
)
from shared.messaging.topology.rights import USERS
from tests.attack.messages.attacked import AttackedSystem
from tests.attack.messages.bases import message_of
from tests.attack.messages.forging import forgeries, of
from tests.attack.messages.stores import Place, changed, held
from tests.attack.messages.wiretap import Wiretap, listening, send_again
from tests.chaos.insider import insider
from tests.journey.acts import COMMUNE, DECLINE, FORWARD, YOUTH, decide, happened, opened, submitted

_TAKEN_BACK: dict[str, JsonValue] = {"reason": "Đơn vị trình nhầm hình thức."}
_TIMES = 3
_NAMES = [name for name, _ in forgeries()]
pytestmark = pytest.mark.timeout(180)


@dataclass(frozen=True)
class Past:
    """What was said on the way of three nominations: one declined, one taken back, one passed on to its next step."""

    tap: Wiretap
    declined: str
    waiting: str


@dataclass(frozen=True)
class Forged:
    """The reason for which each was parked, by name, and what changed in the databases."""

    reasons: Mapping[str, str]
    changed: list[Place]


@pytest.fixture(scope="module")
async def past(attacked: AttackedSystem) -> Past:
    office = attacked.office
    async with insider(attacked.system.stack) as channel, listening(channel) as tap:
        declined, taken_back, waiting = [(await submitted(office)).nominations[0].id for _ in range(3)]
        await decide(office, COMMUNE, f"{declined}:1", DECLINE)
        await opened(office, COMMUNE, f"{taken_back}:1")
        unit = await office.person(YOUTH)
        await unit.do(f"/api/v1/nominations/{taken_back}/withdrawal", _TAKEN_BACK)
        await decide(office, COMMUNE, f"{waiting}:1", FORWARD)
        await opened(office, COMMUNE, f"{waiting}:2")
        await happened(office, YOUTH, declined, "declined")
        await happened(office, YOUTH, taken_back, "withdrawn")
        await attacked.rest()
    return Past(tap, declined, waiting)


@pytest.fixture(scope="module")
async def forged(attacked: AttackedSystem, past: Past) -> Forged:
    before = await held(attacked.system.stack)
    reasons: dict[str, str] = {}
    for name, forgery in forgeries():
        message = message_of(forgery.make(past.waiting), forgery.user)
        message.correlation_id = name
        async with attacked.channel_of(forgery.user) as channel:
            exchange = await channel.get_exchange(exchange_of(forgery.exchange, forgery.user), ensure=False)
            await exchange.publish(message, forgery.key)
    queues = {forgery.queue for _, forgery in forgeries()}

    async def judged() -> bool | None:
        for queue in queues:
            reasons.update(await attacked.parked(queue))
        return set(_NAMES) <= set(reasons) or None

    # Whichever is still missing then is complained of by its own test.
    with suppress(NotInTimeError):
        await until(judged, what="every forgery to be parked", seconds=30)
    return Forged(reasons, changed(before, await held(attacked.system.stack)))


@pytest.mark.parametrize("name", _NAMES)
def test_a_forgery_is_parked_with_its_reason(forged: Forged, name: str) -> None:
    meant = dict(forgeries())[name].reason

    assert meant in forged.reasons.get(name, "not parked")


def test_forgeries_change_nothing(forged: Forged) -> None:
    assert forged.changed == []


@pytest.mark.parametrize("user", [user.name for user in USERS])
async def test_nobody_publishes_in_the_name_of_another(attacked: AttackedSystem, user: str) -> None:
    own = next((queue for queue, owner in OWNERS.items() if owner == user), None)
    kind, key = (RETRY, retry_key(own, REPLAY_TIER)) if own else (ORDERS, INTAKE_QUEUE)
    others = [other.name for other in USERS if other.name != user]

    for other in others:
        async with attacked.channel_of(user) as channel:
            exchange = await channel.get_exchange(exchange_of(kind, user), ensure=False)
            with pytest.raises(ChannelPreconditionFailed):
                await exchange.publish(aio_pika.Message(b"{}", user_id=other), key, timeout=10)


async def test_the_password_of_one_service_opens_no_other(attacked: AttackedSystem) -> None:
    stack = attacked.system.stack
    names = [user.name for user in USERS]

    for name, other in zip(names, names[1:] + names[:1], strict=True):
        url = stack.amqp_url(name).replace(
            stack.secrets.password(f"amqp-{name}"), stack.secrets.password(f"amqp-{other}")
        )
        with pytest.raises(AMQPError):
            await aio_pika.connect(url, timeout=10)


async def test_every_event_sent_three_times_backwards_changes_nothing(attacked: AttackedSystem, past: Past) -> None:
    spoken = past.tap.copies()
    before = await held(attacked.system.stack)

    async with insider(attacked.system.stack) as channel:
        await send_again(channel, [one for one in reversed(spoken) for _ in range(_TIMES)])
    await attacked.rest()

    said = {
        "work.handed_over.v1",
        "work.withdrawal_requested.v1",
        "case.declined.v1",
        "case.withdrawn.v1",
        "mail.sent.v1",
    }
    assert said <= past.tap.types
    assert changed(before, await held(attacked.system.stack)) == []
    assert {queue: dict(await attacked.parked(queue)) for queue in CONSUMED} == {queue: {} for queue in CONSUMED}


async def test_what_is_final_stays_whatever_an_approval_claims(attacked: AttackedSystem, past: Past) -> None:
    user, before = level_user(Level.COMMUNE), await held(attacked.system.stack)

    async with attacked.channel_of(user) as channel:
        exchange = await channel.get_exchange(exchange_of(EVENTS, user), ensure=False)
        for version in (1, 99):
            message = message_of(of("case.approved.v1", step=1, version=version)(past.declined), user)
            await exchange.publish(message, "case.approved.v1.commune.33-327-12079")
    await attacked.rest()

    # The older one is told late and enters the history; the newer one contradicts the outcome.
    seen = await happened(attacked.office, YOUTH, past.declined, "approved")
    assert (seen.status, seen.facts.count("approved")) == ("khong-duoc-khen-thuong", 1)
    assert [reason for reason in (await attacked.parked(INTAKE_QUEUE)).values() if "ConflictError" not in reason] == []
    touched = {place[:2] for place in changed(before, await held(attacked.system.stack))}
    assert touched == {("intake", "nominations"), ("notifier", "mails")}
