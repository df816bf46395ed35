"""The first page of operations: all parts of the system on one page, whether they answer or not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Request
from fastapi.responses import Response

from services.notifier.application.overview import LookAround, Overview
from services.notifier.domain.standing import Since, Standing
from shared.clock.days import VIETNAM, day_of
from shared.events.names import LEVELS
from shared.events.words import Level
from shared.identity.viewer import Role
from shared.messaging.topology.counts import QueueCounts
from shared.text.formats import show_age, show_moment
from shared.web.http.parts import (
    OUTBOX_AGE,
    OUTBOX_PENDING,
    STARTED,
    VERSION,
    Seen,
    are_files_apart,
    count_mails,
    count_overdue,
)
from shared.web.http.use_cases import use
from shared.web.pages.frame import Frame, pages_router
from shared.web.pages.operated import OVERVIEW, PARTS, VERSION_NAMES, OperatedPart, describe_waits
from shared.web.pages.viewer import PageViewer

_LOOKS: Mapping[Standing, tuple[str, str]] = {
    Standing.WORKING: ("Chạy tốt", "dat"),
    Standing.PARTLY: ("Chạy một phần", "cho"),
    Standing.UNREADY: ("Chưa sẵn sàng", "loi"),
    Standing.SILENT: ("Không trả lời", "loi"),
}
_UNASKED = ("Không hỏi", "nhap")
_WIDTH, _HEIGHT, _LEAST_POINTS = 120.0, 28.0, 2

router = pages_router()


@dataclass(frozen=True)
class Row:
    """A part in the table. `trouble` says what is wrong with it, blank where nothing is.

    `line` draws how much waited in the last hour, `most` is the most of it.
    """

    part: OperatedPart
    text: str
    look: str
    since: str
    counts: QueueCounts | None
    outbox: str
    line: str
    most: int
    trouble: str


@router.get(OVERVIEW)
async def show_overview(
    request: Request, frame: Frame, viewer: PageViewer, look: Annotated[LookAround, use(LookAround)]
) -> Response:
    """How every part does at this moment."""
    viewer.require(Role.OPERATOR)
    seen = await look()
    rows = [_row(part, seen) for part in PARTS]
    overdue = count_overdue(seen.seen)
    return frame.render(
        request,
        "operations/overview.html",
        at=seen.at,
        rows=rows,
        knows_queues=seen.queues is not None,
        mails=count_mails(seen.seen),
        overdue=None if overdue is None else [(LEVELS[Level(level)], count) for level, count in overdue.items()],
        files_apart=are_files_apart(seen.seen),
        versions=_versions(seen),
    )


def _row(part: OperatedPart, seen: Overview) -> Row:
    processes, since = seen.processes.get(part.name, ()), seen.since.get(part.name)
    counts = seen.queues.get(part.queue) if seen.queues and part.queue else None
    waiting = seen.waiting.get(part.queue, ())
    text, look = _LOOKS[since.standing] if since else _UNASKED
    ready = sum(each.ready for each in processes)
    if since and since.standing is Standing.PARTLY:
        text = f"{text}: {ready} trên {len(processes)}"
    return Row(
        part=part,
        text=text,
        look=look,
        since=_since(since, processes, seen.at),
        counts=counts,
        outbox=_outbox(processes),
        line=_line(waiting),
        most=max(waiting, default=0),
        trouble=_trouble(part, since, processes, counts, seen.at),
    )


def _since(since: Since | None, processes: Sequence[Seen], at: datetime) -> str:
    if since is None:
        return ""
    if since.standing is Standing.WORKING:
        started = [value for each in processes for value in each.labelled(STARTED).values()]
        return f"từ {_moment(datetime.fromtimestamp(max(started), VIETNAM), at)}" if started else ""
    return f"{'từ' if since.is_change else 'ít nhất từ'} {_moment(since.at, at)}"


def _moment(moment: datetime, at: datetime) -> str:
    """The time alone where it is today."""
    return f"{moment.astimezone(VIETNAM):%H:%M}" if day_of(moment) == day_of(at) else show_moment(moment)


def _trouble(
    part: OperatedPart, since: Since | None, processes: Sequence[Seen], counts: QueueCounts | None, at: datetime
) -> str:
    waiting = f"{counts.waiting + counts.all_retried} thông điệp đang chờ, không mất." if counts else ""
    if since and since.standing is not Standing.WORKING:
        waits = describe_waits([each for process in processes if not process.is_silent for each in process.waits_for])
        state = _LOOKS[since.standing][0].lower()
        reason = f" (đang chờ: {waits})" if waits else ""
        return f"{part.label}: {state} {_since(since, processes, at)}{reason}. {waiting}".rstrip()
    if counts and not counts.consumers:
        return f"{part.label}: không ai nhận thông điệp từ hàng đợi. {waiting}"
    return ""


def _outbox(processes: Sequence[Seen]) -> str:
    """How much waits to be sent, and how long; each instance counts the same outboxes."""
    pending = max((sum(each.labelled(OUTBOX_PENDING).values()) for each in processes), default=None)
    if pending is None or not any(each.labelled(OUTBOX_PENDING) for each in processes):
        return ""
    if not pending:
        return "trống"
    oldest = max(age for each in processes for age in each.labelled(OUTBOX_AGE).values())
    return f"{int(pending)} chờ gửi, cũ nhất {show_age(oldest)}"


def _versions(seen: Overview) -> Sequence[tuple[str, str]]:
    """What is at work by what it is of; several where parts differ."""
    found: dict[str, set[str]] = {}
    for process in seen.seen:
        for label in process.labelled(VERSION):
            of, _, version = label.partition(" ")
            found.setdefault(of, set()).add(version)
    return [(name, ", ".join(sorted(found[of]))) for of, name in VERSION_NAMES.items() if of in found]


def _line(counts: Sequence[int]) -> str:
    """The path of a line through the counts, drawn as high as there is room; blank where there are too few."""
    if len(counts) < _LEAST_POINTS:
        return ""
    top, step = max(*counts, 1), _WIDTH / (len(counts) - 1)
    points = (
        f"{place * step:.1f} {_HEIGHT - 1 - count / top * (_HEIGHT - 2):.1f}" for place, count in enumerate(counts)
    )
    return f"M{' L'.join(points)}"
