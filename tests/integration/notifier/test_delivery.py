"""From the ledger to a real SMTP server and back, through every fault that it can make."""

import asyncio
from datetime import timedelta

from services.notifier.domain.facts import Fact
from services.notifier.domain.mails import Letter, State, claim, enter_data
from services.notifier.domain.recipients import Addressee
from shared.events.mails import MailFailed, MailSent
from tests.integration.notifier.bureau import PERSON, UNIT, AddressBook, Bureau, real_time, running
from tests.integration.notifier.post_office import PostOffice, until
from tests.unit.notifier.samples import awarded, forwarded, received, returned


def only_unit(bureau: Bureau) -> None:
    bureau.book.addressees = (UNIT, Addressee("submitter", UNIT.address, "Lan"))


async def test_a_change_reaches_unit_and_submitter_and_is_told_as_sent(bureau: Bureau, office: PostOffice) -> None:
    await bureau.tell(forwarded())

    async with running(bureau.delivery(office)):
        await bureau.all_are(State.SENT)

    assert sorted(one.recipient for one in office.taken) == [PERSON.address, UNIT.address]
    facts = await bureau.given_out()
    assert {type(fact) for fact in facts} == {MailSent}
    assert sorted(fact.recipient for fact in facts) == ["submitter", "unit"]
    assert {(each.nomination_id, each.version) for fact in facts for each in fact.covers} == {
        (forwarded().nomination_id, 2)
    }


async def test_while_the_server_is_away_mails_wait_untried(bureau: Bureau, office: PostOffice) -> None:
    await office.close()
    await bureau.tell(forwarded())

    async with running(bureau.delivery(office)):
        await bureau.tell(returned())
        assert set(await bureau.states()) == {State.PENDING}
        await office.open()
        await bureau.all_are(State.SENT)

    assert {mail.attempts for mail in await bureau.mails()} == {1}
    assert len(office.taken) == 4


async def test_a_temporary_refusal_is_tried_again_with_the_same_bytes(bureau: Bureau, office: PostOffice) -> None:
    only_unit(bureau)
    office.recipients += ["450 4.2.0 greylisted"] * 2
    office.contents += ["451 4.3.0 later"]
    await bureau.tell(forwarded())

    async with running(bureau.delivery(office)):
        await bureau.all_are(State.SENT)

    (mail,) = await bureau.mails()
    assert (mail.attempts, mail.is_doubtful, mail.reason) == (4, False, "")
    assert [one.raw for one in office.taken] == [mail.raw]


async def test_a_permanent_refusal_is_told_and_holds_up_nobody(bureau: Bureau, office: PostOffice) -> None:
    only_unit(bureau)
    office.recipients.append("550 5.1.1 unknown")
    await bureau.tell(forwarded())
    await bureau.tell(returned())

    async with running(bureau.delivery(office)):
        await bureau.all_are(State.SENT, State.FAILED)

    assert len(office.taken) == 1
    (refused,) = [fact for fact in await bureau.given_out() if isinstance(fact, MailFailed)]
    assert refused.reason == "550 5.1.1"


async def test_a_failed_mail_is_sent_to_the_mended_address(bureau: Bureau, office: PostOffice) -> None:
    only_unit(bureau)
    office.recipients.append("550 5.1.1 unknown")
    await bureau.tell(forwarded())
    async with running(bureau.delivery(office)):
        await bureau.all_are(State.FAILED)

        bureau.book.addressees = (Addressee("unit", "moi@hungyen.example", "Đơn vị"), PERSON)
        (mail,) = await bureau.mails()
        await bureau.resend(mail.id)
        await bureau.all_are(State.SENT)

    assert [one.recipient for one in office.taken] == ["moi@hungyen.example"]
    assert office.message_ids() == [f"<{forwarded().nomination_id}.2.unit@hungyen.example>"]
    assert [fact.type for fact in await bureau.given_out()] == ["mail.failed.v1", "mail.sent.v1"]


async def test_a_connection_lost_in_the_content_ends_well(bureau: Bureau, office: PostOffice) -> None:
    only_unit(bureau)
    office.cuts.append("middle")
    await bureau.tell(forwarded())

    async with running(bureau.delivery(office)):
        await bureau.all_are(State.SENT)

    assert len(office.taken) == 1
    (fact,) = await bureau.given_out()
    assert isinstance(fact, MailSent)
    assert fact.uncertain


async def test_a_mail_in_doubt_is_sent_again_as_the_same_mail(bureau: Bureau, office: PostOffice) -> None:
    only_unit(bureau)
    office.cuts.append("dot")
    await bureau.tell(forwarded())

    async with running(bureau.delivery(office)):
        await bureau.all_are(State.SENT)

    first, second = office.taken
    assert (first.answered, second.answered) == (False, True)
    assert first.raw == second.raw


async def test_a_slow_answer_within_the_server_s_time_is_waited_for(bureau: Bureau, office: PostOffice) -> None:
    only_unit(bureau)
    # Prolonged after a second, it may come two late on a busy machine.
    slow_office = bureau.with_schedule(lease=timedelta(seconds=3))
    office.slow = asyncio.Event()
    await bureau.tell(forwarded())

    async with running(slow_office.delivery(office), slow_office.delivery(office)):
        await until(lambda: len(office.taken) == 1)
        ends = (await bureau.mails())[0].due_at
        assert ends is not None
        await until(lambda: real_time() > ends + timedelta(milliseconds=600))
        office.slow.set()
        await bureau.all_are(State.SENT)

    assert len(office.taken) == 1
    assert [mail.attempts for mail in await bureau.mails()] == [1]


async def test_a_claim_of_a_dead_worker_is_taken_over_without_doubt(bureau: Bureau, office: PostOffice) -> None:
    only_unit(bureau)
    await bureau.tell(forwarded())
    (mail,) = await bureau.mails()
    await bureau.ledger.save(mail, claim(mail, Letter("Đề nghị", b"x: y\r\n\r\n"), until=real_time()), at=real_time())

    async with running(bureau.delivery(office)):
        await bureau.all_are(State.SENT)

    (fact,) = await bureau.given_out()
    assert isinstance(fact, MailSent)
    assert not fact.uncertain


async def test_a_claim_of_a_worker_that_died_in_the_content_is_marked(bureau: Bureau, office: PostOffice) -> None:
    only_unit(bureau)
    await bureau.tell(forwarded())
    (mail,) = await bureau.mails()
    taken = claim(mail, Letter("Đề nghị", b"x: y\r\n\r\n"), until=real_time())
    await bureau.ledger.save(mail, taken, at=real_time())
    await bureau.ledger.save(taken, enter_data(taken, until=real_time()), at=real_time())

    async with running(bureau.delivery(office)):
        await bureau.all_are(State.SENT)

    (fact,) = await bureau.given_out()
    assert isinstance(fact, MailSent)
    assert fact.uncertain
    assert [one.raw for one in office.taken] == [b"x: y\r\n\r\n"]


async def test_a_mail_that_cannot_be_written_is_refused_alone(bureau: Bureau, office: PostOffice) -> None:
    bureau.book.addressees = (Addressee("unit", "không phải địa chỉ", "Đơn vị"), PERSON)
    await bureau.tell(forwarded())

    async with running(bureau.delivery(office)):
        await bureau.all_are(State.SENT, State.FAILED)

    assert [one.recipient for one in office.taken] == [PERSON.address]


async def test_a_receipt_goes_first_and_changes_in_their_order(bureau: Bureau, office: PostOffice) -> None:
    await office.close()
    facts: list[Fact] = [*(forwarded(version=version) for version in range(9, 1, -1)), received()]
    for fact in facts:
        await bureau.tell(fact)
    office.recipients += ["450 4.2.0 later"] * 4

    await office.open()
    async with running(bureau.delivery(office), Bureau(bureau.client, bureau.database).delivery(office)):
        await bureau.all_are(State.SENT)

    for address in (UNIT.address, PERSON.address):
        ids = [one.message_id for one in office.taken if one.recipient == address]
        assert [found.split(".")[1] for found in ids] == ["received", *(str(version) for version in range(2, 10))]


async def test_two_processes_send_many_mails_once_each(bureau: Bureau, office: PostOffice) -> None:
    dossiers = [received().dossier_id.__class__(int=number) for number in range(1, 31)]
    facts: list[Fact] = [received(dossier) for dossier in dossiers]
    facts += [forwarded(str(dossier), dossier=dossier) for dossier in dossiers]
    other = Bureau(bureau.client, bureau.database)

    async with running(bureau.delivery(office), other.delivery(office)):
        await asyncio.gather(*(each.tell(fact) for fact in facts for each in (bureau, other)))
        await bureau.all_are(State.SENT)

    assert len(office.taken) == len(set(office.message_ids())) == 120


async def test_a_stopped_delivery_leaves_nothing_half_done(bureau: Bureau, office: PostOffice) -> None:
    for number in range(20):
        await bureau.tell(awarded(f"Người thứ {number}", dossier=received().dossier_id.__class__(int=number + 1)))
    delivery = bureau.delivery(office)

    delivery.start()
    await until(lambda: len(office.taken) >= 3)
    await delivery.stop()

    states = await bureau.states()
    assert set(states) <= {State.SENT, State.PENDING}
    assert states.count(State.SENT) == len(office.taken)


async def test_a_unit_without_mailbox_is_told_through_its_submitter(bureau: Bureau, office: PostOffice) -> None:
    other = Bureau(bureau.client, bureau.database, book=AddressBook((Addressee("unit", "", ""), PERSON)))
    await other.tell(forwarded())

    async with running(other.delivery(office)):
        await bureau.all_are(State.SENT)

    (mail,) = await bureau.mails()
    assert [one.recipient for one in office.taken] == [PERSON.address]
    assert len(mail.covers) == 2
