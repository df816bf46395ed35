"""What a unit has uploaded and not handed in: listed, deleted, and bounded."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from services.intake.adapters.attachments import MongoAttachments
from services.intake.domain.attachments import Quota, StoredFile
from shared.mongo.client import Client, connect
from shared.refusals import ConflictError
from tests.integration.intake.served import Served
from tests.integration.intake.test_attachments import (
    COMMUNE,
    PATH,
    STRANGER,
    UNIT,
    a_pdf,
    database_of,
    upload,
    uploaded,
    with_files,
)
from tests.servers.fresh import FreshDatabase

NOW = datetime(2021, 10, 5, 3, tzinfo=UTC)
LATER = NOW + timedelta(days=30)


async def unused(served: Served, by: str = UNIT) -> list[str]:
    return [one["id"] for one in (await served.get(PATH, by)).json()["items"]]


async def delete(served: Served, file: str, by: str = UNIT) -> int:
    return (await served.client.delete(f"{PATH}/{file}", headers=await served.signed_in(by))).status_code


async def test_a_unit_sees_what_it_has_not_handed_in(served: Served) -> None:
    handed_in, first, second = await uploaded(served), await uploaded(served), await uploaded(served)
    await served.submit(with_files([handed_in]))
    strange = (await upload(served, a_pdf(), by=STRANGER)).json()["id"]

    answer = (await served.get(PATH)).json()

    ids = [one["id"] for one in answer["items"]]
    assert ids[:2] == [second, first]
    assert not {handed_in, strange} & set(ids)
    assert strange in await unused(served, STRANGER)
    assert answer["used_files"] == len(ids)
    assert answer["used_bytes"] == sum(one["size"] for one in answer["items"])
    assert (answer["most_files"], answer["most_bytes"]) == (100, 2**30)
    assert answer["items"][0]["kept_until"] > answer["items"][0]["uploaded_at"]


async def test_a_unit_deletes_what_it_has_not_submitted(served: Served) -> None:
    file = await uploaded(served)
    database = await database_of(served)
    document = await database["attachments"].find_one({"_id": UUID(file)})
    assert document

    first, again = await delete(served, file), await delete(served, file)

    assert (first, again) == (204, 204)
    assert file not in await unused(served)
    assert (await served.get(f"{PATH}/{file}")).status_code == 404
    for name, key in (("attachments", "_id"), ("fs.files", "_id"), ("fs.chunks", "files_id")):
        assert await database[name].count_documents({key: {"$in": [document["_id"], document["bytes_id"]]}}) == 0


async def test_what_was_deleted_can_be_uploaded_again(served: Served) -> None:
    content = a_pdf()
    file = (await upload(served, content)).json()["id"]
    await delete(served, file)

    again = await upload(served, content)

    assert (again.status_code, again.json()["id"]) == (201, file)
    assert (await served.get(f"{PATH}/{file}")).content == content
    assert await delete(served, file) == 204


async def test_what_a_dossier_uses_stays(served: Served) -> None:
    petition, report = await uploaded(served), await uploaded(served)
    await served.submit(with_files([petition], [report]))

    for file in (petition, report):
        answer = await served.client.delete(f"{PATH}/{file}", headers=await served.signed_in(UNIT))
        assert answer.status_code == 409
        assert "hồ sơ đã nộp" in answer.json()["detail"]
        assert await delete(served, file, COMMUNE) == 403
        assert (await served.get(f"{PATH}/{file}", COMMUNE)).status_code == 200


async def test_nobody_deletes_or_finds_what_is_anothers(served: Served) -> None:
    file = await uploaded(served)

    assert await delete(served, file, STRANGER) == 404
    assert await delete(served, str(uuid4())) == 404
    assert await delete(served, file, COMMUNE) == 404
    assert (await served.get(f"{PATH}/{file}")).status_code == 200


async def test_a_deleted_file_cannot_be_handed_in(served: Served) -> None:
    file = await uploaded(served)
    await delete(served, file)

    answer = await served.submit(with_files([file]))

    assert answer.status_code == 422
    assert "quá 30 ngày" in answer.json()["errors"][0]["message"]


@pytest.fixture
async def client(database: FreshDatabase) -> AsyncIterator[Client]:
    client = connect(database.url)
    yield client
    client.close()


async def stored(attachments: MongoAttachments, content: bytes | None = None, unit: str = "33.mttq") -> StoredFile:
    async def pieces() -> AsyncIterator[bytes]:
        yield content or a_pdf()

    return await attachments.store(unit, "a.pdf", pieces(), NOW, LATER)


async def test_nobody_removes_what_is_being_handed_in(client: Client, database: FreshDatabase) -> None:
    attachments = MongoAttachments(client[database.name], Quota(files=9, bytes=2**20))
    file = await stored(attachments)

    held = await attachments.hold([file.id], file.unit, LATER + timedelta(minutes=1))

    assert held == {file.id}
    with pytest.raises(ConflictError, match="đang được nộp"):
        await attachments.delete(file.id, file.unit, NOW)
    assert await attachments.sweep(LATER + timedelta(seconds=1)) == 0
    assert await attachments.sweep(LATER + timedelta(minutes=2)) == 1
    assert await attachments.hold([file.id], file.unit, LATER) == frozenset()


async def test_a_removal_that_was_cut_off_is_ended_by_another(client: Client, database: FreshDatabase) -> None:
    attachments = MongoAttachments(client[database.name], Quota(files=9, bytes=2**20))
    file = await stored(attachments)
    await client[database.name]["attachments"].update_one({"_id": file.id}, {"$set": {"leaving": NOW}})

    assert await attachments.sweep(NOW + timedelta(minutes=9)) == 0
    assert await attachments.sweep(NOW + timedelta(minutes=11)) == 1
    assert await attachments.unused(file.unit) == []


async def test_a_full_unit_is_told_how_much_and_how_to_make_room(client: Client, database: FreshDatabase) -> None:
    size = len(a_pdf())
    by_bytes = MongoAttachments(client[database.name], Quota(files=9, bytes=2 * size + 1))
    by_files = MongoAttachments(client[database.name], Quota(files=2, bytes=2**30))
    content = a_pdf()
    first = await stored(by_bytes, content)
    await stored(by_bytes)

    for full in (by_bytes, by_files):
        with pytest.raises(ConflictError, match=r"đang giữ 2 tệp chưa nộp.*xóa tệp không dùng"):
            await stored(full)
    assert (await stored(by_files, content)).id == first.id  # what is there already takes no room
    assert (await stored(by_files, unit="33.so-y-te")).unit == "33.so-y-te"
    await by_files.delete(first.id, first.unit, NOW)
    await stored(by_files)

    kept = [one["bytes_id"] for one in await client[database.name]["attachments"].find({}).to_list(None)]
    assert await client[database.name]["fs.chunks"].count_documents({"files_id": {"$nin": kept}}) == 0


async def test_uploads_side_by_side_fill_the_room_and_no_more(client: Client, database: FreshDatabase) -> None:
    processes = [MongoAttachments(client[database.name], Quota(files=5, bytes=2**30)) for _ in range(3)]
    await processes[0].ensure_indexes()

    answers = await asyncio.gather(*(stored(processes[number % 3]) for number in range(12)), return_exceptions=True)

    assert sum(isinstance(one, StoredFile) for one in answers) == 5
    assert sum(isinstance(one, ConflictError) for one in answers) == 7
    assert len(await processes[0].unused("33.mttq")) == 5


async def test_room_that_a_crash_held_comes_back(client: Client, database: FreshDatabase) -> None:
    attachments = MongoAttachments(client[database.name], Quota(files=1, bytes=2**30))
    claim = {"id": uuid4(), "size": 1, "at": NOW - timedelta(minutes=11)}
    await client[database.name]["quotas"].insert_one({"_id": "33.mttq", "turn": 1, "claims": [claim]})

    assert (await stored(attachments)).name == "a.pdf"
