"""An operator settles a mail of which the ledger does not know whether it arrived, over the API."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI

from services.notifier.application.trouble import MarkMailReturned
from services.notifier.domain.mails import Letter, Mail, State, claim, confirm, doubt, enter_data, refuse
from services.notifier.domain.remarks import Marking
from shared.audit.entry import Kind
from shared.events.mails import MailFailed, MailSent
from shared.identity.viewer import Role, Viewer
from shared.mongo.audit import Filter, MongoAudit
from shared.refusals import StaleError
from tests.integration.notifier.parts import OPERATING, UNIT, AddressBook, NotifierParts, real_time
from tests.integration.notifier.smtp_server import SmtpServer
from tests.recognising import recognise_as
from tests.unit.notifier.samples import forwarded, returned

OPERATOR = Viewer("van-hanh", "Người vận hành", frozenset({Role.OPERATOR}))
HOUR = timedelta(hours=1)
LETTER = Letter("Đề nghị", b"Subject: x\r\n\r\n")
HOW = "Nhật ký máy chủ thư ghi đã nhận"


@pytest.fixture(autouse=True)
def signed_in(app: FastAPI) -> None:
    recognise_as(app, OPERATOR)


async def marked(client: httpx.AsyncClient, mail_id: str, reason: str = HOW) -> httpx.Response:
    return await client.post(f"/api/v1/mails/{mail_id}/mark-sent", json={"reason": reason})


async def left(parts: NotifierParts, *steps: Callable[[Mail], Mail]) -> Mail:
    """The unit's mail about a change, after these steps."""
    await replace(parts, book=AddressBook((UNIT,))).tell(forwarded())
    (mail,) = await parts.mails()
    for step in steps:
        after = step(mail)
        await parts.ledger.save(mail, after, at=real_time())
        mail = after
    return mail


def taken(mail: Mail) -> Mail:
    return claim(mail, LETTER, until=real_time() + HOUR)


def begun(mail: Mail) -> Mail:
    return enter_data(mail, until=real_time() + HOUR)


def unanswered(mail: Mail) -> Mail:
    return doubt(mail, reason="ServerDisconnected", due_at=real_time() + HOUR)


def refused(mail: Mail) -> Mail:
    return refuse(mail, reason="550 5.1.1")


async def test_a_mail_marked_as_arrived_lets_the_next_go(
    parts: NotifierParts, smtp_server: SmtpServer, client: httpx.AsyncClient
) -> None:
    patient = replace(parts.with_schedule(first_retry=HOUR, longest_retry=HOUR), book=AddressBook((UNIT,)))
    smtp_server.cuts.append("dot")
    delivery = patient.delivery(smtp_server)
    delivery.start()
    await patient.tell(forwarded())
    await parts.all_are(State.UNCERTAIN)
    await patient.tell(returned(version=3))
    (uncertain,) = (mail.id for mail in await parts.mails() if mail.state is State.UNCERTAIN)

    answer = await marked(client, uncertain)
    await parts.all_are(State.SENT)
    await delivery.stop()

    assert (answer.status_code, answer.json()["state"]) == (200, "sent")
    assert [one.message_id.split(".")[1] for one in smtp_server.taken] == ["2", "3"]
    facts = [fact for fact in await parts.given_out() if isinstance(fact, MailSent)]
    assert {(fact.mail_id, fact.uncertain) for fact in facts} == {(mail.id, False) for mail in await parts.mails()}


async def test_who_marked_a_mail_and_why_can_be_read(parts: NotifierParts, client: httpx.AsyncClient) -> None:
    before = real_time()
    mail = await left(parts, taken, begun, unanswered)

    await marked(client, mail.id, f"  {HOW} ")

    found = (await parts.ledger.get(mail.id)).marking
    assert found == Marking(OPERATOR.account, HOW, found.at if found else before, OPERATOR.name)
    assert before <= found.at <= real_time()
    shown = (await client.get(f"/api/v1/mails/{mail.id}")).json()
    assert (shown["state"], shown["marking"]["account"], shown["marking"]["reason"]) == ("sent", "van-hanh", HOW)


async def test_what_operators_do_stands_in_the_record(parts: NotifierParts, client: httpx.AsyncClient) -> None:
    mail = await left(parts, taken, begun, unanswered)
    await marked(client, mail.id)
    await marked(client, mail.id)
    await parts.tell(returned(version=3))
    other = next(each for each in await parts.mails() if each.id != mail.id)
    held = taken(other)
    await parts.ledger.save(other, held, at=real_time())
    await parts.ledger.save(held, refused(held), at=real_time())

    await parts.resend(other.id, OPERATING)

    recorded = await MongoAudit(parts.client[parts.database]).find(Filter(), most=10)
    assert sorted((one.kind, one.subject, one.actor.account) for one in recorded) == [
        (Kind.MAIL_MARKED, mail.id, OPERATOR.account),
        (Kind.MAIL_SENT_AGAIN, other.id, OPERATOR.account),
    ]


async def test_an_order_to_send_again_counts_once_for_a_version(parts: NotifierParts) -> None:
    mail = await left(parts, taken, refused)

    first = await parts.resend(mail.id, OPERATING, "Đã sửa địa chỉ", mail.version)
    again = await parts.resend(mail.id, OPERATING, "Đã sửa địa chỉ", mail.version)
    with pytest.raises(StaleError):
        await parts.resend(mail.id, OPERATING, "Lý do khác", mail.version)

    assert again == first == await parts.ledger.get(mail.id)
    assert [order.reason for order in first.resends] == ["Đã sửa địa chỉ"]
    assert len(await MongoAudit(parts.client[parts.database]).find(Filter(), most=10)) == 1


async def test_an_operators_word_that_a_mail_came_back_counts_once(parts: NotifierParts) -> None:
    mail = await left(parts, taken, begun, confirm)
    audit = MongoAudit(parts.client[parts.database])
    mark = MarkMailReturned(parts.ledger, audit, real_time, lambda: None)

    first = await mark(mail.id, "5.2.2", HOW, OPERATING, mail.version)
    again = await mark(mail.id, "5.2.2", HOW, OPERATING, mail.version)
    with pytest.raises(StaleError):
        await mark(mail.id, "5.1.1", HOW, OPERATING, mail.version)

    assert again == first == await parts.ledger.get(mail.id)
    assert (first.state, [back.reason for back in first.returns]) == (State.RETURNED, [HOW])
    assert [fact.reason for fact in await parts.given_out() if isinstance(fact, MailFailed)] == ["5.2.2"]
    assert [entry.kind for entry in await audit.find(Filter(), most=10)] == [Kind.MAIL_MARKED]


async def test_marking_again_for_the_same_reason_changes_nothing(
    parts: NotifierParts, client: httpx.AsyncClient
) -> None:
    mail = await left(parts, taken, begun, unanswered)
    first = await marked(client, mail.id)

    again = await marked(client, mail.id)
    otherwise = await marked(client, mail.id, "Người nhận gọi điện báo")

    assert (again.status_code, again.json()) == (200, first.json())
    assert otherwise.status_code == 409
    assert len(await parts.given_out()) == 1


async def test_of_many_operators_who_mark_a_mail_at_once_one_is_heard(
    parts: NotifierParts, client: httpx.AsyncClient
) -> None:
    mail = await left(parts, taken, begun, unanswered)

    answers = await asyncio.gather(*(marked(client, mail.id, f"Lý do {number}") for number in range(10)))

    assert sorted(answer.status_code for answer in answers) == [200, *[409] * 9]
    assert len(await parts.given_out()) == 1


@pytest.mark.parametrize(
    ("steps", "remedy"),
    [
        ((), "Hệ thống tự gửi"),
        ((taken, begun), "Đợi vài phút"),
        ((taken, refused), "gửi lại thư"),
    ],
    ids=["untried", "being sent", "failed"],
)
async def test_a_mail_that_is_not_in_doubt_is_not_marked(
    parts: NotifierParts, client: httpx.AsyncClient, steps: tuple[Callable[[Mail], Mail], ...], remedy: str
) -> None:
    mail = await left(parts, *steps)

    answer = await marked(client, mail.id)

    assert (answer.status_code, answer.json()["state"]) == (409, mail.state.value)
    assert remedy in answer.json()["detail"]
    assert await parts.ledger.get(mail.id) == mail


async def test_how_it_is_known_must_be_said(parts: NotifierParts, client: httpx.AsyncClient) -> None:
    mail = await left(parts, taken, begun, unanswered)

    answer = await marked(client, mail.id, "  ")

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "reason")
    assert await parts.states() == [State.UNCERTAIN]
