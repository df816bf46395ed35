"""The notifier as a process: facts in and news out by RabbitMQ, mails out by SMTP, also after `kill -9`."""

import signal
from collections import Counter

import aio_pika
import httpx
import pytest

from shared.events.envelope import decode
from shared.events.mails import MailEvent, MailSent
from shared.mails.facts import Fact
from shared.messaging.topology.queues import INTAKE, INTAKE_QUEUE
from shared.messaging.wire import from_delivery
from tests.integration.notifier.parts import PERSON, UNIT
from tests.integration.notifier.running import OPERATOR, PASSWORD, Surroundings, notifier, ready
from tests.integration.notifier.smtp_server import SmtpServer, until
from tests.servers.fresh import FreshBroker, FreshDatabases
from tests.unit.notifier.samples import SUBMITTER, forwarded, received, returned

FACTS = (received(), forwarded(), returned())
IDS = {
    f"<{start}.{recipient}@hungyen.example>"
    for start in (f"{received().dossier_id}.received", *(f"{f.nomination_id}.{f.version}" for f in FACTS[1:]))
    for recipient in ("unit", "submitter")
}


@pytest.fixture
async def around(databases: FreshDatabases, amqp: FreshBroker, smtp_server: SmtpServer) -> Surroundings:
    made = Surroundings(databases, amqp, smtp_server)
    await made.fill_directory()
    return made


async def news(around: Surroundings, count: int) -> list[MailEvent]:
    """The facts that came to intake, each once."""
    found: dict[str, MailEvent] = {}
    connection = await aio_pika.connect(around.amqp.url())
    queue = await (await connection.channel()).get_queue(INTAKE_QUEUE, ensure=False)

    async def complete() -> bool:
        message = await queue.get(fail=False, no_ack=True)
        if message is not None:
            event = decode(from_delivery(message, INTAKE))
            assert isinstance(event, MailEvent)
            found[str(message.message_id)] = event
        return len(found) >= count

    await until(complete)
    await connection.close()
    return list(found.values())


async def test_facts_become_mails_and_news_of_them(around: Surroundings) -> None:
    async with notifier(around) as running:
        await ready(running)
        await around.publish(*FACTS, *FACTS)
        facts = await news(around, 6)

    assert set(around.smtp_server.message_ids()) == IDS
    assert len(around.smtp_server.taken) == 6
    assert {type(fact) for fact in facts} == {MailSent}


@pytest.mark.parametrize(
    ("point", "copies"),
    [
        ("notifier.dot", 1),
        *(
            pytest.param(f"notifier.{point}", 0, marks=pytest.mark.matrix)
            for point in ("ledger_inserted", "claimed", "rcpt", "data", "recorded")
        ),
    ],
)
async def test_killed_anywhere_no_mail_is_lost_or_doubled_unmarked(
    around: Surroundings, point: str, copies: int
) -> None:
    await around.publish(*FACTS)
    # One worker: with more, another may be in its content when the process dies.
    async with notifier(around, crash_at=f"{point}:2", workers=1) as running:
        await until(lambda: running.process.returncode is not None)
        assert running.process.returncode == -signal.SIGKILL

    async with notifier(around):
        facts = await news(around, 6)

    sent = Counter(around.smtp_server.message_ids())
    assert set(sent) == IDS
    assert sum(sent.values()) - len(sent) == copies
    marked = {fact.mail_id for fact in facts if isinstance(fact, MailSent) and fact.uncertain}
    twice = {found.strip("<>").partition("@")[0].replace(".", ":") for found, count in sent.items() if count > 1}
    assert twice <= marked
    assert len(marked) == (1 if point in {"notifier.data", "notifier.dot"} else 0)


async def test_mails_of_a_dossier_come_in_order_also_after_a_kill(around: Surroundings) -> None:
    facts: list[Fact] = [received(), *(forwarded(version=version) for version in range(2, 8))]
    await around.publish(*facts)
    async with notifier(around, crash_at="notifier.data:5") as running:
        await until(lambda: running.process.returncode is not None)

    async with notifier(around):
        await until(lambda: len(set(around.smtp_server.message_ids())) == 2 * len(facts))

    for address in (UNIT.address, PERSON.address):
        # What another worker had in its content when the process died comes once more, as the same mail.
        order = dict.fromkeys(
            one.message_id.split(".")[1] for one in around.smtp_server.taken if one.recipient == address
        )
        assert list(order) == ["received", *(str(version) for version in range(2, 8))]


async def test_an_operator_sees_and_resends_failed_mails(around: Surroundings) -> None:
    around.smtp_server.recipients += ["550 5.1.1 unknown"] * 2
    async with notifier(around) as running:
        await ready(running)
        await around.publish(forwarded())
        await news(around, 2)
        await running.sign_in()

        listed = (await running.client.get("/api/v1/mails", params={"state": "failed"})).json()
        assert UNIT.address not in str(listed)
        assert [(item["state"], item["reason"]) for item in listed["items"]] == [("failed", "550 5.1.1")] * 2
        for item in listed["items"]:
            answer = await running.client.post(f"/api/v1/mails/{item['id']}/resend")
            assert answer.status_code == httpx.codes.ACCEPTED
        await until(lambda: len(around.smtp_server.taken) == 2)
        again = await running.client.post(f"/api/v1/mails/{listed['items'][0]['id']}/resend")
        metrics = (await running.client.get("/metrics")).text

    assert again.status_code == httpx.codes.CONFLICT
    assert 'thidua_mails{state="failed"}' in metrics


async def test_only_operators_see_mails(around: Surroundings) -> None:
    async with notifier(around) as running:
        await ready(running)

        nobody = await running.client.get("/api/v1/mails")
        await running.sign_in(SUBMITTER)
        listing = await running.client.get("/api/v1/mails")
        sending = await running.client.post("/api/v1/mails/x/resend")
        credentials = {"username": OPERATOR, "password": PASSWORD}
        signing_in = await running.client.post("/api/v1/sessions", json=credentials)

    assert nobody.status_code == httpx.codes.UNAUTHORIZED
    assert (listing.status_code, sending.status_code) == (httpx.codes.FORBIDDEN, httpx.codes.FORBIDDEN)
    assert signing_in.status_code == httpx.codes.NOT_FOUND


async def test_an_orderly_stop_ends_with_success(around: Surroundings) -> None:
    async with notifier(around) as running:
        await ready(running)
        running.process.terminate()

        assert await running.process.ended() == 0
