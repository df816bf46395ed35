"""Attached files from outside: what is taken, what is refused in which words, and who may open it."""

import asyncio
import gzip
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

import httpx
import pytest
from motor.motor_asyncio import AsyncIOMotorClient
from pymongo.monitoring import CommandFailedEvent, CommandListener, CommandStartedEvent, CommandSucceededEvent

from services.intake.adapters.attachments import MongoAttachments
from services.intake.adapters.file_checks import FileChecks
from services.intake.adapters.gridfs import Bytes
from services.intake.domain.attachments import Quota, StoredFile
from shared.events.cases import CaseReturned
from shared.events.content import MissingItem
from shared.files.apart import Apart
from shared.identity.viewer import Role, Viewer
from shared.mongo.client import Client, Database, connect
from shared.refusals import InvalidError, NotFoundError, UnavailableError
from tests.integration.intake.served import Served, until
from tests.integration.intake.test_api import a_body
from tests.integration.intake.test_messaging import fact
from tests.unit.files.samples import REFUSED, ROOMY, TAKEN, WRAPPED, large_pdf, office, pdf

PATH = "/api/v1/attachments"
UNIT, COMMUNE, STRANGER = "nop.doan-yen-phu", "chuyen-vien.xa-yen-phu", "nop.thcs-yen-phu"


async def upload(served: Served, content: bytes, name: str = "Tờ trình.pdf", by: str = UNIT) -> httpx.Response:
    return await served.client.post(PATH, params={"name": name}, content=content, headers=await served.signed_in(by))


async def uploaded(served: Served, content: bytes | None = None) -> str:
    answer = await upload(served, content or a_pdf())
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def a_form() -> bytes:
    return WRAPPED["form"]


def a_pdf() -> bytes:
    return pdf(uuid4().hex)


def with_files(petition: list[str] = [], nomination: list[str] = []) -> dict[str, Any]:  # noqa: B006 - never changed
    body = a_body()
    body["petition"]["attachments"] = [{"id": one, "kind": "to-trinh"} for one in petition]
    body["nominations"][0]["attachments"] = [{"id": one, "kind": "bao-cao-thanh-tich"} for one in nomination]
    return body


class Asked(CommandListener):
    """What a client looks for, in order."""

    def __init__(self) -> None:
        self.collections: list[str] = []

    def started(self, event: CommandStartedEvent) -> None:
        if event.command_name == "find":
            self.collections.append(event.command["find"])

    def succeeded(self, event: CommandSucceededEvent) -> None: ...

    def failed(self, event: CommandFailedEvent) -> None: ...


async def database_of(served: Served) -> Database:
    return connect(served.databases.url("intake"))[served.databases.name("intake")]


@pytest.mark.parametrize("kind", TAKEN)
async def test_files_are_known_by_their_content_whatever_their_name(served: Served, kind: str) -> None:
    content, media_type = TAKEN[kind]

    answer = await upload(served, content, name="lừa đảo.exe")

    assert answer.status_code == 201, answer.text
    shown = await served.get(f"{PATH}/{answer.json()['id']}")
    assert (shown.content, shown.headers["content-type"]) == (content, media_type)
    assert answer.json()["media_type"] == media_type
    assert answer.json()["size"] == len(content)


@pytest.mark.parametrize("kind", REFUSED)
async def test_what_nobody_could_open_is_refused_in_words_of_its_own(served: Served, kind: str) -> None:
    content, words = REFUSED[kind]
    database = await database_of(served)
    before = await database["fs.chunks"].count_documents({})

    answer = await upload(served, content)

    assert answer.status_code == 422
    assert words in answer.json()["detail"]
    assert await database["fs.chunks"].count_documents({}) == before


@pytest.mark.parametrize("kind", WRAPPED)
async def test_what_is_wrapped_is_415_and_named_with_the_right_command(served: Served, kind: str) -> None:
    answer = await upload(served, WRAPPED[kind])

    assert answer.status_code == 415
    assert "curl --data-binary @tep.pdf" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({"Content-Type": "multipart/form-data; boundary=x"}, a_form()),
        ({"Content-Type": "Multipart/Mixed; boundary=x"}, a_form()),
        ({"Content-Type": "application/x-www-form-urlencoded"}, pdf().replace(b"\n", b"")),
        ({"Content-Encoding": "gzip"}, gzip.compress(pdf())),
    ],
)
async def test_what_was_changed_on_the_way_is_415(served: Served, headers: dict[str, str], body: bytes) -> None:
    database = await database_of(served)
    before = await database["fs.chunks"].count_documents({})

    answer = await served.client.post(
        PATH, params={"name": "a.pdf"}, content=body, headers=await served.signed_in(UNIT) | headers
    )

    assert answer.status_code == 415
    assert "curl --data-binary @tep.pdf" in answer.json()["detail"]
    assert await database["fs.chunks"].count_documents({}) == before


async def test_what_curl_sends_with_the_right_command_is_taken(served: Served) -> None:
    headers = await served.signed_in(UNIT) | {"Content-Type": "application/x-www-form-urlencoded"}

    answer = await served.client.post(PATH, params={"name": "a.pdf"}, content=a_pdf(), headers=headers)

    assert answer.status_code == 201, answer.text


async def test_a_file_over_the_limit_is_413_announced_or_not(served: Served) -> None:
    headers = await served.signed_in(UNIT)
    many = 20 * 1024 * 1024 + 1

    async def pieces() -> Any:  # noqa: ANN401 - an async generator of bytes
        for _ in range(21):
            yield bytes(1024 * 1024)

    announced = await served.client.post(PATH, params={"name": "a"}, content=bytes(many), headers=headers)
    silent = await served.client.post(PATH, params={"name": "a"}, content=pieces(), headers=headers)

    assert (announced.status_code, silent.status_code) == (413, 413)
    assert "20 MiB" in silent.json()["detail"]


async def test_over_16_mib_but_within_the_limit_is_taken(served: Served) -> None:
    content = b"".join([piece async for piece in large_pdf(17 * 1024 * 1024)])

    answer = await upload(served, content)

    assert answer.status_code == 201, answer.text


async def test_json_is_no_way_around_the_pieces(served: Served) -> None:
    headers = await served.signed_in(UNIT) | {"Content-Type": "application/json"}

    answer = await served.client.post(PATH, params={"name": "a"}, content=b'"\\u0000"', headers=headers)

    assert answer.status_code == 415
    assert "JSON" in answer.json()["detail"]


async def test_the_same_content_is_the_same_file_by_its_newest_name(served: Served) -> None:
    content = a_pdf()
    database = await database_of(served)

    first = (await upload(served, content, "một.pdf")).json()
    second = (await upload(served, content, "hai.pdf")).json()

    assert {**second, "kept_until": ""} == {**first, "name": "hai.pdf", "kept_until": ""}
    assert second["kept_until"] >= first["kept_until"]
    assert await database["attachments"].count_documents({"sha256": first["sha256"]}) == 1
    document = await database["attachments"].find_one({"_id": UUID(first["id"])})
    assert document
    assert document["name"] == "hai.pdf"
    assert await database["fs.files"].count_documents({"_id": document["bytes_id"]}) == 1
    assert await database["uploads"].count_documents({}) == 0
    assert await database["quotas"].count_documents({"claims": {"$ne": []}}) == 0


async def test_no_id_tells_whether_a_unit_has_a_content(served: Served) -> None:
    there, unknown = (await upload(served, a_pdf(), by=STRANGER)).json()["id"], str(uuid4())
    both, unit = [f"{PATH}/{file}" for file in (there, unknown)], await served.signed_in(UNIT)

    asked = [await served.get(path, UNIT) for path in both]
    deleted = [await served.client.delete(path, headers=unit) for path in both]

    for foreign, none in (asked, deleted):
        assert foreign.status_code == none.status_code == 404
        assert {**foreign.json(), "correlation_id": ""} == {**none.json(), "correlation_id": ""}


async def test_ids_are_drawn_by_lot_and_a_unit_has_each_content_once(served: Served) -> None:
    attachments, at = MongoAttachments(await database_of(served), Quota(9, 2**20)), datetime.now(UTC)
    content, until = a_pdf(), at + timedelta(days=1)

    async def kept(unit: str) -> StoredFile:
        return await attachments.store(unit, "a.pdf", _pieces(content), at, until)

    stored = await asyncio.gather(*[kept(unit) for unit in ("33.mot", "33.hai", "33.mot")], return_exceptions=True)
    again = await kept("33.mot")

    files = [file for file in stored if isinstance(file, StoredFile)]
    assert {file.id.version for file in files} == {4}
    assert len({file.id for file in (*files, again)}) == len({file.unit for file in (*files, again)})


async def test_another_unit_s_file_is_looked_for_as_long_as_none(served: Served) -> None:
    foreign, none = (await upload(served, a_pdf(), by=STRANGER)).json()["id"], str(uuid4())
    viewer = Viewer("nop", "Nộp", frozenset({Role.SUBMITTER}), unit="33.doan-yen-phu")
    heard = Asked()
    url, name = served.databases.url("intake"), served.databases.name("intake")
    client: Client = AsyncIOMotorClient(url, uuidRepresentation="standard", event_listeners=[heard])
    attachments = MongoAttachments(client[name], Quota(1, 1))

    with closing(client):
        for file in (foreign, none):
            with pytest.raises(NotFoundError):
                await attachments.get(UUID(file), viewer)

    # The same questions, so the same time.
    assert heard.collections == ["attachments", "nominations"] * 2


async def test_a_file_whose_id_comes_from_its_content_is_still_found(served: Served) -> None:
    content = a_pdf()
    database = await database_of(served)
    new = (await upload(served, content)).json()["id"]
    document = await database["attachments"].find_one_and_delete({"_id": UUID(new)})
    assert document
    old = uuid5(uuid5(NAMESPACE_URL, "thidua:attachment"), f"{document['unit']}/{document['sha256']}")
    await database["attachments"].insert_one({**document, "_id": old})

    again = (await upload(served, content, "mới.pdf")).json()

    assert (again["id"], again["name"]) == (str(old), "mới.pdf")
    assert (await served.get(f"{PATH}/{old}")).status_code == 200


async def test_what_was_handed_in_keeps_the_name_that_it_had(served: Served) -> None:
    content = a_pdf()
    petition = (await upload(served, content, "Tờ trình 45.pdf")).json()["id"]
    identity = (await served.submit(with_files([petition]))).json()["nominations"][0]["id"]

    later = (await upload(served, content, "Tên khác.pdf")).json()

    assert (later["id"], later["name"]) == (petition, "Tên khác.pdf")
    shown = (await served.get(f"/api/v1/nominations/{identity}")).json()
    assert [one["name"] for one in shown["petition"]["attachments"]] == ["Tờ trình 45.pdf"]
    seen = (await served.get(f"{PATH}/{petition}", COMMUNE)).headers["content-disposition"]
    assert 'filename="to trinh 45.pdf"' in seen


async def test_only_submitters_upload(served: Served) -> None:
    officer = await upload(served, a_pdf(), by=COMMUNE)
    nobody = await served.client.post(PATH, params={"name": "a"}, content=a_pdf())

    assert (officer.status_code, nobody.status_code) == (403, 401)


async def test_a_file_opens_to_its_unit_and_authorities_on_the_slip(served: Served) -> None:
    petition, report = await uploaded(served), await uploaded(served)
    alone = await uploaded(served)
    assert (await served.submit(with_files([petition], [report]))).status_code == 201

    for file in (petition, report):
        seen = {by: (await served.get(f"{PATH}/{file}", by)).status_code for by in (UNIT, COMMUNE, STRANGER)}
        assert seen == {UNIT: 200, COMMUNE: 200, STRANGER: 404}
        assert (await served.get(f"{PATH}/{file}", "chuyen-vien.thi-tran-yen-my")).status_code == 404
        assert (await served.client.get(f"{PATH}/{file}")).status_code == 401
    assert (await served.get(f"{PATH}/{alone}", COMMUNE)).status_code == 404


async def test_files_are_described_in_the_nomination_and_in_the_work(served: Served) -> None:
    petition, report = await uploaded(served), await uploaded(served, office())
    receipt = (await served.submit(with_files([petition], [report]))).json()
    identity = receipt["nominations"][0]["id"]

    shown = (await served.get(f"/api/v1/nominations/{identity}")).json()

    [of_petition], [own] = shown["petition"]["attachments"], shown["content"]["attachments"]
    assert (of_petition["id"], of_petition["kind"], of_petition["name"]) == (petition, "to-trinh", "Tờ trình.pdf")
    assert (own["id"], own["size"], own["name"]) == (report, len(office()), "Tờ trình.pdf.docx")
    assert own["sha256"]
    messages = await served.taken("appraisal.commune", "appraisal-commune", await served.depth("appraisal.commune"))
    assert [one for one in messages if identity.encode() in one.body and own["sha256"].encode() in one.body]


async def test_files_of_others_and_unknown_ones_are_named(served: Served) -> None:
    strange = (await upload(served, a_pdf(), by=STRANGER)).json()["id"]

    answer = await served.submit(with_files([strange], [str(uuid4())]))

    assert answer.status_code == 422
    fields = [error["field"] for error in answer.json()["errors"]]
    assert fields == ["petition.attachments[0].id", "nominations[0].attachments[0].id"]


async def test_a_signed_petition_is_a_pdf(served: Served) -> None:
    answer = await served.submit(with_files([await uploaded(served, office())]))

    assert answer.status_code == 422
    assert "PDF" in answer.json()["errors"][0]["message"]


async def test_more_files_than_the_rules_allow_are_422(served: Served) -> None:
    body = with_files(nomination=[str(uuid4()) for _ in range(51)])

    answer = await served.submit(body)

    assert answer.status_code == 422
    assert "tối đa 50 tệp" in answer.json()["errors"][0]["message"]


async def test_a_dossier_with_files_sent_again_is_answered_again(served: Served) -> None:
    body, key = with_files([await uploaded(served)]), uuid4().hex

    first, again = await served.submit(body, key=key), await served.submit(body, key=key)

    assert (first.status_code, first.content) == (201, again.content)


async def test_a_file_runs_nothing_and_is_kept_by_nobody(served: Served) -> None:
    name = "Tờ trình số 45\r\nSet-Cookie: a=b; \u0110.pdf"
    file = (await upload(served, a_pdf(), name)).json()

    headers = (await served.get(f"{PATH}/{file['id']}")).headers

    assert headers["content-disposition"].startswith('attachment; filename="to trinh so 45')
    assert "filename*=UTF-8''T%E1%BB%9D%20tr%C3%ACnh" in headers["content-disposition"]
    assert "set-cookie" not in headers
    assert headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in headers["content-security-policy"]
    assert headers["cache-control"] == "private, no-cache"


@pytest.mark.parametrize(
    ("asked", "status", "first", "last"),
    [
        ("bytes=0-4", 206, 0, 4),
        ("bytes=5-", 206, 5, None),
        ("bytes=-3", 206, -3, None),
        ("bytes=261119-261122", 206, 261119, 261122),
        ("bytes=0-99999999", 206, 0, None),
        ("bytes=4-2", 200, 0, None),
        ("bytes=0-1,3-4", 200, 0, None),
        ("lines=1-2", 200, 0, None),
    ],
)
async def test_a_part_is_what_was_asked_for(
    served: Served, asked: str, status: int, first: int, last: int | None
) -> None:
    content = pdf("x" * 300_000)
    file = await uploaded(served, content)

    answer = await served.client.get(f"{PATH}/{file}", headers=await served.signed_in(UNIT) | {"Range": asked})

    expected = content[first : None if last is None else last + 1]
    assert (answer.status_code, answer.content) == (status, expected)
    if status == 206:
        start = first if first >= 0 else len(content) + first
        assert answer.headers["content-range"] == f"bytes {start}-{start + len(expected) - 1}/{len(content)}"


async def test_a_part_beyond_the_end_is_416(served: Served) -> None:
    content = a_pdf()
    file = await uploaded(served, content)

    headers = await served.signed_in(UNIT) | {"Range": f"bytes={len(content)}-"}
    answer = await served.client.get(f"{PATH}/{file}", headers=headers)

    assert (answer.status_code, answer.headers["content-range"]) == (416, f"bytes */{len(content)}")


async def test_what_the_browser_has_is_not_sent_again(served: Served) -> None:
    file = await uploaded(served)
    tag = (await served.get(f"{PATH}/{file}")).headers["etag"]
    headers = await served.signed_in(UNIT)

    same = await served.client.get(f"{PATH}/{file}", headers=headers | {"If-None-Match": f'"x", W/{tag}'})
    changed = await served.client.get(f"{PATH}/{file}", headers=headers | {"Range": "bytes=0-3", "If-Range": '"x"'})

    assert (same.status_code, same.content) == (304, b"")
    assert changed.status_code == 200


async def test_a_supplement_adds_files_and_the_level_may_open_them(served: Served) -> None:
    first = await uploaded(served)
    body = with_files([], [first])
    identity = (await served.submit(body)).json()["nominations"][0]["id"]
    missing = (MissingItem(section="Tệp", message="Thêm biên bản"),)
    await served.tell(fact(CaseReturned, identity, 2, follows=0, missing=missing), "appraisal-commune")
    await until(
        lambda: served.get(f"/api/v1/nominations/{identity}"), lambda seen: seen.json()["status"] == "cho-bo-sung"
    )
    later = await uploaded(served)
    content = {**body["nominations"][0], "attachments": [{"id": later, "kind": "khac"}]}

    answer = await served.client.post(
        f"/api/v1/nominations/{identity}/supplement",
        json={"content": content, "note": "Thêm"},
        headers=await served.signed_in(UNIT),
    )

    assert answer.status_code == 200, answer.text
    for file in (first, later):
        assert (await served.get(f"{PATH}/{file}", COMMUNE)).status_code == 200


@pytest.mark.parametrize("harm", ["die", "take_memory", "raise_error"])
async def test_a_file_that_ends_its_look_is_refused_in_words(served: Served, harm: str) -> None:
    bytes_of = Bytes(await database_of(served))
    stored, apart = uuid4(), Apart(f"tests.unit.files.hostile.{harm}")
    written = await bytes_of.write(stored, _pieces(b"x"), datetime.now(UTC))

    with closing(apart), pytest.raises(InvalidError, match="nặng hoặc phức tạp quá mức"):
        await FileChecks(bytes_of, apart).kind_of(stored, written.size)
    await bytes_of.remove(stored)

    assert (await upload(served, a_pdf())).status_code == 201


async def test_without_a_place_to_look_in_nothing_is_taken(served: Served) -> None:
    bytes_of = Bytes(await database_of(served))
    stored = uuid4()
    written = await bytes_of.write(stored, _pieces(b"x"), datetime.now(UTC))
    looking = FileChecks(bytes_of, Apart(python="/nowhere/python"))

    await looking.begin()

    with pytest.raises(UnavailableError):
        await looking.kind_of(stored, written.size)
    await bytes_of.remove(stored)


async def _pieces(*pieces: bytes) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece


async def test_when_time_is_up_only_what_was_handed_in_is_there(served: Served) -> None:
    handed_in, forgotten = await uploaded(served), await uploaded(served)
    await served.submit(with_files([handed_in]))
    database = await database_of(served)
    attachments = MongoAttachments(database, ROOMY)

    await attachments.sweep(datetime.now(UTC) + timedelta(days=29))
    assert (await served.get(f"{PATH}/{forgotten}")).status_code == 200
    await attachments.sweep(datetime.now(UTC) + timedelta(days=30, seconds=1))

    assert (await served.get(f"{PATH}/{handed_in}")).status_code == 200
    assert (await served.get(f"{PATH}/{forgotten}")).status_code == 404
    kept = [one["bytes_id"] for one in await database["attachments"].find({}).to_list(None)]
    assert await database["fs.chunks"].count_documents({"files_id": {"$nin": kept}}) == 0
    assert (await upload(served, a_pdf())).status_code == 201


async def test_what_a_broken_upload_left_goes_a_day_later(served: Served) -> None:
    database = await database_of(served)
    broken = uuid4()
    await database["uploads"].insert_one({"_id": broken, "began_at": datetime.now(UTC)})
    await database["fs.chunks"].insert_one({"files_id": broken, "n": 0, "data": b"half"})

    attachments = MongoAttachments(database, ROOMY)

    await attachments.sweep(datetime.now(UTC) + timedelta(hours=23))
    assert await database["uploads"].count_documents({"_id": broken}) == 1
    await attachments.sweep(datetime.now(UTC) + timedelta(hours=25))

    assert await database["uploads"].count_documents({"_id": broken}) == 0
    assert await database["fs.chunks"].count_documents({"files_id": broken}) == 0


async def test_a_file_of_the_version_before_is_kept_as_long_as_others(served: Served) -> None:
    database = await database_of(served)
    file = await uploaded(served)
    await database["attachments"].update_one({"_id": UUID(file)}, {"$unset": {"kept_until": ""}})
    attachments = MongoAttachments(database, ROOMY)

    await attachments.ensure_indexes()

    await attachments.sweep(datetime.now(UTC) + timedelta(days=29))
    assert (await served.get(f"{PATH}/{file}")).status_code == 200
    await attachments.sweep(datetime.now(UTC) + timedelta(days=31))
    assert (await served.get(f"{PATH}/{file}")).status_code == 404
