"""The page behind the links in mails: for people, by form and cookie, without scripts."""

import re
from uuid import UUID

import pytest

from shared.web.pages.assets import address_of
from tests.integration.intake.browsing import browser, signed_in
from tests.integration.intake.served import Served, until
from tests.integration.intake.test_api import a_body
from tests.integration.intake.test_correspondence import written


async def a_number(served: Served) -> str:
    receipt = (await served.submit(a_body())).json()
    return str(receipt["nominations"][0]["number"])


async def test_who_is_not_signed_in_gets_the_form_in_its_place(served: Served) -> None:
    number = await a_number(served)

    async with browser(served) as client:
        answer = await client.get(f"/de-nghi/{number}")

    assert answer.status_code == 401
    assert 'lang="vi"' in answer.text
    assert '<form method="post" action="/dang-nhap"' in answer.text
    assert f'name="tiep" value="/de-nghi/{number}"' in answer.text
    assert {"HttpOnly", "SameSite=strict"} <= set(answer.headers["Set-Cookie"].split("; "))
    assert answer.text.count("<h1>") == 1
    assert "Đặng Văn" not in answer.text


async def test_the_unit_signs_in_and_sees_status_route_and_history(served: Served) -> None:
    number = await a_number(served)

    async with signed_in(served, number) as client:
        answer = await client.get(f"/de-nghi/{number}")

    assert answer.status_code == 200
    assert '<form method="post" action="/dang-xuat">' in answer.text
    assert f'name="tiep" value="/de-nghi/{number}"' in answer.text
    for text in (number, "đang xét", "UBND xã Yên Phú", "Đã tiếp nhận", "Nhật ký", "Thư đã gửi"):
        assert text in answer.text
    assert re.search(r"\d\d:\d\d ngày \d\d/\d\d/\d{4}", answer.text)
    assert (
        answer.text.count("<script") == answer.text.count(f'<script type="module" src="{address_of("trang.js")}">') == 1
    )
    assert "style=" not in answer.text
    assert len(answer.content) < 100_000


async def test_another_unit_gets_a_page_that_says_not_found(served: Served) -> None:
    number = await a_number(served)

    async with signed_in(served, number, "nop.thcs-yen-phu") as client:
        answer = await client.get(f"/de-nghi/{number}")

    assert answer.status_code == 404
    assert "Mã theo dõi" in answer.text


async def test_a_number_typed_by_hand_leads_to_the_stable_address(served: Served) -> None:
    number = await a_number(served)

    async with browser(served) as client:
        answer = await client.get("/de-nghi", params={"so": f" {number.lower().replace('-', ' ')} "})
        sloppy = await client.get(f"/de-nghi/{number.lower()}")

    assert (answer.status_code, answer.headers["Location"]) == (303, f"/de-nghi/{number}")
    assert (sloppy.status_code, sloppy.headers["Location"]) == (303, f"/de-nghi/{number}")


@pytest.mark.parametrize("path", ["/de-nghi?so=abc", "/de-nghi/abc"])
async def test_what_is_no_number_is_told_with_what_was_typed(served: Served, path: str) -> None:
    async with browser(served) as client:
        answer = await client.get(path, follow_redirects=True)

    assert answer.status_code == 422
    assert "<title>Lỗi: " in answer.text


async def test_the_start_page_needs_no_sign_in(served: Served) -> None:
    async with browser(served) as client:
        start = await client.get("/")

    assert start.status_code == 200
    assert "Bỏ qua" in start.text or "Đến nội dung chính" in start.text


async def test_unit_and_authority_read_the_correspondence_as_typed(served: Served) -> None:
    nomination = (await served.submit(a_body())).json()["nominations"][0]
    number, headers = nomination["number"], await served.signed_in("nop.doan-yen-phu")
    typed = "Cho biết tên chốt <b>đã trực</b>.\nNêu rõ từng tháng."
    await served.tell(written(UUID(nomination["id"])).model_copy(update={"text": typed}), "appraisal-commune")
    about = f"/api/v1/nominations/{nomination['id']}/messages"
    await until(lambda: served.client.get(about, headers=headers), lambda answer: answer.json()["items"])

    pages = []
    for username in ("nop.doan-yen-phu", "chuyen-vien.xa-yen-phu"):
        async with signed_in(served, number, username) as client:
            pages.append((await client.get(f"/de-nghi/{number}")).text)

    for page in pages:
        assert "Trao đổi" in page
        assert "Cho biết tên chốt &lt;b&gt;đã trực&lt;/b&gt;.\nNêu rõ từng tháng." in page
