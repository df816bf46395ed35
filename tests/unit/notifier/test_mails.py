"""What may happen to a mail, and what is refused: the whole table."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from services.notifier.domain.mail_news import news
from services.notifier.domain.mails import (
    TRANSITIONS,
    Action,
    Letter,
    Mail,
    Phase,
    State,
    claim,
    confirm,
    defer,
    doubt,
    enter_data,
    expire,
    is_marked,
    knows_return,
    mark_sent,
    new_mail,
    refuse,
    resend,
    return_mail,
)
from services.notifier.domain.remarks import Marking, Resend, Return
from services.notifier.domain.schedule import Schedule
from shared.events.mails import MailFailed, MailSent
from shared.mails.recipients import Recipient
from shared.refusals import ConflictError
from tests.unit.notifier.samples import AT, MAILBOX, PERSON, awarded, forwarded, mail_of, received

LETTER = Letter("Đề nghị", b"bytes of the first attempt")
LATER = AT + timedelta(seconds=30)
BACK = Return("9f86d081884c7d659a2feaa0c55ad015", "5.1.1", LATER)
AGAIN = Resend("van-hanh", "Đã sửa địa chỉ", 3, LATER)
MARKING = Marking("van-hanh", "Người nhận đã xác nhận qua điện thoại", LATER)
ACTS: Mapping[Action, Callable[[Mail], Mail]] = {
    Action.CLAIM: lambda mail: claim(mail, LETTER, until=LATER),
    Action.ENTER_DATA: lambda mail: enter_data(mail, until=LATER),
    Action.CONFIRM: confirm,
    Action.DEFER: lambda mail: defer(mail, reason="450", due_at=LATER),
    Action.REFUSE: lambda mail: refuse(mail, reason="550"),
    Action.DOUBT: lambda mail: doubt(mail, reason="ServerDisconnected", due_at=LATER),
    Action.EXPIRE: lambda mail: expire(mail, at=LATER),
    Action.RESEND: lambda mail: resend(mail, MAILBOX, AGAIN),
    Action.MARK_SENT: lambda mail: mark_sent(mail, MARKING),
    Action.RETURN: lambda mail: return_mail(mail, BACK),
}


@pytest.mark.parametrize(("state", "action"), TRANSITIONS)
def test_each_listed_transition_leads_where_it_says(state: State, action: Action) -> None:
    mail = replace(mail_of(forwarded()), state=state, is_doubtful=state is State.UNCERTAIN)

    moved = ACTS[action](mail)

    assert moved.state is TRANSITIONS[state, action]
    assert moved.version == mail.version + 1


@pytest.mark.parametrize(
    ("state", "action"), [(s, a) for s in State for a in Action if (s, a) not in TRANSITIONS], ids=str
)
def test_what_the_table_does_not_list_is_refused(state: State, action: Action) -> None:
    mail = replace(mail_of(forwarded()), state=state)

    with pytest.raises(ConflictError) as refusal:
        ACTS[action](mail)

    assert refusal.value.details == {"state": state.value}


def test_changes_wait_for_the_window_and_a_receipt_does_not() -> None:
    schedule = Schedule(window=timedelta(seconds=5))

    change = new_mail(forwarded(), MAILBOX, at=AT, schedule=schedule)
    receipt = new_mail(received(), MAILBOX, at=AT, schedule=schedule)

    assert (change.due_at, change.window_ends_at) == (AT + timedelta(seconds=5), AT + timedelta(seconds=5))
    assert (receipt.due_at, receipt.window_ends_at) == (AT, None)


def test_one_address_for_both_is_one_mail_that_covers_both() -> None:
    both = Recipient(("unit", "submitter"), MAILBOX.address, MAILBOX.name)

    mail = mail_of(forwarded(), both)

    nomination = forwarded().nomination_id
    assert mail.id == f"{nomination}:2:unit"
    assert mail.covers == (f"{nomination}:2:unit", f"{nomination}:2:submitter")


def test_every_attempt_sends_the_bytes_of_the_first() -> None:
    first = claim(mail_of(forwarded()), LETTER, until=LATER)

    second = claim(defer(first, reason="450", due_at=LATER), Letter("other", b"other"), until=LATER)

    assert second.raw == LETTER.raw
    assert second.attempts == 2


def test_a_worker_lost_before_the_content_leaves_no_doubt() -> None:
    mail = claim(mail_of(forwarded()), LETTER, until=LATER)

    found = expire(mail, at=LATER)

    assert (found.state, found.is_doubtful, found.due_at) == (State.PENDING, False, LATER)


def test_a_worker_lost_after_the_content_began_leaves_a_doubt() -> None:
    mail = enter_data(claim(mail_of(forwarded()), LETTER, until=LATER), until=LATER)

    found = expire(mail, at=LATER)

    assert (found.state, found.is_doubtful, found.phase) == (State.UNCERTAIN, True, None)


def test_a_doubt_is_told_with_the_later_success() -> None:
    mail = enter_data(claim(mail_of(forwarded()), LETTER, until=LATER), until=LATER)
    doubtful = doubt(mail, reason="ReadTimeoutError", due_at=LATER)

    again = defer(claim(doubtful, LETTER, until=LATER), reason="450", due_at=LATER)
    done = confirm(again)

    assert again.state is State.UNCERTAIN
    assert done.phase is Phase.DATA or done.phase is None
    (fact,) = news(done, LATER)
    assert isinstance(fact, MailSent)
    assert fact.uncertain


def test_a_refused_mail_tells_its_reason_and_what_it_covers() -> None:
    mail = refuse(claim(mail_of(awarded(), PERSON), LETTER, until=LATER), reason="550 5.1.1")

    (fact,) = news(mail, LATER)

    assert isinstance(fact, MailFailed)
    assert (fact.reason, fact.recipient, fact.version) == ("550 5.1.1", "submitter", mail.version)
    assert [(each.nomination_id, each.version) for each in fact.covers] == [(awarded().nomination_id, 7)]


def test_what_is_on_its_way_tells_nothing() -> None:
    mail = claim(mail_of(forwarded()), LETTER, until=LATER)

    assert news(mail, LATER) == ()


def test_a_failed_mail_is_written_anew_to_todays_address() -> None:
    mail = refuse(claim(mail_of(forwarded()), LETTER, until=LATER), reason="550")

    waiting = resend(mail, Recipient(("unit",), "moi@hungyen.example", "Tên mới"), AGAIN)

    assert (waiting.recipient.address, waiting.raw, waiting.due_at) == ("moi@hungyen.example", None, LATER)


def test_an_uncertain_mail_is_sent_again_as_it_was() -> None:
    mail = enter_data(claim(mail_of(forwarded()), LETTER, until=LATER), until=LATER)
    doubtful = doubt(mail, reason="ReadTimeoutError", due_at=LATER + timedelta(hours=1))

    waiting = resend(doubtful, Recipient(("unit",), "moi@hungyen.example", "Tên mới"), AGAIN)

    assert (waiting.recipient, waiting.raw, waiting.due_at) == (MAILBOX, LETTER.raw, LATER)


def test_a_mail_known_to_have_arrived_is_told_as_sent() -> None:
    mail = enter_data(claim(mail_of(forwarded()), LETTER, until=LATER), until=LATER)
    doubtful = doubt(mail, reason="ReadTimeoutError", due_at=LATER + timedelta(hours=1))

    settled = mark_sent(doubtful, MARKING)

    assert (settled.due_at, settled.reason, settled.marking) == (None, "", MARKING)
    (fact,) = news(settled, LATER)
    assert isinstance(fact, MailSent)
    assert not fact.uncertain


@pytest.mark.parametrize(("account", "reason"), [("nguoi-khac", MARKING.reason), (MARKING.account, "Lý do khác")])
def test_a_marking_repeats_only_with_same_person_and_reason(account: str, reason: str) -> None:
    mail = replace(mail_of(forwarded()), marking=MARKING)

    assert is_marked(mail, MARKING.account, MARKING.reason)
    assert not is_marked(mail, account, reason)


def test_a_returned_mail_is_failed_by_a_later_version() -> None:
    sent = confirm(enter_data(claim(mail_of(forwarded()), LETTER, until=LATER), until=LATER))
    back = return_mail(sent, BACK)

    [was_sent], [came_back] = news(sent, AT), news(back, LATER)

    assert isinstance(was_sent, MailSent)
    assert isinstance(came_back, MailFailed)
    assert came_back.version > was_sent.version
    assert came_back.reason == "5.1.1"
    assert back.due_at is None
    assert not back.is_doubtful


def test_a_returned_mail_is_written_anew_to_todays_address() -> None:
    sent = confirm(enter_data(claim(mail_of(forwarded()), LETTER, until=LATER), until=LATER))

    again = resend(return_mail(sent, BACK), PERSON, AGAIN)

    assert (again.state, again.recipient.address, again.raw) == (State.PENDING, PERSON.address, None)


def test_a_report_is_known_after_the_mail_was_sent_again_too() -> None:
    sent = confirm(enter_data(claim(mail_of(forwarded()), LETTER, until=LATER), until=LATER))
    again = resend(return_mail(sent, BACK), PERSON, AGAIN)

    assert knows_return(again, BACK.report)
    assert not knows_return(again, "another")
