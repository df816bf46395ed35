"""The table from a handler's end to what becomes of the message."""

import asyncio
from uuid import uuid4

import pytest

from shared.events.content import AuthorityRef
from shared.events.envelope import Incoming, outgoing
from shared.events.nominations import NominationApproved
from shared.events.words import Level
from shared.messaging.consumer.judging import Fate, judge
from shared.refusals import ConflictError, MalformedMessageError, NotYetError, StaleError, UnavailableError
from tests.unit.messaging.messages import AT

EVENT = NominationApproved(
    nomination_id=uuid4(),
    version=3,
    number="A",
    dossier_id=uuid4(),
    dossier_number="B",
    unit="u",
    submitter="s",
    nominee="Trần Thị B",
    award_form="Bằng khen",
    authority=AuthorityRef(code="33.ubnd", name="UBND tỉnh", level=Level.PROVINCE),
    at=AT,
)
SENT = outgoing(EVENT, source="intake", at=AT)
INCOMING = Incoming(id=str(SENT.id), type=SENT.type, source="intake", sender="intake", body=SENT.body)


@pytest.mark.parametrize(
    ("error", "fate", "kind"),
    [
        (None, Fate.DONE, ""),
        (UnavailableError(), Fate.HOLD, "unavailable"),
        (asyncio.CancelledError(), Fate.HOLD, "unavailable"),
        (NotYetError("chưa"), Fate.RETRY, "not_yet"),
        (StaleError("đã đổi"), Fate.RETRY, "stale"),
        (ConflictError("đã đóng"), Fate.PARK, "refused"),
        (MalformedMessageError("no such step"), Fate.PARK, "malformed"),
        (ValueError("Trần Thị B"), Fate.RETRY, "failed"),
    ],
)
async def test_how_a_handler_ends_decides(error: BaseException | None, fate: Fate, kind: str) -> None:
    async def handle(_event: NominationApproved, _incoming: Incoming) -> None:
        if error:
            raise error

    verdict = await judge({NominationApproved: handle}, INCOMING)

    assert (verdict.fate, verdict.kind) == (fate, kind)
    assert "Trần Thị B" not in verdict.reason


async def test_who_lost_a_race_for_a_document_tries_again_at_once() -> None:
    tries: list[int] = []

    async def handle(_event: NominationApproved, _incoming: Incoming) -> None:
        tries.append(1)
        if len(tries) < 3:
            raise StaleError("đã đổi")

    verdict = await judge({NominationApproved: handle}, INCOMING)

    assert (verdict.fate, len(tries)) == (Fate.DONE, 3)


async def test_what_nobody_handles_is_parked() -> None:
    assert (await judge({}, INCOMING)).fate is Fate.PARK


async def test_a_handler_of_a_task_that_is_told_to_end_ends() -> None:
    async def wait(_event: NominationApproved, _incoming: Incoming) -> None:
        await asyncio.Event().wait()

    task = asyncio.create_task(judge({NominationApproved: wait}, INCOMING))
    asyncio.get_running_loop().call_soon(task.cancel)

    with pytest.raises(asyncio.CancelledError):
        await task
