"""Intake as a process of its own: it dies at its checkpoints and goes on as promised, and sees to what time brings."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from ops.stack.processes import Processes
from services.intake.adapters.nomination_mapping import to_nomination
from shared.events.cases import AwardedItem, CaseDeclined, CaseForwarded
from shared.events.mails import Covered, MailSent
from shared.mongo.client import Database, connect
from tests.chains import is_whole
from tests.integration.intake.mortal import Mortal
from tests.integration.intake.served import Served, filled, until
from tests.integration.intake.test_api import VOLUNTEER, a_body
from tests.integration.intake.test_messaging import YEN_PHU, fact
from tests.servers.forking import start_by_fork
from tests.servers.fresh import fresh_broker, fresh_databases
from tests.servers.servers import Servers
from tests.unit.files.samples import pdf
from tests.unit.intake.samples import NOW, a_decision

MANY = 150


@pytest.fixture(scope="module")
async def mortal(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Mortal]:
    with fresh_databases(servers) as databases, fresh_broker(servers) as broker:
        await filled(servers, databases)
        made = Mortal(Processes(tmp_path_factory.mktemp("intake"), start_by_fork), databases, broker)
        yield made
        made.stop()


@pytest.fixture
async def database(mortal: Mortal) -> AsyncIterator[Database]:
    client = connect(mortal.databases.url("intake"))
    found = client[mortal.databases.name("intake")]
    for name in ("dossiers", "nominations", "attachments", "roll"):
        await found[name].delete_many({})
    yield found
    mortal.stop()
    client.close()


async def stored(database: Database) -> tuple[int, int]:
    return await database["dossiers"].count_documents({}), await database["nominations"].count_documents({})


async def outboxes_are_empty(database: Database) -> bool:
    waiting = {"outbox_due": {"$exists": True}}
    return not [name for name in ("dossiers", "nominations") if await database[name].count_documents(waiting)]


@pytest.mark.parametrize(
    ("point", "left"),
    [pytest.param("intake.before_insert", (0, 0), marks=pytest.mark.matrix), ("intake.inserted", (1, 1))],
)
async def test_a_submission_cut_off_is_completed_by_sending_it_again(
    mortal: Mortal, database: Database, point: str, left: tuple[int, int]
) -> None:
    body, key = a_body(), uuid4().hex
    dying = await mortal.start(crash_at=point)
    with pytest.raises(httpx.HTTPError):
        await dying.submit(body, key=key)
    await mortal.await_death()
    assert await stored(database) == left

    alive = await mortal.start()
    answer = await alive.submit(body, key=key)

    assert answer.status_code == 201
    assert await stored(database) == (1, 1)
    await until(lambda: outboxes_are_empty(database), bool)
    sent = await taken_for(alive, answer.json()["nominations"][0]["id"])
    assert sent == 1
    mortal.stop()


async def test_a_fact_applied_but_not_acknowledged_is_applied_once(mortal: Mortal, database: Database) -> None:
    alive = await mortal.start()
    identity = (await alive.submit(a_body())).json()["nominations"][0]["id"]
    mortal.stop()
    dying = await mortal.start(crash_at="intake.applied")
    declined = fact(
        CaseDeclined, identity, 2, follows=0, reason_code="sai-doi-tuong", reason="Không đúng đối tượng", basis="KH V.1"
    )
    await dying.tell(declined, "appraisal-commune")
    await mortal.await_death()

    alive = await mortal.start()

    await until(lambda: alive.acknowledged("intake.facts"), bool)
    [document] = await database["nominations"].find({}).to_list(None)
    assert (document["version"], document["status"]) == (2, "khong-duoc-khen-thuong")
    mortal.stop()


@pytest.mark.parametrize(
    "point", ["intake.decision_part_applied", pytest.param("intake.decision_applied", marks=pytest.mark.matrix)]
)
async def test_a_decision_cut_off_half_way_is_finished(mortal: Mortal, database: Database, point: str) -> None:
    alive = await mortal.start()
    receipt = (await alive.submit(many(MANY))).json()
    mortal.stop()
    dying = await mortal.start(crash_at=point)
    # As if it were the first fact of its step: how an award waits for its approval is tried elsewhere.
    items = tuple(AwardedItem(nomination_id=UUID(one["id"]), step=1, sequence=1) for one in receipt["nominations"])
    await dying.tell(a_decision([]).model_copy(update={"items": items, "authority": YEN_PHU}), "appraisal-commune")
    await mortal.await_death()

    alive = await mortal.start()

    await until(lambda: awarded(database), lambda count: count == MANY)
    await until(lambda: alive.acknowledged("intake.facts"), bool)
    documents = await database["nominations"].find({}).to_list(None)
    assert {document["version"] for document in documents} == {2}
    assert all(is_whole(one) for one in map(to_nomination, documents))
    mortal.stop()


async def test_an_award_entered_on_the_roll_half_way_stands_there_once(mortal: Mortal, database: Database) -> None:
    alive = await mortal.start()
    identity = (await alive.submit(many(1))).json()["nominations"][0]["id"]
    mortal.stop()
    dying = await mortal.start(crash_at="intake.roll_entered")
    item = AwardedItem(nomination_id=UUID(identity), step=1, sequence=1)
    await dying.tell(a_decision([]).model_copy(update={"items": (item,), "authority": YEN_PHU}), "appraisal-commune")
    await mortal.await_death()
    assert await database["nominations"].count_documents({"roll_due": True}) == 1

    await mortal.start()

    await until(lambda: database["nominations"].count_documents({"roll_due": True}), lambda count: count == 0)
    assert [one["name"] async for one in database["roll"].find({"on_roll": True})] == ["Đặng Văn Khoa 0"]
    mortal.stop()


async def test_a_mail_entered_but_not_acknowledged_is_listed_once(mortal: Mortal, database: Database) -> None:
    alive = await mortal.start()
    receipt = (await alive.submit(a_body())).json()
    mortal.stop()
    dying = await mortal.start(crash_at="intake.mail_attached")
    mail = MailSent(
        mail_id="m-1",
        version=3,
        dossier_id=UUID(receipt["id"]),
        recipient="unit",
        subject="Đã tiếp nhận",
        covers=(Covered(nomination_id=UUID(receipt["nominations"][0]["id"]), version=1),),
        at=NOW,
    )
    await dying.tell(mail, "notifier")
    await mortal.await_death()

    alive = await mortal.start()

    await until(lambda: alive.acknowledged("intake.facts"), bool)
    [document] = await database["nominations"].find({}).to_list(None)
    assert len(document["mails"]) == 1
    mortal.stop()


@pytest.mark.parametrize(
    ("point", "left"),
    [
        ("intake.attachment_half_written", 0),
        pytest.param("intake.attachment_written", 0, marks=pytest.mark.matrix),
        pytest.param("intake.attachment_entered", 1, marks=pytest.mark.matrix),
    ],
)
async def test_a_cut_upload_shows_no_half_file_and_is_sent_again(
    mortal: Mortal, database: Database, point: str, left: int
) -> None:
    content = pdf(uuid4().hex * 100_000)  # several pieces
    dying = await mortal.start(crash_at=point)
    with pytest.raises(httpx.HTTPError):
        await upload(dying, content)
    await mortal.await_death()
    assert await database["attachments"].count_documents({}) == left

    alive = await mortal.start()
    answer = await upload(alive, content)

    assert answer.status_code == 201
    assert await database["attachments"].count_documents({}) == 1
    headers = await alive.signed_in("nop.doan-yen-phu")
    found = await alive.client.get(f"/api/v1/attachments/{answer.json()['id']}", headers=headers)
    assert found.content == content


async def upload(served: Served, content: bytes) -> httpx.Response:
    headers = await served.signed_in("nop.doan-yen-phu")
    return await served.client.post("/api/v1/attachments?name=to-trinh.pdf", content=content, headers=headers)


def many(count: int) -> dict[str, Any]:
    body, [nomination] = a_body(), VOLUNTEER["nominations"]
    nominees = [{**nomination["nominee"], "name": f"Đặng Văn Khoa {number}"} for number in range(count)]
    return {**body, "nominations": [{**nomination, "nominee": nominee} for nominee in nominees]}


async def awarded(database: Database) -> int:
    return await database["nominations"].count_documents({"status": "da-khen-thuong"})


async def taken_for(served: Served, nomination: str) -> int:
    """How many different messages of work for the nomination lie in the commune's queue."""
    messages = await served.taken("appraisal.commune", "appraisal-commune", await served.depth("appraisal.commune"))
    return len({message.message_id for message in messages if nomination in message.body.decode()})


async def test_a_process_gives_up_by_itself_what_waited_too_long(mortal: Mortal) -> None:
    alive = await mortal.start(settings={"THIDUA_FACT_ORDER_WAIT_SECONDS": "0"})
    identity = (await alive.submit(a_body())).json()["nominations"][0]["id"]

    await alive.tell(fact(CaseForwarded, identity, 2, follows=1, next_step=2), "appraisal-commune")

    seen = await until(
        lambda: alive.get(f"/api/v1/nominations/{identity}"), lambda answer: len(answer.json()["history"]) > 1
    )
    [_, forwarded] = seen.json()["history"]
    assert forwarded["fact"] == "forwarded"
    assert "chưa nhận được thông tin của việc xảy ra trước đó" in forwarded["text"]
    mortal.stop()
