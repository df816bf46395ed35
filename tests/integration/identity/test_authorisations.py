"""The head authorises a deputy over HTTP at the level's address and ends it; both are recorded."""

from collections.abc import AsyncIterator, Mapping
from typing import Any
from uuid import uuid4

import httpx
import pytest
from pymongo import MongoClient

from ops.admin.registrar import Registrar
from shared.audit.entry import Entry, Kind
from shared.directory.demo import demo_account_id
from shared.mongo.audit import Filter
from shared.web.api.authorisations import AUTHORISATION
from tests.integration.identity.test_sessions import NOW, identity
from tests.servers.fresh import FreshDatabases
from tests.servers.signed_in import open_session

_NOBODYS = "96d4eea1-fb9f-45a4-8b97-6151be1d9d36"
PAPERS = "/api/v1/levels/commune/authorisations"
HEAD, DEPUTY, OFFICER = "lanh-dao.xa-yen-phu", "pho.xa-yen-phu", "chuyen-vien.xa-yen-phu"
ELSEWHERE = "lanh-dao.so-y-te"
NO_HEADS = (
    *(DEPUTY, OFFICER, "van-thu.xa-yen-phu", "thanh-vien-1.hoi-dong", "thu-ky.hoi-dong"),
    *("nop.doan-yen-phu", "bien-tap", "quan-tri", "van-hanh"),
)


class CommuneAccounts:
    """Identity, and everybody who asks it, signed in without passwords."""

    def __init__(self, door: httpx.AsyncClient, databases: FreshDatabases, registrar: Registrar) -> None:
        self.door, self.databases, self.registrar = door, databases, registrar

    async def ask(self, who: str, path: str, body: object = None, key: str = "") -> httpx.Response:
        token = await open_session(self.databases, who)
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key or str(uuid4())}
        return await self.door.post(path, json=body, headers=headers)

    async def authorise(self, body: Mapping[str, object], key: str = "", who: str = HEAD) -> httpx.Response:
        wanted = {**AUTHORISATION, "deputy": demo_account_id(DEPUTY), **body}
        return await self.ask(who, PAPERS, wanted, key)

    async def recorded(self, given: Mapping[str, Any]) -> list[Entry]:
        """What the record says of it."""
        kinds = (Kind.AUTHORISATION_GIVEN, Kind.AUTHORISATION_ENDED)
        found = await self.registrar.audit.find(Filter(subject=given["deputy"], kinds=kinds), most=1_000)
        return [one for one in found if one.details["authorisation"] == given["id"]]


@pytest.fixture
async def commune(databases: FreshDatabases, registrar: Registrar) -> AsyncIterator[CommuneAccounts]:
    # As the system's clock tells it: the database keeps milliseconds.
    async with identity(databases, now=lambda: NOW.replace(microsecond=0)) as door:
        yield CommuneAccounts(door, databases, registrar)


async def test_the_same_key_gives_the_same_authorisation_and_one_entry(commune: CommuneAccounts) -> None:
    key = str(uuid4())

    first, again = await commune.authorise({}, key), await commune.authorise({}, key)
    other = await commune.authorise({"ends_on": "2098-12-31"}, key)

    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 422), other.text
    assert first.json() == again.json()
    assert (first.json()["authorities"], first.json()["in_force"]) == (["33.327.12079"], True)
    [entry] = await commune.recorded(first.json())
    assert (entry.kind, entry.actor.account) == (Kind.AUTHORISATION_GIVEN, demo_account_id(HEAD))
    assert entry.details["paper"] == AUTHORISATION["paper"]["number"]  # type: ignore[call-overload,index]  # JSON


async def test_an_ended_authorisation_is_not_ended_twice(commune: CommuneAccounts) -> None:
    given = (await commune.authorise({})).json()
    path = f"{PAPERS}/{given['id']}/end"

    ended, twice = await commune.ask(HEAD, path), await commune.ask(HEAD, path)

    assert (ended.status_code, twice.status_code) == (200, 409)
    assert (ended.json()["ended_by"], ended.json()["in_force"]) == (given["given_by"], False)
    assert "kết thúc sớm" in twice.json()["detail"]
    kinds = sorted(one.kind for one in await commune.recorded(given))
    assert kinds == [Kind.AUTHORISATION_ENDED, Kind.AUTHORISATION_GIVEN]


async def test_what_cannot_be_recorded_is_neither_given_nor_ended(
    commune: CommuneAccounts, databases: FreshDatabases
) -> None:
    given, key = (await commune.authorise({})).json(), str(uuid4())
    headers = {"Authorization": f"Bearer {await open_session(databases, HEAD)}", "Idempotency-Key": key}
    wanted = {**AUTHORISATION, "deputy": demo_account_id(DEPUTY), "ends_on": "2097-12-31"}
    with MongoClient(databases.server.url()) as admin:
        directory = admin[databases.name("directory")]
        refuse_all = {"validator": {"never": True}, "validationAction": "error"}
        directory.command("collMod", "audit_entries", **refuse_all)
        try:
            added = await commune.door.post(PAPERS, json=wanted, headers=headers)
            ended = await commune.door.post(f"{PAPERS}/{given['id']}/end", headers=headers)
        finally:
            directory.command("collMod", "audit_entries", validator={})
        kept = directory["authorisations"].find_one({"_id": given["id"]})
        assert directory["authorisations"].count_documents({"ends_on": "2097-12-31"}) == 0

    assert (added.status_code, ended.status_code) == (500, 500)
    assert kept is not None
    assert kept["ended_at"] is None


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"ends_on": "2021-10-02"}, "ends_on"),
        ({"begins_on": "2098-01-01", "ends_on": "2097-01-01"}, "ends_on"),
        ({"paper": {"number": "", "signed_on": "2021-09-30"}}, "paper.number"),
        ({"paper": {"number": "15/UQ", "signed_on": "2098-09-30"}}, "paper.signed_on"),
        ({"deputy": demo_account_id(OFFICER)}, "deputy"),
        ({"deputy": demo_account_id("pho.so-y-te")}, "deputy"),
        ({"la": 1}, "la"),
    ],
)
async def test_what_must_be_mended_is_named_at_its_field(
    commune: CommuneAccounts, change: dict[str, object], field: str
) -> None:
    response = await commune.authorise(change)

    assert response.status_code == 422, response.text
    assert [error["field"] for error in response.json()["errors"]] == [field]


async def test_a_locked_deputy_is_not_authorised(commune: CommuneAccounts) -> None:
    with MongoClient(commune.databases.server.url()) as admin:
        accounts = admin[commune.databases.name("directory")]["accounts"]
        accounts.update_one({"_id": demo_account_id(DEPUTY)}, {"$set": {"active": False}})
        try:
            locked = await commune.authorise({})
        finally:
            accounts.update_one({"_id": demo_account_id(DEPUTY)}, {"$set": {"active": True}})

    assert locked.status_code == 422


async def test_another_authoritys_head_neither_gives_nor_ends_it(commune: CommuneAccounts) -> None:
    given = (await commune.authorise({})).json()

    elsewhere = await commune.authorise({}, who=ELSEWHERE)
    ended = await commune.ask(ELSEWHERE, f"{PAPERS}/{given['id']}/end")

    assert (elsewhere.status_code, ended.status_code) == (422, 404)
    assert given["given_by"] not in elsewhere.text


@pytest.mark.parametrize("who", NO_HEADS)
async def test_nobody_but_a_head_gives_or_ends_it(commune: CommuneAccounts, who: str) -> None:
    given = (await commune.authorise({})).json()

    refused = await commune.authorise({}, who=who)
    ended = await commune.ask(who, f"{PAPERS}/{given['id']}/end")

    assert (refused.status_code, ended.status_code) == (403, 403)
    assert len(await commune.recorded(given)) == 1


@pytest.mark.parametrize("path", [PAPERS, f"{PAPERS}/{_NOBODYS}/end", PAPERS.replace("commune", "quarter")])
async def test_a_stranger_is_told_to_sign_in_wherever_they_ask(commune: CommuneAccounts, path: str) -> None:
    response = await commune.door.post(path, json={})

    assert response.status_code == 401


@pytest.mark.parametrize("rest", ["", f"/{_NOBODYS}/end"])
async def test_a_level_that_there_is_not_has_no_authorisations(commune: CommuneAccounts, rest: str) -> None:
    response = await commune.ask(HEAD, f"{PAPERS.replace('commune', 'quarter')}{rest}", {})

    assert response.status_code == 404
    assert "cấp" in response.json()["detail"]


async def test_nothing_given_here_lies_in_the_future(commune: CommuneAccounts) -> None:
    given = (await commune.authorise({})).json()

    assert given["given_at"][:16] == NOW.isoformat()[:16]
