"""`python -m ops.demo`: every route of the plan on its way through the running system, with histories and mails."""

import argparse
import asyncio
import os
import sys
from collections.abc import Iterable, Mapping, Sequence

import httpx

from ops.demo.catalogue import STORIES, donation
from ops.demo.desks import submit
from ops.demo.dossiers import today
from ops.demo.full.filling import Filling
from ops.demo.full.limits import of_this_machine
from ops.demo.full.plan import Stage, make_plan
from ops.demo.mailbox import Mail, Mailbox
from ops.demo.people import Office, RefusedError
from ops.demo.review import review, submitted_in_window
from ops.demo.showing import show_history, show_mails, summarise
from ops.demo.stories import NURSE, FinishedStory, Story, tell
from ops.demo.waiting import NotInTimeError, until
from shared.text.formats import show_count

_MAIL_SECONDS = 90
_FULL = "full"
_REFUSED, _REVIEW = "ung-ho-40-trieu", "tong-ket"
_OTHERS = (_REFUSED, _REVIEW)


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line, tell the stories; 0 when everything arrived."""
    parser = argparse.ArgumentParser(prog="python -m ops.demo", description=__doc__)
    parser.add_argument(
        "extent",
        nargs="?",
        choices=[_FULL],
        help="full: để lại hệ thống có chừng 300 đề nghị ở mọi giai đoạn, thay cho kể chuyện (`make demo DEMO=full`)",
    )
    parser.add_argument("--address", default="http://127.0.0.1:8080", help="địa chỉ của hệ thống đang chạy")
    parser.add_argument("--mail", default="http://127.0.0.1:8125", help="địa chỉ hộp thư thử (HTTP)")
    parser.add_argument("--story", choices=[*STORIES, *_OTHERS], help="chỉ kể một chuyện; không nêu thì kể tất cả")
    parser.add_argument(
        "--verbose",
        action="store_true",
        default=os.environ.get("VERBOSE", "") not in {"", "0"},
        help="in cả lộ trình, lịch sử và thư (cũng bằng VERBOSE=1)",
    )
    chosen = parser.parse_args(arguments)
    try:
        if chosen.extent == _FULL:
            asyncio.run(_fill(chosen.address))
            return 0
        asyncio.run(_run(chosen.address, chosen.mail, chosen.story, is_verbose=chosen.verbose))
    except httpx.TransportError as error:
        print(f"Không kết nối được đến {chosen.address} hoặc {chosen.mail} ({type(error).__name__}).", file=sys.stderr)
        print("Khởi động hệ thống bằng `make run` rồi chạy lại.", file=sys.stderr)
        return 1
    except (RefusedError, NotInTimeError) as error:
        print(f"\n✗ {error}", file=sys.stderr)
        return 1
    print("\nTất cả đã đến nơi.")
    return 0


async def _run(address: str, mail: str, only: str | None, *, is_verbose: bool) -> None:
    chosen = {name: story for name, story in STORIES.items() if only in {None, name}}
    async with Office(address) as office, Mailbox(mail) as mailbox:
        await _tell_stories(office, mailbox, chosen, is_verbose=is_verbose)
        if only in {None, _REFUSED}:
            await _tell_refused(office)
        if only in {None, _REVIEW}:
            await _tell_review(office, mailbox, is_verbose=is_verbose)


async def _fill(address: str) -> None:
    print("Làm đầy hệ thống dùng thử bằng những việc bịa ra\n")
    async with Office(address) as office:
        stages = await Filling(office, _say)(make_plan(today()), of_this_machine(address))
    print(f"\n{show_count(stages.total())} đề nghị, mọi tên đều có chữ “Mẫu”:")
    for stage in Stage:
        _say(f"{show_count(stages[stage]):>4}  {stage.value}")


async def _tell_stories(office: Office, mailbox: Mailbox, chosen: Mapping[str, Story], *, is_verbose: bool) -> None:
    for number, story in enumerate(chosen.values(), start=1):
        print(f"\n{number}/{len(chosen)}. {story.title}\n")
        finished = await tell(office, story, _say, with_routes=is_verbose)
        # Looked for at once: the mailbox shows its latest only.
        mails = await arrived(mailbox, finished)
        if is_verbose:
            await show_history(await office.person(story.submitter), finished)
            show_mails(mails)
        else:
            _say(summarise(mails))


async def _tell_refused(office: Office) -> None:
    print("\nDoanh nghiệp ủng hộ 40 triệu đồng, không đủ điều kiện theo tuyến đóng góp\n")
    try:
        await submit(office, "nop.mttq", donation(40)())
    except RefusedError as refusal:
        answer = refusal.response.json()
        for error in answer["errors"]:
            _say(f"✓ hồ sơ không được nhận: {error['message']}")
        for each in answer.get("alternatives", []):
            _say(f"  đề nghị được: {each['name']} (căn cứ {each['ground']})")


async def _tell_review(office: Office, mailbox: Mailbox, *, is_verbose: bool) -> None:
    print("\nTổng kết: hồ sơ 30 đối tượng trong đợt do Sở Nội vụ mở\n")
    end = await review(office, await submitted_in_window(office), _say)
    _say(f"✓ {len(end.awarded)} đối tượng được tặng Bằng khen, {len(end.declined)} đối tượng không được khen thưởng")
    finished = FinishedStory(
        NURSE, end.taken, end.awarded[0], end.decision_number, 0.0, (f"Quyết định số {end.decision_number}",)
    )
    mails = await arrived(mailbox, finished)
    if is_verbose:
        show_mails(mails)
    else:
        _say(summarise(mails))


def _say(line: str) -> None:
    print(f"   {line}", flush=True)


async def arrived(mailbox: Mailbox, finished: FinishedStory) -> list[Mail]:
    """The story's mails, once each of its two recipients was told everything.

    Raises:
        NotInTimeError: Something is missing.
    """
    numbers = frozenset({finished.taken.number, finished.nomination.number})
    lacking: list[str] = []

    async def look() -> list[Mail] | None:
        mails = await mailbox.about(numbers)
        lacking[:] = missing(mails, finished)
        return None if lacking else mails

    try:
        return await until(look, what="Thư", seconds=_MAIL_SECONDS)
    except NotInTimeError as error:
        raise NotInTimeError(f"{error}. Còn thiếu: {'; '.join(lacking)}") from None


def missing(mails: Sequence[Mail], finished: FinishedStory) -> list[str]:
    """What some recipient has not been told."""
    recipients = {mail.recipient for mail in mails}
    # A mail breaks its lines where a terminal needs it, also in the middle of a name.
    texts = {
        recipient: _join_lines(mail.text for mail in mails if mail.recipient == recipient) for recipient in recipients
    }
    lacking = [
        f"{recipient}: {words}"
        for recipient in sorted(recipients)
        for words in finished.expected
        if words not in texts[recipient]
    ]
    return lacking if len(recipients) > 1 else [*lacking, "thư cho cả đơn vị và người nộp"]


def _join_lines(texts: Iterable[str]) -> str:
    return " ".join(" ".join(texts).split())


if __name__ == "__main__":
    sys.exit(main())
