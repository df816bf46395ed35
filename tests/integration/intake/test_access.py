"""Every route of intake × every role × one's own unit or authority and another; an unlisted route fails."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import uuid4

import httpx
import pytest
from pydantic import SecretStr

from services.intake.main import create
from services.intake.settings import Settings
from shared.directory.roles import Role
from tests.integration.appraisal.walking import Door, unlisted, vanished
from tests.integration.intake.served import Served
from tests.integration.intake.test_api import a_body
from tests.unit.files.samples import pdf
from tests.unit.nominees.samples import KEY

EVERYBODY = frozenset(Role)
SUBMITTERS = frozenset({Role.SUBMITTER})
_DOSSIERS, _NOMINATIONS = "/api/v1/dossiers", "/api/v1/nominations/{reference}"
_DRAFTS, _DRAFT = "/api/v1/drafts", "/api/v1/drafts/{draft_id}"
_ENTRY = f"{_DRAFT}/nominations/{{entry_id}}"
# Lists for everybody, and pages: whoever is not signed in is asked to by the page itself (`test_pages.py`).
OPEN = (
    Door("GET", "/", EVERYBODY, own=200, other=200),
    Door("GET", "/api/v1/places", EVERYBODY, own=200, other=200),
    Door("GET", "/api/v1/rules", EVERYBODY, own=200, other=200),
    Door("GET", "/api/v1/rules/{movement}", EVERYBODY, own=200, other=200),
    Door("GET", "/de-nghi", EVERYBODY, own=200, other=200),
    Door("GET", "/de-nghi/{number}", EVERYBODY, own=200, other=200),
    Door("GET", "/ho-so/{number}", EVERYBODY, own=200, other=200),
    Door("GET", "/so-vang", EVERYBODY, own=200, other=200),
    Door("GET", "/so-vang/feed.atom", EVERYBODY, own=200, other=200),
    Door("GET", "/so-vang/feed.json", EVERYBODY, own=200, other=200),
    Door("GET", "/so-vang/{number}", EVERYBODY, own=200, other=200),
    Door("GET", "/tro-giup", EVERYBODY, own=200, other=200),
    Door("GET", "/tro-giup/{name}", EVERYBODY, own=200, other=200),
    # Whoever holds the link of a digest may end that digest, and nothing else; the rest asks who is there.
    Door("GET", "/thu-tom-tat", EVERYBODY, own=200, other=200),
    Door("POST", "/thu-tom-tat", EVERYBODY, own=200, other=200),
    Door("GET", "/thu-tom-tat/{token}", EVERYBODY, own=200, other=200),
    Door("POST", "/thu-tom-tat/{token}", EVERYBODY, own=200, other=200),
)
# Its answer has no end, which this client would wait for: `test_stream_routes.py` in tests/unit tells who may follow.
STREAM = Door("GET", f"{_NOMINATIONS}/events", EVERYBODY, own=200, other=404)
_WORKING = frozenset({Role.OFFICER, Role.HEAD, Role.DEPUTY})
# Another's list is an empty one; another's dossier, nomination or file is not there, whatever one's role.
DOORS = (
    Door("GET", _DOSSIERS, SUBMITTERS, own=200, other=200),
    Door("GET", f"{_DOSSIERS}/{{reference}}", EVERYBODY, own=200, other=404),
    Door("GET", f"{_DOSSIERS}/{{reference}}/nominations", EVERYBODY, own=200, other=404),
    Door("POST", _DOSSIERS, SUBMITTERS, own=201, other=201),
    Door("GET", _NOMINATIONS, EVERYBODY, own=200, other=404),
    Door("POST", f"{_NOMINATIONS}/supplement", SUBMITTERS, own=409, other=404),
    Door("POST", f"{_NOMINATIONS}/withdrawal", SUBMITTERS, own=202, other=404),
    Door("POST", f"{_NOMINATIONS}/identity-number/looks", _WORKING, own=200, other=404),
    Door("GET", f"{_NOMINATIONS}/identity-number/looks", SUBMITTERS, own=200, other=404),
    Door("GET", f"{_NOMINATIONS}/messages", EVERYBODY, own=200, other=404),
    # No authority has written yet: who may answer learns that.
    Door("POST", f"{_NOMINATIONS}/messages", SUBMITTERS, own=409, other=404),
    Door("POST", "/api/v1/attachments", SUBMITTERS, own=201, other=201),
    Door("GET", "/api/v1/attachments", SUBMITTERS, own=200, other=200),
    Door("GET", "/api/v1/attachments/{attachment_id}", EVERYBODY, own=200, other=404),
    # A draft is its unit's alone: the authority that will see the dossier finds none.
    Door("GET", _DRAFTS, SUBMITTERS, own=200, other=200),
    Door("POST", _DRAFTS, SUBMITTERS, own=201, other=201),
    Door("GET", _DRAFT, SUBMITTERS, own=200, other=404, forbidden=404),
    Door("DELETE", _DRAFT, SUBMITTERS, own=204, other=404, forbidden=404),
    Door("PUT", f"{_DRAFT}/petition", SUBMITTERS, own=200, other=404, forbidden=404),
    Door("PUT", f"{_DRAFT}/files", SUBMITTERS, own=200, other=404, forbidden=404),
    Door("PUT", f"{_DRAFT}/declaration", SUBMITTERS, own=200, other=404, forbidden=404),
    Door("GET", f"{_DRAFT}/nominations", SUBMITTERS, own=200, other=404, forbidden=404),
    Door("POST", f"{_DRAFT}/nominations", SUBMITTERS, own=201, other=404, forbidden=404),
    Door("GET", _ENTRY, SUBMITTERS, own=200, other=404, forbidden=404),
    Door("PUT", _ENTRY, SUBMITTERS, own=200, other=404, forbidden=404),
    Door("DELETE", _ENTRY, SUBMITTERS, own=204, other=404, forbidden=404),
    # It is not whole: who may hand it in learns that.
    Door("POST", f"{_DRAFT}/submission", SUBMITTERS, own=422, other=404, forbidden=404),
    # What was handed in stays; whoever does not submit learns nothing of what there is.
    Door("DELETE", "/api/v1/attachments/{attachment_id}", SUBMITTERS, own=409, other=404),
)
# Whose answer names the dossier to those whom it concerns.
_TELLING = tuple(
    door
    for door in DOORS
    if door.method == "GET" and door.path in {_DOSSIERS, f"{_DOSSIERS}/{{reference}}", _NOMINATIONS}
)
# Who has to do with a dossier of the commune's youth union for a Giấy khen of the commune, and who has not.
OWN: Mapping[Role, str] = {
    Role.SUBMITTER: "nop.doan-yen-phu",
    Role.OFFICER: "chuyen-vien.xa-yen-phu",
    Role.HEAD: "lanh-dao.xa-yen-phu",
    Role.DEPUTY: "pho.xa-yen-phu",
    Role.CLERK: "van-thu.xa-yen-phu",
}
OTHERS: Mapping[Role, str] = {
    Role.SUBMITTER: "nop.thcs-yen-phu",
    Role.OFFICER: "chuyen-vien.thi-tran-yen-my",
    Role.HEAD: "lanh-dao.thi-tran-yen-my",
    Role.DEPUTY: "pho.thi-tran-yen-my",
    Role.CLERK: "van-thu.thi-tran-yen-my",
    Role.COUNCIL_MEMBER: "thanh-vien-1.hoi-dong",
    Role.COUNCIL_SECRETARY: "thu-ky.hoi-dong",
    Role.PRESS_EDITOR: "bien-tap",
    Role.ADMINISTRATOR: "quan-tri",
    Role.OPERATOR: "van-hanh",
}
A_PDF = pdf()
EXPLANATION = "Đơn vị trình lại ở đợt sau."


@dataclass(frozen=True)
class Things:
    """A dossier with one nomination and one file, and the name that nobody else may read."""

    dossier: str
    nomination: str
    attachment: str
    nominee: str
    draft: str = ""
    entry: str = ""


async def things(served: Served) -> Things:
    headers = await served.signed_in(OWN[Role.SUBMITTER])
    file = await served.client.post("/api/v1/attachments?name=a.pdf", content=A_PDF, headers=headers)
    attachment = file.raise_for_status().json()["id"]
    body = a_body()
    body["petition"] = {**body["petition"], "attachments": [{"id": attachment, "kind": "to-trinh"}]}
    body["nominations"][0]["nominee"]["identity_number"] = "033190317717"
    receipt = (await served.submit(body)).raise_for_status().json()
    name = body["nominations"][0]["nominee"]["name"]
    draft, entry = await drafted(served, headers, name)
    return Things(receipt["id"], receipt["nominations"][0]["id"], attachment, name, draft, entry)


async def drafted(served: Served, headers: Mapping[str, str], name: str) -> tuple[str, str]:
    """A draft with a nominee of that name."""
    keyed = {**headers, "Idempotency-Key": uuid4().hex}
    draft = (await served.client.post(_DRAFTS, json={"petition": {}}, headers=keyed)).raise_for_status().json()["id"]
    nominee: dict[str, object] = {"nominations": [{"nominee": {"name": name}}]}
    added = await served.client.post(f"{_DRAFTS}/{draft}/nominations", json=nominee, headers=keyed)
    return draft, added.raise_for_status().json()["ids"][0]


async def asked(served: Served, door: Door, there: Things, headers: Mapping[str, str]) -> httpx.Response:
    reference = there.dossier if _DOSSIERS in door.path else there.nomination
    path = door.path.format(
        reference=reference, attachment_id=there.attachment, draft_id=there.draft, entry_id=there.entry
    )
    body: dict[str, object] = {}
    seen: dict[str, str] = {}
    if door.path.startswith(_DRAFTS):
        body, seen = of_draft(door)
    if door.method == "POST" and door.path == _DOSSIERS:
        body = {"json": a_body()}
    elif door.path.endswith("attachments") and door.method == "POST":
        body = {"content": A_PDF, "params": {"name": "a.pdf"}}
    elif door.path.endswith("messages") and door.method == "POST":
        body = {"json": {"text": EXPLANATION}}
    elif door.path.endswith("withdrawal"):
        body = {"json": {"reason": EXPLANATION}}
    elif door.path.endswith("looks") and door.method == "POST":
        body = {"json": {"reason": "Đối chiếu với căn cước bản gốc."}}
    elif door.path.endswith("supplement"):
        body = {"json": {"content": a_body()["nominations"][0], "note": EXPLANATION}}
    keyed = {**headers, **seen, "Idempotency-Key": uuid4().hex}
    return await served.client.request(door.method, path, headers=keyed, **body)


def of_draft(door: Door) -> tuple[dict[str, object], dict[str, str]]:
    """What is sent to a draft, and for which version."""
    part = door.path.rpartition("/")[2]
    bodies: Mapping[str, object] = {
        "drafts": {"petition": {}},
        "petition": {"petition": {"number": "1"}},
        "files": {"attachments": []},
        "declaration": {"declared": True},
        "nominations": {"nominations": [{}]},
        "{entry_id}": {"nomination": {}},
        "submission": {},
    }
    # The draft has had one nominee added: it is at its second version, what was never written at none.
    versions = {"petition": 0, "files": 0, "{entry_id}": 1}
    body: dict[str, object] = {"json": bodies[part]} if door.method in {"POST", "PUT"} else {}
    return body, {"If-Match": f'"{versions.get(part, 2)}"'}


def expected(door: Door, role: Role, *, is_own: bool) -> int:
    """What is not there for somebody is not there before it could be forbidden."""
    is_hidden = not is_own and door.other == httpx.codes.NOT_FOUND
    return door.other if is_hidden else door.expected(role, is_own=is_own)


def test_every_route_is_in_the_table() -> None:
    nowhere = SecretStr("mongodb://127.0.0.1")
    app = create(
        Settings(
            env="test",
            mongo_url=nowhere,
            database="d",
            directory_database="d",
            amqp_url=SecretStr("amqp://a:b@c/d"),
            identity_key=KEY,
            signing_key=KEY,
        )
    )

    assert unlisted(app, (*OPEN, STREAM, *DOORS)) == frozenset()
    assert vanished(app, (*OPEN, STREAM, *DOORS)) == frozenset()


@pytest.mark.parametrize("door", [STREAM, *DOORS], ids=str)
async def test_nobody_goes_through_a_door_unknown(served: Served, door: Door) -> None:
    there = await things(served)

    response = await asked(served, door, there, {})

    assert response.status_code == 401


@pytest.mark.parametrize(
    ("door", "people"),
    [*((door, OWN) for door in DOORS), *((door, OTHERS) for door in (STREAM, *DOORS))],
    ids=lambda one: str(one) if isinstance(one, Door) else ("own" if one is OWN else "other"),
)
async def test_each_door_opens_to_its_roles_for_what_is_theirs(
    served: Served, door: Door, people: Mapping[Role, str]
) -> None:
    there = await things(served)

    for role, username in people.items():
        response = await asked(served, door, there, await served.signed_in(username))

        assert response.status_code == expected(door, role, is_own=people is OWN), (role, response.text)
        if door.method == "GET" and response.status_code == httpx.codes.OK:
            # What others must not read is what its own people do read there.
            assert (there.dossier in response.text) is (people is OWN and door in _TELLING)
        if door.method == "GET" and people is OTHERS:
            assert there.nominee not in response.text
            assert there.dossier not in response.text
