"""The figures on a real database: they count what the register shows, for whom it shows it, and say as of when."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta
from html import unescape

import pytest

from services.appraisal.adapters.figures import MongoFigures
from services.appraisal.application.figures import REST, CountFigures
from services.appraisal.application.register import ListRegister
from services.appraisal.application.register_query import RegisterFilters
from services.appraisal.domain.figures import STANDING_OF, Span, Standing
from services.appraisal.domain.timing import days_used
from shared.clock.days import day_of
from shared.events.words import Outcome
from shared.identity.viewer import Role
from shared.refusals import NotAllowedError
from tests.integration.appraisal.parts import AppraisalParts, viewer
from tests.integration.appraisal.test_register_pages import OTHER_COMMUNE, OTHERS, a_case_of_each_kind, made
from tests.integration.mongo.reading import Profiler
from tests.unit.appraisal.samples import CALENDAR, CLERK, FORWARD, HEAD, NOW, OFFICER, ruled

FIGURES = "/cap/commune/so-lieu"
SPAN = Span(date(2021, 10, 1), date(2021, 12, 31))
LATER = NOW + timedelta(days=100)


def counting(parts: AppraisalParts) -> CountFigures:
    return CountFigures(MongoFigures(parts.database["cases"]), CALENDAR, lambda: LATER)


async def test_figures_count_what_the_register_shows(parts: AppraisalParts) -> None:
    cases = await a_case_of_each_kind(parts)
    filters = RegisterFilters(first=SPAN.first, last=SPAN.last)
    rows = (await ListRegister(parts.register, lambda: LATER)(HEAD, filters, after="", limit=50)).rows

    figures = await counting(parts)(HEAD, SPAN)

    assert figures.whole.received == len(rows) == len(cases)
    for standing in Standing:
        assert figures.whole.by_standing[standing] == sum(STANDING_OF[row.state] is standing for row in rows)
    today = day_of(LATER)
    overdue = [row for row in rows if STANDING_OF[row.state] is Standing.OPEN and row.due_on < today]
    assert figures.whole.overdue == len(overdue) == sum(each.late for each in figures.late)
    for groups in (figures.units, figures.award_forms, figures.target_groups):
        assert sum(numbers.received for numbers in groups) == len(rows)
    assert {numbers.group: numbers.received for numbers in figures.target_groups} == {"truc-tiep": 6, "ho-tro": 1}
    assert [(period.first.month, period.received) for period in figures.periods] == [(10, 4), (11, 3), (12, 0)]
    ended = [row for row in rows if row.concluded_on is not None]
    assert sum(each.in_time + each.late for each in figures.taken) == len(ended) == 4
    used = [days_used(row.working_days, row.due_on, row.concluded_on or today, CALENDAR) for row in ended]
    assert figures.taken[0].in_time == sum(days <= 1 for days in used)
    assert figures.at == LATER


async def test_days_at_both_ends_count(parts: AppraisalParts) -> None:
    # Half past six in the morning of Hưng Yên, when it is still the day before in UTC.
    await parts.put(replace(made(), opened_at=NOW - timedelta(hours=3, minutes=30)))
    count = MongoFigures(parts.database["cases"])
    day = day_of(NOW)

    for first, last, number in (
        (day, day, 1),
        (day + timedelta(days=1), day + timedelta(days=9), 0),
        (day - timedelta(days=9), day - timedelta(days=1), 0),
    ):
        received = await count.received(HEAD.authorities, Span(first, last), day)
        assert sum(each.number for each in received.by_unit) == number


async def test_each_is_told_of_their_own_authorities(parts: AppraisalParts) -> None:
    await a_case_of_each_kind(parts)
    count = counting(parts)

    assert (await count(CLERK, SPAN)).whole.received == 7
    assert (await count(viewer(Role.HEAD, authority=OTHER_COMMUNE), SPAN)).whole.received == 0
    for stranger in OTHERS:
        with pytest.raises(NotAllowedError):
            await count(stranger, SPAN)


async def test_figures_are_kept_for_a_minute(parts: AppraisalParts) -> None:
    times = [LATER]
    count = CountFigures(MongoFigures(parts.database["cases"]), CALENDAR, lambda: times[-1])
    await parts.put(made())
    first, same = await asyncio.gather(count(HEAD, SPAN), count(OFFICER, SPAN))
    assert first is same

    await parts.put(made())
    times.append(LATER + timedelta(seconds=59))
    assert (await count(HEAD, SPAN)).at == LATER
    times.append(LATER + timedelta(seconds=60))

    assert (await count(HEAD, SPAN)).whole.received == 2
    assert (await count(HEAD, Span(SPAN.first, SPAN.first))).whole.received == 0


async def test_the_smaller_units_are_one_group(parts: AppraisalParts) -> None:
    stored = parts.database["cases"]
    for number in range(25):
        case = await parts.put(made())
        named = {"unit": f"u{number}", "dossier.unit.name": f"n{number}"}
        await stored.update_one({"_id": str(case.key)}, {"$set": named})

    figures = await counting(parts)(HEAD, SPAN)

    assert (len(figures.units), figures.unit_count) == (21, 25)
    assert (figures.units[-1].group, figures.units[-1].received) == (REST, 5)
    assert len(figures.unit_names) == 20
    assert all(name == f"n{code.removeprefix('u')}" for code, name in figures.unit_names.items())


async def test_counting_reads_no_record(parts: AppraisalParts) -> None:
    await a_case_of_each_kind(parts)
    count, profiler = MongoFigures(parts.database["cases"]), Profiler(parts.database)
    await profiler.begin()

    await count.received(HEAD.authorities, SPAN, day_of(LATER))
    await count.concluded(HEAD.authorities, SPAN)

    read = await profiler.end("cases")
    assert read.documents == 0
    assert read.keys <= 2 * 8


async def test_what_the_unit_took_back_has_no_outcome(parts: AppraisalParts) -> None:
    case = await parts.put(ruled(made(), FORWARD).after)
    await parts.database["cases"].update_one({"_id": str(case.key)}, {"$set": {"state": "withdrawn"}})

    figures = await counting(parts)(HEAD, SPAN)

    assert figures.whole.by_standing[Standing.OTHER] == 1
    assert sum(period.concluded for period in figures.periods) == 0
    assert sum(each.in_time + each.late for each in figures.taken) == 0


@pytest.mark.parametrize(
    ("query", "span"),
    [
        ({"ky": "2021"}, "01/01/2021 – 31/12/2021"),
        ({"ky": "2021-q4"}, "01/10/2021 – 31/12/2021"),
        ({"ky": "2020-q1"}, "01/01/2020 – 31/03/2020"),
        ({"ky": "2021", "tu": "5/10/2021", "den": "06/10/2021"}, "05/10/2021 – 06/10/2021"),
        ({"den": "06/10/2021"}, "01/01/2021 – 06/10/2021"),
    ],
    ids=str,
)
async def test_the_address_names_the_days(parts: AppraisalParts, query: dict[str, str], span: str) -> None:
    await a_case_of_each_kind(parts)

    answer = await parts.ask(HEAD, "GET", FIGURES, params=query)

    assert answer.status_code == 200
    assert span in unescape(answer.text)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"ky": "2021-q5"}, "Chọn năm hoặc quý"),
        ({"ky": "9999"}, "Chọn năm hoặc quý"),
        ({"ky": "tuy-chon"}, "Nhập “Hoặc từ ngày”"),
        ({"tu": "mai"}, "ngày/tháng/năm"),
        ({"tu": "2/10/2021", "den": "1/10/2021"}, "Nhập “Đến ngày”"),
        ({"tu": "1/1/1900", "den": "1/10/2021"}, "không quá 20 năm"),
    ],
    ids=str,
)
async def test_says_which_days_cannot_be_read(parts: AppraisalParts, query: dict[str, str], words: str) -> None:
    answer = await parts.ask(HEAD, "GET", FIGURES, params=query)

    assert answer.status_code == 422
    assert words in unescape(answer.text)


async def test_a_figure_leads_to_the_lines_that_it_counts(parts: AppraisalParts) -> None:
    cases = await a_case_of_each_kind(parts)

    page = unescape((await parts.ask(HEAD, "GET", FIGURES, params={"ky": "2021-q4"})).text)

    unit = cases["late"].dossier.unit
    assert f"/cap/commune/so?tu=01%2F10%2F2021&den=31%2F12%2F2021&don-vi={unit.code}" in page
    assert unit.name in page
    filters = RegisterFilters(first=SPAN.first, last=SPAN.last, unit=unit.code, outcome=Outcome.FORWARD)
    found = await ListRegister(parts.register, lambda: LATER)(HEAD, filters, after="", limit=9)
    assert found.count.number == 1
