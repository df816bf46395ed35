"""The oracle reads real letters: each tells of one change, but one about a message tells of none."""

from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest

from services.notifier.adapters.letters import MimeLetters, Stationery
from shared.mails.facts import Fact
from shared.mails.letter_layout import IN_FULL
from tests.oracle.entries import SeenMail
from tests.oracle.healthy import OWN, healthy
from tests.oracle.mails import UNREADABLE, tells
from tests.oracle.verdict import judge
from tests.unit.notifier.samples import (
    AT,
    FACTS,
    LAW,
    approved,
    awarded,
    delayed,
    forwarded,
    mail_of,
    returned,
)

LETTERS = MimeLetters(Stationery("https://thidua.example", "thong-bao@thidua.example"), LAW)
TO_UNIT = SeenMail(order=900, message_id="<m1.message.unit@mau.example>", recipient=OWN, tells=())
TO_AUTHORITY = TO_UNIT.model_copy(
    update={"order": 901, "message_id": "<m2.message.authority@mau.example>", "recipient": "van-thu@mau.example"}
)
DIGEST = TO_AUTHORITY.model_copy(update={"order": 902, "message_id": "<d1.digest.officer@mau.example>"})


@pytest.mark.parametrize("fact", FACTS)
def test_a_letter_about_a_note_or_digest_tells_of_no_change(fact: str) -> None:
    message = message_from_bytes(LETTERS(mail_of(FACTS[fact]), AT).raw, policy=default)
    assert isinstance(message, EmailMessage)
    body = message.get_body(("plain",))
    assert isinstance(body, EmailMessage)

    said = list(tells(body.get_content()))

    assert len(said) == (0 if fact.startswith(("message-", "digest-", "draft-")) else 1)
    assert UNREADABLE not in {one.fact for one in said}


def read(facts: tuple[Fact, ...]) -> list[tuple[str, str]]:
    message = message_from_bytes(LETTERS(replace(mail_of(facts[0]), facts=facts), AT).raw, policy=default)
    assert isinstance(message, EmailMessage)
    body = message.get_body(("plain",))
    assert isinstance(body, EmailMessage)
    return [(one.number, one.fact) for one in tells(body.get_content().replace("\r\n", "\n"))]


def test_a_letter_about_one_nomination_tells_changes_in_order() -> None:
    facts = (forwarded(version=2), returned(version=3))

    assert read(facts) == [(facts[0].number, "forwarded"), (facts[1].number, "returned")]


@pytest.mark.parametrize("people", [2, IN_FULL + 20])
def test_a_letter_about_many_tells_each_change_once_in_order(people: int) -> None:
    names = [f"Nguyễn Thị Nguyệt Ánh Mẫu {number}" for number in range(people)]
    facts = (
        *(made(name) for name in names for made in (forwarded, delayed, approved)),
        *(awarded(name) for name in names[::2]),
        returned("Hộ ông Lê Văn Ổn Mẫu"),
    )

    found = read(facts)

    assert len(found) == len(facts)
    for name in names:
        told = [fact for number, fact in found if number == forwarded(name).number]
        assert told[:3] == ["forwarded", "delayed", "approved"]
        assert told[3:] == (["awarded"] if name in names[::2] else [])


def test_mails_about_notes_and_digests_are_not_about_a_status() -> None:
    assert judge([*healthy(), TO_UNIT, TO_AUTHORITY, DIGEST]) == []


def test_a_note_mailed_twice_without_a_doubt_is_a_complaint() -> None:
    complaints = judge([*healthy(), TO_UNIT, TO_UNIT.model_copy(update={"order": 903})])

    assert [complaint.invariant.partition(" ")[0] for complaint in complaints] == ["I6"]
