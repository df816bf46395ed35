"""Signing in and out on pages: by form and cookie, without scripts, and back to where somebody was."""

import re

import httpx
import pytest

from shared.directory.demo import DEMO_PASSWORD
from shared.text.folding import fold
from shared.web.http.cookies import SESSION_COOKIE
from tests.integration.identity.test_sessions import identity
from tests.servers.fresh import FreshDatabases

pytestmark = pytest.mark.usefixtures("registrar")
NAME = "nop.doan-yen-phu"
PAGE = "/de-nghi/BDQHS-7MDPX-9"
COOKIE = f"__Host-{SESSION_COOKIE}"


def browser(databases: FreshDatabases) -> httpx.AsyncClient:
    """A browser without cookies."""
    client = identity(databases)
    client.headers["Accept"] = "text/html"
    client.base_url = "https://thidua.test"
    return client


async def form(client: httpx.AsyncClient, back: str = PAGE, **typed: str) -> dict[str, str]:
    """What a page's form sends."""
    page = await client.get("/dang-nhap", params={"tiep": back})
    found = re.search(r'name="ma_bieu_mau" value="([^"]+)"', page.text)
    assert found
    return {"tiep": back, "ma_bieu_mau": found[1], **typed}


async def enter(client: httpx.AsyncClient, back: str = PAGE) -> httpx.Response:
    """Sign in by the form."""
    return await client.post("/dang-nhap", data=await form(client, back, ten_dang_nhap=NAME, mat_khau=DEMO_PASSWORD))


async def test_who_signs_in_is_led_back_with_a_session(databases: FreshDatabases) -> None:
    async with browser(databases) as client:
        asked = await client.get("/dang-nhap", params={"tiep": PAGE})
        answer = await enter(client)
        token = client.cookies[COOKIE]
        mine = await client.get("/api/v1/sessions/current", headers={"Authorization": f"Bearer {token}"})

    assert asked.status_code == 200
    assert asked.text.count("<h1>") == 1
    assert f'value="{PAGE}"' in asked.text
    assert (answer.status_code, answer.headers["Location"]) == (303, PAGE)
    assert mine.json()["account"]["roles"] == ["submitter"]


async def test_cookies_are_kept_from_scripts_and_other_sites(databases: FreshDatabases) -> None:
    async with browser(databases) as client:
        page = await client.get("/dang-nhap")
        answer = await enter(client)

    assert {"HttpOnly", "SameSite=strict", "Secure"} <= set(page.headers["Set-Cookie"].split("; "))
    assert {"HttpOnly", "SameSite=lax", "Secure"} <= set(answer.headers["Set-Cookie"].split("; "))


@pytest.mark.parametrize("token", ["", "x" * 43, "ấ"])
@pytest.mark.parametrize("path", ["/dang-nhap", "/dang-xuat"])
async def test_a_form_from_elsewhere_is_refused(databases: FreshDatabases, path: str, token: str) -> None:
    async with browser(databases) as client:
        sent = await form(client, ten_dang_nhap=NAME, mat_khau=DEMO_PASSWORD)
        answer = await client.post(path, data=sent | {"ma_bieu_mau": token})

    assert answer.status_code == 403
    assert SESSION_COOKIE not in answer.headers.get("Set-Cookie", "")


async def test_a_wrong_password_is_named_twice_and_the_name_is_kept(databases: FreshDatabases) -> None:
    async with browser(databases) as client:
        answer = await client.post("/dang-nhap", data=await form(client, ten_dang_nhap="nop.<b>", mat_khau="sai"))

    assert answer.status_code == 401
    assert "<title>Lỗi: " in answer.text
    assert answer.text.count("chưa đúng") == 2
    assert 'role="alert"' in answer.text
    assert 'value="nop.&lt;b&gt;"' in answer.text
    assert f'value="{PAGE}"' in answer.text
    assert "sai" not in fold(re.sub("<[^>]+>", "", answer.text)).split()


async def test_signing_out_ends_the_session_and_leads_back(databases: FreshDatabases) -> None:
    async with browser(databases) as client:
        await enter(client)
        token = client.cookies[COOKIE]
        out = await client.post("/dang-xuat", data=await form(client))
        after = await client.get("/api/v1/sessions/current", headers={"Authorization": f"Bearer {token}"})

    assert (out.status_code, out.headers["Location"]) == (303, PAGE)
    assert COOKIE not in client.cookies
    assert after.status_code == 401


@pytest.mark.parametrize(
    "back",
    ["https://example.test/", "//example.test/", "/\\example.test", "javascript:alert(1)", "", "/a\nb", "/" * 600],
)
async def test_nobody_is_led_to_another_site(databases: FreshDatabases, back: str) -> None:
    async with browser(databases) as client:
        entered = await enter(client, back)
        left = await client.post("/dang-xuat", data=await form(client, back))

    assert (entered.headers["Location"], left.headers["Location"]) == ("/ho-so", "/")
