"""The line to a real SMTP server: what each answer and each silence means for a mail."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from shared.mails.line import DeferredError, DoubtError, LineDownError, LineError, RefusedError
from shared.mails.smtp import MailServer, SmtpLine
from tests.integration.notifier.smtp_server import SmtpServer

RAW = b"Message-ID: <1@hungyen.example>\r\n\r\n.Xin\r\nch\r\n..\r\n"
TO = "lan@hungyen.example"
ENVELOPE = "0b8f6d3e-8d6f-5f0e-9b1a-3f5c2d7e9a10:3:unit"
SENDER = "thong-bao@hungyen.example"


@pytest.fixture
async def line(smtp_server: SmtpServer) -> AsyncIterator[SmtpLine]:
    server = MailServer("127.0.0.1", smtp_server.port, SENDER, command_seconds=5.0, content_seconds=0.3)
    opened = SmtpLine(server)
    yield opened
    await opened.close()


async def send(line: SmtpLine) -> None:
    await line.ready()
    await line.address(TO, envelope_id=ENVELOPE)
    await line.content(RAW)


async def test_one_connection_carries_many_mails_byte_for_byte(smtp_server: SmtpServer, line: SmtpLine) -> None:
    for _ in range(3):
        await send(line)

    assert [one.raw for one in smtp_server.taken] == [RAW] * 3
    assert smtp_server.sessions == 1


async def test_a_reporting_server_is_asked_to_leave_content_out(smtp_server: SmtpServer, line: SmtpLine) -> None:
    await send(line)
    await line.close()
    smtp_server.reports = True

    await send(line)

    assert smtp_server.reporting == [f"RET=HDRS ENVID={ENVELOPE}"]
    assert len(smtp_server.taken) == 2


async def test_a_server_that_is_not_there_leaves_every_mail_waiting(smtp_server: SmtpServer, line: SmtpLine) -> None:
    await smtp_server.close()

    with pytest.raises(LineDownError):
        await line.ready()


async def test_a_server_that_closes_at_its_greeting_loses_no_mail(smtp_server: SmtpServer, line: SmtpLine) -> None:
    smtp_server.greetings += ["421 4.3.2 closing"] * 2

    with pytest.raises(LineDownError):
        await line.ready()
    await asyncio.wait_for(_usable_again(smtp_server, line), 5)


async def _usable_again(smtp_server: SmtpServer, line: SmtpLine) -> None:
    smtp_server.greetings.clear()
    await send(line)


async def test_a_connection_closed_between_mails_is_opened_anew(smtp_server: SmtpServer, line: SmtpLine) -> None:
    await send(line)
    await smtp_server.close()
    await smtp_server.open()

    await send(line)

    assert len(smtp_server.taken) == 2
    assert smtp_server.sessions == 2


@pytest.mark.parametrize(
    ("place", "answer", "meaning", "reason"),
    [
        ("senders", "451 4.7.1 later", DeferredError, "451 4.7.1"),
        ("senders", "421 4.3.2 closing", DeferredError, "421 4.3.2"),
        ("senders", "550 5.7.1 sender not allowed", LineDownError, "550 5.7.1"),
        ("senders", "530 5.7.0 sign in first", LineDownError, "530 5.7.0"),
        ("recipients", "450 4.2.0 greylisted", DeferredError, "450 4.2.0"),
        ("recipients", "421 closing", DeferredError, "421"),
        ("recipients", "550 5.1.1 <lan@hungyen.example> unknown", RefusedError, "550 5.1.1"),
        ("recipients", "552 full", RefusedError, "552"),
        ("contents", "452 4.3.1 storage", DeferredError, "452 4.3.1"),
        ("contents", "421 4.3.2 closing", DeferredError, "421 4.3.2"),
        ("contents", "554 5.6.0 content", RefusedError, "554 5.6.0"),
    ],
)
async def test_an_answer_decides_and_its_words_are_not_kept(
    smtp_server: SmtpServer, line: SmtpLine, place: str, answer: str, meaning: type[LineError], reason: str
) -> None:
    getattr(smtp_server, place).append(answer)

    with pytest.raises(meaning) as answered:
        await send(line)

    assert str(answered.value) == reason
    assert smtp_server.taken == []
    await send(line)
    assert len(smtp_server.taken) == 1


@pytest.mark.parametrize(("cut", "taken"), [("middle", 0), ("dot", 1)])
async def test_a_connection_lost_during_the_content_leaves_a_doubt(
    smtp_server: SmtpServer, line: SmtpLine, cut: str, taken: int
) -> None:
    smtp_server.cuts.append(cut)

    with pytest.raises(DoubtError):
        await send(line)

    assert len(smtp_server.taken) == taken
    await send(line)
    assert len(smtp_server.taken) == taken + 1


async def test_an_answer_that_never_comes_leaves_a_doubt(smtp_server: SmtpServer, line: SmtpLine) -> None:
    smtp_server.slow = asyncio.Event()

    with pytest.raises(DoubtError, match="ReadTimeoutError"):
        await send(line)

    smtp_server.slow.set()
    smtp_server.slow = None
    await send(line)
    assert [one.raw for one in smtp_server.taken] == [RAW, RAW]


async def test_nothing_can_be_sent_before_the_line_is_ready(line: SmtpLine) -> None:
    with pytest.raises(DeferredError):
        await line.address(TO, envelope_id=ENVELOPE)


@pytest.mark.parametrize("password", ["đúng mật khẩu", "sai"])
async def test_a_server_that_wants_a_password_gets_it_before_any_mail(smtp_server: SmtpServer, password: str) -> None:
    smtp_server.password = "đúng mật khẩu"
    line = SmtpLine(MailServer("127.0.0.1", smtp_server.port, SENDER, username="thi-dua", password=password))

    if password == smtp_server.password:
        await send(line)
    else:
        with pytest.raises(LineDownError, match="535"):
            await send(line)

    assert len(smtp_server.taken) == (password == smtp_server.password)
    await line.close()


async def test_a_server_without_demanded_encryption_is_not_used(smtp_server: SmtpServer) -> None:
    line = SmtpLine(MailServer("127.0.0.1", smtp_server.port, SENDER, tls="starttls"))

    with pytest.raises(LineDownError):
        await line.ready()
