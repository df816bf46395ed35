"""Every mail as its reader sees it, held to a stored copy, and its headers as machines read them."""

import re
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion

from services.notifier.adapters.letters import MimeLetters, Stationery
from services.notifier.domain.mails import Letter, Mail
from shared.events.words import CorrectionKind, Outcome
from shared.identity.digest_links import DigestLinks
from shared.mails.facts import Fact
from shared.mails.letter_layout import IN_FULL
from shared.mails.mime import UnwritableError
from shared.mails.recipients import Recipient
from shared.text.numbering import number_of
from tests.unit.notifier.samples import (
    AT,
    DOSSIER,
    FACTS,
    LAW,
    MAILBOX,
    approved,
    award_annulled,
    award_corrected,
    awarded,
    declined,
    delayed,
    digest_due,
    forwarded,
    mail_of,
    message_answered,
    message_written,
    received,
    returned,
    withdrawal_refused,
    withdrawn,
)

LETTERS = MimeLetters(Stationery("https://thidua.hungyen.example", "thong-bao@hungyen.example"), LAW)
GATHERED: tuple[Fact, ...] = (
    returned("Nguyễn Văn Đức", 3),
    declined("Trần Thị Ánh", 4),
    forwarded("Nguyễn Văn Đức", 2),
    awarded("Hộ ông Lê Văn Ổn", 7),
)
MAILS: dict[str, Mail] = {
    **{name: mail_of(fact) for name, fact in FACTS.items()},
    "award-corrected": mail_of(award_corrected()),
    "award-record-mended": mail_of(
        award_corrected().model_copy(update={"kind": CorrectionKind.RECORD, "paper": None, "version": 9})
    ),
    "award-annulled": mail_of(award_annulled()),
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


def headers_of(letter: Letter) -> EmailMessage:
    """The letter, taken apart for its headers."""
    message = message_from_bytes(letter.raw, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def part(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    assert isinstance(body, EmailMessage)
    return str(body.get_content()).replace("\r\n", "\n")


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
def test_only_a_letter_that_asks_for_a_supplement_calls_for_one(name: str) -> None:
    message = read(MAILS[name])

    assert ("Xem đề nghị và bổ sung" in part(message, "plain")) == (name in {"returned", "one-nomination-twice"})


@pytest.mark.parametrize(
    ("result", "standing", "said"),
    [
        (declined(), Outcome.DECLINE, ("Lý do: Không đủ tiêu chuẩn", "Căn cứ:", "Nếu đơn vị không đồng ý")),
        (awarded(), Outcome.APPROVE, ("Quyết định số: 2486/QĐ-UBND", "Người ký: Trần Văn Hòa")),
    ],
)
@pytest.mark.parametrize("others", [(), (forwarded("Trần Thị Ánh", 2),)])
def test_a_refused_withdrawal_with_the_result_is_told_in_full(
    result: Fact, standing: Outcome, said: tuple[str, ...], others: tuple[Fact, ...]
) -> None:
    refused = withdrawal_refused().model_copy(update={"standing": standing})
    mail = replace(mail_of(result), facts=(result, refused, *others))

    text = part(read(mail), "plain")

    assert "không rút được, giữ nguyên kết luận" in read(mail)["Subject"] + " ".join(text.split()).lower()
    assert [words for words in said if words not in text] == []


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
def test_lines_fit_smtp_and_every_byte_is_ascii(name: str) -> None:
    raw = LETTERS(MAILS[name], AT).raw

    assert raw.isascii()
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert max(len(line) for line in raw.split(b"\r\n")) <= 200


@pytest.mark.parametrize("name", FACTS)
def test_no_subject_names_a_person(name: str) -> None:
    assert "Đức" not in read(MAILS[name])["Subject"]


@pytest.mark.parametrize("name", MAILS)
def test_the_text_fits_a_terminal_but_for_addresses(name: str) -> None:
    lines = part(read(MAILS[name]), "plain").splitlines()

    assert not [line for line in lines if len(line) > 72 and "https://" not in line]


@pytest.mark.parametrize("name", MAILS)
def test_nothing_stands_side_by_side_that_a_telephone_cuts(name: str) -> None:
    page = part(read(MAILS[name]), "html")

    assert not re.search(r"<table|<pre|float:|[^-]width:|white-space:\s*nowrap", page)
    assert "overflow-wrap:anywhere" in page


@pytest.mark.parametrize("name", MAILS)
def test_the_signature_begins_where_mail_programs_look_for_it(name: str) -> None:
    assert part(read(MAILS[name]), "plain").splitlines().count("-- ") == 1


@pytest.mark.parametrize("name", MAILS)
def test_no_mail_shows_a_code_or_an_abbreviation(name: str) -> None:
    text = part(read(MAILS[name]), "plain")

    assert not re.search(r"\bKH [IVX]|\bmã [a-z]+-|khong-du|NĐ \d|TĐKT", text)


def test_results_come_first_and_a_nomination_stands_together() -> None:
    text = part(read(MAILS["gathered"]), "plain")

    headings = [before for before, line in pairwise(text.splitlines()) if line.startswith("---")]
    nominees = re.findall(r"^\* (.*)$", text, re.MULTILINE)

    assert [heading.partition(" theo")[0] for heading in headings] == [
        "Được khen thưởng",
        "Không được khen thưởng (1)",
        "Cần bổ sung hồ sơ (1)",
    ]
    assert nominees == ["Hộ ông Lê Văn Ổn", "Trần Thị Ánh", "Nguyễn Văn Đức"]
    assert text.index("Cần bổ sung hồ sơ (1)") < text.index("Trước đó: đã chuyển đến Sở Y tế")


@pytest.mark.parametrize(
    ("facts", "subject"),
    [
        (GATHERED, "1 được khen thưởng, 1 không được khen thưởng, 1 cần bổ sung – hồ sơ {}"),
        ((approved("A"), awarded("A"), approved("B"), awarded("B")), "2 được khen thưởng – hồ sơ {}"),
        (
            (forwarded("A"), forwarded("B"), delayed("B")),
            "1 hẹn lại ngày trả kết quả, 1 được chuyển xét tiếp – hồ sơ {}",
        ),
        (
            (awarded("A"), declined("B"), returned("C"), withdrawn("D"), approved("E"), forwarded("F")),
            "1 được khen thưởng, 1 không được khen thưởng, 1 cần bổ sung, 3 đề nghị khác có thay đổi – hồ sơ {}",
        ),
    ],
)
def test_the_subject_says_how_many_came_to_what_results_first(facts: tuple[Fact, ...], subject: str) -> None:
    mail = replace(mail_of(facts[0]), facts=facts)

    assert read(mail)["Subject"] == subject.format(number_of(DOSSIER))


def test_the_subject_about_one_nomination_names_its_outcome() -> None:
    facts = (approved(version=6), awarded(version=7))

    subject = read(replace(mail_of(facts[0]), facts=facts))["Subject"]

    assert subject == f"Đề nghị {facts[0].number}: được khen thưởng theo Quyết định số 2486/QĐ-UBND ngày 20/10/2021"


@pytest.mark.parametrize("rule_set", ["hung-yen-covid-19-2021", ""])
def test_a_refusal_names_its_basis_and_whom_to_ask(rule_set: str) -> None:
    text = " ".join(part(read(mail_of(declined().model_copy(update={"rule_set": rule_set}))), "plain").split())

    assert "mục V.1 (đối tượng, tiêu chuẩn khen thưởng) và mục V.2 (hình thức khen thưởng) của Kế hoạch" in text
    assert "Cách thức và thời hạn kiến nghị: chưa xác định." in text
    assert "hỏi Sở Y tế hoặc Ban Thi đua - Khen thưởng, Sở Nội vụ tỉnh Hưng Yên" in text


def test_a_one_line_text_stays_in_one_line() -> None:
    forged = awarded().model_copy(update={"nominee": "Nguyễn Văn Đức\nCơ quan ban hành: Thủ tướng\u2028Chính phủ"})

    lines = part(read(mail_of(forged)), "plain").splitlines()

    assert not [line for line in lines if line.startswith(("Cơ quan ban hành: Thủ", "Chính phủ"))]


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


def test_a_digest_alone_can_be_ended_by_mail_programs() -> None:
    links = DigestLinks("key")
    letters = MimeLetters(Stationery("https://a.example/", "b@a.example", digest_links=links), LAW)
    digest, change = headers_of(letters(mail_of(digest_due()), AT)), headers_of(letters(mail_of(forwarded()), AT))
    ending = f"https://a.example/thu-tom-tat/{links.token(digest_due().account)}"

    assert (digest["List-Unsubscribe"], digest["List-Unsubscribe-Post"]) == (
        f"<{ending}>",
        "List-Unsubscribe=One-Click",
    )
    assert part(digest, "plain").count(ending) == part(digest, "html").count(ending) == 1
    assert change["List-Unsubscribe"] is change["List-Unsubscribe-Post"] is None


def test_without_a_key_a_digest_links_to_the_signed_in_page() -> None:
    digest = read(mail_of(digest_due()))

    assert digest["List-Unsubscribe"] is None
    assert "https://thidua.hungyen.example/thu-tom-tat\n" in part(digest, "plain")


def test_message_id_and_idempotency_key_are_the_mails_own() -> None:
    mail = mail_of(forwarded())

    message = read(mail)

    assert message["Message-ID"] == f"<{forwarded().nomination_id}.2.unit@hungyen.example>"
    assert message["X-Idempotency-Key"] == mail.id


def test_the_idempotency_header_can_be_another_or_none() -> None:
    mail = mail_of(forwarded())
    other = MimeLetters(Stationery("https://a.example", "b@a.example", "Resend-Idempotency-Key"), LAW)
    none = MimeLetters(Stationery("https://a.example", "b@a.example", ""), LAW)

    assert f"Resend-Idempotency-Key: {mail.id}".encode() in other(mail, AT).raw
    assert mail.id.encode() not in none(mail, AT).raw


def test_mails_of_a_dossier_answer_its_receipt() -> None:
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


@pytest.mark.parametrize("mark", ["\r\n", "\n", "\r", "\u2028", "\x85", "\x0b", "\x00", "\x1b", "\u202e"])
def test_no_text_becomes_a_header_of_its_own(mark: str) -> None:
    forged = f"x{mark}Bcc: c@d.example"
    about = {"decision_number": forged, "dossier_number": forged, "number": forged}
    mail = mail_of(awarded().model_copy(update=about), Recipient(("unit",), "a@hungyen.example", forged))
    one, many = LETTERS(mail, AT), LETTERS(replace(mail, facts=(*mail.facts, declined("B"))), AT)

    for letter in (one, many):
        head = letter.raw.partition(b"MIME-Version")[0].decode("ascii")
        names = re.findall(r"^([A-Za-z-]+):", head, re.MULTILINE)
        assert "Bcc" not in names
        assert names == list(dict.fromkeys(names))


@pytest.mark.parametrize(
    "address", ["", "không-có-a-còng", "a@b\r\nBcc: c@d.example", "đơn@vị.example", "a b@c.example", "a@b@c"]
)
def test_an_address_that_cannot_stand_in_a_header_is_refused(address: str) -> None:
    mail = mail_of(forwarded(), Recipient(("unit",), address, "Đơn vị"))

    with pytest.raises(UnwritableError):
        LETTERS(mail, AT)


def test_a_long_letter_names_each_nomination_in_one_line() -> None:
    facts = tuple(awarded(f"Nguyễn Thị Nguyệt Ánh Mẫu {number}") for number in range(500))

    message = read(replace(mail_of(facts[0]), facts=facts))
    text, page = part(message, "plain"), part(message, "html")

    assert len(re.findall(r"^\* ", text, re.MULTILINE)) == IN_FULL
    assert f"{500 - IN_FULL} đề nghị khác, cũng như trên, xem trên trang của hồ sơ:" in text
    assert all(fact.number in text and fact.number in page for fact in facts)
    assert len(page.encode()) < 100_000


def test_a_short_letter_tells_duties_and_refusals_in_full() -> None:
    awards = tuple(awarded(f"Nguyễn Thị Nguyệt Ánh Mẫu {number}") for number in range(100))
    facts = (*awards, returned("Hộ ông Lê Văn Ổn"), declined("Trần Thị Ánh"))

    text = part(read(replace(mail_of(facts[0]), facts=facts)), "plain")

    assert "Nêu rõ thời gian và địa bàn trực chốt kiểm soát." in text
    assert "Lý do: Không đủ tiêu chuẩn" in text
    assert len(re.findall(r"^\* ", text, re.MULTILINE)) == IN_FULL
    assert text.index("Được khen thưởng") < text.index("Trần Thị Ánh") < text.index("Hộ ông Lê Văn Ổn")


def test_a_mail_of_five_hundred_changes_stays_below_a_megabyte() -> None:
    facts = tuple(forwarded(f"Nguyễn Thị Nguyệt Ánh {number}") for number in range(500))

    letter = LETTERS(replace(mail_of(facts[0]), facts=facts), AT)

    assert letter.subject == f"500 được chuyển xét tiếp – hồ sơ {number_of(DOSSIER)}"
    assert len(letter.raw) < 1_000_000


@pytest.mark.parametrize(
    ("mark", "brief", "remark"),
    [
        ("is_late", "(xảy ra trước những thay đổi đã thông báo)", "Việc này xảy ra trước những thay đổi đã thông báo"),
        ("is_ahead", "(chưa có thông tin của bước trước)", "Hệ thống chưa nhận được thông tin của một bước trước đó"),
    ],
)
def test_a_change_told_out_of_order_says_so_in_its_letter(mark: str, brief: str, remark: str) -> None:
    told = approved().model_copy(update={mark: True})

    alone = read(mail_of(told))
    gathered = read(replace(mail_of(told), facts=(told, declined("Trần Thị Ánh"))))

    assert alone["Subject"].endswith(brief)
    for message in (alone, gathered):
        assert f"Lưu ý: {remark}" in " ".join(part(message, "plain").split())
    assert brief in " ".join(part(gathered, "plain").split())


def test_a_refused_withdrawal_stands_with_what_stands() -> None:
    gathered = read(replace(mail_of(withdrawal_refused()), facts=(withdrawal_refused(), declined("Trần Thị Ánh"))))

    text = " ".join(part(gathered, "plain").split())
    assert "1 không rút được, giữ nguyên kết luận" in gathered["Subject"]
    assert "Không rút được, giữ nguyên kết luận duyệt khen thưởng (1)" in text
    assert "Trạng thái hiện tại của đề nghị: đã duyệt, chờ quyết định" in text
