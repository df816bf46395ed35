"""A mail server reports later that a mail which it took reached nobody: told over the API, as the command does."""

from dataclasses import replace

import httpx
import pytest
from fastapi import FastAPI

from services.notifier.domain.mails import Mail, State
from shared.events.mails import MailFailed, MailSent
from shared.mails.recipients import Addressee
from tests.integration.notifier.parts import OPERATING, UNIT, AddressBook, NotifierParts, running
from tests.integration.notifier.smtp_server import SmtpServer
from tests.integration.notifier.test_marking import OPERATOR, begun, left, taken, unanswered
from tests.recognising import recognise_as
from tests.unit.notifier.samples import forwarded

REPORT, OTHER = "9f86d081884c7d659a2feaa0c55ad015", "2c26b46b68ffc68ff99b453c1d304134"
MOVED = Addressee("unit", "ttyt.yenmy.moi@hungyen.example", UNIT.name)


@pytest.fixture(autouse=True)
def signed_in(app: FastAPI) -> None:
    recognise_as(app, OPERATOR)


async def returned(client: httpx.AsyncClient, mail_id: str, report: str = REPORT) -> httpx.Response:
    return await client.post(f"/api/v1/mails/{mail_id}/returned", json={"report": report, "status": "5.1.1"})


async def sent(parts: NotifierParts, smtp_server: SmtpServer) -> Mail:
    """The unit's mail about a change, as a mail server has taken it."""
    await replace(parts, book=AddressBook((UNIT,))).tell(forwarded())
    await send_all(parts, smtp_server)
    (mail,) = await parts.mails()
    return mail


async def send_all(parts: NotifierParts, smtp_server: SmtpServer) -> None:
    async with running(parts.delivery(smtp_server)):
        await parts.all_are(State.SENT)


async def test_a_returned_mail_is_told_as_failed_by_a_later_version(
    parts: NotifierParts, smtp_server: SmtpServer, client: httpx.AsyncClient
) -> None:
    mail = await sent(parts, smtp_server)

    answer = await returned(client, mail.id)
    listed = (await client.get("/api/v1/mails")).json()["items"]

    assert (answer.status_code, answer.json()["state"], answer.json()["reason"]) == (200, "returned", "5.1.1")
    assert [(one["id"], one["state"]) for one in listed] == [(mail.id, "returned")]
    was_sent, came_back = await parts.given_out()
    assert isinstance(was_sent, MailSent)
    assert isinstance(came_back, MailFailed)
    assert came_back.version > was_sent.version
    assert (await parts.ledger.figures()).counts[State.RETURNED] == 1


async def test_the_same_report_again_changes_nothing(
    parts: NotifierParts, smtp_server: SmtpServer, client: httpx.AsyncClient
) -> None:
    mail = await sent(parts, smtp_server)
    first = await returned(client, mail.id)

    again = await returned(client, mail.id)
    other = await returned(client, mail.id, OTHER)

    assert (again.status_code, again.json()) == (200, first.json())
    assert (other.status_code, other.json()["state"]) == (409, "returned")
    assert len(await parts.given_out()) == 2


async def test_a_resent_mail_ignores_the_report_of_the_first(
    parts: NotifierParts, smtp_server: SmtpServer, client: httpx.AsyncClient
) -> None:
    mail = await sent(parts, smtp_server)
    await returned(client, mail.id)

    await replace(parts, book=AddressBook((MOVED,))).resend(mail.id, OPERATING)
    await send_all(parts, smtp_server)
    after = await returned(client, mail.id)
    anew = await returned(client, mail.id, OTHER)

    assert [one.recipient for one in smtp_server.taken] == [UNIT.address, MOVED.address]
    assert len(set(smtp_server.message_ids())) == 1
    assert (after.status_code, after.json()["state"]) == (200, "sent")
    assert (anew.status_code, anew.json()["state"]) == (200, "returned")


async def test_a_mail_that_was_in_doubt_did_not_arrive(parts: NotifierParts, client: httpx.AsyncClient) -> None:
    mail = await left(parts, taken, begun, unanswered)

    answer = await returned(client, mail.id)

    assert (answer.status_code, answer.json()["state"]) == (200, "returned")
    assert not (await parts.ledger.get(mail.id)).is_doubtful


async def test_what_waits_or_is_unknown_is_not_marked(parts: NotifierParts, client: httpx.AsyncClient) -> None:
    mail = await left(parts)

    waiting, unknown = await returned(client, mail.id), await returned(client, "0:1:unit")

    assert (waiting.status_code, unknown.status_code) == (409, 404)
    assert await parts.ledger.get(mail.id) == mail


@pytest.mark.parametrize(
    "body", [{}, {"report": REPORT}, {"report": "x", "status": "5.1.1"}, {"report": REPORT, "status": "2.0.0"}]
)
async def test_what_is_no_report_is_refused(
    parts: NotifierParts, client: httpx.AsyncClient, body: dict[str, str]
) -> None:
    mail = await left(parts)

    answer = await client.post(f"/api/v1/mails/{mail.id}/returned", json=body)

    assert answer.status_code == 422
