"""The two stories of the demo, as data: who submits what, who decides what at which step."""

import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pydantic import JsonValue

from ops.demo.desks import Desk, nomination, record_decision, rule, submit, vote, wait_for_status, wait_for_steps
from ops.demo.dossiers import Submission, nurse, volunteer
from ops.demo.people import Office, RefusedError
from ops.demo.views import Nomination, Step, Taken
from ops.demo.waiting import NotInTimeError
from shared.directory.loading import load_directory
from shared.text.formats import show_iso_day

COMMUNE = Desk("commune", "xa-yen-phu")
DISTRICT = Desk("district", "huyen-yen-my")
HEALTH = Desk("department", "so-y-te")
HOME_AFFAIRS = Desk("province", "so-noi-vu")
CHAIRMAN = Desk("province", "chu-tich")
COUNCIL = Desk("province", "hoi-dong")
VOTE = "vote"
_VERDICTS: Mapping[str, str] = {
    "forward": "chuyển bước tiếp theo",
    "refer": "chuyển lên hình thức cao hơn",
    "approve": "duyệt",
}
_TRIES, _NUMBERS, _CONFLICT = 5, 99_999, 409
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Stop:
    """One step: whose desk, and what is proposed and decided there."""

    step: int
    desk: Desk
    outcome: str
    text: str
    award_form: str = ""

    @property
    def verdict(self) -> dict[str, JsonValue]:
        """What officer and head send."""
        more: dict[str, JsonValue] = {"award_form": self.award_form} if self.award_form else {}
        return {"outcome": self.outcome, "text": self.text, **more}


@dataclass(frozen=True)
class Story:
    """A nomination's way from a unit to a decision; `stops` follow the route."""

    title: str
    submitter: str
    submission: Callable[[], Submission]
    stops: tuple[Stop, ...]
    signatory: tuple[str, str] | None = None


@dataclass(frozen=True)
class FinishedStory:
    """A story that has come to its end; `expected` must be found in the mails to each recipient."""

    story: Story
    taken: Taken
    nomination: Nomination
    decision_number: str
    seconds: float
    expected: tuple[str, ...] = field(default=())


_APPRAISED = "Hồ sơ đủ thành phần, thành tích rõ, đúng đối tượng theo mục V.1 của Kế hoạch."
_APPROVED = "Đồng ý tặng Bằng khen."
NURSE = Story(
    "Điều dưỡng trạm y tế xã, Trung tâm Y tế huyện trình qua Sở Y tế, đề nghị Bằng khen",
    "nop.ttyt-yen-my",
    nurse,
    (
        Stop(1, HEALTH, "forward", "Đã tổng hợp, đề nghị Sở Nội vụ thẩm định."),
        Stop(2, HOME_AFFAIRS, "forward", _APPRAISED),
        Stop(3, CHAIRMAN, "approve", _APPROVED),
    ),
)
VOLUNTEER = Story(
    "Tình nguyện viên được đề nghị Giấy khen của xã, xã chuyển lên đề nghị Bằng khen",
    "nop.doan-yen-phu",
    volunteer,
    (
        Stop(1, COMMUNE, "refer", "Thành tích có ảnh hưởng trong toàn huyện, xứng đáng Bằng khen.", "bang-khen-tinh"),
        Stop(3, DISTRICT, "forward", "Huyện xác nhận thành tích."),
        Stop(4, HEALTH, "forward", "Đã tổng hợp, đề nghị Sở Nội vụ thẩm định."),
        Stop(5, HOME_AFFAIRS, "forward", _APPRAISED),
        Stop(6, CHAIRMAN, "approve", _APPROVED),
    ),
)


async def tell(office: Office, story: Story, tell: Tell, *, with_routes: bool = True) -> FinishedStory:
    """The story lived through, told as it goes; with each step of the route and its date if these are wanted.

    Raises:
        RefusedError: The system refused something that it must allow.
        NotInTimeError: Something did not arrive.
    """
    began = time.monotonic()
    taken = await submit(office, story.submitter, story.submission())
    first = taken.nominations[0]
    unit = await office.person(story.submitter)
    route = _route(first.route) if with_routes else []
    tell(
        f"{unit.name} nộp hồ sơ {taken.number}; đề nghị {first.number} đi {len(first.route)} bước{':' if route else ''}"
    )
    for line in route:
        tell(line)
    for stop in story.stops:
        await _pass(office, first.id, stop, tell)
        if stop.award_form:
            longer = await wait_for_steps(unit, first.id, len(first.route) + 1)
            for line in _route(longer.route[len(first.route) :]) if with_routes else ():
                tell(line)
    number = await _decide(office, story, first.id, tell)
    seen = await wait_for_status(unit, first.id, "da-khen-thuong")
    return FinishedStory(story, taken, seen, number, time.monotonic() - began, expected_words(story, seen, number))


async def _pass(office: Office, identity: str, stop: Stop, tell: Tell) -> None:
    began = time.monotonic()
    if stop.outcome == VOTE:
        counted = await vote(office, stop.desk, f"{identity}:{stop.step}", approving=13)
        tell(f"✓ bước {stop.step}: {counted.officer} ghi kết quả bỏ phiếu của Hội đồng, 13/15 phiếu đồng ý")
        return
    ruled = await rule(office, stop.desk, f"{identity}:{stop.step}", stop.verdict)
    seconds = f"{time.monotonic() - began:.1f}".replace(".", ",")
    tell(
        f"✓ bước {stop.step}: {ruled.officer} đề xuất, {ruled.head} quyết định {_VERDICTS[stop.outcome]}"
        f" ({seconds} giây)"
    )


async def _sign_of(office: Office, story: Story, identity: str) -> str:
    """What stands in the numbers of whoever decides at the end of the route."""
    seen = await nomination(await office.person(story.submitter), identity)
    [decides] = [step.authority.code for step in seen.route if step.step == story.stops[-1].step]
    return next(authority.sign for authority in load_directory().authorities if authority.code == decides)


async def _decide(office: Office, story: Story, identity: str, tell: Tell) -> str:
    last = story.stops[-1]
    sign = await _sign_of(office, story, identity)
    for _ in range(_TRIES):
        wanted = f"{secrets.randbelow(_NUMBERS) + 1}/QĐ-{sign}"
        try:
            clerk, decision = await record_decision(
                office, last.desk, wanted, [f"{identity}:{last.step}"], story.signatory
            )
        except RefusedError as error:
            # The number may be in use this year, by an earlier run; nothing else can be in conflict here.
            if error.status != _CONFLICT:
                raise
            continue
        tell(f"✓ {clerk.name} ban hành Quyết định số {decision.number}")
        return decision.number
    raise NotInTimeError(f"Quyết định: {_TRIES} số liền đã được dùng trong năm")


def _route(route: Sequence[Step]) -> list[str]:
    days = {step.step: show_iso_day(step.expected_on) if step.expected_on else "chưa định" for step in route}
    return [f"   {step.step}. {step.authority.name}, dự kiến xong ngày {days[step.step]}" for step in route]


def expected_words(story: Story, seen: Nomination, number: str) -> tuple[str, ...]:
    """What the mails of the story must say to each recipient."""
    names = {step.step: step.authority.name for step in seen.route}
    receivers = [names[stop.step] for stop in story.stops]
    return (
        "Giấy tiếp nhận hồ sơ",
        # Whoever hands over to itself goes on to the next step there, and nothing is sent anywhere.
        *(f"{'tại' if name == before else 'đến'} {name}" for before, name in pairwise(receivers)),
        "đã được duyệt",
        f"Quyết định số {number}",
    )
