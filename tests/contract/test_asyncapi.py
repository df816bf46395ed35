"""The AsyncAPI document says what the topology does, and every frozen example fits what it says."""

import json
from collections.abc import Iterator, Mapping
from functools import reduce

import jsonschema_rs
import pytest

from shared.messaging.describing import asyncapi, received, sent
from shared.messaging.topology import EVENTS, INTAKE, INTAKE_QUEUE, NOTIFIER, NOTIFIER_QUEUE, OWNERS, WORK
from tests.contract.frozen import Frozen, all_frozen
from tests.unit.web.small_app import APP, client_of

PROMISED = all_frozen()
DOCUMENT = json.loads(json.dumps(asyncapi()))


def _references(part: object) -> Iterator[str]:
    if isinstance(part, Mapping):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        part = list(part.values())
    if isinstance(part, list):
        for each in part:
            yield from _references(each)


def test_every_reference_leads_somewhere() -> None:
    for reference in set(_references(DOCUMENT)):
        assert reduce(lambda part, word: part[word], reference.removeprefix("#/").split("/"), DOCUMENT)


@pytest.mark.parametrize("promised", PROMISED, ids=[one.type for one in PROMISED])
def test_each_frozen_example_fits_the_message_of_its_type(promised: Frozen) -> None:
    message = DOCUMENT["components"]["messages"][promised.type]
    schema = {**message["payload"], "components": DOCUMENT["components"]}

    jsonschema_rs.validate(schema, promised.example)
    with pytest.raises(jsonschema_rs.ValidationError):
        jsonschema_rs.validate(schema, {})


def test_what_is_sent_and_received_is_what_the_services_do() -> None:
    facts = {one.type for one in PROMISED if one.exchange == EVENTS}
    work = {one.type for one in PROMISED if one.exchange == WORK}

    assert {*received(INTAKE_QUEUE), *received(NOTIFIER_QUEUE)} == facts
    assert all(set(received(queue)) == work for queue in OWNERS if queue.startswith("appraisal."))
    assert sent(NOTIFIER, WORK) == ()
    assert set(sent(INTAKE, EVENTS)) == set(received(NOTIFIER_QUEUE))
    assert {*sent(NOTIFIER, EVENTS), *sent("appraisal-state", EVENTS)} == set(received(INTAKE_QUEUE))
    assert all(
        set(sent(one.source if one.source in OWNERS.values() else f"appraisal-{one.source}", one.exchange))
        >= {one.type}
        for one in PROMISED
    )


async def test_every_service_serves_it() -> None:
    async with client_of(APP) as client:
        answer = await client.get("/asyncapi.json")

    assert (answer.status_code, answer.json()) == (200, DOCUMENT)
