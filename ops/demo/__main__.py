"""`python -m ops.demo`: two nominations on their whole way through the running system, with histories and mails."""

import argparse
import asyncio
import sys
from collections.abc import Sequence

import httpx

from ops.demo.mailbox import Mail, Mailbox
from ops.demo.people import Office, RefusedError
from ops.demo.showing import show_history, show_mails
from ops.demo.stories import NURSE, VOLUNTEER, Told, tell
from ops.demo.waiting import NotInTimeError, until

_MAIL_SECONDS = 90


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line, tell the stories; 0 when everything arrived."""
    parser = argparse.ArgumentParser(prog="python -m ops.demo", description=__doc__)
    parser.add_argument("--address", default="http://127.0.0.1:8080", help="địa chỉ của hệ thống đang chạy")
    parser.add_argument("--mail", default="http://127.0.0.1:8125", help="địa chỉ hộp thư thử (HTTP)")
    chosen = parser.parse_args(arguments)
    try:
        asyncio.run(_run(chosen.address, chosen.mail))
    except httpx.TransportError as error:
        print(f"Không kết nối được đến {chosen.address} hoặc {chosen.mail} ({type(error).__name__}).", file=sys.stderr)
        print("Khởi động hệ thống bằng `make run` rồi chạy lại.", file=sys.stderr)
        return 1
    except (RefusedError, NotInTimeError) as error:
        print(f"\n✗ {error}", file=sys.stderr)
        return 1
    print("\nTất cả đã đến nơi.")
    return 0


async def _run(address: str, mail: str) -> None:
    async with Office(address) as office, Mailbox(mail) as mailbox:
        told: list[Told] = []
        for number, story in enumerate((NURSE, VOLUNTEER), start=1):
            print(f"\n{number}. {story.title}\n")
            told.append(await tell(office, story, lambda line: print(f"   {line}", flush=True)))
        print("\nChờ thư thông báo đến máy chủ thư…", flush=True)
        for one in told:
            mails = await arrived(mailbox, one)
            unit = await office.person(one.story.submitter)
            await show_history(unit, one)
            show_mails(mails)


async def arrived(mailbox: Mailbox, told: Told) -> list[Mail]:
    """The story's mails, once each of its two recipients was told everything.

    Raises:
        NotInTimeError: Something is missing.
    """
    numbers = frozenset({told.taken.number, told.nomination.number})
    lacking: list[str] = []

    async def look() -> list[Mail] | None:
        mails = await mailbox.about(numbers)
        lacking[:] = missing(mails, told)
        return None if lacking else mails

    try:
        return await until(look, what="Thư", seconds=_MAIL_SECONDS)
    except NotInTimeError as error:
        raise NotInTimeError(f"{error}. Còn thiếu: {'; '.join(lacking)}") from None


def missing(mails: Sequence[Mail], told: Told) -> list[str]:
    """What some recipient has not been told."""
    recipients = {mail.recipient for mail in mails}
    texts = {one: "\n".join(mail.text for mail in mails if mail.recipient == one) for one in recipients}
    lacking = [f"{one}: {words}" for one in sorted(recipients) for words in told.expected if words not in texts[one]]
    return lacking if len(recipients) > 1 else [*lacking, "thư cho cả đơn vị và người nộp"]


if __name__ == "__main__":
    sys.exit(main())
