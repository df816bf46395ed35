"""Drafts over HTTP on a real database: several writers, half-typed contents, parts, files, the law of the day."""

import asyncio
from collections.abc import AsyncIterator
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from services.intake.adapters.attachments import MongoAttachments
from services.intake.adapters.drafts import MongoDrafts
from services.intake.application.reminding_drafts import RemindDrafts
from services.intake.application.submissions import PartOfDraft
from services.intake.application.writing_drafts import EndDrafts
from services.intake.domain.dossier import Part
from shared.mongo.client import Database, connect
from shared.text.numbering import number_of
from tests.integration.intake.office import SUBMITTER, Office, submission
from tests.integration.intake.served import Served
from tests.integration.intake.test_api import VOLUNTEER
from tests.unit.files.samples import ROOMY, pdf
from tests.unit.intake.samples import CONTENT

PATH = "/api/v1/drafts"
UNIT, STRANGER = "nop.doan-yen-phu", "nop.thcs-yen-phu"
Json = dict[str, Any]


def petition() -> Json:
    return {**deepcopy(VOLUNTEER["petition"]), "number": f"{uuid4().hex[:8]}/TTr"}


def nominees(count: int) -> list[Json]:
    bodies = []
    for place in range(count):
        body = deepcopy(VOLUNTEER["nominations"][0])
        body["nominee"]["name"] = f"Mẫu Thử {place:04}"
        bodies.append(body)
    return bodies


async def ask(
    served: Served, method: str, path: str, body: object = None, *, version: int | None = None, by: str = UNIT
) -> httpx.Response:
    headers = await served.signed_in(by) | {"Idempotency-Key": uuid4().hex}
    if version is not None:
        headers["If-Match"] = f'"{version}"'
    return await served.client.request(method, f"{PATH}{path}", json=body, headers=headers)


async def started(served: Served, **changes: object) -> Json:
    answer = await ask(served, "POST", "", {"petition": petition() | changes})
    assert answer.status_code == 201, answer.text
    found: Json = answer.json()
    return found


async def a_draft(served: Served, bodies: list[Json]) -> Json:
    """A draft that can be handed in, declared."""
    draft = await started(served)
    attachments = draft["petition"].get("attachments")
    assert attachments is None
    paper = await served.client.post(
        "/api/v1/attachments?name=a.pdf", content=pdf(uuid4().hex), headers=await served.signed_in(UNIT)
    )
    files = {"attachments": [{"id": paper.json()["id"], "kind": "to-trinh"}]}
    assert (await ask(served, "PUT", f"/{draft['id']}/files", files, version=0)).status_code == 200
    for at in range(0, len(bodies), 400):
        added = await ask(served, "POST", f"/{draft['id']}/nominations", {"nominations": bodies[at : at + 400]})
        assert added.status_code == 201, added.text
    seen = await ask(served, "GET", f"/{draft['id']}")
    declared = await ask(
        served, "PUT", f"/{draft['id']}/declaration", {"declared": True}, version=seen.json()["version"]
    )
    assert declared.status_code == 200, declared.text
    found: Json = declared.json()
    return found


async def submit(served: Served, draft: Json) -> httpx.Response:
    return await ask(served, "POST", f"/{draft['id']}/submission", {}, version=draft["version"])


@pytest.fixture
async def database(served: Served) -> AsyncIterator[Database]:
    client = connect(served.databases.url("intake"))
    yield client[served.databases.name("intake")]
    client.close()


async def test_a_draft_stays_while_it_is_half_typed(served: Served) -> None:
    draft = await started(served, signed_on="hôm qua", number=None)
    typed = {"nominee": {"name": "Mẫu Nửa", "birth_date": 3}, "câu.hỏi": 10**30}
    added = (await ask(served, "POST", f"/{draft['id']}/nominations", {"nominations": [typed]})).json()

    seen = (await ask(served, "GET", f"/{draft['id']}")).json()
    entry = (await ask(served, "GET", f"/{draft['id']}/nominations/{added['ids'][0]}")).json()

    assert entry["nomination"] == typed
    assert seen["petition"]["signed_on"] == "hôm qua"
    assert seen["sections"]["petition"] == "to_mend"
    assert seen["sections"]["declaration"] == "not_begun"
    told = {(problem["entry"], problem["field"]) for problem in seen["problems"]}
    assert {(None, "petition.signed_on"), (added["ids"][0], "nominee.birth_date")} <= told
    assert (await submit(served, seen)).status_code == 422


async def test_two_people_write_different_sections_at_once(served: Served) -> None:
    draft = await started(served)
    number = {"petition": petition()}

    answers = await asyncio.gather(
        ask(served, "PUT", f"/{draft['id']}/petition", number, version=0),
        *(ask(served, "POST", f"/{draft['id']}/nominations", {"nominations": [body]}) for body in nominees(4)),
    )

    assert [answer.status_code for answer in answers] == [200, 201, 201, 201, 201], [one.text for one in answers]
    seen = (await ask(served, "GET", f"/{draft['id']}")).json()
    listed = (await ask(served, "GET", f"/{draft['id']}/nominations?limit=3")).json()
    rest = (await ask(served, "GET", f"/{draft['id']}/nominations?after={listed['next']}")).json()
    assert (seen["entries"], seen["petition"]["number"]) == (4, number["petition"]["number"])
    names = {one["nomination"]["nominee"]["name"] for one in (*listed["items"], *rest["items"])}
    assert (len(listed["items"]), len(rest["items"]), len(names)) == (3, 1, 4)


async def test_a_stale_write_is_told_what_the_other_did(served: Served) -> None:
    draft = await started(served)
    first, second = {"petition": petition()}, {"petition": petition()}
    await ask(served, "PUT", f"/{draft['id']}/petition", first, version=0)

    stale = await ask(served, "PUT", f"/{draft['id']}/petition", second, version=0)
    again = await ask(served, "PUT", f"/{draft['id']}/petition", first, version=0)
    late = await ask(served, "PUT", f"/{draft['id']}/petition", second, version=1)

    assert stale.status_code == 409
    details = stale.json()
    assert (details["version"], details["now"]["petition"]["number"]) == (1, first["petition"]["number"])
    assert details["changed_by"]
    # The same sent again, since an answer was lost, is there already.
    assert (again.status_code, late.status_code) == (200, 200)


async def test_one_of_two_writers_of_a_nominee_wins(served: Served) -> None:
    draft = await started(served)
    [body] = nominees(1)
    added = await ask(served, "POST", f"/{draft['id']}/nominations", {"nominations": [body]})
    entry = f"/{draft['id']}/nominations/{added.json()['ids'][0]}"
    bodies = [{"nomination": {**body, "award_form": f"form-{number}"}} for number in range(5)]

    answers = await asyncio.gather(*(ask(served, "PUT", entry, one, version=1) for one in bodies))

    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409, 409]
    assert (await ask(served, "GET", entry)).json()["version"] == 2
    assert (await ask(served, "DELETE", entry, version=1)).status_code == 409
    assert (await ask(served, "DELETE", entry, version=2)).status_code == 204
    assert (await ask(served, "GET", entry)).status_code == 404


async def test_nominees_added_twice_under_a_key_are_there_once(served: Served) -> None:
    draft = await started(served)
    headers = await served.signed_in(UNIT) | {"Idempotency-Key": "one"}
    path, body = f"{PATH}/{draft['id']}/nominations", {"nominations": nominees(2)}

    answers = [await served.client.post(path, json=body, headers=headers) for _ in range(2)]

    assert [answer.json()["entries"] for answer in answers] == [2, 2]
    assert answers[0].json()["ids"] == answers[1].json()["ids"]


async def test_another_unit_finds_no_draft(served: Served) -> None:
    draft = await started(served)

    assert (await ask(served, "GET", f"/{draft['id']}", by=STRANGER)).status_code == 404
    assert (await ask(served, "DELETE", f"/{draft['id']}", version=1, by=STRANGER)).status_code == 404
    assert draft["id"] not in (await ask(served, "GET", "", by=STRANGER)).text
    assert draft["id"] in (await ask(served, "GET", "")).text


async def test_a_version_must_be_named(served: Served) -> None:
    draft = await started(served)

    assert (await ask(served, "PUT", f"/{draft['id']}/petition", {"petition": {}})).status_code == 428


async def test_1200_nominees_are_handed_in_as_three_parts(served: Served, database: Database) -> None:
    draft = await a_draft(served, nominees(1_200))
    assert (draft["parts"], draft["problems"], draft["warnings"]) == (3, [], [])

    answer = await submit(served, draft)

    assert answer.status_code == 201, answer.text
    receipts = answer.json()["dossiers"]
    assert [len(receipt["nominations"]) for receipt in receipts] == [400, 400, 400]
    ids = [UUID(receipt["id"]) for receipt in receipts]
    stored = await database["dossiers"].find({"_id": {"$in": ids}}).to_list(None)
    by_part = sorted(stored, key=lambda one: one["part"]["number"])
    assert [(one["_id"], one["part"]) for one in by_part] == [
        (identity, {"number": number, "total": 3}) for number, identity in enumerate(ids, 1)
    ]
    assert len({one["submitted_at"] for one in stored}) == 1
    assert [one.get("repeats") for one in stored] == [None, None, None]
    nominations = await database["nominations"].find({"_id": {"$in": part_ids(receipts)}}).to_list(None)
    assert len({one["content"]["nominee"]["name"] for one in nominations}) == 1_200
    seen = (await ask(served, "GET", f"/{draft['id']}")).json()
    assert (seen["state"], seen["dossiers"]) == ("submitted", [str(identity) for identity in ids])
    assert draft["id"] not in (await ask(served, "GET", "")).text


def part_ids(receipts: list[Json]) -> list[UUID]:
    return [UUID(one["id"]) for receipt in receipts for one in receipt["nominations"]]


@pytest.mark.parametrize("is_sibling", [True, False])
async def test_parts_are_no_finding_against_each_other(office: Office, *, is_sibling: bool) -> None:
    first = await office.submit(SUBMITTER, "one", submission(CONTENT), PartOfDraft(Part(1, 2)))
    numbers = frozenset(number_of(identity) for identity in first.nomination_ids) if is_sibling else frozenset()

    second = await office.submit(SUBMITTER, "two", submission(CONTENT), PartOfDraft(Part(2, 2), siblings=numbers))

    [found] = await office.stored("nominations", {"_id": second.nomination_ids[0]})
    assert ("trung-dang-xet" in str(found["outbox"])) is not is_sibling
    assert (first.part, second.part, second.repeats) == (Part(1, 2), Part(2, 2), None)


async def test_the_same_nominee_in_two_parts_is_told_before(served: Served) -> None:
    bodies = nominees(501)
    bodies[500] = deepcopy(bodies[0])

    draft = await a_draft(served, bodies)

    assert [problem["field"] for problem in draft["problems"]] == ["nominee.name"]
    assert (await submit(served, draft)).status_code == 422


async def test_a_petition_handed_in_before_is_told_and_confirmed(served: Served) -> None:
    first = await a_draft(served, nominees(1))
    assert (await submit(served, first)).status_code == 201
    second = await started(served, number=first["petition_number"])
    await ask(served, "POST", f"/{second['id']}/nominations", {"nominations": nominees(2)[1:]})
    files = {"attachments": first["attachments"]}
    await ask(served, "PUT", f"/{second['id']}/files", files, version=0)
    seen = (await ask(served, "GET", f"/{second['id']}")).json()
    path = f"/{second['id']}"
    ready = (await ask(served, "PUT", f"{path}/declaration", {"declared": True}, version=seen["version"])).json()

    refused = await submit(served, ready)
    confirmed = await ask(served, "POST", f"{path}/submission", {"confirm_repeat": True}, version=ready["version"])

    assert first["petition_number"] in ready["repeats"]
    assert refused.status_code == 409
    assert confirmed.status_code == 201, confirmed.text


async def test_two_people_hand_in_at_once_and_it_is_in_once(served: Served) -> None:
    draft = await a_draft(served, nominees(3))

    answers = await asyncio.gather(*(submit(served, draft) for _ in range(4)))
    last = await submit(served, draft)

    taken = {one["id"] for answer in (*answers, last) if answer.status_code == 201 for one in answer.json()["dossiers"]}
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert last.status_code == 201
    assert len(taken) == 1
    number = last.json()["dossiers"][0]["nominations"]
    assert len(number) == 3


async def test_what_fits_the_law_no_more_is_told(served: Served, database: Database) -> None:
    draft = await a_draft(served, nominees(1))
    assert draft["problems"] == []
    # As if its movement's rules had ended since.
    text = (await database["drafts"].find_one({"_id": UUID(draft["id"])}) or {})["petition"]
    await database["drafts"].update_one(
        {"_id": UUID(draft["id"])}, {"$set": {"petition": text.replace("covid-19", "phong-trao-cu")}}
    )

    seen = (await ask(served, "GET", f"/{draft['id']}")).json()
    refused = await submit(served, draft)

    assert [problem["field"] for problem in seen["problems"]] == ["petition.movement"]
    assert seen["sections"]["petition"] == "to_mend"
    assert (seen["entries"], seen["petition"]["number"]) == (1, draft["petition"]["number"])
    assert refused.status_code == 422
    assert (await ask(served, "GET", f"/{draft['id']}")).json()["state"] == "open"


async def test_an_ended_draft_goes_once_and_a_touched_one_stays(served: Served, database: Database) -> None:
    ended, touched = await started(served), await started(served)
    await ask(served, "POST", f"/{ended['id']}/nominations", {"nominations": nominees(2)})
    drafts = MongoDrafts(database, lambda *_: None)
    past = datetime.now(UTC) + timedelta(days=91)
    await database["drafts"].update_many({}, {"$set": {"ends_at": past + timedelta(days=9)}})
    ids = [UUID(ended["id"]), UUID(touched["id"])]
    await database["drafts"].update_many({"_id": {"$in": ids}}, {"$set": {"ends_at": past - timedelta(days=1)}})
    stale = await drafts.ended(past, 10)
    await ask(served, "PUT", f"/{touched['id']}/petition", {"petition": {"number": "9"}}, version=0)
    await database["drafts"].update_one({"_id": ids[1]}, {"$set": {"ends_at": past + timedelta(days=9)}})

    removed = [await drafts.remove(draft.id, draft.version) for draft in stale]
    gone = await asyncio.gather(*(EndDrafts(drafts, lambda: past)() for _ in range(3)))

    assert sorted(removed) == [False, True]
    assert sum(gone) == 0
    assert await database["draft_entries"].count_documents({"draft": ids[0]}) == 0
    assert (await ask(served, "GET", f"/{ended['id']}")).status_code == 404
    assert (await ask(served, "GET", f"/{touched['id']}")).status_code == 200


async def test_a_unit_is_told_once_that_a_draft_ends(served: Served, database: Database) -> None:
    draft, far = await started(served), await started(served)
    drafts = MongoDrafts(database, lambda *_: None)
    now, identity = datetime.now(UTC), UUID(draft["id"])
    await database["drafts"].update_many({}, {"$set": {"ends_at": now + timedelta(days=40)}})
    await database["drafts"].update_one({"_id": identity}, {"$set": {"ends_at": now + timedelta(days=13)}})
    remind = RemindDrafts(drafts, lambda: now, timedelta(days=14))

    told = await asyncio.gather(*(remind() for _ in range(3)))
    message = await served.taken_about("notifier.facts", "notifier", draft["id"])
    changed = await ask(served, "PUT", f"/{draft['id']}/petition", {"petition": petition()}, version=0)
    stored = await database["drafts"].find_one({"_id": identity}) or {}

    assert sum(told) == 1
    assert message.type == "draft.ending.v1"
    # A reminder is no change: whoever has the draft before them goes on. After a change it is told of anew.
    assert changed.status_code == 200
    assert (stored["version"], stored["reminded_at"]) == (2, None)
    assert far["id"] not in message.body.decode()


async def test_a_file_of_a_draft_stays_as_long_as_the_draft(served: Served, database: Database) -> None:
    draft = await a_draft(served, nominees(1))
    file = draft["attachments"][0]["id"]
    headers = await served.signed_in(UNIT)
    attachments = MongoAttachments(database, ROOMY)
    far = datetime.now(UTC) + timedelta(days=40)

    await attachments.sweep(far)
    deleted = await served.client.delete(f"/api/v1/attachments/{file}", headers=headers)
    kept = (await served.client.get(f"/api/v1/attachments/{file}", headers=headers)).status_code
    seen = (await ask(served, "GET", f"/{draft['id']}")).json()
    assert (await ask(served, "DELETE", f"/{draft['id']}", version=seen["version"])).status_code == 204
    await attachments.sweep(far + timedelta(days=60))

    assert (deleted.status_code, kept) == (409, 200)
    assert (await served.client.get(f"/api/v1/attachments/{file}", headers=headers)).status_code == 404
