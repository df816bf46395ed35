"""Hand-overs to the commune level, as intake makes them, put straight into the level's queue."""

import asyncio
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

import aio_pika

from benchmarks.dossiers import Dossiers, petition
from services.intake.domain.dossier import Dossier, Submission, digest_of, dossier_id_of
from services.intake.domain.receipt import first_work, receive
from services.intake.domain.signature import sign
from shared.events.content import AuthorityRef, UnitRef
from shared.events.envelope import Outgoing, outgoing
from shared.events.words import Level
from shared.events.work import WorkHandedOver
from shared.messaging.topology.queues import INTAKE, exchange_of
from shared.messaging.wire import to_message
from shared.rules.loading import load_rule_sets
from shared.rules.slip import make_slip
from shared.signing.keys import SigningKey

_RULES = Path(__file__).resolve().parents[1] / "shared" / "rules" / "data" / "hung-yen"
# Intake's in every measured system, so that work can be made ready beside it.
SIGNING_SECRET = "of no deployment, for measuring only"  # noqa: S105  guards nothing
SIGNING_KEY = SigningKey(SIGNING_SECRET.encode())
_PETITION = petition()
_UNIT = UnitRef(
    code="33.327.12079.doan-thanh-nien",
    name="Đoàn TNCS Hồ Chí Minh xã Yên Phú",
    chain=(
        AuthorityRef(code="33.327.12079", name="Ủy ban nhân dân xã Yên Phú", level=Level.COMMUNE),
        AuthorityRef(code="33.327", name="Ủy ban nhân dân huyện Yên Mỹ", level=Level.DISTRICT),
    ),
)
_BATCH = 500


def works(count: int, seed: int) -> Iterator[WorkHandedOver]:
    """So many hand-overs, each of a dossier of its own."""
    at = datetime.now(UTC)
    rules = load_rule_sets(_RULES).in_force(str(_PETITION["movement"]), date(2021, 10, 5))
    for _, body in zip(range(count), Dossiers(1, seed), strict=False):
        submission = Submission.model_validate_json(body.content)
        content = submission.nominations[0]
        slip = make_slip(rules, _UNIT, content, submission.petition.occasion, at.date())
        dossier = Dossier(
            id=dossier_id_of(_UNIT.code, body.key),
            unit=_UNIT,
            submitter=str(uuid4()),
            petition=submission.petition,
            rule_set=rules.id,
            submitted_at=at,
            digest=digest_of(submission),
            distinct_slips=(slip,),
            slip_of=(0,),
        )
        new = receive(dossier.ref, dossier.nomination_ids[0], content, slip, at)
        yield first_work(sign(new, SIGNING_KEY, at, identity=None, found=()), (), at)


def put_into_queue(amqp_url: str, count: int, seed: int) -> None:
    """Publish so many hand-overs as intake, confirmed; `amqp_url` signs in as intake."""
    at = datetime.now(UTC)
    asyncio.run(_publish(amqp_url, [outgoing(work, source=INTAKE, at=at) for work in works(count, seed)]))


def bodies(count: int, seed: int) -> list[str]:
    """The same hand-overs as text, for peers with an envelope of their own."""
    return [json.dumps(work.model_dump(mode="json"), ensure_ascii=False) for work in works(count, seed)]


async def messages_in(amqp_url: str, queue: str) -> int:
    """How many messages are ready in that queue."""
    connection = await aio_pika.connect(amqp_url)
    async with connection:
        channel = await connection.channel()
        declared = await channel.declare_queue(queue, passive=True)
        return declared.declaration_result.message_count or 0


async def _publish(amqp_url: str, messages: list[Outgoing]) -> None:
    connection = await aio_pika.connect(amqp_url)
    async with connection:
        channel = await connection.channel(on_return_raises=True)
        kinds = {m.exchange for m in messages}
        exchanges = {kind: await channel.get_exchange(exchange_of(kind, INTAKE), ensure=False) for kind in kinds}
        for start in range(0, len(messages), _BATCH):
            batch = messages[start : start + _BATCH]
            await asyncio.gather(
                *(exchanges[m.exchange].publish(to_message(m, INTAKE), m.key, mandatory=True) for m in batch)
            )
