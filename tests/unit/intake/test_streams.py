"""Streams of one process: each is told what is new once, and ends when its viewer may not look any more."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import cast
from uuid import UUID

import pytest

from services.intake.application.ports import Nominations
from services.intake.application.stream_limits import StreamLimits
from services.intake.application.streams import Follower, News, NominationStreams
from services.intake.domain.incoming_facts import apply_overdue
from services.intake.domain.nomination import Nomination
from shared.events.cases import CaseApproved, CaseForwarded, CaseOpened
from shared.identity.viewer import Role, Viewer
from shared.refusals import NotFoundError, NotSignedInError, UnavailableError
from tests.unit.intake.samples import FORMS, NOW, a_nomination, apply_all, case_story

SUBMITTER = Viewer("acc-1", "Trần Văn Đức", frozenset({Role.SUBMITTER}), unit="33.327.12079.doan-thanh-nien")


class Shelf:
    """One nomination that may grow, and how often it was looked for."""

    def __init__(self) -> None:
        self.nomination = a_nomination()
        self.is_hidden = False
        self.looks: list[int] = []
        self.reads = 0
        self.looked = asyncio.Event()

    def grow(self) -> None:
        last = self.nomination.history[-1]
        version = last.version + 1
        grown = (*self.nomination.history, replace(last, version=version))
        self.nomination = replace(self.nomination, version=version, history=grown)

    async def get(self, _reference: UUID | str, _viewer: Viewer) -> Nomination:
        if self.is_hidden:
            raise NotFoundError("Không có.")
        self.reads += 1
        return self.nomination

    async def versions(self, ids: list[UUID]) -> dict[UUID, int]:
        self.looks.append(len(ids))
        self.looked.set()
        return {self.nomination.id: self.nomination.version}


class Door:
    """Who the viewer is, asked again and again."""

    def __init__(self) -> None:
        self.is_revoked = False

    async def __call__(self) -> Viewer:
        if self.is_revoked:
            raise NotSignedInError("Phiên đã hết.")
        return SUBMITTER


def following(shelf: Shelf, *, most: int = 10, silence: float = 60.0) -> NominationStreams:
    return NominationStreams(
        cast("Nominations", shelf),
        places=StreamLimits(most, each=most, same=most),
        poll_seconds=0.01,
        recheck_seconds=0.05,
        silence_seconds=silence,
    )


async def versions(stream: AsyncIterator[News | None], count: int) -> list[int]:
    found = []
    async with asyncio.timeout(10):
        while len(found) < count:
            news = await anext(stream)
            if news is not None:
                found.append(news.entry.version)
    return found


async def ended(stream: AsyncIterator[News | None]) -> bool:
    async with asyncio.timeout(10):
        return [one async for one in stream] == []


async def opened(
    service: NominationStreams, shelf: Shelf, door: Door, seen: int = 0
) -> tuple[Follower, asyncio.Task[None]]:
    return await service.open(shelf.nomination.id, door, seen), asyncio.create_task(service.run())


async def test_it_begins_where_the_browser_left_off() -> None:
    shelf, door = Shelf(), Door()
    shelf.grow()
    service = following(shelf)
    follower, polling = await opened(service, shelf, door, seen=1)
    stream = service.news(follower)

    first = await versions(stream, 1)
    shelf.grow()
    second = await versions(stream, 1)

    assert (first, second) == ([2], [3])
    await service.close()
    assert await ended(stream)
    await polling


async def news(stream: AsyncIterator[News | None], count: int) -> list[News]:
    async with asyncio.timeout(10):
        return [one for one in [await anext(stream) for _ in range(count)] if one is not None]


async def test_a_late_entry_is_told_in_its_place_on_resuming() -> None:
    shelf, door = Shelf(), Door()
    shelf.nomination = told_too_late(a_nomination())
    service = following(shelf)
    follower, polling = await opened(service, shelf, door)

    first = await news(service.news(follower), 5)
    resumed = await service.open(shelf.nomination.id, door, first[2].seen)
    again = await news(service.news(resumed), 3)

    assert [one.entry.fact.value for one in first] == ["received", "opened", "forwarded", "opened", "approved"]
    assert [(one.entry.version, one.seen) for one in first] == [(1, 1), (2, 2), (5, 2), (3, 3), (4, 5)]
    assert [one.entry.version for one in again] == [5, 3, 4]
    await service.close()
    await polling


def told_too_late(nomination: Nomination) -> Nomination:
    """It was forwarded before it was approved, but that came when nobody waited for it any more."""
    seen = ((CaseOpened, 1, 1), (CaseForwarded, 1, 2), (CaseOpened, 2, 1), (CaseApproved, 2, 2))
    first, late, *others = case_story(nomination, seen)
    ahead = apply_overdue(apply_all(nomination, first, *others), FORMS, at=NOW + timedelta(days=1), due_at=NOW)
    assert ahead is not None
    return apply_all(ahead.change.after, late)


async def test_many_streams_cost_one_look() -> None:
    shelf, door = Shelf(), Door()
    service = following(shelf)
    follower, polling = await opened(service, shelf, door)
    others = [await service.open(shelf.nomination.id, door, 0) for _ in range(5)]
    streams = [service.news(one) for one in (follower, *others)]
    await asyncio.gather(*(versions(stream, 1) for stream in streams))
    shelf.looks.clear()

    shelf.grow()
    seen = await asyncio.gather(*(versions(stream, 1) for stream in streams))

    assert seen == [[2]] * 6
    assert set(shelf.looks) == {1}
    await service.close()
    await polling


async def test_opening_a_stream_reads_its_nomination_once() -> None:
    shelf, door = Shelf(), Door()
    service = following(shelf)
    follower, polling = await opened(service, shelf, door)

    await versions(service.news(follower), 1)

    assert shelf.reads == 1
    assert follower.opened_with is None
    await service.close()
    await polling


async def test_a_revoked_session_ends_the_stream() -> None:
    shelf, door = Shelf(), Door()
    service = following(shelf)
    follower, polling = await opened(service, shelf, door)
    stream = service.news(follower)
    await versions(stream, 1)

    door.is_revoked = True

    assert await ended(stream)
    await service.close()
    await polling


async def test_what_may_not_be_seen_any_more_is_not_told() -> None:
    shelf, door = Shelf(), Door()
    service = following(shelf)
    follower, polling = await opened(service, shelf, door)
    stream = service.news(follower)
    await versions(stream, 1)

    shelf.is_hidden = True
    shelf.grow()

    assert await ended(stream)
    await service.close()
    await polling


async def test_a_silent_stream_shows_that_it_lives() -> None:
    shelf, door = Shelf(), Door()
    service = following(shelf, silence=0.05)
    follower, polling = await opened(service, shelf, door)
    stream = service.news(follower)
    await versions(stream, 1)

    async with asyncio.timeout(10):
        sign = await anext(stream)

    assert sign is None
    await service.close()
    await polling


async def test_too_many_streams_are_asked_to_come_later() -> None:
    shelf, door = Shelf(), Door()
    service = following(shelf, most=1)
    follower, polling = await opened(service, shelf, door)
    stream = service.news(follower)
    await versions(stream, 1)

    with pytest.raises(UnavailableError, match="theo dõi"):
        await service.open(shelf.nomination.id, door, 0)

    await service.close()
    assert await ended(stream)
    await polling


async def test_a_burst_is_counted_before_its_news_begin() -> None:
    shelf, door = Shelf(), Door()
    service = following(shelf, most=3)

    burst = await asyncio.gather(
        *(service.open(shelf.nomination.id, door, 0) for _ in range(9)), return_exceptions=True
    )

    assert [isinstance(one, UnavailableError) for one in burst].count(True) == 6


async def test_whoever_is_gone_before_the_news_begin_leaves_the_place() -> None:
    shelf, door = Shelf(), Door()
    service = following(shelf, most=1)

    for _ in range(3):
        assert await service.open(shelf.nomination.id, door, 0)
