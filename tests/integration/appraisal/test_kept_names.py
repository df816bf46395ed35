"""A confidential case on a real database: what each of its authority is told, and who finds it by name."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from services.appraisal.domain.case import Case
from services.appraisal.domain.duplicates import duplicates
from shared.events.content import NominationContent
from shared.text.folding import fold
from tests.integration.appraisal.parts import AppraisalParts
from tests.integration.appraisal.test_digests import sending, staffed, stored
from tests.unit.appraisal.samples import CLERK, CONTENT, HEAD, OFFICER, SUMMARY, YEN_MY, YEN_PHU, opened, work

__all__ = ["staffed"]
CASES = "/api/v1/levels/commune/cases"
NAME, INITIALS = "Đặng Ẩn Mẫu Khuất", "Đ.Ẩ.M.K."
TOGETHER = (OFFICER, HEAD)


def kept() -> NominationContent:
    nominee = CONTENT.nominee.model_copy(update={"name": NAME})
    return CONTENT.model_copy(update={"nominee": nominee, "consent": False, "confidential": True})


async def found(parts: AppraisalParts, who: object, text: str) -> tuple[list[str], int]:
    """The names in the list, and the most that any tab counts."""
    listed = await parts.ask(who, "GET", f"{CASES}?search={text}")  # type: ignore[arg-type]
    counted = await parts.ask(who, "GET", f"{CASES}/counts?search={text}")  # type: ignore[arg-type]
    return [row["nominee"] for row in listed.json()["items"]], max(tab["count"] for tab in counted.json()["tabs"])


async def test_people_who_work_on_it_find_it_by_name(parts: AppraisalParts) -> None:
    case = await parts.open(content=kept())

    for text in (NAME, "khuat", "dang an", "Trạm"):
        assert [await found(parts, who, text) for who in TOGETHER] == [([NAME], 1)] * 2
        assert await found(parts, CLERK, text) == ([], 0)
    assert await found(parts, CLERK, case.number) == ([INITIALS], 1)


async def test_an_open_one_is_found_by_all_as_ever(parts: AppraisalParts) -> None:
    name = (await parts.open()).content.nominee.name

    assert [await found(parts, who, fold(name)) for who in (*TOGETHER, CLERK)] == [([name], 1)] * 3


async def test_colleagues_see_how_far_it_is_and_not_who(parts: AppraisalParts) -> None:
    case = await parts.open(content=kept())
    (
        await parts.outcome(HEAD, case, {"outcome": "forward", "text": f"Đề nghị của {NAME} đủ điều kiện."})
    ).raise_for_status()

    seen, hidden = [await parts.ask(who, "GET", f"{CASES}/{case.key}") for who in (OFFICER, CLERK)]

    assert NAME in seen.text
    assert hidden.status_code == 200
    shown = hidden.json()
    assert not [text for text in (NAME, "Khuất", SUMMARY[:40], "0331") if text in hidden.text]
    assert shown["content"]["nominee"]["name"] == INITIALS
    assert (shown["identity"], shown["findings"], shown["content"]["nominee"]["workplace"]) == (None, [], "")
    assert shown["ruling"]["verdict"]["text"] == f"Đề nghị của {INITIALS} đủ điều kiện."


async def test_facts_have_initials_and_work_has_the_name(parts: AppraisalParts) -> None:
    case = await parts.open(content=kept())
    (await parts.outcome(HEAD, case, {"outcome": "forward", "text": f"Đồng ý cho {NAME}."})).raise_for_status()

    outbox = (await parts.cases.collection.find_one({"_id": str(case.key)}) or {})["outbox"]

    bodies = {entry["type"]: entry["body"].decode() for entry in outbox}
    assert f"Đồng ý cho {INITIALS}" in bodies["case.forwarded.v1"]
    assert NAME not in bodies["case.forwarded.v1"]
    assert NAME in bodies["work.handed_over.v1"]


async def test_a_digest_has_initials(staffed: AppraisalParts) -> None:
    await staffed.put(replace(opened(work(nomination=uuid4(), content=kept())), due_on=opened().due_on))

    await sending(staffed)()

    lines = [line.nominee for due in (await stored(staffed)).values() for line in due.lines]
    assert set(lines) == {INITIALS}


async def test_cases_of_before_are_kept_like_new(parts: AppraisalParts) -> None:
    case = await parts.open(content=kept())
    bare = {"$set": {"words": ["dang", "an", "mau", "khuat"]}}
    await parts.cases.collection.update_one({"_id": str(case.key)}, bare)
    assert (await found(parts, CLERK, "khuat"))[1] == 1

    await parts.cases.ensure_indexes()

    assert (await found(parts, CLERK, "khuat"))[1] == 0
    assert await found(parts, OFFICER, "khuat") == ([NAME], 1)


@pytest.mark.parametrize("near", [frozenset({YEN_MY.code}), frozenset({YEN_PHU.code})])
async def test_a_duplicate_elsewhere_stops_without_telling_which(parts: AppraisalParts, near: frozenset[str]) -> None:
    hidden = await parts.open(nomination=uuid4(), content=kept())
    later = replace(_alike(), opened_at=hidden.opened_at + timedelta(minutes=1))

    [finding] = duplicates(later, await parts.cases.similar(later), near=near)

    assert finding.blocking
    assert (hidden.number in finding.message) is (YEN_PHU.code in near)


async def test_a_duplicate_elsewhere_that_stops_nothing_is_not_told(parts: AppraisalParts) -> None:
    await parts.open(nomination=uuid4(), content=kept())
    earlier = replace(_alike(), opened_at=opened().opened_at - timedelta(days=1))

    assert duplicates(earlier, await parts.cases.similar(earlier)) == ()
    assert len(duplicates(earlier, await parts.cases.similar(earlier), near=frozenset({YEN_PHU.code}))) == 1


def _alike() -> Case:
    return opened(work(nomination=uuid4(), content=kept().model_copy(update={"confidential": False})))
