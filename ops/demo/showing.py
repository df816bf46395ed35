"""Histories and mails, laid out for a terminal."""

from collections.abc import Sequence
from datetime import datetime, timedelta, timezone

from ops.demo.desks import nomination
from ops.demo.mailbox import Mail
from ops.demo.people import Person
from ops.demo.stories import FinishedStory

_HERE = timezone(timedelta(hours=7))


async def show_history(reader: Person, finished: FinishedStory) -> None:
    """The nomination's history and list of mails, as its submitter sees them."""
    seen = await nomination(reader, finished.nomination.id)
    seconds = f"{finished.seconds:.1f}".replace(".", ",")
    print(f"\nLịch sử đề nghị {seen.number} ({seen.status_text}, {seconds} giây từ lúc nộp đến quyết định)")
    for entry in seen.history:
        print(f"   {entry.version:>2}. {_clock(entry.at)}  {entry.text}")


def show_mails(mails: Sequence[Mail]) -> None:
    """The mails, in the order in which the sink received them, and the last one whole."""
    print("Thư máy chủ thư đã nhận")
    for mail in mails:
        print(f"   {_clock(mail.created)}  {mail.recipient}: {mail.subject}")
    print("Thư cuối cùng:")
    for line in mails[-1].text.strip().splitlines():
        print(f"   │ {line}".rstrip())


def summarise(mails: Sequence[Mail]) -> str:
    """How many mails came to how many recipients, and what the last one says."""
    recipients = {mail.recipient for mail in mails}
    return f"✓ {len(mails)} thư đến {len(recipients)} người nhận; thư cuối: {mails[-1].subject}"


def _clock(moment: str) -> str:
    if not moment:
        return "--:--:--"
    return datetime.fromisoformat(moment).astimezone(_HERE).strftime("%H:%M:%S")
