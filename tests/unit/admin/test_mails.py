"""`thidua mails` against an API that answers as it is told."""

import re

import pytest
from click.testing import Result
from typer.testing import CliRunner

from ops.admin.__main__ import app
from ops.stack.mail import PROJECT
from services.notifier.web.mails import MailView
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
