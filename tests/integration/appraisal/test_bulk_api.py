"""One act over many cases on a real database: tried first, told line by line, each case by itself, once."""

import asyncio
from dataclasses import replace
from time import monotonic
from uuid import UUID, uuid4

import pytest

from services.appraisal.application.bulk import AT_ONCE
from services.appraisal.domain.bulk import BulkEffect, BulkKind, BulkLine, BulkOrder, BulkRefusal, begin
from services.appraisal.domain.case import Case, CaseKey, CaseState
from services.appraisal.web.api.bulk import BULK_OUTCOME, BULK_PROPOSAL
from shared.events.words import Level
from shared.identity.viewer import Role, Viewer
from tests.chains import is_whole, renamed
from tests.integration.appraisal.parts import BULK, CASES, DEPUTY, HEAD, OFFICER, OTHER, AppraisalParts, now, viewer
from tests.unit.appraisal.samples import CONTENT, YEN_MY, opened, work

COUNT = 500
# Some ten times what it takes on two idle cores: a test of the order of magnitude.
SECONDS = 30


async def open_many(parts: AppraisalParts, count: int, step: int = 1) -> list[Case]:
    first = opened(work(step))
    content = first.content
    cases = []
    for _ in range(count):
        key = CaseKey(uuid4(), step)
        named = content.nominee.model_copy(update={"name": f"Người {key.nomination.hex}", "identity_number": None})
        cases.append(replace(renamed(first, key), content=content.model_copy(update={"nominee": named})))
    await asyncio.gather(*(parts.put(case) for case in cases))
    return cases


async def test_one_act_forwards_five_hundred_in_time(parts: AppraisalParts) -> None:
    cases = await open_many(parts, COUNT)
    parts.offers.made.clear()
    start = monotonic()

    response = await parts.bulk(HEAD, cases, text="Đủ điều kiện.")

    assert response.status_code == 201, response.text
    assert monotonic() - start < SECONDS
    answer = response.json()
    assert (answer["is_complete"], answer["total"], answer["succeeded"], answer["refused"]) == (True, COUNT, COUNT, 0)
    stored = await parts.database["cases"].find({}, {"outbox": 1, "version": 1, "state": 1}).to_list(None)
    assert {(each["state"], each["version"], len(each["outbox"])) for each in stored} == {("forwarded", 2, 2)}
    assert is_whole(await parts.case(cases[-1].key))


async def test_a_dry_run_says_what_the_act_then_does(parts: AppraisalParts) -> None:
    cases = [*await open_many(parts, 3), *await parts.approve(1)]
    before = await parts.database["cases"].find({}).to_list(None)

    tried = await parts.bulk(HEAD, cases, "khoa-0001", dry_run=True)

    assert tried.status_code == 200, tried.text
    assert await parts.database["cases"].find({}).to_list(None) == before
    assert await parts.database["bulk_acts"].count_documents({}) == 0
    answer = tried.json()
    assert (answer["dry_run"], answer["id"], answer["succeeded"], answer["refused"]) == (True, None, 3, 1)
    assert {item["next_authority"]["code"] for item in answer["items"][:3]} == {cases[0].slip[1].authority.code}
    done = (await parts.bulk(HEAD, cases, "khoa-0001")).json()
    expected = [item | {"result": item["result"].replace("possible", "done")} for item in answer["items"]]
    assert done["items"] == expected


async def test_a_refusal_stands_at_its_line_and_stops_no_other(parts: AppraisalParts) -> None:
    good, final, held, changed, voted = await open_many(parts, 5)
    (own,) = await open_many(parts, 1)
    own = await named(parts, own, HEAD.name)
    await parts.outcome(DEPUTY, final, {"outcome": "forward"})
    await parts.ask(DEPUTY, "POST", f"{CASES}/{held.key}/claim")
    await parts.ask(OFFICER, "PUT", f"{CASES}/{changed.key}/proposal", {"outcome": "forward"})
    (deciding,) = await open_many(parts, 1, step=2)
    unknown = replace(voted, key=CaseKey(uuid4(), 1))

    response = await parts.bulk(HEAD, [final, held, changed, own, deciding, unknown, good])

    items = response.json()["items"]
    assert [item["result"] for item in items] == ["refused"] * 6 + ["done"]
    assert items[0]["standing"]["outcome"] == "forward"
    assert items[0]["standing"]["decided_by"] == DEPUTY.name
    assert items[1]["standing"]["held_by"] == DEPUTY.name
    words = (
        "đã chuyển bước tiếp theo",
        "đang do",
        "vừa được người khác cập nhật",
        "trùng với người",
        "chỉ có các kết quả",
    )
    for item, word in zip(items, (*words, "không có việc này"), strict=False):
        assert word in item["message"], item
    assert items[4]["errors"][0]["field"] == "outcome"
    assert (await parts.case(changed.key)).state is CaseState.OPEN


async def named(parts: AppraisalParts, case: Case, name: str) -> Case:
    nominee = CONTENT.nominee.model_copy(update={"name": name})
    key = CaseKey(uuid4(), case.key.step)
    return await parts.put(replace(case, key=key, content=CONTENT.model_copy(update={"nominee": nominee})))


async def test_the_head_confirms_many_proposals_at_once(parts: AppraisalParts) -> None:
    cases = await open_many(parts, 4)
    reason = {"reason_code": "khong-du-tieu-chuan", "text": "Thuộc nhiệm vụ thường xuyên."}
    await parts.bulk(OFFICER, cases[:2], kind="proposal")
    await parts.bulk(OFFICER, cases[2:], kind="proposal", outcome="decline", **reason)
    proposed = [await parts.case(case.key) for case in cases]

    response = await parts.bulk(HEAD, proposed, outcome=None, confirm=True)

    assert [item["state"] for item in response.json()["items"]] == ["forwarded"] * 2 + ["declined"] * 2


@pytest.mark.parametrize(("who", "body"), [(HEAD, BULK_OUTCOME), (OFFICER, BULK_PROPOSAL)])
async def test_the_documented_examples_are_taken(parts: AppraisalParts, who: Viewer, body: dict[str, object]) -> None:
    response = await parts.ask(who, "POST", BULK, body, headers={"Idempotency-Key": str(uuid4())})

    assert response.is_success, response.text


async def test_a_referral_tells_the_higher_forms_first_authority(parts: AppraisalParts) -> None:
    (case,) = await open_many(parts, 1)

    answer = await parts.bulk(
        HEAD, [case], outcome="refer", award_form="bang-khen-tinh", text="Xuất sắc.", dry_run=True
    )

    (item,) = answer.json()["items"]
    assert item["state"] == "referred"
    assert item["next_authority"]["code"] == YEN_MY.code
    assert item["due_on"]


async def test_a_repeated_request_gives_one_act_and_one_answer(parts: AppraisalParts) -> None:
    cases = await open_many(parts, 2 * AT_ONCE)

    answers = await asyncio.gather(*(parts.bulk(HEAD, cases, "khoa-0001") for _ in range(4)))
    later = await parts.bulk(HEAD, cases, "khoa-0001")

    assert {answer.status_code for answer in answers} == {201}
    assert all(answer.json() == later.json() for answer in answers)
    assert later.json()["succeeded"] == len(cases)
    assert await parts.database["cases"].count_documents({"version": 2, "state": "forwarded"}) == len(cases)


async def test_a_repeat_after_the_end_changes_nothing(parts: AppraisalParts) -> None:
    (case,) = await open_many(parts, 1)
    first = await parts.bulk(OFFICER, [case], "khoa-0001", kind="proposal")
    await parts.ask(OFFICER, "PUT", f"{CASES}/{case.key}/proposal", {"outcome": "forward", "text": "Xem lại."})

    again = await parts.bulk(OFFICER, [case], "khoa-0001", kind="proposal")

    assert again.json() == first.json()
    assert (await parts.case(case.key)).version == 3


async def test_another_list_under_the_same_key_is_refused(parts: AppraisalParts) -> None:
    first, second = await open_many(parts, 2)
    await parts.bulk(HEAD, [first], "khoa-0001")

    response = await parts.bulk(HEAD, [second], "khoa-0001")

    assert response.status_code == 422
    assert response.json()["errors"][0]["field"] == "Idempotency-Key"
    assert (await parts.case(second.key)).state is CaseState.OPEN


async def test_an_impossible_list_is_refused_by_field(parts: AppraisalParts) -> None:
    (case,) = await open_many(parts, 1)
    many = [renamed(case, CaseKey(uuid4(), 1)) for _ in range(COUNT + 1)]

    for cases, field in (([], "cases"), (many, "cases"), ([case, case], "cases[1].case_id")):
        response = await parts.bulk(HEAD, cases)
        assert response.status_code == 422
        assert [error["field"] for error in response.json()["errors"]] == [field]
    assert (await parts.case(case.key)).version == 1


async def test_only_officers_propose_and_only_deciders_decide(parts: AppraisalParts) -> None:
    (case,) = await open_many(parts, 1)

    for who, kind in ((HEAD, "proposal"), (OFFICER, "outcome")):
        for dry_run in (True, False):
            assert (await parts.bulk(who, [case], kind=kind, dry_run=dry_run)).status_code == 403


async def test_an_act_is_shown_to_its_authority_only(parts: AppraisalParts) -> None:
    answered = (await parts.bulk(HEAD, await open_many(parts, 2))).json()
    nowhere = replace(HEAD, authorities=frozenset())

    shown = await parts.ask(OFFICER, "GET", f"{BULK}/{answered['id']}")

    assert shown.json() == answered
    for stranger in (viewer(Role.HEAD, authority=OTHER), nowhere):
        assert (await parts.ask(stranger, "GET", f"{BULK}/{answered['id']}")).status_code == 404


async def test_what_is_done_stays_done_after_a_late_refusal(parts: AppraisalParts) -> None:
    done, refused = await open_many(parts, 2)
    answer = (await parts.bulk(HEAD, [done, replace(refused, version=2)])).json()
    late = {0: BulkRefusal("Đến sau."), 1: BulkEffect(CaseState.FORWARDED, 2, None, None)}

    await parts.bulk_acts.note(UUID(answer["id"]), late, now())

    act = await parts.bulk_acts.find(UUID(answer["id"]))
    assert act is not None
    assert {at: type(result) for at, result in act.results.items()} == {0: BulkEffect, 1: BulkEffect}
    assert act.refused[0].message == "Đến sau."


async def test_a_dollar_sign_in_a_refusal_is_text(parts: AppraisalParts) -> None:
    (case,) = await open_many(parts, 1)
    key = uuid4()
    order = BulkOrder(BulkKind.OUTCOME, None, (BulkLine(case.key, 1),))
    await parts.bulk_acts.insert(begin(key, Level.COMMUNE, HEAD, order, at=now()))

    await parts.bulk_acts.note(key, {0: BulkRefusal("$viewer.name")}, now())

    act = await parts.bulk_acts.find(key)
    assert act is not None
    assert act.refused[0].message == "$viewer.name"
