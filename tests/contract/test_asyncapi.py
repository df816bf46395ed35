"""The AsyncAPI document says what the topology does, and every frozen example fits what it says."""

import json
from collections.abc import Iterator, Mapping
from functools import reduce
from html import escape

import jsonschema_rs
import pytest

from shared.messaging.topology.describing import FEED, asyncapi, fed, received, sent
from shared.messaging.topology.feeds import feed_queue
from shared.messaging.topology.queues import EVENTS, INTAKE, INTAKE_QUEUE, NOTIFIER, NOTIFIER_QUEUE, OWNERS, WORK
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


@pytest.mark.parametrize("promised", PROMISED, ids=[one.type for one in PROMISED])
def test_each_message_is_shown_by_the_frozen_example(promised: Frozen) -> None:
    message = DOCUMENT["components"]["messages"][promised.type]

    assert [one["payload"] for one in message["examples"]] == [promised.example]


def test_a_feed_is_a_channel_of_cases_and_decisions_alone() -> None:
    channel = DOCUMENT["channels"][FEED]

    assert channel["address"].format(authority="33.so-y-te") == feed_queue("33.so-y-te").name
    of_authority = {one.type for one in PROMISED if one.type.startswith(("case.", "decision."))}
    assert set(channel["messages"]) == set(fed()) == of_authority
    assert "decision.issued.v1" in of_authority
    assert DOCUMENT["operations"]["feed.receive"]["action"] == "receive"


def test_what_is_sent_and_received_is_what_the_services_do() -> None:
    facts = {one.type for one in PROMISED if one.exchange == EVENTS}
    work = {one.type for one in PROMISED if one.exchange == WORK}

    assert {*received(INTAKE_QUEUE), *received(NOTIFIER_QUEUE)} == facts
    assert all(set(received(queue)) == work for queue in OWNERS if queue.startswith("appraisal."))
    assert sent(NOTIFIER, WORK) == ()
    digests = {"digest.due.v1"}
    assert {*sent(INTAKE, EVENTS)} | digests == set(received(NOTIFIER_QUEUE))
    assert {*sent(NOTIFIER, EVENTS), *sent("appraisal-state", EVENTS)} - digests == set(received(INTAKE_QUEUE))
    assert all(
        set(sent(one.source if one.source in OWNERS.values() else f"appraisal-{one.source}", one.exchange))
        >= {one.type}
        for one in PROMISED
    )


async def test_every_service_serves_it() -> None:
    async with client_of(APP) as client:
        answer = await client.get("/asyncapi.json")

    assert (answer.status_code, answer.json()) == (200, DOCUMENT)


async def test_people_read_it_as_a_page_with_every_channel_and_message() -> None:
    async with client_of(APP) as client:
        answer = await client.get("/asyncapi")

    assert answer.headers["content-type"].startswith("text/html")
    shown = [*(one["address"] for one in DOCUMENT["channels"].values()), *DOCUMENT["components"]["messages"]]
    assert [each for each in shown if escape(each) not in answer.text] == []
    assert "<script" not in answer.text
