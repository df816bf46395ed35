"""Ending the daily digest: by the link in it, by a mail program's own button, and signed in; and having it again."""

import pytest

from ops.admin.registrar import Registrar
from services.notifier.adapters.letters import MimeLetters, Stationery
from shared.directory.loading import load_directory
from shared.identity.digest_links import DigestLinks
from shared.mongo.client import connect
from shared.mongo.staff import MongoStaff
from tests.integration.intake.browsing import browser, signed_in_at, token_in
from tests.integration.intake.served import DIGEST_KEY, Served
from tests.unit.notifier.samples import AT, LAW, digest_due, mail_of
from tests.unit.notifier.test_letters import headers_of

OFFICER = "chuyen-vien.thi-tran-yen-my"
ACCOUNT = next(one.id for one in load_directory().demo_accounts if one.username == OFFICER)
AUTHORITY = "33.327.12052"
LINKS = DigestLinks(DIGEST_KEY)
LETTERS = MimeLetters(Stationery("http://intake", "thong-bao@hungyen.example", digest_links=LINKS), LAW)


async def is_told(served: Served) -> bool:
    """Whether those who send digests find the officer among those who want one."""
    client = connect(served.databases.server.url())
    found = await MongoStaff(client[served.databases.name("directory")]).of(frozenset({AUTHORITY}))
    client.close()
    return {one.username: one.wants_digest for one in found}[OFFICER]


async def set_by_administrator(served: Served, *, wanted: bool) -> None:
    client = connect(served.databases.server.url())
    registrar = Registrar(client, served.databases.name("directory"), identity=lambda: client)
    await registrar.choose_digest(await registrar.accounts.get(OFFICER), wanted=wanted)
    client.close()


async def test_the_digests_header_ends_it_by_one_post(
    served: Served,
) -> None:
    await set_by_administrator(served, wanted=True)
    headers = headers_of(LETTERS(mail_of(digest_due(ACCOUNT)), AT))
    link = headers["List-Unsubscribe"].strip("<>")
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    async with browser(served) as client:
        answers = [await client.post(link, data={"List-Unsubscribe": "One-Click"}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert "đăng nhập và bật lại" in answers[0].text
    assert not await is_told(served)


async def test_the_link_asks_first_because_programs_follow_links_too(served: Served) -> None:
    await set_by_administrator(served, wanted=True)

    async with browser(served) as client:
        page = await client.get(f"/thu-tom-tat/{LINKS.token(ACCOUNT)}")
        head = await client.head(f"/thu-tom-tat/{LINKS.token(ACCOUNT)}")
        still = await is_told(served)
        done = await client.post(f"/thu-tom-tat/{LINKS.token(ACCOUNT)}")

    assert (page.status_code, head.status_code) == (200, 200)
    assert '<button type="submit">Thôi nhận thư tóm tắt</button>' in page.text
    assert OFFICER not in page.text + done.text
    assert still
    assert not await is_told(served)


@pytest.mark.parametrize("token", ["abc", "YQ.YQ", DigestLinks("another").token(ACCOUNT), LINKS.token(ACCOUNT)[:-2]])
async def test_a_link_that_nobody_made_says_what_to_do(served: Served, token: str) -> None:
    await set_by_administrator(served, wanted=True)

    async with browser(served) as client:
        answers = [await client.get(f"/thu-tom-tat/{token}"), await client.post(f"/thu-tom-tat/{token}")]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert "/thu-tom-tat" in answers[0].text
    assert await is_told(served)


async def test_who_is_signed_in_ends_it_and_has_it_again(served: Served) -> None:
    await set_by_administrator(served, wanted=True)

    async with signed_in_at(served, "/thu-tom-tat", OFFICER) as client:
        page = (await client.get("/thu-tom-tat")).text
        off = await client.post("/thu-tom-tat", data={"ma_bieu_mau": token_in(page), "nhan": "khong"})
        without = await is_told(served)
        said = (await client.get("/thu-tom-tat")).text
        await client.post("/thu-tom-tat", data={"ma_bieu_mau": token_in(said), "nhan": "co"})

    assert "đang nhận" in page
    assert (off.status_code, off.headers["Location"]) == (303, "/thu-tom-tat")
    assert "không nhận" in said
    assert not without
    assert await is_told(served)


async def test_a_form_from_elsewhere_changes_nothing(served: Served) -> None:
    await set_by_administrator(served, wanted=True)

    async with signed_in_at(served, "/thu-tom-tat", OFFICER) as client:
        answer = await client.post("/thu-tom-tat", data={"nhan": "khong", "ma_bieu_mau": "x" * 43})

    assert answer.status_code == 403
    assert await is_told(served)


async def test_what_was_chosen_last_holds_whoever_chose(served: Served) -> None:
    async with browser(served) as client:
        await client.post(f"/thu-tom-tat/{LINKS.token(ACCOUNT)}")
    ended = await is_told(served)
    await set_by_administrator(served, wanted=True)

    assert not ended
    assert await is_told(served)
