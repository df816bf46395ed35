"""One's own account over HTTP: password, sessions, second factor, and what the record says of each."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import httpx
import pyotp
import pytest
from argon2 import PasswordHasher
from pymongo import MongoClient

from ops.admin.registrar import Registrar
from shared.audit.entry import Entry, Kind
from shared.directory.demo import DEMO_PASSWORD, demo_account_id
from shared.directory.roles import Role
from shared.mongo.audit import Filter
from shared.mongo.client import Client
from shared.web.http.cookies import SESSION_COOKIE
from tests.integration.identity.test_sessions import NOW, bearer, identity, service, sign_in
from tests.servers.fresh import FreshDatabases

NEW = "mưa rào cầu ao lá"
OTHER = "thuyền nan giếng làng"


class Watch:
    """A clock that is set by hand, beginning with the moment of the other services."""

    def __init__(self) -> None:
        self.at = NOW

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
async def door(databases: FreshDatabases, registrar: Registrar, watch: Watch) -> AsyncIterator[httpx.AsyncClient]:
    assert registrar
    async with identity(databases, now=watch) as client:
        yield client


async def entries(registrar: Registrar, account: str, *kinds: Kind) -> list[Entry]:
    return list(await registrar.audit.find(Filter(subject=account, kinds=kinds), most=100))


async def signed_in(
    door: httpx.AsyncClient, name: str, password: str = DEMO_PASSWORD, code: str = ""
) -> dict[str, str]:
    words = {"username": name, "password": password, **({"code": code} if code else {})}
    answer = await door.post("/api/v1/sessions", json=words)
    assert answer.status_code == 201, answer.text
    return bearer(answer)


async def set_up(door: httpx.AsyncClient, headers: dict[str, str], watch: Watch) -> tuple[pyotp.TOTP, list[str]]:
    """The authenticator and the recovery codes of an account that has just set up a second factor."""
    begun = (await door.post("/api/v1/account/second-factor", headers=headers)).json()
    totp = pyotp.TOTP(begun["secret"])
    confirmed = await door.post(
        "/api/v1/account/second-factor/confirmation", json={"code": totp.at(watch.at)}, headers=headers
    )
    assert confirmed.status_code == 200, confirmed.text
    codes: list[str] = confirmed.json()["recovery_codes"]
    return totp, codes


async def test_another_password_ends_every_other_session(
    door: httpx.AsyncClient, services: tuple[Client, Client], databases: FreshDatabases, registrar: Registrar
) -> None:
    name = "chuyen-vien.mttq"
    other, own = await signed_in(door, name), await signed_in(door, name)

    changed = await door.post(
        "/api/v1/account/password", json={"old_password": DEMO_PASSWORD, "new_password": NEW}, headers=own
    )

    async with service(services[1], databases) as level:
        answers = [await level.get("/api/v1/me", headers=each) for each in (other, own)]
    again = [await sign_in(door, name, word) for word in (DEMO_PASSWORD, NEW)]
    [entry] = await entries(registrar, demo_account_id(name), Kind.PASSWORD_CHANGED)
    assert changed.status_code == 204
    assert [one.status_code for one in answers] == [401, 200]
    assert [one.status_code for one in again] == [401, 201]
    assert entry.actor.account == demo_account_id(name)
    assert NEW not in str(entry)


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("sai-mat-khau-roi", NEW, "old_password"),
        (DEMO_PASSWORD, "123456789012", "new_password"),
        (DEMO_PASSWORD, DEMO_PASSWORD, "new_password"),
        (DEMO_PASSWORD, "ngan", "new_password"),
        (DEMO_PASSWORD, "chuyen-vien.so-tt-tt-2021", "new_password"),
    ],
)
async def test_a_password_is_not_changed_to_a_bad_one(door: httpx.AsyncClient, old: str, new: str, field: str) -> None:
    name = "chuyen-vien.so-tt-tt"
    own = await signed_in(door, name)

    refused = await door.post("/api/v1/account/password", json={"old_password": old, "new_password": new}, headers=own)

    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, field)
    assert (await sign_in(door, name)).status_code == 201


async def test_of_two_changes_at_once_one_is_made(door: httpx.AsyncClient, registrar: Registrar) -> None:
    name = "van-thu.so-y-te"
    own = [await signed_in(door, name) for _ in range(2)]
    words = [{"old_password": DEMO_PASSWORD, "new_password": new} for new in (NEW, OTHER)]

    answers = await asyncio.gather(
        *(door.post("/api/v1/account/password", json=word, headers=each) for word, each in zip(words, own, strict=True))
    )

    made = [answer.status_code == 204 for answer in answers]
    good = [(await sign_in(door, name, word)).status_code == 201 for word in (NEW, OTHER)]
    assert sorted(made) == [False, True]
    assert good == made
    assert len(await entries(registrar, demo_account_id(name), Kind.PASSWORD_CHANGED)) == 1


async def test_a_password_for_one_sign_in_opens_only_its_change(
    door: httpx.AsyncClient, services: tuple[Client, Client], databases: FreshDatabases, registrar: Registrar
) -> None:
    name = "chuyen-vien.so-y-te"
    account = await registrar.accounts.get(name)
    await registrar.accounts.set_password(name, PasswordHasher(1, 8, 1).hash("tam-thoi-mot-lan"))
    opened = await sign_in(door, name, "tam-thoi-mot-lan")
    own = bearer(opened)

    async with service(services[1], databases) as level:
        refused = [
            await level.get("/api/v1/me", headers=own),
            await door.get("/api/v1/sessions", headers=own),
            await door.post("/api/v1/account/second-factor", headers=own),
        ]
        current = await door.get("/api/v1/sessions/current", headers=own)
        changed = await door.post(
            "/api/v1/account/password", json={"old_password": "tam-thoi-mot-lan", "new_password": NEW}, headers=own
        )
    # As a level sees it that has not seen the session before: what one remembers it forgets within four seconds.
    async with service(services[1], databases) as level:
        allowed = await level.get("/api/v1/me", headers=own)

    assert opened.json()["bound_to"] == "password"
    assert [one.status_code for one in refused] == [403, 403, 403]
    assert "/api/v1/account/password" in refused[0].json()["detail"]
    assert [one.status_code for one in (current, changed, allowed)] == [200, 204, 200]
    assert (await sign_in(door, name, NEW)).json()["bound_to"] is None
    [entry] = await entries(registrar, account.id, Kind.PASSWORD_SET)
    assert entry.actor.account is None


async def test_on_pages_it_is_changed_before_anything_else(door: httpx.AsyncClient, registrar: Registrar) -> None:
    name = "pho.so-y-te"
    await registrar.accounts.set_password(name, PasswordHasher(1, 8, 1).hash("tam-thoi-mot-lan"))
    door.base_url, door.headers["Accept"] = httpx.URL("https://thidua.test"), "text/html"

    async def post(path: str, **typed: str) -> httpx.Response:
        page = await door.get(path)
        found = re.search(r'name="ma_bieu_mau" value="([^"]+)"', page.text)
        assert found, page.text
        return await door.post(path, data={"ma_bieu_mau": found[1], **typed})

    unknown = await door.get("/doi-mat-khau")
    entered = await post("/dang-nhap", ten_dang_nhap=name, mat_khau="tam-thoi-mot-lan", tiep="/de-nghi")
    led = await door.get("/tai-khoan")
    wrong = await post("/doi-mat-khau", old_password="tam-thoi-mot-lan", new_password="ngan")
    done = await post("/doi-mat-khau", old_password="tam-thoi-mot-lan", new_password=NEW)
    told = await door.get(done.headers["Location"])
    token = door.cookies[f"__Host-{SESSION_COOKIE}"]
    again = await door.get("/api/v1/sessions", headers={"Authorization": f"Bearer {token}"})

    assert unknown.status_code == 401
    assert (entered.status_code, entered.headers["Location"]) == (303, "/doi-mat-khau")
    assert (wrong.status_code, "từ 12 ký tự" in wrong.text) == (422, True)
    assert (led.status_code, led.headers["Location"]) == (303, "/doi-mat-khau")
    assert (done.status_code, "Đã đổi mật khẩu" in told.text) == (303, True)
    assert again.status_code == 200


async def test_a_hash_of_weaker_days_is_made_anew_at_sign_in(
    door: httpx.AsyncClient, databases: FreshDatabases
) -> None:
    name, weak = "nop.mttq", PasswordHasher(1, 8, 1).hash(DEMO_PASSWORD)
    with MongoClient(databases.server.url()) as admin:
        accounts = admin[databases.name("directory")]["accounts"]
        accounts.update_one({"username": name}, {"$set": {"password_hash": weak}})
        own = await signed_in(door, name)
        stored = accounts.find_one({"username": name})["password_hash"]

    assert "m=19456,t=2,p=1" in stored
    assert (await door.get("/api/v1/sessions", headers=own)).status_code == 200
    assert (await sign_in(door, name)).status_code == 201


async def test_own_sessions_are_seen_and_ended_one_by_one(door: httpx.AsyncClient, registrar: Registrar) -> None:
    name, stranger = "lanh-dao.so-y-te", await signed_in(door, "lanh-dao.mttq")
    lost, own = await signed_in(door, name), await signed_in(door, name)

    seen = (await door.get("/api/v1/sessions", headers=own)).json()["sessions"]
    [target] = [one["id"] for one in seen if not one["is_current"]]
    foreign = await door.delete(f"/api/v1/sessions/{target}", headers=stranger)
    ended = await door.delete(f"/api/v1/sessions/{target}", headers=own)
    again = await door.delete(f"/api/v1/sessions/{target}", headers=own)

    left = (await door.get("/api/v1/sessions", headers=own)).json()["sessions"]
    answers = [await door.get("/api/v1/sessions/current", headers=each) for each in (lost, own)]
    by_id = await door.get("/api/v1/sessions/current", headers={"Authorization": f"Bearer {target}"})
    [entry] = await entries(registrar, demo_account_id(name), Kind.SESSION_ENDED)
    assert len(seen) == 2
    assert [foreign.status_code, ended.status_code, again.status_code] == [404, 204, 404]
    assert [one["is_current"] for one in left] == [True]
    assert [one.status_code for one in answers] == [401, 200]
    assert by_id.status_code == 401
    assert entry.details["session"] == target


async def test_sign_ins_are_recorded_whether_good_or_not(door: httpx.AsyncClient, registrar: Registrar) -> None:
    name, typed = "lanh-dao.so-tt-tt", "mat-khau-go-nham-vao-o-ten"
    account = demo_account_id(name)

    await sign_in(door, name, "sai-mat-khau-roi")
    own = await signed_in(door, name)
    await sign_in(door, typed, "x")
    await door.delete("/api/v1/sessions/current", headers=own)

    recorded = await entries(registrar, account)
    unknown = [one for one in await entries(registrar, "", Kind.SIGN_IN_REFUSED) if not one.subject]
    assert sorted(one.kind for one in recorded) == [Kind.SESSION_ENDED, Kind.SIGN_IN, Kind.SIGN_IN_REFUSED]
    assert unknown
    assert all(typed not in str(one) and one.details["name_mark"] for one in unknown)


async def test_a_sign_in_that_cannot_be_recorded_opens_nothing(
    door: httpx.AsyncClient, databases: FreshDatabases
) -> None:
    name = "nop.so-y-te"
    with MongoClient(databases.server.url()) as admin:
        directory = admin[databases.name("directory")]
        before = directory["sessions"].count_documents({})
        directory.command("collMod", "audit_entries", validator={"subject": {"$ne": demo_account_id(name)}})
        answer = await sign_in(door, name)
        directory.command("collMod", "audit_entries", validator={})

        assert answer.status_code == 500
        assert directory["sessions"].count_documents({}) == before


async def test_a_second_factor_is_asked_for_once_it_is_confirmed(
    door: httpx.AsyncClient, registrar: Registrar, watch: Watch, databases: FreshDatabases
) -> None:
    name = "lanh-dao.so-noi-vu"
    own = await signed_in(door, name)
    begun = (await door.post("/api/v1/account/second-factor", headers=own)).json()
    early = await sign_in(door, name)
    wrong = await door.post("/api/v1/account/second-factor/confirmation", json={"code": "000000"}, headers=own)
    totp, codes = await set_up(door, own, watch)

    watch.at += timedelta(seconds=30)
    without = await sign_in(door, name)
    first = await sign_in_with(door, name, totp.at(watch.at))
    replayed = await sign_in_with(door, name, totp.at(watch.at))
    older = await sign_in_with(door, name, totp.at(watch.at - timedelta(seconds=30)))
    ahead = await sign_in_with(door, name, totp.at(watch.at + timedelta(seconds=30)))
    far = await sign_in_with(door, name, totp.at(watch.at + timedelta(seconds=90)))
    state = (await door.get("/api/v1/account/second-factor", headers=own)).json()
    with MongoClient(databases.server.url()) as admin:
        stored = str(admin[databases.name("directory")]["second_factors"].find_one({"_id": demo_account_id(name)}))

    assert early.status_code == 201
    assert begun["otpauth_url"].startswith("otpauth://totp/")
    assert begun["secret"] != totp.secret
    assert wrong.status_code == 422
    assert (without.status_code, without.json()["code_needed"]) == (401, True)
    assert [one.status_code for one in (first, replayed, older, ahead, far)] == [201, 401, 401, 201, 401]
    assert state == {"is_on": True, "recovery_codes_left": 10, "is_required": False}
    assert totp.secret not in stored
    assert not [code for code in codes if code in stored]
    assert len(await entries(registrar, demo_account_id(name), Kind.SECOND_FACTOR_ON)) == 1


async def sign_in_with(door: httpx.AsyncClient, name: str, code: str, password: str = DEMO_PASSWORD) -> httpx.Response:
    return await door.post("/api/v1/sessions", json={"username": name, "password": password, "code": code})


async def test_a_recovery_code_serves_once(door: httpx.AsyncClient, registrar: Registrar, watch: Watch) -> None:
    name = "nop.ttyt-yen-my"
    own = await signed_in(door, name)
    _, codes = await set_up(door, own, watch)

    at_once = await asyncio.gather(*(sign_in_with(door, name, codes[0].upper().replace("-", " ")) for _ in range(3)))
    renewed = await door.post(
        "/api/v1/account/second-factor/recovery-codes",
        json={"password": DEMO_PASSWORD, "code": codes[1]},
        headers=own,
    )
    old = await sign_in_with(door, name, codes[2])
    new = await sign_in_with(door, name, renewed.json()["recovery_codes"][0])

    assert sorted(one.status_code for one in at_once) == [201, 401, 401]
    assert (renewed.status_code, old.status_code, new.status_code) == (201, 401, 201)
    assert len(await entries(registrar, demo_account_id(name), Kind.RECOVERY_CODE_USED)) == 3


async def test_wrong_codes_count_like_wrong_passwords(door: httpx.AsyncClient, watch: Watch) -> None:
    name = "nop.doan-yen-phu"
    totp, _ = await set_up(door, await signed_in(door, name), watch)

    statuses = [(await sign_in_with(door, name, "000000")).status_code for _ in range(11)]
    right = await sign_in_with(door, name, totp.at(watch.at + timedelta(seconds=30)))

    assert statuses == [401] * 10 + [429]
    assert right.status_code == 429


async def test_it_is_turned_off_by_password_and_code(
    door: httpx.AsyncClient, registrar: Registrar, watch: Watch
) -> None:
    name = "van-thu.mttq"
    own = await signed_in(door, name)
    totp, _ = await set_up(door, own, watch)
    watch.at += timedelta(seconds=30)
    path = "/api/v1/account/second-factor/removal"

    wrong_password = await door.post(path, json={"password": "sai-mat-khau", "code": totp.at(watch.at)}, headers=own)
    wrong_code = await door.post(path, json={"password": DEMO_PASSWORD, "code": "000000"}, headers=own)
    removed = await door.post(path, json={"password": DEMO_PASSWORD, "code": totp.at(watch.at)}, headers=own)

    assert [one.status_code for one in (wrong_password, wrong_code, removed)] == [422, 422, 204]
    assert wrong_password.json()["errors"][0]["field"] == "password"
    assert wrong_code.json()["errors"][0]["field"] == "code"
    assert (await sign_in(door, name)).status_code == 201
    assert len(await entries(registrar, demo_account_id(name), Kind.SECOND_FACTOR_OFF)) == 1


async def test_where_it_is_required_nothing_goes_before_it(
    databases: FreshDatabases, services: tuple[Client, Client], watch: Watch
) -> None:
    head, clerk = "lanh-dao.chu-tich", "nop.so-noi-vu"
    async with identity(databases, now=watch, required=[Role.HEAD]) as door, service(services[1], databases) as level:
        opened = await sign_in(door, head)
        own = bearer(opened)
        refused = await level.get("/api/v1/me", headers=own)
        totp, _ = await set_up(door, own, watch)
        other = await sign_in(door, clerk)
        watch.at += timedelta(seconds=30)
        removal = await door.post(
            "/api/v1/account/second-factor/removal",
            json={"password": DEMO_PASSWORD, "code": totp.at(watch.at)},
            headers=own,
        )
        again = await sign_in_with(door, head, totp.at(watch.at))
    async with service(services[1], databases) as level:
        allowed = await level.get("/api/v1/me", headers=own)

    assert opened.json()["bound_to"] == "second-factor"
    assert (refused.status_code, "xác thực hai lớp" in refused.json()["detail"]) == (403, True)
    assert other.json()["bound_to"] is None
    assert removal.status_code == 403
    assert again.json()["bound_to"] is None
    assert allowed.status_code == 200


async def test_no_other_service_reads_or_writes_second_factors(databases: FreshDatabases) -> None:
    for user in ("intake", "notifier", "appraisal-province"):
        with MongoClient(databases.url(user)) as client:
            collection = client[databases.name("directory")]["second_factors"]
            for act in (lambda c=collection: c.find_one({}), lambda c=collection: c.insert_one({"_id": "x"})):
                with pytest.raises(Exception, match="not authorized"):
                    act()
