"""Administrators keep accounts by pages: what each act changes, ends and records; what is refused, and to whom."""

import re
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from uuid import uuid4

import httpx
import pytest

from ops.admin.registrar import Registrar
from services.identity.adapters.account_mails import MongoAccountMails
from services.identity.adapters.vault import Vault
from services.identity.application.sending import link_purpose
from services.identity.domain.account_mails import AccountMail, MailKind, enclose
from services.identity.domain.accounts import stamp_of
from shared.audit.entry import Entry, Kind
from shared.directory.bodies import Account
from shared.directory.demo import demo_account_id
from shared.directory.roles import Role
from shared.identity.tokens import token_hash
from shared.mongo.audit import Filter
from shared.mongo.client import Client, Database, Document
from shared.web.http.cookies import SESSION_COOKIE
from tests.integration.identity.test_sessions import NOW, identity
from tests.servers.fresh import FreshDatabases
from tests.servers.signed_in import open_session

ACCOUNTS, PAPERS = "/quan-tri/tai-khoan", "/quan-tri/uy-quyen"
ADMINISTRATOR, HEAD = "quan-tri", "lanh-dao.so-y-te"
_TOKEN = re.compile(r'name="ma_bieu_mau" value="([^"]+)"')
NEW: Mapping[str, str | Sequence[str]] = {
    "name": "Nguyễn Thị Mẫu",
    "mail": "mau@hung-yen.example",
    "roles": ["officer"],
    "authorities": "so y te",
}


@dataclass
class Desk:
    """Identity's pages, as whoever is signed in opens them, and what lies behind them."""

    http: httpx.AsyncClient = field(repr=False)
    databases: FreshDatabases
    registrar: Registrar
    mails: MongoAccountMails
    directory: Database

    async def get(self, path: str, who: str = ADMINISTRATOR) -> httpx.Response:
        """A page."""
        return await self.http.get(path, headers=await self._headers(who))

    async def send(
        self,
        path: str,
        who: str = ADMINISTRATOR,
        /,
        files: Mapping[str, tuple[str, bytes]] | None = None,
        **typed: str | Sequence[str],
    ) -> httpx.Response:
        """A form, filled in."""
        headers = await self._headers(who)
        found = _TOKEN.search((await self.http.get("/tai-khoan", headers=headers)).text)
        assert found
        return await self.http.post(path, data={"ma_bieu_mau": found[1], **typed}, files=files, headers=headers)

    async def account(self, username: str) -> Account:
        """The account as it stands."""
        return await self.registrar.accounts.get(username)

    async def version(self, username: str) -> str:
        """What a form that is opened now carries."""
        return str(stamp_of(await self.account(username)))

    async def recorded(self, kind: Kind, username: str) -> list[Entry]:
        """What the record says of it."""
        account = await self.account(username)
        return list(await self.registrar.audit.find(Filter(kinds=(kind,), subject=account.id), most=100))

    async def sent(self, account: Account) -> list[Document]:
        """The mails to the account's owner."""
        found: list[Document] = await self.directory["account_mails"].find({"account": account.id}).to_list(None)
        return found

    async def add(self, **typed: str | Sequence[str]) -> Account:
        """A new account of the health department."""
        wanted = {**NEW, "username": f"cv.{uuid4().hex[:8]}", "ma": "1", **typed}
        added = await self.send(f"{ACCOUNTS}/moi", ADMINISTRATOR, **wanted)
        assert added.status_code == 303, added.text
        return await self.account(str(wanted["username"]))

    async def _headers(self, who: str) -> Mapping[str, str]:
        if not who:
            return {}
        return {"Cookie": f"__Host-{SESSION_COOKIE}={await open_session(self.databases, who)}"}


@asynccontextmanager
async def make_desk(
    databases: FreshDatabases, services: tuple[Client, Client], registrar: Registrar
) -> AsyncIterator[Desk]:
    """Identity's pages on these databases."""
    directory = services[0][databases.name("directory")]
    async with identity(databases) as http:
        http.base_url, http.headers["Accept"] = httpx.URL("https://thidua.test"), "text/html"
        yield Desk(http, databases, registrar, MongoAccountMails(directory), directory)


@pytest.fixture
async def desk(databases: FreshDatabases, services: tuple[Client, Client], registrar: Registrar) -> AsyncIterator[Desk]:
    async with make_desk(databases, services, registrar) as made:
        yield made


async def test_a_new_account_waits_for_its_owner(desk: Desk) -> None:
    account = await desk.add()

    [mail] = await desk.sent(account)
    [entry] = await desk.recorded(Kind.ACCOUNT_ADDED, account.username)
    assert (account.roles, account.authorities, account.demo) == ({Role.OFFICER}, {"33.so-y-te"}, False)
    assert (account.password_hash, account.password_is_temporary) == ("", False)
    assert (mail["kind"], mail["address"], mail["username"]) == ("account-added", NEW["mail"], account.username)
    assert entry.actor.account == demo_account_id(ADMINISTRATOR)
    assert NEW["name"] not in repr(entry)
    assert NEW["mail"] not in repr(entry)


async def test_the_same_form_adds_one_account(desk: Desk) -> None:
    username, key = f"cv.{uuid4().hex[:8]}", str(uuid4())
    typed = {**NEW, "username": username, "ma": key}

    first, again = [await desk.send(f"{ACCOUNTS}/moi", ADMINISTRATOR, **typed) for _ in range(2)]
    other = await desk.send(f"{ACCOUNTS}/moi", ADMINISTRATOR, **{**typed, "ma": str(uuid4())})

    assert (first.status_code, first.headers["Location"]) == (303, again.headers["Location"])
    assert (other.status_code, "Chọn tên đăng nhập khác" in other.text) == (422, True)
    assert len(await desk.sent(await desk.account(username))) == 1


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"username": "Có Dấu"}, "chữ thường không dấu"),
        ({"name": " "}, "Nhập họ và tên của người dùng tài khoản."),
        ({"name": "", "roles": [], "mail": ""}, "Nêu ít nhất một vai trò."),
        ({"mail": ""}, "chủ tài khoản đặt mật khẩu bằng liên kết"),
        ({"mail": "khong-phai"}, "ten@ten-mien"),
        ({"roles": []}, "Nêu ít nhất một vai trò."),
        ({"authorities": ""}, "phải thuộc ít nhất một cơ quan"),
        ({"authorities": "33.khong-co"}, "Chưa có cơ quan tên hoặc mã này"),
        ({"authorities": "ubnd"}, "Chưa rõ cơ quan nào. Chép một trong"),
        ({"roles": ["submitter"], "authorities": ""}, "phải thuộc một đơn vị"),
        ({"unit": "33.so-y-te"}, "Chỉ người nộp hồ sơ thuộc đơn vị"),
    ],
)
async def test_what_must_be_mended_is_said_at_its_field(
    desk: Desk, typed: Mapping[str, str | Sequence[str]], sentence: str
) -> None:
    username = f"cv.{uuid4().hex[:8]}"

    answer = await desk.send(f"{ACCOUNTS}/moi", ADMINISTRATOR, **{**NEW, "username": username, "ma": "1", **typed})

    assert (answer.status_code, sentence in answer.text) == (422, True), answer.text
    assert await desk.registrar.accounts.known(username) is None


async def test_the_owner_sets_a_password_by_the_mail(desk: Desk) -> None:
    account = await desk.add()
    [record] = await desk.sent(account)
    token = Vault("a key of the tests' own").mark(link_purpose("account-added"), record["_id"])
    mail = AccountMail(
        record["_id"],
        MailKind.ACCOUNT_ADDED,
        NOW,
        NOW,
        account=account.id,
        address=record["address"],
        credential_version=account.credential_version,
    )
    await desk.directory["account_mails"].delete_one({"_id": mail.id})
    await desk.mails.add(enclose(mail, token_hash(token), NOW))

    stranger = await desk.http.get(f"/dat-lai-mat-khau?ma={token}")
    found = _TOKEN.search(stranger.text)
    assert found
    typed = {"ma_bieu_mau": found[1], "token": token, "new_password": "mưa rào cầu ao lá"}
    done = await desk.http.post("/dat-lai-mat-khau", data=typed)
    again = await desk.http.post("/dat-lai-mat-khau", data=typed)

    credentials = {"username": account.username, "password": "mưa rào cầu ao lá"}
    signed_in = await desk.http.post("/api/v1/sessions", json=credentials)
    assert (done.status_code, again.status_code, signed_in.status_code) == (303, 422, 201), done.text


async def test_nobody_signs_in_before_a_password_is_set(desk: Desk) -> None:
    account = await desk.add()

    answers = [
        await desk.http.post("/api/v1/sessions", json={"username": account.username, "password": tried})
        for tried in ("x", "thu-nghiem-2021", account.username)
    ]

    assert [answer.status_code for answer in answers] == [401] * 3


async def test_a_change_is_looked_at_before_it_is_made(desk: Desk) -> None:
    account = await desk.add()
    path = f"{ACCOUNTS}/{account.id}/sua"
    typed = {**NEW, "authorities": "33.mttq", "phien_ban": await desk.version(account.username)}

    looked = await desk.send(path, ADMINISTRATOR, **typed)
    unchanged = await desk.account(account.username)
    made = await desk.send(path, ADMINISTRATOR, **typed, buoc="ghi")

    [entry] = await desk.recorded(Kind.ROLES_CHANGED, account.username)
    assert (looked.status_code, made.status_code) == (200, 303), made.text
    assert "lại tính là chưa giao" in looked.text
    assert "được thả trong vòng một phút" in looked.text
    assert unchanged.authorities == {"33.so-y-te"}
    assert (await desk.account(account.username)).authorities == {"33.mttq"}
    assert entry.details["authorities_after"] == ("33.mttq",)


async def test_a_stale_form_shows_what_the_other_did(desk: Desk) -> None:
    account = await desk.add()
    path = f"{ACCOUNTS}/{account.id}/sua"
    version = await desk.version(account.username)
    await desk.send(path, ADMINISTRATOR, **NEW | {"name": "Lê Văn Mẫu"}, phien_ban=version, buoc="ghi")

    answer = await desk.send(path, ADMINISTRATOR, **NEW | {"name": "Trần Mẫu"}, phien_ban=version, buoc="ghi")

    assert answer.status_code == 409
    assert all(name in answer.text for name in ("Lê Văn Mẫu", "Trần Mẫu"))
    assert (await desk.account(account.username)).name == "Lê Văn Mẫu"


async def test_the_former_address_is_told_of_another(desk: Desk) -> None:
    account = await desk.add()
    version = await desk.version(account.username)
    typed = {**NEW, "mail": "moi@hung-yen.example", "phien_ban": version, "buoc": "ghi"}

    await desk.send(f"{ACCOUNTS}/{account.id}/sua", ADMINISTRATOR, **typed)

    told = [mail["address"] for mail in await desk.sent(account) if mail["kind"] == "mail-changed"]
    assert told == [NEW["mail"]]


async def test_a_lock_ends_sessions_and_says_why(desk: Desk) -> None:
    account = "chuyen-vien.so-y-te"
    path = f"{ACCOUNTS}/{demo_account_id(account)}"
    before = await desk.get("/tai-khoan", account)
    typed = {"phien_ban": await desk.version(account)}

    silent = await desk.send(f"{path}/khoa", ADMINISTRATOR, **typed)
    locked = await desk.send(f"{path}/khoa", ADMINISTRATOR, **typed, reason="Nghỉ theo Quyết định 12/QĐ-SYT")
    twice = await desk.send(f"{path}/khoa", ADMINISTRATOR, **typed, reason="Nghỉ")
    stands = await desk.account(account)
    unlocked = await desk.send(
        f"{path}/mo", ADMINISTRATOR, phien_ban=await desk.version(account), reason="Trở lại làm việc"
    )

    [entry] = await desk.recorded(Kind.ACCOUNT_LOCKED, account)
    assert (before.status_code, silent.status_code, locked.status_code, twice.status_code) == (200, 422, 303, 409)
    assert (stands.active, unlocked.status_code, (await desk.account(account)).active) == (False, 303, True)
    assert entry.reason == "Nghỉ theo Quyết định 12/QĐ-SYT"
    assert entry.details["sessions_ended"]


async def test_a_link_is_sent_at_most_three_times_an_hour(desk: Desk) -> None:
    account = await desk.add()
    path = f"{ACCOUNTS}/{account.id}/dat-lai-mat-khau"

    answers = [(await desk.send(path)).status_code for _ in range(4)]

    sent = [mail["kind"] for mail in await desk.sent(account)]
    assert (answers, sent.count("password-reset")) == ([303, 303, 303, 429], 3)
    assert len(await desk.recorded(Kind.PASSWORD_RESET_ASKED, account.username)) == 3


async def test_sessions_and_a_lost_second_factor_end_for_a_reason(desk: Desk) -> None:
    account = await desk.add()
    path = f"{ACCOUNTS}/{account.id}"
    factor = {"_id": account.id, "is_on": True, "sealed": b"", "recovery": [], "last_step": 0}
    await desk.directory["second_factors"].insert_one(factor)

    ended = await desk.send(f"{path}/phien", ADMINISTRATOR, reason="Mất máy tính")
    removed = await desk.send(f"{path}/xac-thuc-hai-lop", ADMINISTRATOR, reason="Mất điện thoại, đã gặp trực tiếp")
    none = await desk.send(f"{path}/xac-thuc-hai-lop", ADMINISTRATOR, reason="Lần nữa")

    [sessions] = await desk.recorded(Kind.SESSION_ENDED, account.username)
    [off] = await desk.recorded(Kind.SECOND_FACTOR_OFF, account.username)
    assert (ended.status_code, removed.status_code, none.status_code) == (303, 303, 409)
    assert (sessions.reason, off.reason) == ("Mất máy tính", "Mất điện thoại, đã gặp trực tiếp")


async def test_who_leaves_hands_over_to_a_colleague(desk: Desk) -> None:
    leaver, taker = await desk.add(roles=["officer", "clerk"]), await desk.add(roles=["officer"])
    path, reason = f"{ACCOUNTS}/{leaver.id}/ban-giao", "Nghỉ hưu từ tháng này"
    typed = {"taker": taker.id, "end": "khoa", "reason": reason, "phien_ban": await desk.version(leaver.username)}

    looked = await desk.send(path, ADMINISTRATOR, **typed)
    blind = await desk.send(path, ADMINISTRATOR, **typed, buoc="ghi")
    seen = {"buoc": "ghi", "taker_version": await desk.version(taker.username)}
    done = await desk.send(path, ADMINISTRATOR, **typed, **seen)

    [left], [took] = (
        await desk.recorded(Kind.ACCOUNT_LOCKED, leaver.username),
        await desk.recorded(Kind.ROLES_CHANGED, taker.username),
    )
    assert (looked.status_code, blind.status_code, done.status_code) == (200, 409, 303), done.text
    assert "lại tính là chưa giao" in looked.text
    assert not (await desk.account(leaver.username)).active
    assert (await desk.account(taker.username)).roles == {Role.OFFICER, Role.CLERK}
    assert (left.details["handed_over_to"], left.reason) == (taker.username, reason)
    assert (took.details["taken_over_from"], took.reason) == (leaver.username, reason)


async def test_who_moves_keeps_the_account(desk: Desk) -> None:
    leaver = await desk.add()
    typed = {"end": "chuyen", "authorities": "33.mttq", "reason": "Điều động", "buoc": "ghi"}

    done = await desk.send(
        f"{ACCOUNTS}/{leaver.id}/ban-giao", ADMINISTRATOR, **typed, phien_ban=await desk.version(leaver.username)
    )

    moved = await desk.account(leaver.username)
    assert (done.status_code, moved.active, moved.authorities) == (303, True, {"33.mttq"}), done.text


@pytest.mark.parametrize(
    ("act", "typed"),
    [
        ("khoa", {"reason": "x y"}),
        ("phien", {"reason": "x y"}),
        ("xac-thuc-hai-lop", {"reason": "x y"}),
        ("ban-giao", {"reason": "x y", "end": "khoa"}),
        ("sua", {"name": "Tống Mẫu Thịnh", "mail": "quan-tri@hung-yen.example", "roles": ["operator"]}),
    ],
)
async def test_nobody_does_it_to_their_own_account(desk: Desk, act: str, typed: Mapping[str, str]) -> None:
    before = await desk.account(ADMINISTRATOR)
    path = f"{ACCOUNTS}/{before.id}/{act}"

    answer = await desk.send(path, ADMINISTRATOR, **typed, phien_ban=await desk.version(ADMINISTRATOR), buoc="ghi")

    assert answer.status_code == 403, answer.text
    assert await desk.account(ADMINISTRATOR) == before


async def test_a_head_sees_accounts_of_the_own_authority(desk: Desk) -> None:
    own, other = demo_account_id("van-thu.so-y-te"), demo_account_id("chuyen-vien.xa-yen-phu")

    listed = (await desk.get(ACCOUNTS, HEAD)).text
    shown, hidden = await desk.get(f"{ACCOUNTS}/{own}", HEAD), await desk.get(f"{ACCOUNTS}/{other}", HEAD)

    assert (shown.status_code, hidden.status_code) == (200, 404)
    assert ("van-thu.so-y-te" in listed, "chuyen-vien.xa-yen-phu" in listed) == (True, False)
    assert "van-thu.so-y-te@" not in shown.text
    assert (await desk.send(f"{ACCOUNTS}/{own}/khoa", HEAD, reason="x y")).status_code == 403


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("tim=tong+mau+thinh", ["quan-tri"]),
        ("tim=quan-tri%40hung-yen", ["quan-tri"]),
        ("vai-tro=administrator", ["quan-tri"]),
        ("noi=33.mttq&vai-tro=head", ["lanh-dao.mttq"]),
        ("noi=so+y+te&vai-tro=head", ["lanh-dao.so-y-te"]),
        ("tim=khong-ai-ca", []),
        ("trang-thai=da-khoa&vai-tro=operator", []),
    ],
)
async def test_accounts_are_found_without_accents(desk: Desk, query: str, found: Sequence[str]) -> None:
    answer = await desk.get(f"{ACCOUNTS}?{query}")

    assert re.findall(r'data-nhan="Tên đăng nhập"><span>([^<]+)', answer.text) == found


async def test_the_list_goes_on_where_it_stopped(desk: Desk) -> None:
    first = await desk.get(ACCOUNTS)
    after = re.search(r'rel="next" href="([^"]+)"', first.text)
    assert after

    second = await desk.get(after[1].replace("&amp;", "&"))

    names = [re.findall(r'data-nhan="Tên đăng nhập"><span>([^<]+)', page.text) for page in (first, second)]
    assert len(names[0]) == 50
    assert names[0] + names[1] == sorted({*names[0], *names[1]})


async def test_a_head_records_a_paper_and_ends_it(desk: Desk) -> None:
    deputy = demo_account_id("pho.so-y-te")
    paper = {"paper.number": "77/UQ-SYT", "paper.signed_on": "01/09/2021", "begins_on": "02/09/2021", "ma": "k1"}

    wrong = await desk.send(f"{PAPERS}/moi", HEAD, deputy=deputy, **paper, ends_on="40/13/2099")
    given = await desk.send(f"{PAPERS}/moi", HEAD, deputy=deputy, **paper, ends_on="31/12/2099")
    again = await desk.send(f"{PAPERS}/moi", HEAD, deputy=deputy, **paper, ends_on="31/12/2099")
    listed = (await desk.get(PAPERS, HEAD)).text
    [identity_of] = [
        each.id
        for each in await desk.registrar.authorisations.of_accounts([deputy])
        if each.paper.number == "77/UQ-SYT"
    ]
    asked = await desk.get(f"{PAPERS}/{identity_of}/ket-thuc", HEAD)
    stranger = await desk.get(f"{PAPERS}/{identity_of}/ket-thuc", "lanh-dao.xa-yen-phu")
    ended = await desk.send(f"{PAPERS}/{identity_of}/ket-thuc", HEAD)
    twice = await desk.send(f"{PAPERS}/{identity_of}/ket-thuc", HEAD)

    assert (wrong.status_code, given.status_code, again.status_code) == (422, 303, 303), given.text
    assert "77/UQ-SYT" in listed
    assert (asked.status_code, stranger.status_code, ended.status_code, twice.status_code) == (200, 404, 303, 409)
