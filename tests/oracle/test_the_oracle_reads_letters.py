"""The oracle reads real letters: each tells of one change, but one about a message tells of none."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest

from services.notifier.adapters.letters import MimeLetters, Stationery
from tests.oracle.entries import SeenMail
from tests.oracle.healthy import OWN, healthy
from tests.oracle.mails import UNREADABLE, tells
from tests.oracle.verdict import judge
from tests.unit.notifier.samples import AT, FACTS, mail_of

LETTERS = MimeLetters(Stationery("https://thidua.example", "thong-bao@thidua.example"))
TO_UNIT = SeenMail(order=900, message_id="<m1.message.unit@mau.example>", recipient=OWN, tells=())
TO_AUTHORITY = TO_UNIT.model_copy(
    update={"order": 901, "message_id": "<m2.message.authority@mau.example>", "recipient": "van-thu@mau.example"}
)
DIGEST = TO_AUTHORITY.model_copy(update={"order": 902, "message_id": "<d1.digest.officer@mau.example>"})


@pytest.mark.parametrize("fact", FACTS)
def test_a_letter_about_a_message_or_a_digest_tells_of_no_change_and_any_other_of_one(fact: str) -> None:
    message = message_from_bytes(LETTERS(mail_of(FACTS[fact]), AT).raw, policy=default)
    assert isinstance(message, EmailMessage)
    body = message.get_body(("plain",))
    assert isinstance(body, EmailMessage)

    said = list(tells(body.get_content()))

    assert len(said) == (0 if fact.startswith(("message-", "digest-")) else 1)
    assert UNREADABLE not in {one.fact for one in said}


def test_mails_about_messages_and_digests_are_no_mails_about_a_status() -> None:
    assert judge([*healthy(), TO_UNIT, TO_AUTHORITY, DIGEST]) == []


def test_a_message_that_is_mailed_twice_to_the_unit_without_a_doubt_is_complained_of() -> None:
    complaints = judge([*healthy(), TO_UNIT, TO_UNIT.model_copy(update={"order": 903})])

    assert [complaint.invariant.partition(" ")[0] for complaint in complaints] == ["I6"]
