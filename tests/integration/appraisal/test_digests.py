"""The daily digest on a real database: once to each person and authority, whoever races whom and wherever one dies."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from uuid import uuid4

import aio_pika
import pytest

from ops.admin.registrar import Registrar
from ops.demo.waiting import until
from services.appraisal.adapters.digests import NAME, MongoDigests
from services.appraisal.adapters.posting import Posting
from services.appraisal.adapters.worklist import MongoWorklist
from services.appraisal.application.digests import DigestOf, Readers, SendDigests
from services.appraisal.application.lapses import FindLapses
from services.appraisal.application.ports import Checkpoint
from services.appraisal.application.worklist_query import Counts, Tab, WorklistQuery, WorklistRow
from services.appraisal.domain.assignments import assign
from services.appraisal.domain.case import Case, CaseKey
from services.appraisal.domain.people import By
from shared.directory.bodies import Account
from shared.directory.demo import demo_account_id
from shared.directory.roles import Role
from shared.events.content import AuthorityRef
from shared.events.digests import DigestDue
from shared.events.envelope import EVENTS
from shared.events.words import Level
from shared.messaging.topology.queues import NOTIFIER_QUEUE
from shared.mongo.authorisations import MongoAuthorisations
from shared.mongo.staff import MongoStaff
from tests.integration.appraisal.parts import OTHER, AppraisalParts, now
from tests.integration.appraisal.process import AppraisalProcess, house_in, seed
from tests.servers.fresh import fresh_broker, fresh_databases
from tests.servers.servers import Servers
from tests.unit.appraisal.fakes import Crash, CrashError
from tests.unit.appraisal.samples import CALENDAR, NOW, RULE_SETS, SIGNED_HEAD, YEN_PHU, opened, work
from tests.working_hours import seconds_to_noon

MORNING = datetime(2021, 10, 20, 0, 30, tzinfo=UTC)  # a Wednesday, half past seven
SATURDAY = datetime(2021, 10, 23, 3, 0, tzinfo=UTC)
STORED = "digest.stored"


def person(name: str, role: Role = Role.OFFICER, authority: str = YEN_PHU.code) -> Account:
    mail = f"{name}@hungyen.example"
    return Account(name, name, name.title(), frozenset({role}), authorities=frozenset({authority}), mail=mail)


AN, BINH = person("an"), person("binh", Role.HEAD)
PEOPLE = (AN, BINH, person("chi", Role.CLERK), person("dung", authority=OTHER))


@pytest.fixture
async def staffed(parts: AppraisalParts) -> AppraisalParts:
    """The parts with two people who get digests, a clerk, and an officer of the neighbour."""
    registrar = Registrar(parts.database.client, parts.database.name, identity=lambda: parts.database.client)
    for each in PEOPLE:
        await registrar.accounts.add(each)
    return parts


def sending(parts: AppraisalParts, at: datetime = MORNING, *, checkpoint: Checkpoint | None = None) -> SendDigests:
    return SendDigests(
        digests=MongoDigests(parts.database[NAME], Posting(Level.COMMUNE, parts.offers), now),
        readers=Readers(MongoStaff(parts.database), MongoAuthorisations(parts.database)),
        write=DigestOf(
            level=Level.COMMUNE,
            cases=parts.cases.worklist,
            find_lapses=FindLapses(parts.cases, MongoStaff(parts.database)),
            rule_sets=RULE_SETS,
            calendar=CALENDAR,
        ),
        due_at=time(7, 30),
        now=lambda: at,
        checkpoint=checkpoint or Crash(),
    )


async def put(parts: AppraisalParts, due_on: date, *, assigned_to: str = "") -> Case:
    case = replace(opened(work(nomination=uuid4())), due_on=due_on)
    if assigned_to:
        case = assign(case, By(assigned_to, assigned_to), SIGNED_HEAD, reason="", at=NOW).after
    return await parts.put(case)


async def stored(parts: AppraisalParts) -> dict[str, DigestDue]:
    """What each person gets, from the outboxes; a second digest of one person fails here."""
    found: dict[str, DigestDue] = {}
    async for document in parts.database[NAME].find({"outbox": {"$exists": True}}):
        for entry in document["outbox"]:
            event = EVENTS[entry["type"]].model_validate_json(entry["body"])
            assert isinstance(event, DigestDue)
            assert event.account not in found
            found[event.account] = event
    return found


async def test_a_digest_names_ones_own_pressing_cases_first(staffed: AppraisalParts) -> None:
    older = await put(staffed, date(2021, 10, 18))
    own = await put(staffed, date(2021, 10, 20), assigned_to=AN.id)
    await put(staffed, date(2021, 12, 1))

    await sending(staffed)()

    sent = await stored(staffed)
    assert set(sent) == {AN.id, BINH.id}
    digest = sent[AN.id]
    assert (digest.open, digest.overdue, digest.due_soon, digest.theirs, digest.approved) == (3, 1, 1, 1, 0)
    assert (digest.on, digest.authority) == (date(2021, 10, 20), YEN_PHU)
    assert [(line.due_on, line.is_theirs) for line in digest.lines] == [(own.due_on, True), (older.due_on, False)]
    assert [line.due_on for line in sent[BINH.id].lines] == [older.due_on, own.due_on]
    assert digest.unassigned == 2


async def test_work_of_a_locked_officer_is_told_as_nobodys(staffed: AppraisalParts) -> None:
    await put(staffed, date(2021, 10, 20), assigned_to=AN.id)
    await staffed.database["accounts"].update_one({"_id": AN.id}, {"$set": {"active": False}})

    await sending(staffed)()

    sent = await stored(staffed)
    assert set(sent) == {BINH.id}
    assert (sent[BINH.id].open, sent[BINH.id].unassigned) == (1, 1)


@dataclass
class Noting:
    """The cases, with a note of what was counted."""

    cases: MongoWorklist
    counted: list[Tab] = field(default_factory=list)

    async def waiting_at(self) -> Sequence[AuthorityRef]:
        return await self.cases.waiting_at()

    async def counts(self, query: WorklistQuery, *, most: int, tabs: Sequence[Tab]) -> Counts:
        self.counted += tabs
        return await self.cases.counts(query, most=most, tabs=tabs)

    async def pressing(self, query: WorklistQuery, *, limit: int) -> Sequence[WorklistRow]:
        return await self.cases.pressing(query, limit=limit)


async def test_shared_counts_are_counted_once_for_all_readers(staffed: AppraisalParts) -> None:
    await put(staffed, date(2021, 10, 18))
    noting = Noting(staffed.cases.worklist)

    send = sending(staffed)
    await replace(send, write=replace(send.write, cases=noting))()

    assert len(await stored(staffed)) == 2
    assert {tab: noting.counted.count(tab) for tab in noting.counted} == {
        **dict.fromkeys((Tab.TODO, Tab.UNASSIGNED, Tab.OVERDUE, Tab.DUE_SOON, Tab.RETURNED, Tab.APPROVED), 1),
        Tab.ASSIGNED: 2,
    }


async def test_many_processes_tell_each_person_once_a_day(staffed: AppraisalParts) -> None:
    await put(staffed, date(2021, 10, 18))

    await asyncio.gather(*(sending(staffed)() for _ in range(8)))
    await asyncio.gather(*(sending(staffed, MORNING.replace(hour=9))() for _ in range(8)))

    assert staffed.offers.types == ["digest.due.v1"] * 2
    await asyncio.gather(*(sending(staffed, MORNING.replace(day=21))() for _ in range(8)))
    assert staffed.offers.types == ["digest.due.v1"] * 4


async def test_the_next_process_goes_on_and_repeats_nothing(staffed: AppraisalParts) -> None:
    await put(staffed, date(2021, 10, 18))
    with pytest.raises(CrashError):
        await sending(staffed, checkpoint=Crash(STORED))()
    assert len(await stored(staffed)) == 1

    await sending(staffed)()

    assert set(await stored(staffed)) == {AN.id, BINH.id}
    assert staffed.offers.types == ["digest.due.v1"] * 2


@pytest.mark.parametrize("at", [SATURDAY, MORNING.replace(minute=29)])
async def test_on_days_off_and_before_the_time_nobody_is_told(staffed: AppraisalParts, at: datetime) -> None:
    await put(staffed, date(2021, 10, 18))

    await sending(staffed, at)()

    assert await stored(staffed) == {}


async def test_nobody_gets_an_empty_digest(staffed: AppraisalParts) -> None:
    await sending(staffed)()
    await put(staffed, date(2021, 10, 18))

    await sending(staffed, MORNING.replace(hour=2))()

    assert await stored(staffed) == {}


async def test_who_turned_it_off_is_not_told(staffed: AppraisalParts) -> None:
    await put(staffed, date(2021, 10, 18))
    client = staffed.database.client
    registrar = Registrar(client, staffed.database.name, identity=lambda: client)
    await registrar.choose_digest(AN, wanted=False)

    await sending(staffed)()

    assert set(await stored(staffed)) == {BINH.id}


async def test_a_digest_and_its_outbox_carry_no_address(staffed: AppraisalParts) -> None:
    await put(staffed, date(2021, 10, 18))

    await sending(staffed)()

    async for document in staffed.database[NAME].find({}):
        assert "@" not in str(document)


async def test_cases_that_press_are_found_by_an_index(staffed: AppraisalParts) -> None:
    await put(staffed, date(2021, 10, 18))
    waiting = {"state": "open", "authority": {"$in": [YEN_PHU.code]}, "due_on": {"$lte": "2021-10-22"}}

    plan = await staffed.database["cases"].find(waiting).sort([("due_on", 1), ("_id", 1)]).explain()

    assert "COLLSCAN" not in str(plan["queryPlanner"]["winningPlan"])


@pytest.fixture
async def process(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[AppraisalProcess]:
    with fresh_databases(servers) as databases, fresh_broker(servers) as amqp:
        await seed(databases)
        made = house_in(tmp_path_factory.mktemp("process"), databases, amqp)
        made.digest_at, made.clock_ahead = "07:30", seconds_to_noon()
        yield made
        made.stop()
        await made.clear()


async def test_killed_between_digests_the_next_start_sends_the_rest(process: AppraisalProcess) -> None:
    await process.put([replace(opened(), key=CaseKey(uuid4(), 1))])
    await process.start(Level.COMMUNE, crash_at="digest.stored:2")
    await process.await_death()

    await process.start(Level.COMMUNE)

    sent = await digests(process, 3)
    assert len(set(sent.values())) == 3
    assert sorted(sent) == sorted(demo_account_id(f"{role}.xa-yen-phu") for role in ("chuyen-vien", "lanh-dao", "pho"))


async def digests(process: AppraisalProcess, count: int) -> dict[str, str]:
    """The digests that came to the notifier, by account: the id of each; once all are through."""
    sent: dict[str, str] = {}
    done = {"_id": {"$regex": "^day/"}}
    collection = process.database(Level.COMMUNE)[NAME]
    connection = await aio_pika.connect(process.amqp.url())
    async with connection:
        queue = await (await connection.channel()).get_queue(NOTIFIER_QUEUE, ensure=False)

        async def look() -> bool | None:
            while (message := await queue.get(no_ack=True, fail=False)) is not None:
                account, identity = json.loads(message.body)["account"], message.message_id or ""
                assert sent.setdefault(account, identity) == identity
            unsent = await collection.count_documents({"outbox_due": {"$exists": True}})
            is_done = await collection.count_documents(done) == 1
            return True if is_done and not unsent and len(sent) >= count else None

        await until(look, what=f"{count} digests (so far {sent})", seconds=60)
    return sent
