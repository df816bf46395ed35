"""What the register and its figures read stays about as much as they show, however many cases there are."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import Any
from uuid import UUID

import pytest

from services.appraisal.adapters.case_mapping import to_fields
from services.appraisal.adapters.figures import MongoFigures
from services.appraisal.application.register_query import RegisterFilters, RegisterQuery
from services.appraisal.domain.case import CaseKey, CaseState
from services.appraisal.domain.figures import Span
from shared.events.words import Outcome
from shared.mongo.client import Document
from tests.integration.appraisal.parts import OTHER, AppraisalParts
from tests.integration.mongo.reading import Profiler
from tests.unit.appraisal.samples import NOW, YEN_PHU, opened

CASES, LIMIT = 4_000, 20
TODAY = date(2021, 10, 20)
RARE_UNIT, RARE_WORD = "33.327.12079.hiem", "hiemhoi"
THEIRS = frozenset({YEN_PHU.code})
QUERY = RegisterQuery(THEIRS, THEIRS, TODAY, RegisterFilters(), limit=LIMIT)
# One more than is shown, the same again where a slice begins within a moment, and what a plan reads ahead.
FEW = 3 * (LIMIT + 1)
FREQUENT: Mapping[str, Mapping[str, Any]] = {
    "everything": {},
    "days": {"first": TODAY - timedelta(days=200), "last": TODAY},
    "a frequent form": {"award_form": "giay-khen-xa"},
    "open ones": {"state": CaseState.OPEN},
    "a frequent group": {"target_group": "truc-tiep"},
}
RARE: Mapping[str, Mapping[str, Any]] = {
    "a rare unit": {"unit": RARE_UNIT},
    "no unit": {"unit": "khong-co"},
    "a rare word": {"text": RARE_WORD},
    "no word": {"text": "khongco"},
    "a number": {"text": "so3999"},
    "days before all": {"last": date(2000, 1, 1)},
    "a rare group": {"target_group": "hiem"},
    "an outcome": {"outcome": Outcome.REFER},
    "overdue": {"is_overdue": True},
}


@dataclass(frozen=True)
class Watched:
    """The parts full of cases, and the profiler of its server."""

    parts: AppraisalParts
    profiler: Profiler


@cache
def _pattern(state: CaseState) -> Document:
    return to_fields(replace(opened(), state=state))


def _stored(number: int) -> Document:
    """One of many: half are another authority's, a hundredth is of a rare unit, group and word, few are overdue."""
    nomination = UUID(int=number + 1)
    states = list(CaseState)
    state = states[number % len(states)] if number % 3 else CaseState.OPEN
    fields, is_rare = _pattern(state), number % 100 < 2
    return fields | {
        "_id": str(CaseKey(nomination, 1)),
        "key": {"nomination": str(nomination), "step": 1},
        "authority": (YEN_PHU.code, OTHER)[number % 2],
        "unit": RARE_UNIT if is_rare else fields["unit"],
        "content": fields["content"] | {"target_group": "hiem" if is_rare else "truc-tiep"},
        "words": [f"so{number}", *([RARE_WORD] if is_rare else [])],
        "opened_at": NOW - timedelta(hours=number % 300),
        "due_on": (TODAY + timedelta(days=-5 if number % 200 == 0 else 5)).isoformat(),
    }


@pytest.fixture(scope="module")
async def watched(prepared_parts: AppraisalParts) -> Watched:
    await prepared_parts.empty()
    await prepared_parts.database["cases"].insert_many([_stored(number) for number in range(CASES)])
    return Watched(prepared_parts, Profiler(prepared_parts.database))


@pytest.mark.parametrize("asked", [*FREQUENT, *RARE])
async def test_a_page_reads_few_records(watched: Watched, asked: str) -> None:
    query = replace(QUERY, filters=RegisterFilters(**(FREQUENT | RARE)[asked]))  # type: ignore[operator]
    await watched.parts.register.page(query)
    await watched.profiler.begin()

    await watched.parts.register.page(query)

    read = await watched.profiler.end("cases")
    assert read.documents <= FEW, read
    if asked in FREQUENT:
        assert read.keys <= 6 * FEW, read


async def test_a_late_slice_reads_no_more_than_the_first(watched: Watched) -> None:
    query, whole = QUERY, await watched.parts.register.page(replace(QUERY, limit=16 * LIMIT))
    for _ in range(15):
        query = replace(query, after=(await watched.parts.register.page(query)).next or "")
    await watched.profiler.begin()

    found = await watched.parts.register.page(query)

    assert [row.case_id for row in found.rows] == [row.case_id for row in whole.rows[15 * LIMIT :]]
    read = await watched.profiler.end("cases")
    assert read.documents <= FEW, read
    assert read.keys <= FEW, read


@pytest.mark.parametrize("asked", ["everything", "a frequent form", "overdue"])
async def test_counting_ends_and_reads_next_to_nothing(watched: Watched, asked: str) -> None:
    query = replace(QUERY, filters=RegisterFilters(**(FREQUENT | RARE)[asked]))  # type: ignore[operator]
    await watched.profiler.begin()

    count = await watched.parts.register.count(query, most=10)

    assert count.is_exact == (asked == "overdue")
    # The few that are overdue have an index of their own.
    read = await watched.profiler.end("cases")
    assert read.documents <= (count.number if count.is_exact else 0), read


async def test_taking_away_reads_each_record_once(watched: Watched) -> None:
    query, met = replace(QUERY, limit=200), []
    await watched.profiler.begin()

    while True:
        found = await watched.parts.register.whole(query)
        met += [row.case_id for row in found.rows]
        if found.next is None:
            break
        query = replace(query, after=found.next)

    read = await watched.profiler.end("cases")
    assert len(met) == len(set(met)) == CASES // 2
    # And one more for each slice, to see whether there is another.
    assert read.documents <= len(met) + len(met) // 200 + 1, read
    assert read.keys <= 2 * len(met), read


async def test_figures_read_no_record(watched: Watched) -> None:
    count, span = MongoFigures(watched.parts.database["cases"]), Span(date(2021, 1, 1), date(2021, 12, 31))
    await watched.profiler.begin()

    received = await count.received(THEIRS, span, TODAY)
    await count.concluded(THEIRS, span)

    assert sum(each.number for each in received.by_unit) == CASES // 2
    assert (await watched.profiler.end("cases")).documents == 0
