"""Writes each kind of mail out as a page and as text, and takes its picture where Chromium is installed."""

import subprocess
import sys
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory

from services.notifier.adapters.letters import MimeLetters, Stationery
from services.notifier.domain.mails import Mail
from shared.mails.facts import Fact
from tests.unit.notifier.samples import (
    AT,
    FACTS,
    LAW,
    approved,
    awarded,
    declined,
    delayed,
    digest_due,
    forwarded,
    mail_of,
    received,
    returned,
)

_WIDTHS = (360, 700)
_LETTERS = MimeLetters(Stationery("https://thidua.hungyen.example", "thong-bao@hungyen.example"), LAW)
_QUIET = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)


def _gathered(*facts: Fact) -> Mail:
    return replace(mail_of(facts[0]), facts=facts)


def _many(count: int) -> Mail:
    names = [f"Nguyễn Thị Nguyệt Ánh Mẫu {number}" for number in range(1, count + 1)]
    return _gathered(
        *(made(name) for name in names for made in (forwarded, approved)),
        *(awarded(name) for name in names[: count * 2 // 3]),
        declined("Trần Thị Ánh Mẫu", 4),
        returned("Hộ ông Lê Văn Ổn Mẫu", 3),
        delayed("Tổ Covid cộng đồng thôn Mễ Hạ", 3),
    )


_MAILS = {
    **{name: mail_of(fact) for name, fact in FACTS.items()},
    "received-in-part": mail_of(received(total=500)),
    "digest-in-part": mail_of(digest_due(overdue=30)),
    "one-nomination-twice": _gathered(forwarded(), returned()),
    "gathered-few": _many(3),
    "gathered-huge": _many(150),
}


def main(folder: Path) -> None:
    """Write all of them into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    chromium = which("chromium")
    for name, mail in _MAILS.items():
        message = message_from_bytes(_LETTERS(mail, AT).raw, policy=default)
        page = folder / f"{name}.html"
        for kind, path in (("plain", page.with_suffix(".txt")), ("html", page)):
            body = message.get_body((kind,)) if isinstance(message, EmailMessage) else None
            path.write_text(str(body.get_content()) if body else "", encoding="utf-8")
        for width in _WIDTHS if chromium else ():
            _take_picture(str(chromium), page, page.with_name(f"{name}-{width}.png"), width)
    print(f"{len(_MAILS)} kinds of mails in {folder}" + ("" if chromium else "; without chromium, no pictures"))


def _take_picture(chromium: str, page: Path, picture: Path, width: int) -> None:
    # A frame of that width: no window of Chromium is narrower than 500 px.
    framed = f'<body style="margin:0"><iframe src="{page.as_uri()}" width="{width}" height="2400" style="border:0">'
    with TemporaryDirectory() as profile:
        frame = Path(profile) / "frame.html"
        frame.write_text(framed, encoding="utf-8")
        order = [f"--user-data-dir={profile}", f"--window-size={max(width, 500)},2400", f"--screenshot={picture}"]
        subprocess.run([chromium, *_QUIET, *order, frame.as_uri()], check=True, capture_output=True, timeout=120)


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else ".data/pictures"))
