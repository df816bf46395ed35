"""Whose word the notifier takes: RabbitMQ vouches for the sender; intake tells of nominations, a level of its work."""

import pytest

from services.notifier.messaging.subscribers import subscribers
from shared.events.envelope import Incoming, event_id
from shared.events.event import Event
from shared.refusals import MalformedMessageError
from tests.unit.notifier.samples import digest_due, received


class Recorder:
    """Stands where the use case stands and keeps what reaches it."""

    def __init__(self) -> None:
        self.told: list[Event] = []

    async def __call__(self, event: Event) -> None:
        self.told.append(event)


def sent_by(sender: str, fact: Event | None = None) -> Incoming:
    fact = fact or received()
    return Incoming(str(event_id(fact)), fact.type, sender, sender, fact.model_dump_json().encode())


@pytest.mark.parametrize("sender", ["notifier", "appraisal-commune", "operator", ""])
async def test_a_fact_of_another_sender_than_intake_is_refused(sender: str) -> None:
    recorder = Recorder()
    handler = subscribers(recorder)[type(received())]

    with pytest.raises(MalformedMessageError, match="only intake"):
        await handler(received(), sent_by(sender))

    assert recorder.told == []


async def test_a_fact_of_intake_is_told() -> None:
    recorder = Recorder()
    handler = subscribers(recorder)[type(received())]

    await handler(received(), sent_by("intake"))

    assert recorder.told == [received()]


@pytest.mark.parametrize("sender", ["intake", "notifier", "appraisal-district", "operator", ""])
async def test_a_digest_from_another_level_is_refused(sender: str) -> None:
    recorder = Recorder()
    handler = subscribers(recorder)[type(digest_due())]

    with pytest.raises(MalformedMessageError, match="only commune"):
        await handler(digest_due(), sent_by(sender, digest_due()))

    assert recorder.told == []


async def test_a_digest_of_its_own_level_is_told() -> None:
    recorder = Recorder()
    handler = subscribers(recorder)[type(digest_due())]

    await handler(digest_due(), sent_by("appraisal-commune", digest_due()))

    assert recorder.told == [digest_due()]
