"""Every mail as its reader sees it, held to a stored copy, and its headers as machines read them."""

import re
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion

from services.notifier.adapters.letters import MimeLetters, Stationery
from services.notifier.application.ports import UnwritableError
from services.notifier.domain.facts import Fact
from services.notifier.domain.mails import Mail
from services.notifier.domain.recipients import Recipient
from tests.unit.notifier.samples import (
    AT,
    DOSSIER,
    FACTS,
    MAILBOX,
    awarded,
    declined,
    digest_due,
    forwarded,
    mail_of,
    message_answered,
    message_written,
    received,
    returned,
)

LETTERS = MimeLetters(Stationery("https://thidua.hungyen.example", "thong-bao@hungyen.example"))
GATHERED: tuple[Fact, ...] = (
    returned("Nguyễn Văn Đức", 3),
    declined("Trần Thị Ánh", 4),
    forwarded("Nguyễn Văn Đức", 2),
    awarded("Hộ ông Lê Văn Ổn", 7),
)
MAILS: dict[str, Mail] = {
    **{name: mail_of(fact) for name, fact in FACTS.items()},
    "received-in-part": mail_of(received(total=500)),
    "digest-in-part": mail_of(digest_due(overdue=30)),
    "gathered": replace(mail_of(GATHERED[0]), facts=GATHERED),
    "one-nomination-twice": replace(mail_of(GATHERED[0]), facts=(GATHERED[0], GATHERED[2])),
}
UNWANTED = re.compile(r"vui lòng|không hợp lệ|xin lỗi|rất tiếc|!(?!DOCTYPE)", re.IGNORECASE)


def read(mail: Mail) -> EmailMessage:
    message = message_from_bytes(LETTERS(mail, AT).raw, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def part(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    assert isinstance(body, EmailMessage)
    return str(body.get_content())


class Words(HTMLParser):
    """Collects the words of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found += data.split()


@pytest.mark.parametrize("name", MAILS)
def test_the_mail_reads_as_agreed(name: str, snapshot: SnapshotAssertion) -> None:
    message = read(MAILS[name])

    assert {"subject": message["Subject"], "text": part(message, "plain"), "html": part(message, "html")} == snapshot


@pytest.mark.parametrize("name", MAILS)
def test_no_mail_uses_words_that_people_are_spared(name: str) -> None:
    message = read(MAILS[name])
    text = message["Subject"] + part(message, "plain") + part(message, "html")

    # Only the letter for a missed date apologises: so the law names it (mẫu số 04, TT 01/2018/TT-VPCP).
    assert not UNWANTED.search(text.replace("xin lỗi", "") if name == "delayed" else text)


@pytest.mark.parametrize("name", MAILS)
def test_the_text_says_what_the_page_says(name: str) -> None:
    message = read(MAILS[name])
    page = Words()
    page.feed(part(message, "html"))

    missing = set(page.found) - set(part(message, "plain").replace(":", " ").split()) - {"–"}

    # A table's columns stand once in the page and before each value in the text; colons differ.
    assert {word for word in missing if not word.startswith("https") and ":" not in word} <= {"Số", "nghị"}


@pytest.mark.parametrize("name", MAILS)
def test_no_line_is_longer_than_smtp_allows_and_every_byte_is_ascii(name: str) -> None:
    raw = LETTERS(MAILS[name], AT).raw

    assert raw.isascii()
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert max(len(line) for line in raw.split(b"\r\n")) <= 200


@pytest.mark.parametrize("name", FACTS)
def test_no_subject_names_a_person(name: str) -> None:
    assert "Đức" not in read(MAILS[name])["Subject"]


def test_headers_keep_programs_from_answering_and_tell_who_sends() -> None:
    message = read(mail_of(forwarded()))

    assert message["From"] == '"Thi đua, khen thưởng tỉnh Hưng Yên" <thong-bao@hungyen.example>'
    assert message["To"] == f"{MAILBOX.name} <{MAILBOX.address}>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "All"
    assert message["List-Id"] == "<thong-bao.hungyen.example>"
    assert message["Reply-To"] is None
    assert message["Date"] == "Mon, 04 Oct 2021 14:05:00 +0700"
    assert message["Content-Language"] == "vi"


def test_the_message_id_and_the_idempotency_key_are_the_mail_s_own() -> None:
    mail = mail_of(forwarded())

    message = read(mail)

    assert message["Message-ID"] == f"<{forwarded().nomination_id}.2.unit@hungyen.example>"
    assert message["X-Idempotency-Key"] == mail.id


def test_the_idempotency_header_can_be_another_or_none() -> None:
    mail = mail_of(forwarded())
    other = MimeLetters(Stationery("https://a.example", "b@a.example", "Resend-Idempotency-Key"))
    none = MimeLetters(Stationery("https://a.example", "b@a.example", ""))

    assert f"Resend-Idempotency-Key: {mail.id}".encode() in other(mail, AT).raw
    assert mail.id.encode() not in none(mail, AT).raw


def test_mails_of_a_dossier_answer_its_receipt_so_that_they_stand_together() -> None:
    receipt, change = read(mail_of(received())), read(mail_of(forwarded()))

    assert receipt["Message-ID"] == f"<{DOSSIER}.received.unit@hungyen.example>"
    assert receipt["In-Reply-To"] is None
    assert change["In-Reply-To"] == change["References"] == receipt["Message-ID"]


def test_an_authority_has_no_receipt_that_its_mail_could_answer() -> None:
    to_authority = mail_of(message_answered(), Recipient(("authority", "officer"), "a@hungyen.example", "UBND xã"))

    assert read(to_authority)["In-Reply-To"] is None
    assert read(mail_of(message_written()))["In-Reply-To"] is not None


def test_the_same_mail_and_moment_give_the_same_bytes() -> None:
    mail = mail_of(returned())

    assert LETTERS(mail, AT).raw == LETTERS(mail, AT).raw
    assert LETTERS(mail, AT).raw != LETTERS(mail, AT + timedelta(seconds=1)).raw


def test_what_people_typed_cannot_become_a_page() -> None:
    page = part(read(mail_of(returned())), "html")

    assert "&lt;kèm nguồn số liệu&gt;" in page
    assert "<kèm" not in page


@given(
    name=st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co")), min_size=1, max_size=300).filter(str.strip)
)
def test_any_name_of_a_recipient_comes_through(name: str) -> None:
    mail = mail_of(forwarded(), Recipient(("unit",), "a@hungyen.example", name))

    to = read(mail)["To"].addresses

    assert [one.addr_spec for one in to] == ["a@hungyen.example"]


@pytest.mark.parametrize(
    "address", ["", "không-có-a-còng", "a@b\r\nBcc: c@d.example", "đơn@vị.example", "a b@c.example", "a@b@c"]
)
def test_an_address_that_cannot_stand_in_a_header_is_refused(address: str) -> None:
    mail = mail_of(forwarded(), Recipient(("unit",), address, "Đơn vị"))

    with pytest.raises(UnwritableError):
        LETTERS(mail, AT)


def test_a_mail_of_five_hundred_changes_stays_below_a_megabyte() -> None:
    facts = tuple(forwarded(f"Nguyễn Thị Nguyệt Ánh {number}") for number in range(500))

    letter = LETTERS(replace(mail_of(facts[0]), facts=facts), AT)

    assert letter.subject.endswith("500 thay đổi của 500 đề nghị")
    assert len(letter.raw) < 1_000_000
