"""From the ledger to a real SMTP server and back, through every fault that it can make."""

import asyncio
from datetime import timedelta

from services.notifier.domain.mails import Letter, State, claim, enter_data
from shared.events.mails import MailFailed, MailSent
from shared.mails.facts import Fact
from shared.mails.recipients import Addressee
from tests.integration.notifier.parts import OPERATING, PERSON, UNIT, AddressBook, NotifierParts, real_time, running
from tests.integration.notifier.smtp_server import SmtpServer, until
from tests.unit.notifier.samples import awarded, forwarded, received, returned


def only_unit(parts: NotifierParts) -> None:
    parts.book.addressees = (UNIT, Addressee("submitter", UNIT.address, "Lan"))


async def test_a_change_reaches_unit_and_submitter_and_is_told_as_sent(
    parts: NotifierParts, smtp_server: SmtpServer
) -> None:
    await parts.tell(forwarded())

    async with running(parts.delivery(smtp_server)):
        await parts.all_are(State.SENT)

    assert sorted(one.recipient for one in smtp_server.taken) == [PERSON.address, UNIT.address]
    facts = await parts.given_out()
    assert {type(fact) for fact in facts} == {MailSent}
    assert sorted(fact.recipient for fact in facts) == ["submitter", "unit"]
    assert {(each.nomination_id, each.version) for fact in facts for each in fact.covers} == {
        (forwarded().nomination_id, 2)
    }


async def test_while_the_server_is_away_mails_wait_untried(parts: NotifierParts, smtp_server: SmtpServer) -> None:
    await smtp_server.close()
    await parts.tell(forwarded())

    async with running(parts.delivery(smtp_server)):
        await parts.tell(returned())
        assert set(await parts.states()) == {State.PENDING}
        await smtp_server.open()
        await parts.all_are(State.SENT)

    assert {mail.attempts for mail in await parts.mails()} == {1}
    assert len(smtp_server.taken) == 4


async def test_a_temporary_refusal_is_tried_again_with_the_same_bytes(
    parts: NotifierParts, smtp_server: SmtpServer
) -> None:
    only_unit(parts)
    smtp_server.recipients += ["450 4.2.0 greylisted"] * 2
    smtp_server.contents += ["451 4.3.0 later"]
    await parts.tell(forwarded())

    async with running(parts.delivery(smtp_server)):
        await parts.all_are(State.SENT)

    (mail,) = await parts.mails()
    assert (mail.attempts, mail.is_doubtful, mail.reason) == (4, False, "")
    assert [one.raw for one in smtp_server.taken] == [mail.raw]


async def test_a_permanent_refusal_is_told_and_holds_up_nobody(parts: NotifierParts, smtp_server: SmtpServer) -> None:
    only_unit(parts)
    smtp_server.recipients.append("550 5.1.1 unknown")
    await parts.tell(forwarded())
    await parts.tell(returned())

    async with running(parts.delivery(smtp_server)):
        await parts.all_are(State.SENT, State.FAILED)

    assert len(smtp_server.taken) == 1
    (refused,) = [fact for fact in await parts.given_out() if isinstance(fact, MailFailed)]
    assert refused.reason == "550 5.1.1"


async def test_a_failed_mail_is_sent_to_the_mended_address(parts: NotifierParts, smtp_server: SmtpServer) -> None:
    only_unit(parts)
    smtp_server.recipients.append("550 5.1.1 unknown")
    await parts.tell(forwarded())
    async with running(parts.delivery(smtp_server)):
        await parts.all_are(State.FAILED)

        parts.book.addressees = (Addressee("unit", "moi@hungyen.example", "Đơn vị"), PERSON)
        (mail,) = await parts.mails()
        await parts.resend(mail.id, OPERATING)
        await parts.all_are(State.SENT)

    assert [one.recipient for one in smtp_server.taken] == ["moi@hungyen.example"]
    assert smtp_server.message_ids() == [f"<{forwarded().nomination_id}.2.unit@hungyen.example>"]
    assert [fact.type for fact in await parts.given_out()] == ["mail.failed.v1", "mail.sent.v1"]


async def test_a_connection_lost_in_the_content_ends_well(parts: NotifierParts, smtp_server: SmtpServer) -> None:
    only_unit(parts)
    smtp_server.cuts.append("middle")
    await parts.tell(forwarded())

    async with running(parts.delivery(smtp_server)):
        await parts.all_are(State.SENT)

    assert len(smtp_server.taken) == 1
    (fact,) = await parts.given_out()
    assert isinstance(fact, MailSent)
    assert fact.uncertain


async def test_a_mail_in_doubt_is_sent_again_as_the_same_mail(parts: NotifierParts, smtp_server: SmtpServer) -> None:
    only_unit(parts)
    smtp_server.cuts.append("dot")
    await parts.tell(forwarded())

    async with running(parts.delivery(smtp_server)):
        await parts.all_are(State.SENT)

    first, second = smtp_server.taken
    assert (first.answered, second.answered) == (False, True)
    assert first.raw == second.raw


async def test_a_slow_answer_within_the_server_s_time_is_waited_for(
    parts: NotifierParts, smtp_server: SmtpServer
) -> None:
    only_unit(parts)
    # Prolonged after a second, it may come two late on a busy machine.
    slow_parts = parts.with_schedule(lease=timedelta(seconds=3))
    smtp_server.slow = asyncio.Event()
    await parts.tell(forwarded())

    async with running(slow_parts.delivery(smtp_server), slow_parts.delivery(smtp_server)):
        await until(lambda: len(smtp_server.taken) == 1)
        ends = (await parts.mails())[0].due_at
        assert ends is not None
        await until(lambda: real_time() > ends + timedelta(milliseconds=600))
        smtp_server.slow.set()
        await parts.all_are(State.SENT)

    assert len(smtp_server.taken) == 1
    assert [mail.attempts for mail in await parts.mails()] == [1]


async def test_a_claim_of_a_dead_worker_is_taken_over_without_doubt(
    parts: NotifierParts, smtp_server: SmtpServer
) -> None:
    only_unit(parts)
    await parts.tell(forwarded())
    (mail,) = await parts.mails()
    await parts.ledger.save(mail, claim(mail, Letter("Đề nghị", b"x: y\r\n\r\n"), until=real_time()), at=real_time())

    async with running(parts.delivery(smtp_server)):
        await parts.all_are(State.SENT)

    (fact,) = await parts.given_out()
    assert isinstance(fact, MailSent)
    assert not fact.uncertain


async def test_a_claim_of_a_worker_that_died_in_the_content_is_marked(
    parts: NotifierParts, smtp_server: SmtpServer
) -> None:
    only_unit(parts)
    await parts.tell(forwarded())
    (mail,) = await parts.mails()
    taken = claim(mail, Letter("Đề nghị", b"x: y\r\n\r\n"), until=real_time())
    await parts.ledger.save(mail, taken, at=real_time())
    await parts.ledger.save(taken, enter_data(taken, until=real_time()), at=real_time())

    async with running(parts.delivery(smtp_server)):
        await parts.all_are(State.SENT)

    (fact,) = await parts.given_out()
    assert isinstance(fact, MailSent)
    assert fact.uncertain
    assert [one.raw for one in smtp_server.taken] == [b"x: y\r\n\r\n"]


async def test_a_mail_that_cannot_be_written_is_refused_alone(parts: NotifierParts, smtp_server: SmtpServer) -> None:
    parts.book.addressees = (Addressee("unit", "không phải địa chỉ", "Đơn vị"), PERSON)
    await parts.tell(forwarded())

    async with running(parts.delivery(smtp_server)):
        await parts.all_are(State.SENT, State.FAILED)

    assert [one.recipient for one in smtp_server.taken] == [PERSON.address]


async def test_a_receipt_goes_first_and_changes_in_their_order(parts: NotifierParts, smtp_server: SmtpServer) -> None:
    await smtp_server.close()
    facts: list[Fact] = [*(forwarded(version=version) for version in range(9, 1, -1)), received()]
    for fact in facts:
        await parts.tell(fact)
    smtp_server.recipients += ["450 4.2.0 later"] * 4

    await smtp_server.open()
    async with running(parts.delivery(smtp_server), NotifierParts(parts.client, parts.database).delivery(smtp_server)):
        await parts.all_are(State.SENT)

    for address in (UNIT.address, PERSON.address):
        ids = [one.message_id for one in smtp_server.taken if one.recipient == address]
        assert [found.split(".")[1] for found in ids] == ["received", *(str(version) for version in range(2, 10))]


async def test_two_processes_send_many_mails_once_each(parts: NotifierParts, smtp_server: SmtpServer) -> None:
    dossiers = [received().dossier_id.__class__(int=number) for number in range(1, 31)]
    facts: list[Fact] = [received(dossier) for dossier in dossiers]
    facts += [forwarded(str(dossier), dossier=dossier) for dossier in dossiers]
    other = NotifierParts(parts.client, parts.database)

    async with running(parts.delivery(smtp_server), other.delivery(smtp_server)):
        await asyncio.gather(*(each.tell(fact) for fact in facts for each in (parts, other)))
        await parts.all_are(State.SENT)

    assert len(smtp_server.taken) == len(set(smtp_server.message_ids())) == 120


async def test_a_stopped_delivery_leaves_nothing_half_done(parts: NotifierParts, smtp_server: SmtpServer) -> None:
    for number in range(20):
        await parts.tell(awarded(f"Người thứ {number}", dossier=received().dossier_id.__class__(int=number + 1)))
    delivery = parts.delivery(smtp_server)

    delivery.start()
    await until(lambda: len(smtp_server.taken) >= 3)
    await delivery.stop()

    states = await parts.states()
    assert set(states) <= {State.SENT, State.PENDING}
    assert states.count(State.SENT) == len(smtp_server.taken)


async def test_a_unit_without_mailbox_is_told_through_its_submitter(
    parts: NotifierParts, smtp_server: SmtpServer
) -> None:
    other = NotifierParts(parts.client, parts.database, book=AddressBook((Addressee("unit", "", ""), PERSON)))
    await other.tell(forwarded())

    async with running(other.delivery(smtp_server)):
        await parts.all_are(State.SENT)

    (mail,) = await parts.mails()
    assert [one.recipient for one in smtp_server.taken] == [PERSON.address]
    assert len(mail.covers) == 2
