"""The register on a real database: who finds what in it, how it is narrowed, and what is taken away as a file."""

import asyncio
import csv
import io
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from openpyxl import load_workbook

from services.appraisal.application.register import ExportRegister, ListRegister, Turns
from services.appraisal.application.register_query import RegisterFilters, RegisterRow
from services.appraisal.domain.assignments import assign
from services.appraisal.domain.case import Award, Case, CaseKey, CaseState
from shared.calendar.working_days import vietnam
from shared.events.words import Outcome
from shared.identity.viewer import Role, Viewer
from shared.refusals import TooManyError
from tests.integration.appraisal.parts import AppraisalParts, viewer
from tests.unit.appraisal.samples import (
    APPROVE,
    CLERK,
    CONTENT,
    DECLINE,
    FORWARD,
    HEAD,
    NOW,
    OFFICER,
    RETURN,
    SIGNED_HEAD,
    SIGNED_OFFICER,
    opened,
    ruled,
    work,
)

REGISTER = "/cap/commune/so"
ROWS = re.compile(r'class="khong-xuong" href="/cap/commune/viec/([^"]+)"')
OTHER_COMMUNE = "33.327.12052"
FORMULAS = ("=1+1", "@x", "+84", "-5", '=HYPERLINK("http://mau.invalid")')
OTHERS = (
    viewer(Role.SUBMITTER, name="Nguyễn Thị Nộp"),
    viewer(Role.OPERATOR, name="Nguyễn Văn Hành"),
)


def made(name: str = "", *, days: int = 0, step: int = 1, **content: object) -> Case:
    """A case that was opened so many days after the first; each is another nomination."""
    nominee = CONTENT.nominee.model_copy(update={"name": name or f"Người {uuid4().hex}", "identity_number": None})
    changed = CONTENT.model_copy(update={"nominee": nominee, **content})
    case = opened(work(step, content=changed, nomination=uuid4()))
    return replace(case, number=f"{uuid4().hex[:5].upper()}-AAAAA-0", opened_at=NOW + timedelta(days=days))


async def listed(parts: AppraisalParts, who: Viewer, **filters: str) -> list[str]:
    """The ids that the page shows, in its order."""
    answer = await parts.ask(who, "GET", REGISTER, params=filters)
    assert answer.status_code == 200, answer.text
    return ROWS.findall(answer.text)


async def test_latest_receipt_stands_first(parts: AppraisalParts) -> None:
    cases = [await parts.put(made(days=day)) for day in (0, 2, 1)]

    assert await listed(parts, HEAD) == [str(cases[place].key) for place in (1, 2, 0)]


async def test_each_sees_the_cases_of_their_own_authorities(parts: AppraisalParts) -> None:
    mine = await parts.put(made())
    elsewhere = viewer(Role.HEAD, authority=OTHER_COMMUNE)

    assert await listed(parts, CLERK) == [str(mine.key)]
    assert await listed(parts, elsewhere) == []
    exported = await parts.ask(elsewhere, "GET", f"{REGISTER}/xuat.csv")
    assert mine.number not in exported.text


@pytest.mark.parametrize("who", OTHERS, ids=lambda who: next(iter(who.roles)))
@pytest.mark.parametrize("path", [REGISTER, f"{REGISTER}/xuat.xlsx", f"{REGISTER}/xuat.csv"])
async def test_refuses_whoever_works_at_no_authority(parts: AppraisalParts, who: Viewer, path: str) -> None:
    assert (await parts.ask(who, "GET", path)).status_code == 403


async def a_case_of_each_kind(parts: AppraisalParts) -> dict[str, Case]:
    today = date.today()  # noqa: DTZ011 - only to lie clearly behind
    late = replace(made("Lê Mẫu Trễ"), due_on=today - timedelta(days=30))
    fresh = replace(made("Lê Mẫu Còn", days=10), due_on=today + timedelta(days=30))
    approved = ruled(made("Lê Mẫu Duyệt", days=20, step=2), APPROVE).after
    awarded = replace(approved, key=CaseKey(uuid4(), 2), state=CaseState.AWARDED)
    awarded = replace(awarded, award=Award(uuid4(), "12/QĐ-UBND", date(2021, 11, 1)), number="AAAAA-BBBBB-1")
    cases = {
        "late": late,
        "fresh": fresh,
        "returned": ruled(made(days=30), RETURN).after,
        "forwarded": ruled(made(days=40, target_group="ho-tro"), FORWARD).after,
        "declined": ruled(made(days=50), DECLINE).after,
        "approved": approved,
        "awarded": awarded,
    }
    for case in cases.values():
        await parts.put(case)
    return cases


FILTERS: Sequence[tuple[dict[str, str], set[str]]] = [
    ({"trang-thai": "returned"}, {"returned"}),
    ({"ket-qua": "approve"}, {"approved", "awarded"}),
    ({"ket-qua": "decline"}, {"declined"}),
    ({"ket-qua": "approve", "trang-thai": "awarded"}, {"awarded"}),
    ({"qua-han": "co"}, {"late"}),
    ({"nhom": "ho-tro"}, {"forwarded"}),
    ({"hinh-thuc": "khong-co"}, set()),
    ({"don-vi": "khong-co"}, set()),
    ({"tu": "15/10/2021", "den": "25/10/2021"}, {"fresh", "approved", "awarded"}),
    ({"tu": "14/11/2021", "den": "14/11/2021"}, {"forwarded"}),
    ({"tim": "le mau tre"}, {"late"}),
    ({"tim": "AAAAA-BBBBB-1"}, {"awarded"}),
]


@pytest.mark.parametrize(("filters", "names"), FILTERS, ids=[str(filters) for filters, _ in FILTERS])
async def test_filters_leave_what_they_say(parts: AppraisalParts, filters: dict[str, str], names: set[str]) -> None:
    cases = await a_case_of_each_kind(parts)

    found = await listed(parts, HEAD, **filters)

    assert set(found) == {str(cases[name].key) for name in names}
    assert len(found) == len(names)


@pytest.mark.parametrize(
    ("filters", "words"),
    [
        ({"tu": "hôm qua"}, "ngày/tháng/năm"),
        ({"den": "1/1/21"}, "bốn chữ số"),
        ({"tu": "2/10/2021", "den": "1/10/2021"}, "Nhận đến ngày"),
        ({"trang-thai": "xong"}, "Chọn trạng thái"),
        ({"ket-qua": "return"}, "Chọn kết quả"),
        ({"qua-han": "x"}, "có trong danh sách"),
    ],
)
async def test_says_what_in_the_address_cannot_be_read(
    parts: AppraisalParts, filters: dict[str, str], words: str
) -> None:
    for path in (REGISTER, f"{REGISTER}/xuat.xlsx"):
        answer = await parts.ask(HEAD, "GET", path, params=filters, headers={"Accept": "text/html"})

        assert answer.status_code == 422
        assert words in unescape(answer.text)


async def test_a_foreign_cursor_is_refused(parts: AppraisalParts) -> None:
    for cursor in ("x", "WzEsMl0", "WyIyMDIxLTEwLTA1VDAzOjAwOjAwIiwgImEiXQ"):
        answer = await parts.ask(HEAD, "GET", REGISTER, params={"sau": cursor}, headers={"Accept": "text/html"})

        assert answer.status_code == 422, cursor


async def test_slices_meet_each_case_once(parts: AppraisalParts) -> None:
    # Many of one moment, so that a slice ends within it.
    cases = [await parts.put(made(days=day % 2)) for day in range(7)]
    show, found, after = ListRegister(parts.register, lambda: NOW), [], ""

    while True:
        page = await show(HEAD, RegisterFilters(), after=after, limit=2)
        found += [row.case_id for row in page.rows]
        if page.next is None:
            break
        after = page.next

    assert sorted(found) == sorted(str(case.key) for case in cases)
    assert len(set(found)) == len(cases)
    assert page.count.number == len(cases)


async def test_a_kept_name_is_covered_as_in_the_worklist(parts: AppraisalParts) -> None:
    case = made("Đặng Ẩn Mẫu Khuất", confidential=True, consent=False)
    await parts.put(case)

    pages = {who: (await parts.ask(who, "GET", REGISTER)).text for who in (OFFICER, CLERK)}

    assert "Đặng Ẩn Mẫu Khuất" in pages[OFFICER]
    assert "Đ.Ẩ.M.K." in pages[CLERK]
    assert "Khuất" not in pages[CLERK]
    assert await listed(parts, OFFICER, tim="khuat") == [str(case.key)]
    assert await listed(parts, CLERK, tim="khuat") == []
    # What is taken away is out of the system's hands: there the name is kept from all.
    for who in (OFFICER, CLERK):
        assert "Khuất" not in (await parts.ask(who, "GET", f"{REGISTER}/xuat.csv")).text


async def test_a_line_says_holder_time_taken_and_decision(parts: AppraisalParts) -> None:
    case = await parts.put(made("Lê Mẫu Giao"))
    await parts.cases.save_beside_claim(assign(case, SIGNED_OFFICER, SIGNED_HEAD, reason="", at=NOW))
    approved = ruled(made(step=2), APPROVE, at=NOW + timedelta(days=3)).after
    award = Award(uuid4(), "12/QĐ-UBND", date(2021, 11, 1))
    awarded = replace(approved, state=CaseState.AWARDED, award=award, closed_at=NOW + timedelta(days=40))
    await parts.put(awarded)

    shown = ListRegister(parts.register, lambda: NOW + timedelta(days=41))
    rows = {row.case_id: row for row in (await shown(HEAD, RegisterFilters(), after="", limit=9)).rows}
    page = (await parts.ask(HEAD, "GET", REGISTER)).text

    assert rows[str(case.key)].holder_at(NOW) == SIGNED_OFFICER
    # The day of the outcome, not that of the decision, which came weeks later.
    assert rows[str(awarded.key)].concluded_on == date(2021, 10, 8)
    assert SIGNED_OFFICER.name in page
    assert "12/QĐ-UBND" in page
    assert f"3 trong {awarded.step.working_days}" in page


async def exported(parts: AppraisalParts, who: Viewer, **filters: str) -> list[list[Any]]:
    """The rows of the workbook, as another program reads them."""
    answer = await parts.ask(who, "GET", f"{REGISTER}/xuat.xlsx", params=filters)
    assert answer.status_code == 200, answer.text
    assert ".xlsx" in answer.headers["content-disposition"]
    assert answer.headers["cache-control"] == "no-store"
    (sheet,) = load_workbook(io.BytesIO(answer.content)).worksheets
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


async def separated(parts: AppraisalParts, who: Viewer, **filters: str) -> list[list[str]]:
    answer = await parts.ask(who, "GET", f"{REGISTER}/xuat.csv", params=filters)
    assert answer.content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("filters", [{}, {"ket-qua": "approve"}, {"tim": "khong co ai"}], ids=str)
async def test_files_have_what_the_list_has(parts: AppraisalParts, filters: dict[str, str]) -> None:
    await a_case_of_each_kind(parts)
    show = ListRegister(parts.register, lambda: NOW)
    outcome = Outcome(filters["ket-qua"]) if "ket-qua" in filters else None
    asked = RegisterFilters(text=filters.get("tim", ""), outcome=outcome)
    rows = (await show(HEAD, asked, after="", limit=50)).rows

    heading, *lines = await exported(parts, HEAD, **filters)
    assert heading[:2] == ["Số đề nghị", "Đối tượng"]
    assert [(line[0], line[1], line[11].date()) for line in lines] == [(r.number, r.nominee, r.due_on) for r in rows]

    same_heading, *texts = await separated(parts, HEAD, **filters)
    assert same_heading == heading
    assert [(text[0], text[1], text[11]) for text in texts] == [
        (row.number, row.nominee, row.due_on.strftime("%d/%m/%Y")) for row in rows
    ]


@pytest.mark.parametrize("name", FORMULAS)
async def test_no_name_becomes_a_formula(parts: AppraisalParts, name: str) -> None:
    await parts.put(made(name))

    answer = await parts.ask(HEAD, "GET", f"{REGISTER}/xuat.xlsx")
    (sheet,) = load_workbook(io.BytesIO(answer.content)).worksheets
    cell = sheet["B2"]

    assert (cell.value, cell.data_type) == (name, "s")
    assert cell.quotePrefix
    assert (await separated(parts, HEAD))[1][1] == f"'{name}"


def _export(parts: AppraisalParts, turns: Turns | None = None) -> ExportRegister:
    return ExportRegister(parts.register, lambda: NOW + timedelta(days=400), turns or Turns())


async def test_each_case_is_taken_away_once_while_they_change(parts: AppraisalParts) -> None:
    cases = [await parts.put(made(days=day % 3)) for day in range(40)]
    found: list[RegisterRow] = []

    async for rows in replace(_export(parts), slice=5)(HEAD, RegisterFilters()):
        found += rows
        # Those that were met, and those to come, move in every index but by their receipt.
        for case in cases[len(found) % 7 :: 7]:
            latest = await parts.case(case.key)
            if latest.state is CaseState.OPEN:
                await parts.cases.save(ruled(latest, FORWARD))
        await parts.put(replace(made(), opened_at=NOW + timedelta(days=500)))

    assert sorted(row.case_id for row in found) == sorted(str(case.key) for case in cases)


async def test_one_person_takes_one_away_at_a_time(parts: AppraisalParts) -> None:
    await parts.put(made())
    export = _export(parts, Turns(most=5))
    first = export(HEAD, RegisterFilters())
    await anext(first)

    with pytest.raises(TooManyError, match="của bạn"):
        await anext(export(HEAD, RegisterFilters()))
    await first.aclose()

    assert await anext(export(HEAD, RegisterFilters()))


async def test_so_many_people_take_one_away_at_a_time(parts: AppraisalParts) -> None:
    await parts.put(made())
    export = _export(parts, Turns(most=2))
    open_ones = [export(who, RegisterFilters()) for who in (HEAD, OFFICER)]
    for each in open_ones:
        await anext(each)

    with pytest.raises(TooManyError, match="Nhiều người"):
        await anext(export(CLERK, RegisterFilters()))
    await open_ones[0].aclose()

    assert await anext(export(CLERK, RegisterFilters()))


async def test_files_of_several_people_come_side_by_side(parts: AppraisalParts) -> None:
    await a_case_of_each_kind(parts)

    found = await asyncio.gather(exported(parts, HEAD), exported(parts, OFFICER))
    twice = await asyncio.gather(*(parts.ask(HEAD, "GET", f"{REGISTER}/xuat.csv") for _ in range(2)))

    assert [len(rows) for rows in found] == [8, 8]
    assert sorted(answer.status_code for answer in twice) == [200, 429]


async def test_earlier_cases_get_what_the_register_tells_of_them(parts: AppraisalParts) -> None:
    cases = [*(await a_case_of_each_kind(parts)).values(), replace(made(), state=CaseState.WITHDRAWN, closed_at=NOW)]
    await parts.put(cases[-1])
    stored = parts.database["cases"]
    fields = {"concluded_on": 1, "working_days": 1}
    whole = await stored.find({}, fields).sort("_id", 1).to_list(None)
    await stored.update_many({}, {"$unset": {"concluded_on": "", "working_days": ""}})

    await parts.register.ensure_indexes()

    assert await stored.find({}, fields).sort("_id", 1).to_list(None) == whole
    assert {each["concluded_on"] for each in whole} == {"", "2021-10-05"}
    assert vietnam().is_working_day(date(2021, 10, 5))
    assert all(each["working_days"] > 0 for each in whole)


async def test_units_are_offered_while_they_are_few(parts: AppraisalParts) -> None:
    case = await parts.put(made())
    unit = case.dossier.unit
    few, many = (ListRegister(parts.register, lambda: NOW, most_units=most) for most in (1, 0))

    page = (await parts.ask(HEAD, "GET", REGISTER, params={"don-vi": unit.code})).text

    assert f'<option value="{unit.code}" selected' in page
    assert f"Đơn vị: {unit.name}" in unescape(page)
    assert await few.units(HEAD, "") == {unit.code: unit.name}
    assert await many.units(HEAD, "") == {}
    assert await many.units(HEAD, unit.code) == {unit.code: unit.name}
