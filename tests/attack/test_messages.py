"""Whatever lies in a queue: it is parked or applied, the consumer lives on, and its neighbours come in time.

THIDUA_ATTACK_MESSAGES sets how many spoilt bodies are made of each event.
"""

import json
import os
from collections import Counter
from random import Random
from typing import Any
from uuid import UUID

import httpx
import pytest
from aio_pika import Message, connect
from aio_pika.abc import AbstractChannel
from aio_pika.exceptions import AMQPError

from ops.demo.people import Office
from ops.demo.waiting import until
from shared.events.words import Level
from shared.messaging.topology import (
    CONSUMED,
    INTAKE,
    INTAKE_QUEUE,
    NOTIFIER,
    NOTIFIER_QUEUE,
    TIERS,
    level_user,
    parked_queue,
    retry_queue,
    work_queue,
)
from tests.attack.conftest import Mongo, State, state
from tests.attack.spoilt import MARK, spoilt
from tests.chaos.insider import insider
from tests.chaos.tripling import copied
from tests.journey.acts import COMMUNE, opened, submitted
from tests.oracle.mails import SmtpRecord
from tests.running import System

SEED = int(os.environ.get("THIDUA_ATTACK_SEED", "20211"))


async def test_every_spoilt_message_is_parked_and_its_neighbours_come_in_time(
    system: System, office: Office, mongo: Mongo
) -> None:
    dice = Random(SEED)  # noqa: S311  no secret: the same messages again with the same seed
    made = list(spoilt(dice))
    before = state(mongo)
    unreadable = Counter(one.queue for one in made if not one.is_readable)

    async with insider(system.stack) as channel:
        parked_before = {queue: await _ready(channel, parked_queue(queue)) for queue in CONSUMED}
        for one in made:
            await channel.default_exchange.publish(one.message, one.queue)
        neighbour = await submitted(office)
        await opened(office, COMMUNE, f"{neighbour.nominations[0].id}:1", seconds=60)

        async def at_rest() -> bool | None:
            waiting = [await _ready(channel, queue) for queue in CONSUMED]
            parked = [await _ready(channel, parked_queue(queue)) - parked_before[queue] for queue in CONSUMED]
            are_all = all(count >= unreadable[queue] for queue, count in zip(CONSUMED, parked, strict=True))
            return True if not any(waiting) and are_all else None

        await until(at_rest, what="every spoilt message is parked or applied", seconds=60)
        for queue in CONSUMED:
            for name in (parked_queue(queue), *(retry_queue(queue, tier) for tier in TIERS)):
                await (await channel.get_queue(name)).purge()

    after = state(mongo)
    assert len(made) > 300
    assert set(unreadable) == set(CONSUMED)
    assert after["intake.dossiers"][0] == before.get("intake.dossiers", (0, 0))[0] + 1
    assert _untouched(after) == _untouched(before)
    await _everybody_is_well(system)
    assert not any(MARK in path.read_text(errors="replace") for path in system.stack.root.rglob("*.log"))


async def test_rabbitmq_takes_no_message_in_another_s_name(system: System) -> None:
    for user, other in ((INTAKE, NOTIFIER), (NOTIFIER, INTAKE), (level_user(Level.COMMUNE), level_user(Level.STATE))):
        connection = await connect(system.stack.amqp_url(user))
        async with connection:
            channel = await connection.channel(publisher_confirms=True)
            exchange = await channel.get_exchange("thidua.events", ensure=False)
            message = Message(b"{}", user_id=other)
            with pytest.raises(AMQPError):
                await exchange.publish(message, f"case.opened.v1.{other}.x", timeout=10)


async def test_all_that_was_ever_said_said_again_changes_nothing(system: System, office: Office, mongo: Mongo) -> None:
    """A tap on both exchanges hears one nomination's whole way; all of it is replayed threefold, backwards."""
    async with insider(system.stack) as channel:
        tap = await channel.declare_queue("tap", exclusive=True)
        for exchange in ("thidua.work", "thidua.events"):
            await tap.bind(exchange, "#")
        taken = await submitted(office)
        case = f"{taken.nominations[0].id}:1"
        version = await opened(office, COMMUNE, case)
        head = await office.person("lanh-dao.xa-yen-phu")
        verdict: dict[str, Any] = {"outcome": "decline", "reason_code": "khong-du-tieu-chuan", "text": "Chưa đủ."}
        await head.do(f"{COMMUNE.cases}/{case}/outcome", verdict, version=version)
        heard: list[Message] = []
        mails = SmtpRecord(system.stack.mail.record)

        async def all_told() -> bool | None:
            while (raw := await tap.get(fail=False, no_ack=True)) is not None:
                heard.append(copied(raw))
            kinds = Counter(message.type for message in heard)
            return True if kinds["mail.sent.v1"] >= 4 else None

        await until(all_told, what="the last mail of the nomination is sent", seconds=60)
        await _quiet(channel)
        identity, number = str(taken.nominations[0].id), taken.nominations[0].number
        before, sent = _of_nomination(mongo, identity), _told_of(mails, number)
        for message in [each for each in reversed(heard) for _ in range(3)]:
            for queue in _queues_of(message):
                await channel.default_exchange.publish(message, queue)
        await _quiet(channel)

        assert len(heard) >= 8
        assert before
        assert _of_nomination(mongo, identity) == before
        assert _told_of(mails, number) == sent


async def _ready(channel: AbstractChannel, queue: str) -> int:
    declared = await channel.declare_queue(queue, passive=True)
    return int(declared.declaration_result.message_count or 0)


async def _quiet(channel: AbstractChannel) -> None:
    """Nothing is ready in any queue for a while."""
    calm = 0

    async def look() -> bool | None:
        nonlocal calm
        calm = 0 if any([await _ready(channel, name) for name in CONSUMED]) else calm + 1
        return True if calm >= 8 else None

    await until(look, what="all queues are empty", seconds=60)


def _queues_of(message: Message) -> list[str]:
    kind = (message.type or "").partition(".")[0]
    if kind == "work":
        return [work_queue(Level(json.loads(message.body).get("to_level", "commune")))]
    return [NOTIFIER_QUEUE] if kind in {"nomination", "dossier"} else [INTAKE_QUEUE]


def _of_nomination(mongo: Mongo, identity: str) -> list[tuple[str, int]]:
    """The nomination and its cases, each with its version."""
    found = [
        (str(each["_id"]), each["version"]) for each in mongo["intake"]["nominations"].find({"_id": UUID(identity)})
    ]
    for level in Level:
        cases = mongo[f"appraisal_{level.value}"]["cases"].find({"_id": {"$regex": f"^{identity}:"}})
        found += [(each["_id"], each["version"]) for each in cases]
    return found


def _told_of(mails: SmtpRecord, number: str) -> int:
    return sum(told.number == number for mail in mails.mails() for told in mail.tells)


def _untouched(of: State) -> State:
    """What neither a spoilt message nor a sound neighbour has to do with."""
    return {name: counts for name, counts in of.items() if name.startswith("directory.") or name.endswith("decisions")}


async def _everybody_is_well(system: System) -> None:
    async with httpx.AsyncClient(trust_env=False) as http:
        for name in system.stack.instances.names:
            response = await http.get(f"{system.stack.address_of(name)}/health/ready")
            assert response.status_code == 200, response.text
