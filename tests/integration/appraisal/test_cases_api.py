"""The worklist and the way of a case through its desk, on a real database."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from services.appraisal.domain.case import CaseKey, CaseState
from services.appraisal.domain.claims import claim
from services.appraisal.web.api import outcomes
from shared.events.words import PriorityMark
from shared.identity.viewer import Role
from shared.text.numbering import number_of
from tests.integration.appraisal.parts import (
    CASES,
    CLERK,
    DECISIONS,
    DEPUTY,
    HEAD,
    OFFICER,
    AppraisalParts,
    now,
    viewer,
)
from tests.integration.intake.test_showing import ways_of_typing
from tests.unit.appraisal.samples import CONTENT, SIGNED_OFFICER, in_state, opened, work

FORWARD = {"outcome": "forward", "text": "Đủ điều kiện."}


async def ids(parts: AppraisalParts, **params: str | list[str]) -> list[str]:
    response = await parts.ask(OFFICER, "GET", CASES, params=params)
    assert response.status_code == 200, response.text
    return [row["id"] for row in response.json()["items"]]


async def test_a_case_goes_over_the_desk(parts: AppraisalParts) -> None:
    case = await parts.open()
    path = f"{CASES}/{case.key}"

    claimed = await parts.ask(OFFICER, "POST", f"{path}/claim")
    proposed = await parts.ask(OFFICER, "PUT", f"{path}/proposal", FORWARD, headers={"If-Match": '"1"'})
    confirmed = await parts.outcome(HEAD, case, {"confirm": True}, 2)
    shown = await parts.ask(CLERK, "GET", path)

    assert [claimed.status_code, proposed.status_code, confirmed.status_code] == [200, 200, 200]
    assert claimed.json()["claim"]["by"]["name"] == OFFICER.name
    assert proposed.json()["proposal"]["verdict"]["outcome"] == "forward"
    assert proposed.headers["ETag"] == '"2"'
    assert confirmed.json()["state"] == "forwarded"
    assert shown.json()["ruling"]["by"]["name"] == HEAD.name
    assert [entry["version"] for entry in shown.json()["history"]] == [1, 2, 3]


async def test_the_outcome_and_its_messages_are_one_write(parts: AppraisalParts) -> None:
    case = await parts.open()

    await parts.outcome(HEAD, case, FORWARD)

    stored = await parts.database["cases"].find_one({"_id": str(case.key)})
    assert stored is not None
    assert [entry["type"] for entry in stored["outbox"]] == ["work.handed_over.v1", "case.forwarded.v1"]
    assert [entry["key"] for entry in stored["outbox"]] == [
        "commune.commune",
        "case.forwarded.v1.commune.33-327-12079",
    ]
    assert stored["outbox_due"] > now() - timedelta(seconds=30)


async def test_of_twenty_outcomes_at_once_one_wins(parts: AppraisalParts) -> None:
    case = await parts.open()
    decline = dict(outcomes.DECLINE)

    responses = await asyncio.gather(
        *(parts.outcome(*((HEAD, case, FORWARD) if number % 2 else (DEPUTY, case, decline))) for number in range(20))
    )

    standing = await parts.case(case.key)
    assert standing.ruling is not None
    winner = standing.ruling.by.name
    statuses = Counter(response.status_code for response in responses)
    assert set(statuses) == {200, 409}
    assert statuses[200] == statuses[409] == 10  # the winner's repetitions are answered alike
    assert {each.json()["decided_by"] for each in responses if each.status_code == 409} == {winner}
    assert len(standing.rulings) == 1


async def test_an_outcome_without_its_version_is_refused(parts: AppraisalParts) -> None:
    case = await parts.open()

    response = await parts.ask(HEAD, "POST", f"{CASES}/{case.key}/outcome", FORWARD)

    assert response.status_code == 428
    assert "If-Match" in response.json()["detail"]


@pytest.mark.parametrize("given", ["*", '"mot"', "-1", '"1.0"', '""'])
async def test_a_version_that_is_none_is_refused_at_its_header(parts: AppraisalParts, given: str) -> None:
    case = await parts.open()

    response = await parts.ask(HEAD, "POST", f"{CASES}/{case.key}/outcome", FORWARD, headers={"If-Match": given})

    assert response.status_code == 422
    assert response.json()["errors"][0]["field"] == "If-Match"


async def test_another_is_told_who_holds_the_case_and_may_take_it_over(parts: AppraisalParts) -> None:
    case = await parts.open()
    await parts.ask(OFFICER, "POST", f"{CASES}/{case.key}/claim")

    refused = await parts.ask(HEAD, "POST", f"{CASES}/{case.key}/claim")
    decided = await parts.outcome(HEAD, case, FORWARD)
    taken = await parts.ask(HEAD, "POST", f"{CASES}/{case.key}/claim", {"take_over": True})

    assert (refused.status_code, decided.status_code, taken.status_code) == (409, 409, 200)
    assert refused.json()["held_by"] == OFFICER.name
    assert [each["taken_from"]["name"] for each in taken.json()["take_overs"]] == [OFFICER.name]
    assert (await parts.outcome(HEAD, case, FORWARD)).status_code == 200


async def test_of_many_who_claim_at_once_one_holds(parts: AppraisalParts) -> None:
    case = await parts.open()

    responses = await asyncio.gather(
        *(parts.ask(who, "POST", f"{CASES}/{case.key}/claim") for who in (OFFICER, HEAD, DEPUTY) * 3)
    )

    held = (await parts.case(case.key)).claim
    assert held is not None
    assert {response.json()["claim"]["by"]["name"] for response in responses if response.status_code == 200} == {
        held.by.name
    }


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"outcome": "approve"}, "outcome"),
        ({"outcome": "bay-len"}, "outcome"),
        ({"outcome": "return"}, "missing"),
        ({"outcome": "decline", "text": "Không."}, "reason_code"),
        ({"outcome": "refer", "award_form": "giay-khen-xa", "text": "Cao hơn."}, "award_form"),
        ({"outcome": "forward", "la": 1}, "la"),
        ({"outcome": "forward", "confirm": True}, "body"),
        ({}, "body"),
        ({"outcome": "return", "missing": [{"section": "A", "message": "x" * 1999}] * 10}, "body"),
    ],
)
async def test_what_an_outcome_lacks_is_named_at_its_field(
    parts: AppraisalParts, body: dict[str, object], field: str
) -> None:
    case = await parts.open()

    response = await parts.outcome(HEAD, case, body)

    assert response.status_code == 422, response.text
    assert field in {error["field"] for error in response.json()["errors"]}
    assert "không hợp lệ" not in response.text


@pytest.mark.parametrize("body", [outcomes.FORWARD, outcomes.RETURN, outcomes.DECLINE, outcomes.REFER])
async def test_the_documented_examples_are_taken(parts: AppraisalParts, body: dict[str, object]) -> None:
    case = await parts.open()

    response = await parts.outcome(HEAD, case, body)

    assert response.status_code == 200, response.text


async def test_the_worklist_orders_by_priority_then_due_day(parts: AppraisalParts) -> None:
    ordinary = [await parts.open() for _ in range(3)]
    marked = CONTENT.model_copy(update={"priority_marks": (PriorityMark.FRONTLINE,)})
    first = await parts.open(content=marked)

    listed = await ids(parts)

    assert listed[0] == str(first.key)
    assert set(listed[1:]) == {str(case.key) for case in ordinary}


async def test_pages_follow_each_other_without_gap_or_repeat(parts: AppraisalParts) -> None:
    wanted = {str((await parts.open()).key) for _ in range(23)}
    seen: list[str] = []
    after = ""

    while True:
        response = await parts.ask(OFFICER, "GET", CASES, params={"limit": "5", "after": after})
        seen += [row["id"] for row in response.json()["items"]]
        after = response.json()["next"]
        if not after:
            break

    assert len(seen) == 23
    assert set(seen) == wanted


async def test_a_cursor_that_is_none_is_refused(parts: AppraisalParts) -> None:
    for cursor in ("@@@", "bm90aGluZw", "W10"):
        response = await parts.ask(OFFICER, "GET", CASES, params={"after": cursor})
        assert response.status_code == 422


async def test_a_case_is_found_without_accents_and_by_number(parts: AppraisalParts) -> None:
    case = await parts.open(content=CONTENT.model_copy(update={"consent": True}))
    await parts.open()

    for text in ("nguyen thi an", "NGUYỄN Ấn", "ngu an", "doan xa yen", case.number, case.number.replace("-", "")):
        assert str(case.key) in await ids(parts, search=text), text
    assert await ids(parts, search="khong co ai") == []


@pytest.mark.parametrize("path", [CASES, f"{CASES}/counts"])
async def test_the_former_name_of_the_search_names_the_new_one(parts: AppraisalParts, path: str) -> None:
    response = await parts.ask(HEAD, "GET", path, params={"q": "Khoa"})

    [error] = response.json()["errors"]
    assert (response.status_code, error["field"]) == (422, "q")
    assert "“search”" in error["message"]


async def test_a_case_folded_by_the_earlier_rule_is_found(parts: AppraisalParts) -> None:
    earlier, now, other = await parts.open(), await parts.open(), await parts.open()
    for case, word in ((earlier, "\xf0oan"), (now, "doan"), (other, "toan")):
        changed = {"$set": {"words": [word, "q\xf0"]}}
        await parts.database["cases"].update_one({"_id": str(case.key)}, changed)

    assert set(await ids(parts, search="Đoàn QĐ")) == {str(earlier.key), str(now.key)}


async def test_a_search_is_no_expression(parts: AppraisalParts) -> None:
    assert await ids(parts, search=".*") == await ids(parts)


async def test_a_number_is_found_however_it_is_typed(parts: AppraisalParts) -> None:
    nomination, dossier = uuid4(), uuid4()
    named = opened(work(nomination=nomination))
    about = named.dossier.model_copy(update={"number": number_of(dossier)})
    case = await parts.put(replace(named, number=number_of(nomination), dossier=about))
    await parts.open()

    for number in (number_of(nomination), number_of(dossier)):
        for typed in ways_of_typing(number):
            assert await ids(parts, search=typed) == [str(case.key)], typed


async def test_people_of_another_level_are_sent_to_their_lists(parts: AppraisalParts) -> None:
    away = {"name": "Sở Nội vụ", "short_name": "SNV", "levels": ["province", "state"], "head_title": "Giám đốc"}
    await parts.database["authorities"].replace_one({"_id": "33.so-noi-vu"}, away, upsert=True)
    stranger = viewer(Role.OFFICER, authority="33.so-noi-vu")

    for path in (CASES, f"{CASES}/counts", DECISIONS):
        response = await parts.ask(stranger, "GET", path)
        assert response.status_code == 404, path
        assert response.json()["detail"] == (
            "Địa chỉ này là của cấp xã; cơ quan của bạn làm việc ở cấp tỉnh, cấp Nhà nước."
            " Dùng /api/v1/levels/province/…, /api/v1/levels/state/…."
        )
    for path in (CASES.replace("commune", "province"), "/api/v1/levels/commune/windows"):
        assert (await parts.ask(stranger, "GET", path)).status_code == 200


async def test_filters_narrow_the_list(parts: AppraisalParts) -> None:
    case = await parts.open()

    assert await ids(parts, unit=case.dossier.unit.code) == [str(case.key)]
    assert await ids(parts, unit="33.khac") == []
    assert await ids(parts, award_form="giay-khen-xa") == [str(case.key)]
    assert await ids(parts, state=["returned", "approved"]) == []
    assert await ids(parts, state="open") == [str(case.key)]
    assert await ids(parts, due="overdue") == [str(case.key)]
    assert await ids(parts, due="soon") == []
    assert await ids(parts, due_before=case.due_on.isoformat()) == []
    assert await ids(parts, due_before=(case.due_on + timedelta(days=1)).isoformat()) == [str(case.key)]
    assert await ids(parts, priority=str(case.priority + 1)) == []
    assert await ids(parts, priority=str(case.priority)) == [str(case.key)]
    assert await ids(parts, mine="true") == []
    await parts.ask(OFFICER, "POST", f"{CASES}/{case.key}/claim")
    assert await ids(parts, mine="true") == [str(case.key)]


async def test_counts_agree_with_the_lists_of_their_tabs(parts: AppraisalParts) -> None:
    held = await parts.open()
    await parts.ask(OFFICER, "POST", f"{CASES}/{held.key}/claim")
    for state in CaseState:
        case = in_state(state)
        await parts.put(replace(case, key=CaseKey(uuid4(), case.key.step)))

    response = await parts.ask(OFFICER, "GET", f"{CASES}/counts")

    counts = {tab["tab"]: tab["count"] for tab in response.json()["tabs"]}
    assert counts == {tab: len(await ids(parts, tab=tab)) for tab in counts}
    assert all(tab["is_exact"] for tab in response.json()["tabs"])
    assert counts["toi-dang-giu"] == 1
    assert counts["cho-bo-sung"] == counts["cho-quyet-dinh"] == 1
    assert counts["da-xong"] == 6
    assert counts["chua-xong"] == len(await ids(parts)) == 4


async def test_the_list_leaves_out_finished_cases(parts: AppraisalParts) -> None:
    cases = {state: replace(in_state(state), key=CaseKey(uuid4(), in_state(state).key.step)) for state in CaseState}
    for case in cases.values():
        await parts.put(case)
    unfinished = {str(cases[state].key) for state in (CaseState.OPEN, CaseState.RETURNED, CaseState.APPROVED)}
    everything = {str(case.key) for case in cases.values()}

    assert set(await ids(parts)) == set(await ids(parts, priority="0")) == unfinished
    assert set(await ids(parts, tab="da-xong")) == everything - unfinished
    assert await ids(parts, state="declined") == [str(cases[CaseState.DECLINED].key)]
    assert set(await ids(parts, search=CONTENT.nominee.name)) == everything


async def test_an_expired_claim_is_nobodys(parts: AppraisalParts) -> None:
    case = await parts.open()
    await parts.cases.save_claim(case, claim(case, SIGNED_OFFICER, at=now() - timedelta(hours=1)))

    shown = await parts.ask(OFFICER, "GET", f"{CASES}/{case.key}")

    assert shown.json()["claim"] is None
    assert await parts.cases.end_claims(now()) == 1
    assert (await parts.case(case.key)).claim is None


async def test_a_nominee_named_twice_is_found_and_stops_the_forward(parts: AppraisalParts) -> None:
    first = await parts.open(content=CONTENT.model_copy(update={"consent": True}))
    twice = opened(work(content=CONTENT, nomination=uuid4()))
    second = await parts.put(replace(twice, opened_at=first.opened_at + timedelta(minutes=1)))

    refused = await parts.outcome(HEAD, second, FORWARD)
    declined = await parts.outcome(HEAD, first, dict(outcomes.DECLINE))
    forwarded = await parts.outcome(HEAD, second, FORWARD)

    assert (refused.status_code, declined.status_code, forwarded.status_code) == (409, 200, 200)
    assert refused.json()["findings"][0]["code"] == "trung-tai-cap"


async def test_of_two_nominations_of_one_nominee_the_first_goes_on(parts: AppraisalParts) -> None:
    first = await parts.open(content=CONTENT.model_copy(update={"consent": True}))
    twice = opened(work(content=CONTENT, nomination=uuid4()))
    await parts.put(replace(twice, opened_at=first.opened_at + timedelta(minutes=1)))

    shown = (await parts.ask(OFFICER, "GET", f"{CASES}/{first.key}")).json()
    forwarded = await parts.outcome(HEAD, first, FORWARD)

    assert [each["code"] for each in shown["findings"] if "trung" in each["code"]] == ["trung-tai-cap"]
    assert forwarded.status_code == 200


async def test_an_identity_number_is_shown_covered(parts: AppraisalParts) -> None:
    case = await parts.open(content=CONTENT.model_copy(update={"consent": True}))
    assert case.content.nominee.identity_number == "033190001234"

    answers = [await parts.ask(OFFICER, "GET", path) for path in (CASES, f"{CASES}/{case.key}")]

    # Each answer tells of this very nominee, so that the number could stand there.
    assert [(answer.status_code, case.content.nominee.name in answer.text) for answer in answers] == [(200, True)] * 2
    assert not [answer for answer in answers if "033190001234" in answer.text]
    shown = answers[1].json()
    assert shown["identity"] == {"kind": "cccd", "kind_name": "số căn cước công dân", "covered": "0331••••••34"}
    assert shown["content"]["nominee"]["identity_number"] == "0331••••••34"


async def test_only_a_number_that_was_not_given_is_null(parts: AppraisalParts) -> None:
    case = await parts.open()

    shown = (await parts.ask(OFFICER, "GET", f"{CASES}/{case.key}")).json()

    assert (shown["identity"], shown["content"]["nominee"]["identity_number"]) == (None, None)
    assert "thieu-dinh-danh" in [each["code"] for each in shown["findings"]]
