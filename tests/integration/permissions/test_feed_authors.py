"""The example client on a real feed: whatever way a forged fact got into it, the client does not take it for true."""

import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import aio_pika
import pytest

from docs.examples.authority import Store, follow
from ops.provisioning.feeds import create_feed, remove_feed
from shared.events.cases import CaseApproved, CaseOpened
from shared.events.content import AuthorityRef
from shared.events.envelope import outgoing
from shared.events.words import Level, StepRole
from shared.messaging.wire import to_message
from tests.integration.permissions.test_broker import connected
from tests.servers.fresh import FreshBroker
from tests.unit.appraisal.samples import NOMINATION, NOW, SO_Y_TE

FEED = f"feed.{SO_Y_TE.code}"


@pytest.fixture
def url(amqp: FreshBroker) -> Iterator[str]:
    """How the sở's own system reads its feed."""
    secret = secrets.token_hex(12)
    create_feed(amqp.management, SO_Y_TE.code, secret, vhost=amqp.vhost)
    yield f"amqp://{FEED}:{secret}@{amqp.servers.amqp_host}:{amqp.servers.amqp_port}/{amqp.vhost}"
    remove_feed(amqp.management, SO_Y_TE.code, vhost=amqp.vhost)


def fact(kind: type[CaseOpened | CaseApproved], version: int, **more: object) -> aio_pika.Message:
    """What the level of the sở says, without the account that says it."""
    about = {"nomination_id": NOMINATION, "version": version, "step": 1, "level": Level.DEPARTMENT}
    who = {"role": StepRole.APPRAISE, "authority": AuthorityRef.model_validate(SO_Y_TE), "at": NOW, **more}
    made = outgoing(kind.model_validate(about | who), source="department", at=datetime.now(UTC))
    return to_message(made, "")


async def put(amqp: FreshBroker, message: aio_pika.Message, user: str | None, *, by: str) -> None:
    """Into the feed itself, past every right: through the default exchange, as the provisioner may."""
    message.user_id = user
    async with connected(amqp, by) as connection:
        channel = await connection.channel(on_return_raises=True)
        await channel.default_exchange.publish(message, FEED, mandatory=True, timeout=10)


async def test_a_forged_fact_in_the_feed_changes_nothing(
    amqp: FreshBroker, url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = Store(tmp_path / "so.sqlite")
    await put(amqp, fact(CaseApproved, 2), None, by="provisioner")
    await put(amqp, fact(CaseApproved, 2), "provisioner", by="provisioner")

    await follow(url, store, drain=True)

    assert store.cases() == []
    assert capsys.readouterr().err.count("Bỏ qua case.approved.v1") == 2
    assert await waiting(amqp) == 0


async def test_not_even_the_administrator_names_the_levels_account(amqp: FreshBroker, url: str) -> None:
    assert url

    with pytest.raises(aio_pika.exceptions.AMQPError, match="user_id property set to 'appraisal-department'"):
        await put(amqp, fact(CaseApproved, 2), "appraisal-department", by="provisioner")


async def waiting(amqp: FreshBroker) -> int:
    """How many messages the feed has left."""
    async with connected(amqp, "provisioner") as connection:
        declared = await (await connection.channel()).declare_queue(FEED, passive=True)
        return declared.declaration_result.message_count or 0
