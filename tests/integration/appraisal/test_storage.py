"""Cases as documents: the same after reading, guarded when writing, found by an index."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from services.appraisal.adapters.case_mapping import to_case, to_fields
from services.appraisal.adapters.case_queries import SORT, matching
from services.appraisal.application.incoming_work import ApplySupplement, ApplyWithdrawal, OpenCase
from services.appraisal.application.ports import AlreadyThereError
from services.appraisal.application.timers import TellDelays
from services.appraisal.application.worklist_query import Tab, WorklistQuery
from services.appraisal.domain.assignments import assign
from services.appraisal.domain.case import Award, Case, CaseKey, CaseState, Delay, Mandate, Marker, Reservation
from services.appraisal.domain.claims import claim
from services.appraisal.domain.lateness import delay
from services.appraisal.domain.opening import answer_withdrawal, marker_of, open_case, read_withdrawal
from services.appraisal.domain.ruling import propose, rule
from shared.events.words import Level
from shared.refusals import StaleError
from tests.chains import is_whole
from tests.integration.appraisal.parts import AppraisalParts, now
from tests.unit.appraisal.fakes import Crash, a_check
from tests.unit.appraisal.samples import (
    CALENDAR,
    FORWARD,
    GROUNDS,
    NOMINATION,
    NOW,
    RETURN,
    RULE_SETS,
    RULES,
    SIGNED_HEAD,
    SIGNED_OFFICER,
    in_state,
    opened,
    reserved,
    ruled,
    supplemented,
    withdrawal,
    work,
)
from tests.unit.directory.samples import BY_PAPER

KEY = CaseKey(NOMINATION, 1)
MANDATE = Mandate(BY_PAPER.id, "15/UQ-UBND", date(2021, 9, 30), "Lê Văn Chủ")
AWARD = Award(UUID(int=5), "30/QĐ-UBND", date(2021, 10, 5))
LATE = NOW + timedelta(days=60)


def rich() -> Case:
    """A case with something in every field."""
    case = claim(opened(), SIGNED_OFFICER, at=NOW)
    case = claim(case, SIGNED_HEAD, at=NOW, take_over=True)
    proposed = propose(case, RETURN, SIGNED_OFFICER, grounds=GROUNDS, at=NOW).after
    returned = rule(proposed, RETURN, SIGNED_HEAD, grounds=GROUNDS, at=NOW, mandate=MANDATE).after
    filled = replace(
        returned,
        proposal=proposed.proposal,
        claim=case.claim,
        withdrawal=read_withdrawal(withdrawal()),
        award=AWARD,
        delay=Delay(date(2021, 10, 19), date(2021, 10, 27), NOW),
    )
    filled = assign(filled, SIGNED_OFFICER, SIGNED_HEAD, reason="Theo dõi đơn vị này.", at=NOW, mandate=MANDATE).after
    return reserved(filled, UUID(int=4))


@pytest.mark.parametrize("case", [rich(), *(in_state(state) for state in CaseState)], ids=lambda case: case.state.value)
async def test_a_case_is_the_same_after_reading(parts: AppraisalParts, case: Case) -> None:
    await parts.put(case)

    read = await parts.case(case.key)

    assert read == case
    assert is_whole(read)


def test_every_field_of_a_case_is_in_its_document() -> None:
    document = to_fields(rich())

    assert to_case(document) == rich()
    assert document["schema"] == 1
    assert document["authority"] == "33.327.12079"


async def test_a_second_case_under_one_key_is_refused(parts: AppraisalParts) -> None:
    await parts.put(opened())

    with pytest.raises(AlreadyThereError):
        await parts.put(opened())


async def test_a_change_decided_on_an_older_version_is_refused_whole(parts: AppraisalParts) -> None:
    case = await parts.put(opened())
    await parts.cases.save(ruled(case, FORWARD))
    sent = list(parts.offers.types)

    with pytest.raises(StaleError):
        await parts.cases.save(ruled(case, RETURN))

    document = await parts.database["cases"].find_one({"_id": str(KEY)})
    assert document is not None
    assert [entry["type"] for entry in document["outbox"]] == ["work.handed_over.v1", "case.forwarded.v1"]
    assert parts.offers.types == sent


async def test_a_change_that_missed_a_reservation_is_refused(parts: AppraisalParts) -> None:
    case = await parts.put(in_state(CaseState.APPROVED))
    refusal = answer_withdrawal(case, read_withdrawal(withdrawal()), at=NOW)
    await parts.reservable.reserve([case.key], case.authority.code, Reservation(UUID(int=4), 1, NOW))

    with pytest.raises(StaleError):
        await parts.cases.save(refusal)


async def test_work_delivered_ten_times_at_once_opens_one_case(parts: AppraisalParts) -> None:
    open_it = OpenCase(Level.COMMUNE, parts.cases, RULE_SETS, CALENDAR, now, Crash(), a_check())

    await asyncio.gather(*(open_it(work(), None) for _ in range(10)))

    assert parts.offers.types == ["case.opened.v1"]


async def test_work_and_withdrawal_at_once_end_withdrawn(parts: AppraisalParts) -> None:
    open_it = OpenCase(Level.COMMUNE, parts.cases, RULE_SETS, CALENDAR, now, Crash(), a_check())
    withdraw = ApplyWithdrawal(parts.cases, now)
    identities = [uuid4() for _ in range(20)]

    async def race(identity: UUID) -> None:
        asked = withdrawal(6, 1).model_copy(update={"nomination_id": identity})
        await asyncio.gather(open_it(work(nomination=identity), None), withdraw(asked))

    await asyncio.gather(*(race(identity) for identity in identities))

    for identity in identities:
        assert (await parts.case(CaseKey(identity, 1))).state is CaseState.WITHDRAWN
    assert parts.offers.types.count("case.withdrawn.v1") == 20


async def test_a_marker_gives_way_to_the_case_and_shows_in_no_list(parts: AppraisalParts) -> None:
    marker = marker_of(KEY, withdrawal())
    await parts.cases.insert_marker(marker)
    assert await parts.cases.find(KEY) == marker
    assert isinstance(await parts.cases.find(KEY), Marker)

    decided = open_case(work(), rules=RULES, calendar=CALENDAR, at=NOW, marker=marker)
    await parts.cases.replace_marker(decided)

    assert await parts.case(KEY) == decided.after
    with pytest.raises(StaleError):
        await parts.cases.replace_marker(decided)


async def test_a_supplement_delivered_often_makes_one_more_round(parts: AppraisalParts) -> None:
    await parts.put(ruled(opened(), RETURN).after)
    apply = ApplySupplement(parts.cases, RULE_SETS, CALENDAR, now, a_check())

    await asyncio.gather(*(apply(supplemented()) for _ in range(8)))

    assert (await parts.case(KEY)).round == 2
    assert parts.offers.types.count("case.reopened.v1") == 1


async def test_a_held_case_refuses_the_write_of_another(parts: AppraisalParts) -> None:
    case = await parts.put(opened())
    await parts.cases.save_claim(case, claim(case, SIGNED_OFFICER, at=now()))

    with pytest.raises(StaleError):
        await parts.cases.save(ruled(case, FORWARD), unheld_by_others=(SIGNED_HEAD.account, now()))

    await parts.cases.save(ruled(case, FORWARD), unheld_by_others=(SIGNED_HEAD.account, now() + timedelta(hours=1)))


async def test_lists_and_searches_read_an_index_and_sort_by_it(parts: AppraisalParts) -> None:
    await parts.put(opened())
    query = WorklistQuery("a", frozenset({"33.327.12079"}), NOW, NOW.date(), NOW.date(), tabs=frozenset({Tab.TODO}))

    searching = replace(query, tabs=frozenset(), text="ngu an")
    plan = await parts.database["cases"].find({"$and": matching(query)}).sort(SORT).explain()
    searched = await parts.database["cases"].find({"$and": matching(searching)}).explain()

    winning = str(plan["queryPlanner"]["winningPlan"])
    assert "'indexName': 'list'" in winning
    assert "'stage': 'SORT'" not in winning
    assert "COLLSCAN" not in str(searched["queryPlanner"]["winningPlan"])


async def test_an_index_finds_late_cases_without_an_apology(parts: AppraisalParts) -> None:
    late, announced, decided = (replace(opened(), key=CaseKey(uuid4(), 1)) for _ in range(3))
    on_time = replace(opened(), key=CaseKey(uuid4(), 1), due_on=date(2099, 1, 5))
    today = late.due_on + timedelta(days=1)
    for case in (late, announced, on_time, replace(decided, state=CaseState.DECLINED)):
        await parts.put(case)
    await parts.cases.save(delay(announced, rules=RULES, calendar=CALENDAR, at=LATE))

    found = await parts.cases.late(today, limit=10)

    assert [case.key for case in found] == [late.key]
    overdue = {"state": "open", "due_on": {"$lt": today.isoformat()}}
    plan = await parts.database["cases"].find(overdue).sort("due_on", 1).explain()
    assert "COLLSCAN" not in str(plan["queryPlanner"]["winningPlan"])


async def test_earlier_cases_are_found_late_and_unassigned(parts: AppraisalParts) -> None:
    case = await parts.put(opened())
    assigned = await parts.put(replace(opened(), key=CaseKey(uuid4(), 1)))
    await parts.cases.save_beside_claim(assign(assigned, SIGNED_OFFICER, SIGNED_HEAD, reason="", at=NOW))
    await parts.cases.save(delay(await parts.case(assigned.key), rules=RULES, calendar=CALENDAR, at=LATE))
    await parts.database["cases"].update_many({}, {"$unset": {"assignee": "", "untold_due_on": ""}})
    unassigned = WorklistQuery("a", frozenset({"33.327.12079"}), NOW, NOW.date(), NOW.date(), assignee="")

    await parts.cases.ensure_indexes()

    assert [row.case_id for row in (await parts.cases.worklist.page(unassigned)).rows] == [str(case.key)]
    assert [late.key for late in await parts.cases.late(LATE.date(), limit=10)] == [case.key]


async def test_two_processes_tell_of_a_missed_limit_once(parts: AppraisalParts) -> None:
    case = await parts.put(opened())
    tell = TellDelays(parts.cases, RULE_SETS, CALENDAR, lambda: LATE, lambda _: None)

    overdue = await asyncio.gather(*(tell() for _ in range(8)))

    assert overdue == [1] * 8
    assert parts.offers.types.count("case.delayed.v1") == 1
    stored = await parts.case(case.key)
    assert stored.delay is not None
    assert (stored.version, stored.delay.missed) == (case.version + 1, case.due_on)


async def test_a_claim_that_slips_in_while_a_case_is_assigned_is_kept(parts: AppraisalParts) -> None:
    case = await parts.put(opened())
    decided = assign(case, SIGNED_OFFICER, SIGNED_HEAD, reason="", at=NOW)
    held = claim(case, SIGNED_OFFICER, at=now())
    await parts.cases.save_claim(case, held)

    await parts.cases.save_beside_claim(decided)

    stored = await parts.case(case.key)
    assert (stored.claim, stored.assignment, stored.version) == (held.claim, decided.after.assignment, 2)
    assert is_whole(stored)


async def test_cases_of_an_officer_are_found_by_an_index(parts: AppraisalParts) -> None:
    case = await parts.put(opened())
    await parts.cases.save_beside_claim(assign(case, SIGNED_OFFICER, SIGNED_HEAD, reason="", at=NOW))
    query = WorklistQuery(
        "a", frozenset({"33.327.12079"}), NOW, NOW.date(), NOW.date(), assignee=SIGNED_OFFICER.account
    )

    plan = await parts.database["cases"].find({"$and": matching(query)}).explain()

    assert "COLLSCAN" not in str(plan["queryPlanner"]["winningPlan"])
    assert [row.case_id for row in (await parts.cases.worklist.page(query)).rows] == [str(case.key)]
