"""The pages of one's own account, without scripts: what each form does, and what it says where it cannot."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta

import httpx
import pyotp
import pytest

from ops.admin.registrar import Registrar
from services.identity.adapters.account_mails import MongoAccountMails
from services.identity.adapters.vault import Vault
from services.identity.application.sending import link_purpose
from services.identity.domain.account_mails import MailKind, address_to, ask_for_confirmation, ask_for_reset, enclose
from shared.audit.entry import Kind
from shared.directory.bodies import Account
from shared.directory.demo import DEMO_PASSWORD
from shared.identity.tokens import token_hash
from shared.mongo.audit import Filter
from shared.mongo.client import Client
from shared.web.http.cookies import KEYS_COOKIE, SESSION_COOKIE
from tests.integration.identity.test_own_account import Watch
from tests.integration.identity.test_sessions import identity, sign_in
from tests.servers.fresh import FreshDatabases

NEW = "mưa rào cầu ao lá"
FACTOR = "/tai-khoan/xac-thuc-hai-lop"
_TOKEN = re.compile(r'name="ma_bieu_mau" value="([^"]+)"')


@dataclass
class Browser:
    """A browser without scripts, and what it stands on."""

    http: httpx.AsyncClient = field(repr=False)
    registrar: Registrar
    mails: MongoAccountMails
    watch: Watch

    async def get(self, path: str) -> httpx.Response:
        """A page."""
        return await self.http.get(path)

    async def send(self, page: str, action: str = "", **typed: str) -> httpx.Response:
        """The form of a page, filled in."""
        found = _TOKEN.search((await self.http.get(page)).text)
        assert found
        return await self.http.post(action or page, data={"ma_bieu_mau": found[1], **typed})

    async def follow(self, answer: httpx.Response) -> str:
        """The page to which a form led."""
        assert answer.status_code == 303, answer.text
        return (await self.http.get(answer.headers["Location"])).text

    async def enter(self, name: str, password: str = DEMO_PASSWORD, **typed: str) -> httpx.Response:
        """Sign in by the form."""
        return await self.send("/dang-nhap", ten_dang_nhap=name, mat_khau=password, **typed)

    async def link(self, account: Account, kind: MailKind, address: str = "") -> str:
        """The token of a link that was sent to the account's owner."""
        at = self.watch.at
        if kind is MailKind.PASSWORD_RESET:
            mail = address_to(ask_for_reset(b"", "", at, mail_id=f"reset-{account.id}"), account)
        else:
            mail = ask_for_confirmation(account, address, at)
        token = Vault("a key of the tests' own").mark(link_purpose(kind), mail.id)
        await self.mails.add(enclose(mail, token_hash(token), at))
        return token


@pytest.fixture
async def browser(
    databases: FreshDatabases, services: tuple[Client, Client], registrar: Registrar
) -> AsyncIterator[Browser]:
    watch = Watch()
    async with identity(databases, now=watch) as http:
        http.base_url, http.headers["Accept"] = httpx.URL("https://thidua.test"), "text/html"
        yield Browser(http, registrar, MongoAccountMails(services[0][databases.name("directory")]), watch)


async def test_asking_for_a_link_says_the_same_of_every_name(browser: Browser) -> None:
    known = await browser.send("/quen-mat-khau", username="nop.mttq")
    unknown = await browser.send("/quen-mat-khau", username="khong-co-ai")
    empty = await browser.send("/quen-mat-khau", username=" ")

    assert known.headers["Location"] == unknown.headers["Location"]
    assert "30 phút" in await browser.follow(known)
    assert (empty.status_code, '<a href="#username">' in empty.text) == (422, True)


async def test_too_many_links_asked_for_is_said_at_the_name(browser: Browser) -> None:
    answers = [await browser.send("/quen-mat-khau", username="nop.gddt-yen-my") for _ in range(6)]

    assert [one.status_code for one in answers] == [303] * 5 + [429]
    assert "quá nhiều lần" in answers[-1].text
    assert int(answers[-1].headers["Retry-After"]) > 0


async def test_a_new_password_is_set_by_the_page_of_the_link(browser: Browser) -> None:
    account = await browser.registrar.accounts.get("nop.det-may-mau")
    token = await browser.link(account, MailKind.PASSWORD_RESET)
    page = f"/dat-lai-mat-khau?ma={token}"

    opened = [await browser.get(page) for _ in range(2)]
    weak = await browser.send(page, "/dat-lai-mat-khau", token=token, new_password="ngan")
    done = await browser.send(page, "/dat-lai-mat-khau", token=token, new_password=NEW)
    again = await browser.send("/dang-nhap", "/dat-lai-mat-khau", token=token, new_password=NEW)
    made_up = await browser.get("/dat-lai-mat-khau?ma=abc")

    assert all("Mật khẩu mới" in one.text for one in opened)
    assert (weak.status_code, '<a href="#new_password">' in weak.text, token in weak.text) == (422, True, True)
    assert "Đã đặt mật khẩu mới" in await browser.follow(done)
    assert (again.status_code, "không dùng được nữa" in again.text) == (422, True)
    assert "không dùng được nữa" in made_up.text
    assert (await sign_in(browser.http, account.username, NEW)).status_code == 201


async def test_an_address_is_confirmed_by_a_button_only(browser: Browser) -> None:
    account = await browser.registrar.accounts.get("nop.thien-nguyen-mau")
    token = await browser.link(account, MailKind.MAIL_CONFIRMATION, "moi@hungyen.example")
    page = f"/xac-nhan-thu?ma={token}"

    await browser.get(page)
    before = await browser.registrar.accounts.get(account.username)
    done = await browser.send(page, "/xac-nhan-thu", token=token)
    again = await browser.send("/dang-nhap", "/xac-nhan-thu", token=token)

    assert before.mail == account.mail
    assert "Đã xác nhận" in await browser.follow(done)
    assert (again.status_code, "không dùng được nữa" in again.text) == (422, True)
    assert (await browser.registrar.accounts.get(account.username)).mail == "moi@hungyen.example"


async def test_another_address_is_asked_for_on_the_account(browser: Browser) -> None:
    await browser.enter("nop.huyen-yen-my")

    wrong = await browser.send("/tai-khoan/thu", mail="khong-phai", password="")
    refused = await browser.send("/tai-khoan/thu", mail="moi@hungyen.example", password="sai-mat-khau-roi")
    done = await browser.send("/tai-khoan/thu", mail="moi@hungyen.example", password=DEMO_PASSWORD)

    assert (wrong.status_code, 'value="khong-phai"' in wrong.text) == (422, True)
    assert {'<a href="#mail">', '<a href="#password">'} <= set(re.findall(r'<a href="#\w+">', wrong.text))
    assert (refused.status_code, 'value="moi@hungyen.example"' in refused.text) == (422, True)
    assert "Thư xác nhận đang được gửi" in await browser.follow(done)


async def test_a_session_is_ended_on_the_page(browser: Browser) -> None:
    name = "nop.xa-yen-phu"
    lost = (await sign_in(browser.http, name)).json()["token"]
    await browser.enter(name)
    [action] = re.findall(r'action="(/tai-khoan/phien/\w+/ket-thuc)"', (await browser.get("/tai-khoan")).text)

    ended = await browser.send("/tai-khoan", action)
    again = await browser.send("/tai-khoan", action)

    gone = await browser.http.get("/api/v1/sessions/current", headers={"Authorization": f"Bearer {lost}"})
    assert "Phiên đã kết thúc" in await browser.follow(ended)
    assert (again.status_code, gone.status_code) == (404, 401)


async def test_digest_and_keys_are_switched_on_the_page(browser: Browser) -> None:
    name = "nop.chu-thap-do"
    await browser.enter(name)

    without = await browser.follow(await browser.send("/tai-khoan", "/tai-khoan/thu-tom-tat", muon="khong"))
    account = await browser.registrar.accounts.get(name)
    keyless = await browser.follow(await browser.send("/tai-khoan", "/tai-khoan/phim-tat", muon="khong"))
    kept = browser.http.cookies[f"__Host-{KEYS_COOKIE}"]
    with_keys = await browser.follow(await browser.send("/tai-khoan", "/tai-khoan/phim-tat", muon="co"))

    recorded = await browser.registrar.audit.find(Filter(subject=account.id, kinds=(Kind.DIGEST_CHOSEN,)), most=9)
    assert "Bật thư tóm tắt" in without
    assert (account.wants_digest, len(recorded)) == (False, 1)
    assert (kept, "data-phim" in keyless, "data-phim" in with_keys) == ("khong", False, True)


async def test_a_second_factor_is_set_up_and_removed_on_pages(browser: Browser) -> None:
    name = "nop.thcs-yen-phu"
    await browser.enter(name)

    begun = await browser.follow(await browser.send(FACTOR))
    again = (await browser.get(FACTOR)).text
    [secret] = re.findall(r'<code class="khoa">(\w+)</code>', begun)
    wrong = await browser.send(FACTOR, f"{FACTOR}/xac-nhan", code="000000")
    totp = pyotp.TOTP(secret)
    confirmed = await browser.send(FACTOR, f"{FACTOR}/xac-nhan", code=totp.at(browser.watch.at))
    codes = re.findall(r"<li><code>([\w-]+)</code></li>", confirmed.text)
    other = await browser.send(f"{FACTOR}/ma-khoi-phuc", password=DEMO_PASSWORD, code=codes[0])
    forgotten = await browser.send(f"{FACTOR}/tat", password=DEMO_PASSWORD, code=codes[1])
    browser.watch.at += timedelta(seconds=60)
    removed = await browser.send(f"{FACTOR}/tat", password=DEMO_PASSWORD, code=totp.at(browser.watch.at))

    assert "<svg" in begun
    assert secret in again
    assert (wrong.status_code, '<a href="#code">' in wrong.text, secret in wrong.text) == (422, True, True)
    assert (confirmed.status_code, len(codes)) == (200, 10)
    assert not set(codes) & set(re.findall(r"<li><code>([\w-]+)</code></li>", other.text))
    assert (forgotten.status_code, '<a href="#code">' in forgotten.text) == (422, True)
    assert "Đã tắt xác thực hai lớp" in await browser.follow(removed)


async def test_the_code_is_asked_for_in_a_second_step(browser: Browser) -> None:
    name = "nop.ttyt-yen-my"
    await browser.enter(name)
    [secret] = re.findall(r'<code class="khoa">(\w+)</code>', await browser.follow(await browser.send(FACTOR)))
    totp = pyotp.TOTP(secret)
    await browser.send(FACTOR, f"{FACTOR}/xac-nhan", code=totp.at(browser.watch.at))
    browser.http.cookies.clear()
    browser.watch.at += timedelta(seconds=60)

    asked = await browser.enter(name)
    entered = await browser.enter(name, ma_xac_thuc=totp.at(browser.watch.at))

    assert (asked.status_code, 'name="ma_xac_thuc"' in asked.text) == (401, True)
    assert entered.status_code == 303
    assert f"__Host-{SESSION_COOKIE}" in browser.http.cookies


@pytest.mark.parametrize(
    ("name", "landing"),
    [
        ("nop.so-noi-vu", "/ho-so"),
        ("chuyen-vien.xa-yen-phu", "/viec"),
        ("thu-ky.hoi-dong", "/viec"),
        ("quan-tri", "/quan-tri"),
        ("van-hanh", "/van-hanh"),
        ("bien-tap", "/"),
    ],
)
async def test_whoever_signs_in_lands_where_their_work_is(browser: Browser, name: str, landing: str) -> None:
    entered = await browser.enter(name)

    former = await browser.get("/tai-khoan/viec-lam")
    assert (entered.headers["Location"], former.headers["Location"]) == (landing, landing)
    browser.http.cookies.clear()
    back = await browser.send("/dang-nhap", ten_dang_nhap=name, mat_khau=DEMO_PASSWORD, tiep="/de-nghi/A")
    assert back.headers["Location"] == "/de-nghi/A"
