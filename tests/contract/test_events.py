"""The published language holds to its frozen files, and every consumer reads every example that its queue receives."""

import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from fnmatch import fnmatchcase

import pytest

from services.appraisal.messaging.subscribers import subscribers as appraisal_subscribers
from services.intake.messaging.subscribers import subscribers as intake_subscribers
from services.notifier.messaging.subscribers import subscribers as notifier_subscribers
from shared.events.cases import CaseEvent
from shared.events.envelope import EVENTS, MAX_BYTES, Incoming, decode, event_id, outgoing
from shared.events.event import Event
from shared.events.nominations import NominationFact
from shared.events.words import Level
from shared.messaging.topology.queues import (
    BINDINGS,
    INTAKE,
    INTAKE_QUEUE,
    NOTIFIER,
    NOTIFIER_QUEUE,
    exchange_of,
    level_user,
    work_queue,
)
from tests.contract.frozen import Frozen, all_frozen

PROMISED = all_frozen()
each = pytest.mark.parametrize("promised", PROMISED, ids=[one.type for one in PROMISED])


class Recorder:
    """Stands where a use case stands and keeps what reaches it."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    async def __call__(self, event: Event, *_: object) -> None:
        self.events.append(event)


def consumers(recorder: Recorder) -> Mapping[str, Mapping[type[Event], Callable[..., object]]]:
    levels = {work_queue(level): appraisal_subscribers(level, *(recorder,) * 6) for level in Level}
    return {
        **levels,
        INTAKE_QUEUE: intake_subscribers(*(recorder,) * 5),
        NOTIFIER_QUEUE: notifier_subscribers(recorder),
    }


def queues_for(promised: Frozen) -> list[str]:
    exchange = exchange_of(promised.exchange, _user(promised))
    return [one.queue for one in BINDINGS if one.exchange == exchange and fnmatchcase(promised.key, one.key)]


def _user(promised: Frozen) -> str:
    return {"intake": INTAKE, "notifier": NOTIFIER}.get(promised.source) or level_user(Level(promised.source))


def incoming(promised: Frozen) -> Incoming:
    event = EVENTS[promised.type].model_validate_json(promised.body)
    sender = _user(promised)
    return Incoming(
        id=str(event_id(event)), type=promised.type, source=promised.source, sender=sender, body=promised.body
    )


def test_every_event_is_frozen_and_every_file_is_an_event() -> None:
    assert {one.type for one in PROMISED} == set(EVENTS)


@each
def test_the_class_has_the_frozen_schema(promised: Frozen) -> None:
    current = EVENTS[promised.type].model_json_schema(mode="serialization")

    assert current == promised.schema, f"additive? then: python -m tests.contract.frozen {promised.type}; else a .v2"


@each
def test_the_example_is_read_and_written_unchanged(promised: Frozen) -> None:
    event = decode(incoming(promised))

    assert json.loads(event.model_dump_json()) == promised.example


@each
def test_the_example_has_every_field_that_the_schema_has(promised: Frozen) -> None:
    assert set(promised.example) == set(promised.schema["properties"])  # type: ignore[call-overload]


@each
def test_it_travels_under_the_frozen_key(promised: Frozen) -> None:
    message = outgoing(decode(incoming(promised)), source=promised.source, at=datetime.now(UTC))

    assert (message.exchange, message.key) == (promised.exchange, promised.key)
    assert len(message.body) < MAX_BYTES


@each
async def test_every_consumer_whose_queue_receives_it_reads_it(promised: Frozen) -> None:
    queues = queues_for(promised)

    for queue in queues:
        recorder = Recorder()
        message = incoming(promised)
        event = decode(message)
        await consumers(recorder)[queue][type(event)](event, message)
        assert recorder.events == [event]

    assert len(queues) == 1


@each
def test_a_newer_writers_further_fields_are_overlooked(promised: Frozen) -> None:
    newer = json.dumps({**promised.example, "a_field_of_tomorrow": {"deep": [1]}}).encode()

    assert EVENTS[promised.type].model_validate_json(newer) == EVENTS[promised.type].model_validate_json(promised.body)


@pytest.mark.parametrize("promised", [one for one in PROMISED if "told_after" in one.example], ids=lambda one: one.type)
def test_an_old_change_without_a_predecessor_follows_none(promised: Frozen) -> None:
    newer = {"told_after", "place", "is_ahead", "is_late"}
    older = {name: value for name, value in promised.example.items() if name not in newer}

    event = EVENTS[promised.type].model_validate(older)

    assert isinstance(event, NominationFact)
    assert (event.told_after, event.place, event.is_ahead, event.is_late) == (0, "", False, False)


@pytest.mark.parametrize("promised", [one for one in PROMISED if "follows" in one.example], ids=lambda one: one.type)
def test_an_old_fact_without_a_predecessor_is_read(promised: Frozen) -> None:
    older = {name: value for name, value in promised.example.items() if name != "follows"}

    event = EVENTS[promised.type].model_validate(older)

    assert isinstance(event, CaseEvent)
    assert event.follows is None


@pytest.mark.parametrize("promised", [one for one in PROMISED if "rule_set" in one.example], ids=lambda one: one.type)
def test_an_old_change_without_rules_is_read(promised: Frozen) -> None:
    older = {name: value for name, value in promised.example.items() if name != "rule_set"}

    event = EVENTS[promised.type].model_validate(older)

    assert not isinstance(event, NominationFact) or event.rule_set == ""


@each
def test_facts_carry_neither_identity_numbers_nor_contacts(promised: Frozen) -> None:
    if promised.exchange == "thidua.work":
        return
    names = re.findall(r'"([a-z_]+)":', json.dumps([promised.schema, promised.example]))

    assert not {"identity_number", "mail", "email", "phone", "birth_date"} & set(names)
