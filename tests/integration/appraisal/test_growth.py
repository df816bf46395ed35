"""What the worklist and the timers read stays about as much as they show, however many cases there are."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import Any
from uuid import UUID

import pytest

from services.appraisal.adapters.case_mapping import to_fields
from services.appraisal.application.worklist_query import Tab, WorklistQuery
from services.appraisal.domain.case import CaseKey, CaseState
from services.appraisal.domain.lapses import Lapse
from shared.events.words import Occasion
from shared.mongo.client import Document
from shared.mongo.cursors import write_cursor
from shared.refusals import NotFoundError
from tests.integration.appraisal.parts import OTHER, AppraisalParts
from tests.integration.mongo.reading import Profiler, Reading
from tests.unit.appraisal.samples import NOW, YEN_PHU, opened

OFFICER = "a-officer"
RARE_OCCASION = Occasion.FINAL_REVIEW
RARE_UNIT, RARE_FORM, RARE_WORD = "33.327.12079.hiem", "bang-khen-hiem", "hiemhoi"
CASES, EACH_HELD = 4_000, 500
LIMIT, MOST = 20, 50
TODAY = date(2021, 10, 20)
# Each state of each authority is read by itself until the first fits; dates are skipped through by priority.
FEW = 3 * (LIMIT + 1)
LEFT = {(YEN_PHU.code, OFFICER): Lapse.LOCKED}
END = write_cursor(-1, "9999-12-31", "~")  # behind every case
HELD = {"by": {"account": OFFICER, "name": "A"}, "since": NOW, "until": NOW + timedelta(hours=1)}
QUERY = WorklistQuery(
    OFFICER, frozenset({YEN_PHU.code}), NOW, TODAY, TODAY + timedelta(days=3), limit=LIMIT
)  # fmt: skip


@dataclass(frozen=True)
class Watched:
    """The parts full of cases, and the profiler of its server."""

    parts: AppraisalParts
    profiler: Profiler


@cache
def _pattern(state: CaseState, priority: int) -> Document:
    return to_fields(replace(opened(), state=state, priority=priority))


def _occasion(dossier: Document, occasion: Occasion) -> Document:
    return dossier | {"petition": dossier["petition"] | {"occasion": occasion.value}}


def _stored(number: int) -> Document:
    """One of many: most are closed, half are another authority's, a hundredth is of a rare unit, form and name."""
    nomination = UUID(int=number + 1)
    states = list(CaseState)
    state = states[number % len(states)] if number % 3 else CaseState.OPEN
    due_on = (TODAY + timedelta(days=number % 40 - 20)).isoformat()
    is_rare = number % 100 < 2
    fields = _pattern(state, number % 7 % 3)
    return fields | {
        "_id": str(CaseKey(nomination, 1)),
        "key": {"nomination": str(nomination), "step": 1},
        "authority": (YEN_PHU.code, OTHER)[number % 2],
        "unit": RARE_UNIT if is_rare else fields["unit"],
        "content": fields["content"] | {"award_form": RARE_FORM if is_rare else "giay-khen-xa"},
        "dossier": _occasion(fields["dossier"], RARE_OCCASION) if is_rare else fields["dossier"],
        "words": [f"so{number}", "nguyen", *([RARE_WORD] if is_rare else [])],
        "due_on": due_on,
        "untold_due_on": due_on if number % 11 == 0 else None,
        "assignee": {0: OFFICER, 2: OFFICER, 50: ""}.get(number % 100, "another"),
        "claim": HELD if number % EACH_HELD == 0 else None,
    }  # fmt: skip


@pytest.fixture(scope="module")
async def watched(prepared_parts: AppraisalParts) -> Watched:
    await prepared_parts.empty()
    await prepared_parts.database["cases"].insert_many([_stored(number) for number in range(CASES)])
    return Watched(prepared_parts, Profiler(prepared_parts.database))


TABS: Mapping[str, Mapping[str, Any]] = {tab.value: {"tabs": frozenset({tab})} for tab in Tab}
FILTERS: Mapping[str, Mapping[str, Any]] = {
    "everything": {},
    "of two authorities": {"authorities": frozenset({YEN_PHU.code, OTHER})},
    "some states": {"states": frozenset({CaseState.OPEN, CaseState.DECLINED})},
    "due before a day": {"due_before": TODAY - timedelta(days=10)},
    "due before any": {"due_before": date(2000, 1, 1)},
    "of a priority": {"priority": 2},
    "of a rare unit": {"unit": RARE_UNIT},
    "of no unit": {"unit": "khong-co"},
    "of a rare form": {"award_form": RARE_FORM},
    "of no form": {"award_form": "khong-co"},
    "of a rare occasion": {"occasion": RARE_OCCASION},
    "of no occasion": {"occasion": Occasion.INTERIM_REVIEW},
    "somebody's": {"assignee": OFFICER},
    "nobody's": {"assignee": ""},
    "nobody's, somebody's who left among them": {"assignee": "", "lapses": LEFT},
    "not given, or to somebody who left": {"tabs": frozenset({Tab.UNASSIGNED}), "lapses": LEFT},
    "of a stranger": {"assignee": "khong-co"},
    "by number": {"text": "so3998"},
    "by no word": {"text": "khongco"},
    "by a frequent word": {"text": "nguyen"},
    "by a rare word": {"text": f"nguyen {RARE_WORD[:5]}"},
    "by number and word": {"text": "so3998 nguyen"},
}


@pytest.mark.parametrize("asked", [*TABS, *FILTERS])
@pytest.mark.parametrize("tab", [frozenset[Tab](), frozenset({Tab.TODO})], ids=["whole", "to-do"])
async def test_a_page_reads_little_more_than_it_shows(watched: Watched, asked: str, tab: frozenset[Tab]) -> None:
    query = replace(replace(QUERY, tabs=tab), **(TABS | FILTERS)[asked])
    await watched.parts.cases.worklist.page(query)
    await watched.profiler.begin()

    await watched.parts.cases.worklist.page(query)

    read = await watched.profiler.end("cases")
    assert read.keys <= FEW, read
    assert read.documents <= FEW, read


@pytest.mark.parametrize("asked", ["everything", "of two authorities", "da-xong", "can-lam"])
async def test_a_late_page_reads_no_more_than_the_first(watched: Watched, asked: str) -> None:
    query = replace(QUERY, **(TABS | FILTERS)[asked])
    whole = await watched.parts.cases.worklist.page(replace(query, limit=16 * LIMIT))
    for _ in range(15):
        query = replace(query, after=(await watched.parts.cases.worklist.page(query)).next or "")
    await watched.profiler.begin()

    page = await watched.parts.cases.worklist.page(query)

    assert [row.case_id for row in page.rows] == [row.case_id for row in whole.rows[15 * LIMIT :]]
    read = await watched.profiler.end("cases")
    assert read.keys <= 2 * FEW, read
    assert read.documents <= FEW, read


@pytest.mark.parametrize(
    "asked", ["everything", "of a rare unit", "of a rare form", "of a rare occasion", "by number", "by no word"]
)
async def test_counting_ends_at_its_limit_and_says_so(watched: Watched, asked: str) -> None:
    query = replace(QUERY, **FILTERS[asked])
    exact = await watched.parts.cases.worklist.counts(query, most=CASES)
    await watched.profiler.begin()

    counts = await watched.parts.cases.worklist.counts(query, most=MOST)

    read = await watched.profiler.end("cases")
    assert {tab: (count.number, count.is_exact) for tab, count in counts.items()} == {
        tab: (min(MOST, count.number), count.number <= MOST) for tab, count in exact.items()
    }
    assert read.keys <= len(Tab) * (MOST + 1), read


@pytest.mark.parametrize("asked", [*TABS, *FILTERS])
async def test_the_way_back_shows_what_the_way_on_showed(watched: Watched, asked: str) -> None:
    worklist = watched.parts.cases.worklist
    query = replace(QUERY, **(TABS | FILTERS)[asked])
    first = await worklist.page(query)
    second = await worklist.page(replace(query, after=first.next)) if first.next else None
    await watched.profiler.begin()

    back = await worklist.page(replace(query, before=(second.previous if second else None) or END))

    read = await watched.profiler.end("cases")
    assert read.keys <= 2 * FEW, read
    assert [row.case_id for row in back.rows] == [row.case_id for row in first.rows]
    assert first.previous is back.previous is None
    assert back.next == first.next or second is None


@pytest.mark.parametrize("asked", ["everything", "of two authorities", "of a rare unit", "by a rare word", "can-lam"])
async def test_neighbours_are_those_of_the_whole_list(watched: Watched, asked: str) -> None:
    worklist = watched.parts.cases.worklist
    query = replace(QUERY, **(TABS | FILTERS)[asked], limit=MOST + 20)
    listed = [row.case_id for row in (await worklist.page(query)).rows]

    for place in (0, 1, len(listed) // 2, len(listed) - 2):
        await watched.profiler.begin()
        beside = await worklist.beside(query, CaseKey.parse(listed[place]), most=MOST)

        expected = ([None, *listed][place], listed[place + 1])
        assert (beside.previous, beside.next, beside.is_listed) == (*expected, True)
        assert (beside.before.number, beside.before.is_exact) == (min(place, MOST), place <= MOST)
        read = await watched.profiler.end("cases")
        # Three pieces each way; who searches by a word reads in each what fits it.
        assert read.keys <= 6 * (MOST + 1), read


async def test_neighbours_stay_when_the_case_has_left(watched: Watched) -> None:
    worklist = watched.parts.cases.worklist
    query = replace(QUERY, tabs=frozenset({Tab.TODO}))
    before, decided, after = [row.case_id for row in (await worklist.page(query)).rows][4:7]
    await watched.parts.database["cases"].update_one({"_id": decided}, {"$set": {"state": "declined"}})

    beside = await worklist.beside(query, CaseKey.parse(decided), most=MOST)

    await watched.parts.database["cases"].update_one({"_id": decided}, {"$set": {"state": "open"}})
    assert (beside.previous, beside.next, beside.is_listed) == (before, after, False)


async def test_neighbours_of_a_foreign_case_are_not_told(watched: Watched) -> None:
    foreign = (await watched.parts.cases.worklist.page(replace(QUERY, authorities=frozenset({OTHER})))).rows[0]

    with pytest.raises(NotFoundError):
        await watched.parts.cases.worklist.beside(QUERY, CaseKey.parse(foreign.case_id), most=MOST)


async def test_units_are_found_without_reading_their_cases(watched: Watched) -> None:
    await watched.profiler.begin()

    units = await watched.parts.cases.worklist.units(QUERY.authorities, most=50)

    assert set(units) == {RARE_UNIT, "33.327.12079.doan-thanh-nien"}
    read = await watched.profiler.end("cases")
    assert read.keys <= 5, read
    assert read.documents <= 5, read


async def test_plain_counts_read_only_the_cases_one_holds(watched: Watched) -> None:
    await watched.profiler.begin()

    counts = await watched.parts.cases.worklist.counts(QUERY, most=MOST)

    assert counts[Tab.TODO].number == MOST
    assert not counts[Tab.TODO].is_exact
    assert (await watched.profiler.end("cases")).documents <= CASES // EACH_HELD


async def test_the_search_for_late_cases_reads_only_those(watched: Watched) -> None:
    await watched.profiler.begin()

    found = await watched.parts.cases.late(TODAY, limit=10)

    assert len(found) == 10
    assert (await watched.profiler.end("cases")).keys <= 11


async def test_no_case_is_read_where_every_unit_was_told(watched: Watched) -> None:
    await watched.profiler.begin()

    assert await watched.parts.cases.late(date(2021, 9, 1), limit=10) == []

    assert await watched.profiler.end("cases") == Reading(0, 0)


async def test_overdue_cases_are_counted_from_an_index_alone(watched: Watched) -> None:
    await watched.profiler.begin()

    assert await watched.parts.cases.count_overdue(TODAY, most=MOST) == MOST

    read = await watched.profiler.end("cases")
    assert read.keys <= MOST + 1
    assert read.documents == 0


async def test_a_start_reads_no_case_that_has_all_its_fields(watched: Watched) -> None:
    await watched.profiler.begin()

    await watched.parts.cases.ensure_indexes()

    read = await watched.profiler.end("cases")
    assert read.keys <= FEW
    assert read.documents == 0
