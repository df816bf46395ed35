"""`thidua mails` against an API that answers as it is told."""

import json
import re
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from ops.admin.__main__ import app
from ops.stack.mail import PROJECT
from services.notifier.web.api.mails import MailView
from tests.unit.examples.scripted import Reply, scripted

PAGE = (PROJECT / "docs" / "commands.md").read_text(encoding="utf-8")
MAIL = "0b8f6d3e-8d6f-5f0e-9b1a-3f5c2d7e9a10:3:unit"
HOW = "Nhật ký máy chủ thư ghi đã nhận"
MARKED = {
    "id": MAIL,
    "state": "sent",
    "dossier_number": "BDQHS-7MDPX-9",
    "attempts": 1,
    "reason": "",
    "marking": {"account": "van-hanh", "reason": HOW, "at": "2021-10-05T03:00:00Z"},
}


def run(address: str, *words: str) -> Result:
    settings = {"THIDUA_ADDRESS": address, "THIDUA_ACCOUNT": "van-hanh", "THIDUA_PASSWORD": "x"}
    return CliRunner().invoke(app, ["mails", *words], env=settings)


@pytest.mark.parametrize("act", ["list", "show", "resend", "mark-sent"])
def test_the_page_names_every_key_of_a_mail(act: str) -> None:
    [told] = re.findall(rf"^\| `mails {act}` \| [^|]+ \| mails\[\]: ([^|]+) \|$", PAGE, re.MULTILINE)

    assert told.split() == list(MailView.model_fields)


def test_marking_a_mail_asks_for_it_by_its_whole_id() -> None:
    with scripted(Reply(200, MARKED)) as (address, asked):
        done = run(address, "mark-sent", MAIL, "--why", HOW)

    assert (done.exit_code, done.stdout) == (0, f"Thư {MAIL} được ghi là đã gửi.\n")
    assert asked[0].line == f"POST /api/v1/mails/{MAIL.replace(':', '%3A')}/mark-sent"


def test_a_marked_mail_shows_who_marked_it_and_how_they_knew() -> None:
    with scripted(Reply(200, MARKED)) as (address, _):
        shown = run(address, "show", MAIL)

    assert shown.exit_code == 0
    assert "đã gửi" in shown.stdout
    assert f"van-hanh ghi là đã đến, lúc 2021-10-05T03:00:00Z: {HOW}" in shown.stdout


def test_a_refusal_to_mark_is_passed_on_as_the_system_words_it() -> None:
    refusal = {"title": "Không thực hiện được", "detail": "Thư này đang được gửi. Đợi vài phút."}
    with scripted(Reply(409, refusal)) as (address, _):
        refused = run(address, "mark-sent", MAIL, "--why", HOW)

    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refusal["detail"] in refused.stderr


ID = "0b8f6d3e-8d6f-5f0e-9b1a-3f5c2d7e9a10"
OURS = f"<{ID}.3.unit@hungyen.example>"


def report(
    action: str = "failed", status: str = "5.1.1", *, original: str = f"Message-ID: {OURS}\r\n", envelope: str = ""
) -> bytes:
    """A mail server's report, with the headers of the mail that came back."""
    named = f"Original-Envelope-Id: {envelope}\r\n" if envelope else ""
    return (
        "From: MAILER-DAEMON@thu.example\r\nTo: thong-bao@hungyen.example\r\nSubject: Undelivered\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nCould not be delivered to lan@hungyen.example\r\n"
        f"--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; thu.example\r\n{named}\r\n"
        f"Final-Recipient: rfc822; lan@hungyen.example\r\nAction: {action}\r\nStatus: {status}\r\n"
        "Diagnostic-Code: smtp; 550 no such user lan@hungyen.example\r\n\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\n{original}To: lan@hungyen.example\r\n\r\n--b--\r\n"
    ).encode()


def whole(raw: bytes) -> bytes:
    """The report with the mail itself in the place of its headers."""
    return raw.replace(b"text/rfc822-headers", b"message/rfc822")


def forwarded(raw: bytes) -> bytes:
    """The report as somebody passes it on, as a file of a mail."""
    head = b'Subject: Fwd\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="f"\r\n\r\n--f\r\n'
    return head + b"Content-Type: message/rfc822\r\n\r\n" + raw + b"\r\n--f--\r\n"


@pytest.mark.parametrize(
    "raw",
    [
        report(),
        whole(report()),
        forwarded(report()),
        report().replace(b"\r\n", b"\n"),
        report(original=f"Message-ID:\r\n {OURS}\r\n"),
        report(original="Subject: x\r\n", envelope=f"{ID}:3:unit"),
        report(original="Subject: x\r\n").replace(
            b"Reporting-MTA:", f"X-Original-Message-ID: {OURS}\r\nReporting-MTA:".encode()
        ),
        report(action="Failed", status="5.1.1 (bad destination)"),
        report().replace(b"Action: failed\r\n", b""),
        report(status="4.4.7"),
    ],
    ids=["headers", "whole", "forwarded", "lines", "folded", "envelope", "field", "words", "no action", "given up"],
)
def test_a_report_passes_on_the_mails_name_and_nothing_else(raw: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(raw)
    with scripted(Reply(200, MARKED | {"state": "returned"})) as (address, asked):
        done = run(address, "bounced", str(tmp_path / "a.eml"))

    assert done.exit_code == 0
    assert f"thư {ID}:3:unit bị trả lại" in done.stdout
    assert asked[0].line == f"POST /api/v1/mails/{ID}%3A3%3Aunit/returned"
    assert set(json.loads(asked[0].body)) == {"report", "status"}
    assert "lan@" not in done.stdout + str(asked[0].body)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (report(action="delayed", status="4.4.1"), "chưa phải kết quả cuối cùng (4.4.1)"),
        (report(action="delivered", status="2.0.0"), "chưa phải kết quả cuối cùng"),
        (report(action="relayed", status="2.0.0"), "chưa phải kết quả cuối cùng"),
        (report(original="Subject: x\r\n"), "không có thư nào của hệ thống"),
        (b"Subject: out of office\r\n\r\nBack on Monday\r\n", "không phải báo cáo"),
        (b"", "không phải báo cáo"),
        (bytes(range(256)) * 40, "không phải báo cáo"),
        (b"Content-Type: message/delivery-status\r\n\r\n\r\n", "chưa phải kết quả cuối cùng"),
    ],
)
def test_what_is_no_final_report_marks_nothing_and_says_so(raw: bytes, said: str, tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(raw)
    with scripted() as (address, asked):
        done = run(address, "bounced", str(tmp_path / "a.eml"))

    assert done.exit_code == 0
    assert said in done.stdout
    assert not [one for one in asked if "/returned" in one.line]


def test_a_folder_is_read_whole_and_foreign_reports_are_told(tmp_path: Path) -> None:
    (tmp_path / "cur").mkdir()
    (tmp_path / "cur" / "1").write_bytes(report(original="Message-ID: <abc@elsewhere.example>\r\n"))
    (tmp_path / "cur" / "2").write_bytes(report())
    (tmp_path / ".index").write_bytes(b"not read")
    with scripted(Reply(404, {"title": "x", "detail": "x"}), Reply(409, {"title": "x", "detail": "x"})) as (address, _):
        done = run(address, "bounced", str(tmp_path), "--json")

    told = json.loads(done.stdout)["reports"]
    assert [one["outcome"] for one in told] == ["unknown", "waiting"]
    assert [one["mail"] for one in told] == ["abc", f"{ID}:3:unit"]


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with scripted() as (address, _):
        done = run(address, "bounced", str(tmp_path / "none.eml"))

    assert done.exit_code == 1
    assert "none.eml" in done.stderr
