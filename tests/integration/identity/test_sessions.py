"""Sessions over HTTP on a real directory: with a service's own rights, throttled, and revoked for all services."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Literal

import httpx
import pytest
from fastapi import APIRouter
from pydantic import SecretStr

from ops.admin.registrar import Registrar
from services.identity.adapters.attempts import MongoAttempts
from services.identity.adapters.hashing import Passwords
from services.identity.adapters.kept_authorisations import KeptAuthorisations
from services.identity.domain.guessing import PAIR_LIMIT, Limit, Source, Standing
from services.identity.main import create
from services.identity.settings import Settings
from shared.directory.authorising import ended
from shared.directory.demo import DEMO_PASSWORD, demo_account_id
from shared.identity.tokens import token_hash
from shared.identity.viewer import Role
from shared.mongo.client import Client, connect
from shared.web.api.viewer import CurrentViewer
from shared.web.http.cookies import SESSION_COOKIE
from shared.web.http.recognition import install_recognition
from tests.servers.fresh import FreshDatabases
from tests.unit.web.small_app import app_with, client_of

NAME = "lanh-dao.so-noi-vu"


# One moment for all: attempts are counted by quarters of an hour. Ahead, since MongoDB clears away what has ended.
NOW = datetime.now(UTC) + timedelta(hours=2)


def service(client: Client, databases: FreshDatabases, env: str = "test", *, now: datetime = NOW) -> httpx.AsyncClient:
    """Any service but identity: it only tells who is asking."""
    router = APIRouter()

    @router.get("/api/v1/me")
    async def me(viewer: CurrentViewer) -> Sequence[str]:
        return [viewer.account, *sorted(viewer.roles)]

    app = app_with(router)
    install_recognition(app, client, databases.name("directory"), env, now=lambda: now)
    return client_of(app)


def identity(
    databases: FreshDatabases,
    env: Literal["test", "production"] = "test",
    *,
    now: Callable[[], datetime] = lambda: NOW,
    required: Sequence[Role] = (),
) -> httpx.AsyncClient:
    """Identity as it is served, with its own user's rights."""
    settings = Settings(
        env=env,
        account_key=SecretStr("a key of the tests' own"),
        second_factor_required=tuple(required),
        mongo_url=SecretStr(databases.url("identity")),
        directory_database=databases.name("directory"),
        public_url="https://thidua.hungyen.example",
        other_hosts="thidua.test testserver",
        smtp_host="127.0.0.1",
        mail_sender="thidua@hungyen.example",
    )
    return client_of(create(settings, now=now))


async def sign_in(at: httpx.AsyncClient, username: str = NAME, password: str = DEMO_PASSWORD) -> httpx.Response:
    return await at.post("/api/v1/sessions", json={"username": username, "password": password})


def bearer(answer: httpx.Response) -> dict[str, str]:
    return {"Authorization": f"Bearer {answer.json()['token']}"}


async def test_a_session_opened_at_one_service_is_known_to_all(
    services: tuple[Client, Client], databases: FreshDatabases
) -> None:
    async with identity(databases) as door, service(services[1], databases) as level:
        opened = await sign_in(door)
        current = await door.get("/api/v1/sessions/current", headers=bearer(opened))
        mine = await level.get("/api/v1/me", headers=bearer(opened))

    assert opened.status_code == 201
    assert opened.json()["account"] == {
        "id": demo_account_id(NAME),
        "name": "Nguyễn Mẫu Minh",
        "roles": ["head"],
        "unit": None,
        "authorities": ["00.ban-tdkt", "00.chu-tich-nuoc", "00.thu-tuong", "33.hoi-dong", "33.so-noi-vu"],
    }
    assert current.json() == {key: value for key, value in opened.json().items() if key != "token"}
    assert mine.json() == [demo_account_id(NAME), "head"]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer "},
        {"Authorization": "Bearer made-up"},
        {"Authorization": "Basic dXNlcjpwYXNz"},
        {"Authorization": "Bearer \x01\x02"},
        {b"Authorization": b"Bearer \xff\xfe"},
        {"Authorization": "Bearer " + "a" * 20_000},
    ],
    ids=lambda headers: repr(headers)[:40],
)
async def test_without_a_good_token_nobody_is_let_in(
    services: tuple[Client, Client], databases: FreshDatabases, headers: dict[str, str]
) -> None:
    async with identity(databases) as door, service(services[1], databases) as level:
        answers = [await door.get("/api/v1/sessions/current", headers=headers)]
        answers.append(await level.get("/api/v1/me", headers=headers))

    assert [answer.status_code for answer in answers] == [401, 401]
    assert all(answer.headers["www-authenticate"].startswith("Bearer") for answer in answers)


async def test_the_pages_cookie_does_not_open_the_api(
    services: tuple[Client, Client], databases: FreshDatabases
) -> None:
    async with identity(databases) as door, service(services[1], databases) as level:
        token = (await sign_in(door)).json()["token"]
        answer = await level.get("/api/v1/me", headers={"Cookie": f"{SESSION_COOKIE}={token}"})

    assert answer.status_code == 401


async def test_signing_out_ends_a_session_that_a_service_never_saw(
    services: tuple[Client, Client], databases: FreshDatabases
) -> None:
    async with identity(databases) as door, service(services[1], databases) as level:
        token = bearer(await sign_in(door))
        closed = await door.delete("/api/v1/sessions/current", headers=token)
        again = await door.delete("/api/v1/sessions/current", headers=token)
        here = await door.get("/api/v1/sessions/current", headers=token)
        there = await level.get("/api/v1/me", headers=token)

    assert (closed.status_code, again.status_code) == (204, 204)
    assert (here.status_code, there.status_code) == (401, 401)


async def test_a_locked_account_and_revoked_sessions_are_out(
    services: tuple[Client, Client], databases: FreshDatabases, registrar: Registrar
) -> None:
    async with identity(databases) as door, service(services[1], databases) as level:
        token = bearer(await sign_in(door, "lanh-dao.mttq"))
        ended = await registrar.accounts.set_active("lanh-dao.mttq", active=False)
        answer, refused = await level.get("/api/v1/me", headers=token), await sign_in(door, "lanh-dao.mttq")
        await registrar.accounts.set_active("lanh-dao.mttq", active=True)
        back = await sign_in(door, "lanh-dao.mttq")

    assert ended.sessions == 1
    assert (answer.status_code, refused.status_code, back.status_code) == (401, 403, 201)
    assert "bị khóa" in refused.json()["detail"]


async def test_another_password_ends_the_sessions_of_the_old(
    services: tuple[Client, Client], databases: FreshDatabases, registrar: Registrar
) -> None:
    async with identity(databases) as door, service(services[1], databases) as level:
        token = bearer(await sign_in(door, "lanh-dao.chu-thap-do"))
        await registrar.accounts.set_password("lanh-dao.chu-thap-do", "")
        old, token_now = await sign_in(door, "lanh-dao.chu-thap-do"), await level.get("/api/v1/me", headers=token)

    assert (old.status_code, token_now.status_code) == (401, 401)


@pytest.mark.parametrize("change", ["password", "lock and unlock", "revoke"])
async def test_a_sign_in_during_a_credential_change_opens_nothing(
    services: tuple[Client, Client], databases: FreshDatabases, registrar: Registrar, change: str
) -> None:
    name = "nop.mttq"
    acts = {
        "password": lambda: registrar.accounts.set_password(name, Passwords().hash(DEMO_PASSWORD)),
        "lock and unlock": lambda: _lock_and_unlock(registrar, name),
        "revoke": lambda: registrar.accounts.revoke_sessions(name),
    }
    async with identity(databases) as door, service(services[1], databases) as other:
        rush = [asyncio.create_task(sign_in(door, name)) for _ in range(12)]
        await asyncio.wait(rush, return_when=asyncio.FIRST_COMPLETED)
        before = [one for one in rush if one.done()]
        await acts[change]()
        current = (await registrar.accounts.get(name)).credential_version
        answers = await asyncio.gather(*rush)
        opened = [one for one in answers if one.status_code == 201]
        seen = [await other.get("/api/v1/me", headers=bearer(one)) for one in opened]
        sessions = await services[0][databases.name("directory")]["sessions"].find().to_list(None)
        again = await other.get("/api/v1/me", headers=bearer(await sign_in(door, name)))

    versions = {one["_id"]: one.get("credential_version") for one in sessions}
    fits = [versions.get(token_hash(one.json()["token"])) == current for one in opened]
    assert before
    assert [one.status_code != 401 for one in seen] == fits
    assert not all(fits)
    assert again.status_code != 401


async def test_accounts_and_sessions_of_earlier_versions_go_on(
    services: tuple[Client, Client], databases: FreshDatabases, registrar: Registrar, mongo_url: str
) -> None:
    admin = connect(mongo_url)
    directory = admin[databases.name("directory")]
    async with identity(databases) as door, service(services[1], databases) as level:
        token = bearer(await sign_in(door, "nop.ttyt-yen-my"))
        await directory["accounts"].update_one({"username": "nop.ttyt-yen-my"}, {"$unset": {"credential_version": ""}})
        await directory["sessions"].update_many({}, {"$unset": {"credential_version": ""}})
        answer = await level.get("/api/v1/me", headers=token)
        await registrar.accounts.revoke_sessions("nop.ttyt-yen-my")
    admin.close()

    assert answer.status_code == 200
    assert (await registrar.accounts.get("nop.ttyt-yen-my")).credential_version == 1


async def _lock_and_unlock(registrar: Registrar, name: str) -> None:
    await registrar.accounts.set_active(name, active=False)
    await registrar.accounts.set_active(name, active=True)


@pytest.mark.usefixtures("registrar")
async def test_every_instance_says_when_to_try_again(databases: FreshDatabases) -> None:
    async with identity(databases) as door, identity(databases) as other_door:
        wrong = [await sign_in(door, "lanh-dao.huyen-yen-my", "khac") for _ in range(PAIR_LIMIT)]
        stopped = await sign_in(other_door, "lanh-dao.huyen-yen-my")
        other = await sign_in(other_door, "lanh-dao.so-y-te")

    assert {answer.status_code for answer in wrong} == {401}
    assert (stopped.status_code, other.status_code) == (429, 201)
    assert 0 < int(stopped.headers["retry-after"]) <= 900


async def test_attempts_are_counted_together_for_a_quarter_of_an_hour(
    services: tuple[Client, Client], databases: FreshDatabases
) -> None:
    attempts = [MongoAttempts(services[0][databases.name("directory")]) for _ in range(4)]
    begun = []
    for each in attempts:
        attempt = await each.begin([Limit("k", 3)], NOW)
        begun.append(attempt)
        await each.fail(attempt)
    later = await attempts[0].begin([Limit("k", 3)], NOW + timedelta(minutes=15))

    assert [one.wait for one in begun[:3]] == [0, 0, 0]
    assert 0 < begun[3].wait <= 900
    assert later.wait == 0


async def test_who_comes_while_others_are_looked_at_waits_for_them(
    services: tuple[Client, Client], databases: FreshDatabases
) -> None:
    here, there = (MongoAttempts(services[0][databases.name("directory")]) for _ in range(2))
    limits = [Limit("wide"), Limit("narrow", 1)]
    first = await here.begin(limits, NOW)
    second = asyncio.create_task(there.begin(limits, NOW))
    await asyncio.wait([second], timeout=0.2)
    assert not second.done()

    await here.give_back(first)
    await there.fail(await second)
    third = await here.begin(limits, NOW)

    assert third.wait > 0
    assert (await here.standing(Source("x", "10.0.0.1"), NOW)) == Standing(0, is_known=False)


async def test_a_right_password_makes_a_network_known_for_half_a_year(
    services: tuple[Client, Client], databases: FreshDatabases
) -> None:
    here, there = (MongoAttempts(services[0][databases.name("directory")]) for _ in range(2))
    source, neighbour = Source("a.b", "192.0.2.1"), Source("a.b", "192.0.2.200")
    await here.succeed(await here.begin(source.limits(Standing(0, is_known=False)), NOW), source, NOW)
    await here.fail(await here.begin(source.limits(Standing(0, is_known=True)), NOW))

    assert await there.standing(neighbour, NOW) == Standing(1, is_known=True, has_places=True)
    assert await there.standing(Source("a.b", "198.51.100.1"), NOW) == Standing(1, is_known=False, has_places=True)
    assert await there.standing(Source("a.c", "192.0.2.1"), NOW) == Standing(0, is_known=False)
    assert await there.standing(neighbour, NOW + timedelta(days=181)) == Standing(0, is_known=False)


@pytest.mark.usefixtures("registrar")
async def test_production_does_not_admit_the_demo(databases: FreshDatabases) -> None:
    async with identity(databases, "production") as door:
        refused = await sign_in(door)

    assert refused.status_code == 403
    assert "dùng thử" in refused.json()["detail"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"username": "", "password": ""},
        {"username": {"$ne": None}, "password": "x"},
        {"username": "x" * 201, "password": "x"},
        {"username": "a\x00b", "password": "x"},
        [],
    ],
)
async def test_credentials_of_another_shape_are_told_what_to_mend(databases: FreshDatabases, body: object) -> None:
    async with identity(databases) as door:
        answer = await door.post("/api/v1/sessions", json=body)

    assert answer.status_code == 422
    assert answer.json()["errors"]


async def test_an_ended_authorisation_is_over_within_ten_seconds(
    services: tuple[Client, Client], databases: FreshDatabases
) -> None:
    authorisations = KeptAuthorisations(services[0][databases.name("directory")])
    [given] = await authorisations.of_accounts([demo_account_id("pho.so-noi-vu")])
    async with identity(databases) as door:
        opened = await sign_in(door, "pho.so-noi-vu")

        assert await authorisations.end(ended(given, "Nguyễn Khắc Minh", datetime.now(UTC)))

    async with service(services[1], databases, now=NOW + timedelta(seconds=10)) as level:
        after = (await level.get("/api/v1/me", headers=bearer(opened))).json()
    assert opened.json()["account"]["roles"] == ["deputy"]
    assert after == [demo_account_id("pho.so-noi-vu")]
