"""The ledger on a real MongoDB: each change is covered once for each recipient, whoever races whom."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from services.notifier.adapters.ledger import COLLECTION
from services.notifier.domain.facts import cover_key
from services.notifier.domain.mail_news import news
from services.notifier.domain.mails import Letter, Mail, State, claim, confirm, new_mail, refuse
from services.notifier.domain.schedule import Schedule
from shared.events.mails import MailSent
from shared.mails.recipients import Addressee
from shared.refusals import ConflictError, NotFoundError, StaleError
from tests.integration.notifier.parts import OPERATING, PERSON, UNIT, AddressBook, NotifierParts, real_time
from tests.unit.notifier.samples import (
    awarded,
    declined,
    digest_due,
    forwarded,
    message_answered,
    message_written,
    received,
    returned,
)

LETTER = Letter("Đề nghị", b"Subject: x\r\n\r\n")
HOUR = timedelta(hours=1)


async def claimed(parts: NotifierParts, mail_id: str) -> None:
    mail = await parts.ledger.get(mail_id)
    await parts.ledger.save(mail, claim(mail, LETTER, until=real_time() + HOUR), at=real_time())


async def test_a_fact_becomes_one_mail_to_unit_and_one_to_submitter(parts: NotifierParts) -> None:
    await parts.tell(received())

    unit, person = sorted(await parts.mails(), key=lambda mail: mail.recipient.key, reverse=True)
    assert (unit.id, unit.recipient.address) == (f"{received().dossier_id}:received:unit", UNIT.address)
    assert (person.id, person.recipient.address) == (f"{received().dossier_id}:received:submitter", PERSON.address)


async def test_a_mail_comes_out_of_the_ledger_as_it_went_in(parts: NotifierParts) -> None:
    await parts.tell(returned())

    (mail, _) = await parts.mails()
    assert mail.facts == (returned(),)


async def test_the_same_fact_told_many_times_at_once_changes_nothing(parts: NotifierParts) -> None:
    other = parts.with_schedule(window=HOUR)

    await asyncio.gather(*(each.tell(forwarded()) for _ in range(20) for each in (parts, other)))

    assert [mail.facts for mail in await parts.mails()] == [(forwarded(),)] * 2


async def test_two_processes_put_changes_of_one_dossier_in_one_mail(parts: NotifierParts) -> None:
    one, other = parts.with_schedule(window=HOUR), parts.with_schedule(window=HOUR)
    facts = [forwarded(f"Người thứ {number}") for number in range(40)]

    await asyncio.gather(*(each.tell(fact) for fact in facts for each in (one, other)))

    mails = await parts.mails()
    assert [len(mail.facts) for mail in mails] == [40, 40]
    assert all(len(set(mail.covers)) == len(mail.covers) == 40 for mail in mails)


async def test_changes_of_another_dossier_have_a_mail_of_their_own(parts: NotifierParts) -> None:
    tell = parts.with_schedule(window=HOUR).tell
    other = received().dossier_id.__class__(int=1)

    await tell(forwarded())
    await tell(forwarded("Trần Thị Ánh", dossier=other))

    assert [len(mail.facts) for mail in await parts.mails()] == [1] * 4


async def test_after_the_window_another_mail_gathers(parts: NotifierParts) -> None:
    tell = parts.with_schedule(window=timedelta(milliseconds=1)).tell

    for number in range(3):
        await tell(forwarded(f"Người thứ {number}"))
        before = real_time()
        while real_time() <= before + timedelta(milliseconds=2):
            await parts.ledger.next_due(beside=())

    assert [len(mail.facts) for mail in await parts.mails()] == [1] * 6


async def test_a_full_mail_is_followed_by_another(parts: NotifierParts) -> None:
    small = NotifierParts(parts.client, parts.database, max_changes=3).with_schedule(window=HOUR)

    await asyncio.gather(*(small.tell(forwarded(f"Người thứ {number}")) for number in range(7)))

    assert sorted(len(mail.facts) for mail in await parts.mails()) == [1, 1, 3, 3, 3, 3]


async def test_a_late_change_joins_the_untried_mail_of_the_next(parts: NotifierParts) -> None:
    await parts.tell(returned(version=3))  # no window: nothing gathers any more

    await parts.with_schedule(window=HOUR).tell(forwarded(version=2))

    assert [[fact.sequence for fact in mail.facts] for mail in await parts.mails()] == [[3, 2]] * 2
    assert {mail.order for mail in await parts.mails()} == {returned(version=3).at}


async def test_a_late_change_joins_the_first_of_two_later_mails(parts: NotifierParts) -> None:
    await parts.tell(returned(version=3))
    await parts.tell(awarded(version=7))
    for mail in await parts.mails():
        if mail.facts == (returned(version=3),):
            await parts.ledger.put_off(mail, real_time() + HOUR)  # whoever looks by what is due finds it last

    await parts.with_schedule(window=HOUR).tell(forwarded(version=2))

    assert [[fact.sequence for fact in mail.facts] for mail in await parts.mails()] == [[3, 2]] * 2 + [[7]] * 2


async def test_a_change_does_not_join_a_mail_before_its_predecessors(
    parts: NotifierParts,
) -> None:
    await parts.tell(returned(version=3))  # waits, and gathers no more
    gathering = parts.with_schedule(window=HOUR)
    await gathering.tell(forwarded("Trần Thị Ánh", version=2))  # older, and gathers

    await gathering.tell(declined(version=4))

    waiting = sorted((mail for mail in await parts.mails() if mail.recipient.key == "unit"), key=_place)
    told = [fact.sequence for mail in waiting for fact in mail.facts if fact.number == returned().number]
    assert told == [3, 4]


async def test_whoever_closes_a_gathering_mail_reads_it_again(parts: NotifierParts) -> None:
    """For “returned” the window is over, while another notifier is about to let “awarded” join “forwarded”."""
    await parts.with_schedule(window=HOUR).tell(forwarded(version=2))
    [gathering] = [mail for mail in await parts.mails() if mail.recipient.key == "unit"]
    late = new_mail(returned(version=3), gathering.recipient, at=real_time() + HOUR, schedule=Schedule())

    found_no_mail_to_join = await parts.ledger.add(late)
    await parts.ledger.join(awarded(version=7), gathering.recipient, at=real_time(), waits_until=real_time() + HOUR)

    of_unit = [mail for mail in await parts.mails() if mail.recipient.key == "unit"]
    assert found_no_mail_to_join is False
    assert [[fact.sequence for fact in mail.facts] for mail in of_unit] == [[2]]


async def test_a_mail_goes_after_those_of_its_nominations_past(parts: NotifierParts) -> None:
    gathering = parts.with_schedule(window=HOUR)
    await gathering.tell(declined("Trần Thị Ánh", version=9))
    await gathering.tell(forwarded(version=2))  # joins a mail whose place is later than its own
    await parts.client[parts.database][COLLECTION].update_many({}, {"$unset": {"open_thread": ""}})

    await gathering.tell(returned(version=3))

    waiting = sorted((mail for mail in await parts.mails() if mail.recipient.key == "unit"), key=_place)
    assert [[fact.sequence for fact in mail.facts] for mail in waiting] == [[9, 2], [3]]


def _place(mail: Mail) -> tuple[datetime, str]:
    return (mail.order, mail.id)


async def test_nothing_joins_a_mail_that_a_worker_has(parts: NotifierParts) -> None:
    gathering = parts.with_schedule(window=HOUR)
    await gathering.tell(returned(version=3))
    for mail in await parts.mails():
        await claimed(parts, mail.id)

    await gathering.tell(forwarded(version=2))
    await gathering.tell(awarded("Trần Thị Ánh"))

    found = await parts.mails()
    assert sorted(len(mail.facts) for mail in found) == [1, 1, 2, 2]


async def test_a_new_address_gets_a_mail_of_its_own(parts: NotifierParts) -> None:
    gathering = parts.with_schedule(window=HOUR)
    await gathering.tell(forwarded())

    gathering.book.addressees = (Addressee("unit", "moi@hungyen.example", "Đơn vị"), PERSON)
    await gathering.tell(forwarded("Trần Thị Ánh"))

    by_address = {mail.recipient.address: len(mail.facts) for mail in await parts.mails()}
    assert by_address == {UNIT.address: 1, "moi@hungyen.example": 1, PERSON.address: 2}


async def test_an_address_that_changes_between_deliveries_is_ignored(parts: NotifierParts) -> None:
    parts.book.addressees = (UNIT, Addressee("submitter", UNIT.address, "Lan"))
    await parts.tell(forwarded())

    parts.book.addressees = (UNIT, PERSON)
    await parts.tell(forwarded())

    (mail,) = await parts.mails()
    assert mail.recipient.keys == ("unit", "submitter")


async def test_what_a_crash_left_half_told_is_completed(parts: NotifierParts) -> None:
    half = NotifierParts(parts.client, parts.database, book=AddressBook((UNIT,)))
    await half.tell(forwarded())

    await parts.tell(forwarded())

    assert sorted(mail.recipient.address for mail in await parts.mails()) == [PERSON.address, UNIT.address]


async def test_only_one_of_two_workers_gets_a_mail(parts: NotifierParts) -> None:
    await parts.tell(forwarded())
    mail, _ = await parts.mails()
    steps = [claim(mail, LETTER, until=real_time() + HOUR) for _ in range(8)]

    outcomes = await asyncio.gather(
        *(parts.ledger.save(mail, step, at=real_time()) for step in steps), return_exceptions=True
    )

    assert outcomes.count(None) == 1
    assert sum(isinstance(outcome, StaleError) for outcome in outcomes) == 7


async def test_a_mail_that_was_joined_cannot_be_claimed_as_it_was(parts: NotifierParts) -> None:
    gathering = parts.with_schedule(window=HOUR)
    await gathering.tell(forwarded())
    mail, _ = await parts.mails()

    await gathering.tell(forwarded("Trần Thị Ánh"))

    with pytest.raises(StaleError):
        await parts.ledger.save(mail, claim(mail, LETTER, until=real_time() + HOUR), at=real_time())


async def test_the_success_and_its_fact_are_one_write(parts: NotifierParts) -> None:
    await parts.tell(forwarded())
    mail, _ = await parts.mails()
    taken = claim(mail, LETTER, until=real_time() + HOUR)
    await parts.ledger.save(mail, taken, at=real_time())
    done = confirm(taken)
    fact = MailSent(
        mail_id=done.id,
        version=done.version,
        dossier_id=done.dossier_id,
        recipient="unit",
        subject=done.subject,
        covers=(),
        at=real_time(),
    )

    await parts.ledger.save(taken, done, at=real_time(), facts=(fact,))

    assert (await parts.ledger.get(mail.id)).state is State.SENT
    assert await parts.given_out() == [fact]


async def test_within_a_thread_the_earlier_mail_goes_first(parts: NotifierParts) -> None:
    await parts.tell(returned(version=3))
    await parts.tell(forwarded(version=2, name="Trần Thị Ánh"))
    by_id = {mail.id: mail for mail in await parts.mails() if mail.recipient.key == "unit"}
    early, late = sorted(by_id.values(), key=lambda mail: mail.order)

    assert await parts.ledger.ahead(early) is None
    assert await parts.ledger.ahead(late) == early.due_at


async def test_a_postponed_mail_is_due_once_the_other_is_settled(parts: NotifierParts) -> None:
    await parts.tell(forwarded(version=2))
    await parts.tell(returned(version=3))
    early, late = sorted(
        (mail for mail in await parts.mails() if mail.recipient.key == "unit"), key=lambda mail: mail.order
    )
    await parts.ledger.put_off(late, real_time() + HOUR)

    taken = claim(early, LETTER, until=real_time() + HOUR)
    await parts.ledger.save(early, taken, at=real_time())
    await parts.ledger.save(taken, refuse(taken, reason="550"), at=real_time())

    due_at = (await parts.ledger.get(late.id)).due_at
    assert due_at is not None
    assert due_at <= real_time()


async def test_a_postponed_mail_is_taken_back_by_its_exact_moment(parts: NotifierParts) -> None:
    await parts.tell(forwarded())
    mail = (await parts.mails())[0]
    finer_than_the_store = (real_time() + HOUR).replace(microsecond=123_456)

    await parts.ledger.put_off(mail, finer_than_the_store)
    await parts.ledger.put_off(replace(mail, due_at=finer_than_the_store), real_time())

    due_at = (await parts.ledger.get(mail.id)).due_at
    assert due_at is not None
    assert due_at <= real_time()


async def test_what_is_due_leaves_out_threads_at_work(parts: NotifierParts) -> None:
    await parts.tell(forwarded())
    mails = await parts.mails()

    due = await parts.ledger.due(real_time(), limit=10, beside=[mails[0].thread])

    assert [one.id for one in due] == [mails[1].id]
    assert await parts.ledger.next_due(beside=[mail.thread for mail in mails]) is None


async def test_operators_page_through_what_is_in_trouble(parts: NotifierParts) -> None:
    for number in range(3):
        await parts.tell(forwarded(f"Người thứ {number}"))
    for mail in await parts.mails():
        taken = claim(mail, LETTER, until=real_time() + HOUR)
        await parts.ledger.save(mail, taken, at=real_time())
        await parts.ledger.save(taken, refuse(taken, reason="550"), at=real_time())

    first = await parts.ledger.in_trouble([State.FAILED], after=None, limit=4)
    rest = await parts.ledger.in_trouble([State.FAILED, State.UNCERTAIN], after=first[-1].id, limit=4)

    assert [mail.id for mail in (*first, *rest)] == [mail.id for mail in await parts.mails()]
    assert await parts.ledger.in_trouble([State.UNCERTAIN], after=None, limit=4) == []


async def test_figures_count_what_is_not_yet_sent(parts: NotifierParts) -> None:
    await parts.tell(forwarded())
    mail, other = await parts.mails()
    taken = claim(mail, LETTER, until=real_time() + HOUR)
    await parts.ledger.save(mail, taken, at=real_time())
    await parts.ledger.save(taken, refuse(taken, reason="550"), at=real_time())

    figures = await parts.ledger.figures()

    assert (figures.counts[State.PENDING], figures.counts[State.FAILED]) == (1, 1)
    assert figures.oldest == other.created_at


async def test_only_failed_doubtful_or_waiting_mails_can_be_resent(parts: NotifierParts) -> None:
    await parts.tell(forwarded())
    mail, _ = await parts.mails()
    await claimed(parts, mail.id)

    with pytest.raises(ConflictError):
        await parts.resend(mail.id, OPERATING)
    with pytest.raises(NotFoundError):
        await parts.resend("không-có", OPERATING)


async def test_a_note_told_many_times_is_one_mail_to_each(parts: NotifierParts) -> None:
    one, other = parts.with_schedule(window=HOUR), parts.with_schedule(window=HOUR)
    first, second = message_written(number=1), message_written(number=2)

    await asyncio.gather(*(each.tell(fact) for fact in (second, first, forwarded()) * 5 for each in (one, other)))

    mails = await parts.mails()
    assert sorted(mail.id for mail in mails) == sorted(
        key for fact in (first, second, forwarded()) for key in (cover_key(fact, "unit"), cover_key(fact, "submitter"))
    )
    assert {mail.window_ends_at is None for mail in mails if mail.facts != (forwarded(),)} == {True}


async def test_no_change_of_status_waits_for_a_message(parts: NotifierParts) -> None:
    await parts.tell(message_written(number=1))
    await parts.tell(forwarded(version=2))

    [message] = [mail for mail in await parts.mails() if mail.id == cover_key(message_written(), "unit")]
    [change] = [mail for mail in await parts.mails() if mail.id == cover_key(forwarded(), "unit")]
    assert message.order < change.order
    assert await parts.ledger.ahead(change) is None


async def test_an_answer_goes_to_the_authority_once(parts: NotifierParts) -> None:
    parts.book.addressees = (Addressee("unit", "", ""), Addressee("submitter", "cv@xa.example", "Chuyên viên"))
    await parts.tell(message_answered())
    parts.book.addressees = (Addressee("unit", "van-thu@xa.example", "UBND xã"), PERSON)
    await parts.tell(message_answered())

    (mail,) = await parts.mails()
    taken = claim(mail, LETTER, until=real_time() + HOUR)
    sent, failed = confirm(taken), refuse(taken, reason="550")

    assert (mail.recipient.keys, mail.recipient.address) == (("authority", "officer"), "cv@xa.example")
    assert news(sent, real_time()) == news(failed, real_time()) == ()


async def test_a_failed_answer_is_sent_again_to_the_authority_of_today(parts: NotifierParts) -> None:
    parts.book.addressees = (Addressee("unit", "", ""), Addressee("submitter", "cu@xa.example", "Chuyên viên"))
    await parts.tell(message_answered())
    (mail,) = await parts.mails()
    taken = claim(mail, LETTER, until=real_time() + HOUR)
    await parts.ledger.save(mail, taken, at=real_time())
    await parts.ledger.save(taken, refuse(taken, reason="550"), at=real_time())

    parts.book.addressees = (Addressee("unit", "van-thu@xa.example", "UBND xã"), PERSON)
    again = await parts.resend(mail.id, OPERATING)

    assert (again.recipient.keys, again.recipient.address) == (("authority", "officer"), "van-thu@xa.example")


async def test_a_digest_told_many_times_is_one_mail(parts: NotifierParts) -> None:
    await asyncio.gather(*(parts.tell(digest_due()) for _ in range(20)))

    [mail] = await parts.mails()
    assert (mail.id, mail.recipient.address) == (f"{digest_due().digest_id}:digest:officer", PERSON.address)
    assert mail.facts == (digest_due(),)


async def test_a_digest_for_somebody_who_left_becomes_no_mail(parts: NotifierParts) -> None:
    await parts.tell(digest_due())
    [mail] = await parts.mails()
    parts.book.addressees = (UNIT, Addressee("submitter", "", ""))

    await parts.tell(digest_due("nguoi-khac"))

    assert [each.id for each in await parts.mails()] == [mail.id]
    with pytest.raises(NotFoundError, match="Bổ sung địa chỉ"):
        await parts.resend(mail.id, OPERATING)
