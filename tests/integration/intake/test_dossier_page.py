"""The page of a dossier: its nominations, what the unit must do, the mails about it, for whoever may see it."""

import re
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from shared.events.cases import CaseReturned
from shared.events.content import MissingItem
from shared.events.mails import Covered, MailFailed, MailSent
from shared.events.words import Level, StepRole
from shared.web.pages.assets import address_of
from tests.integration.intake.browsing import browser, signed_in
from tests.integration.intake.served import Served, until
from tests.integration.intake.test_api import a_body
from tests.integration.intake.test_correspondence import written


async def a_dossier(served: Served, people: int = 2) -> dict[str, object]:
    body = a_body()
    first = body["nominations"][0]
    body["nominations"] = [
        {**first, "nominee": {**first["nominee"], "name": f"Vũ Thị {uuid4().hex[:6]} Mẫu", "identity_number": None}}
        for _ in range(people)
    ]
    answer = await served.submit(body)
    assert answer.status_code == 201, answer.text
    receipt = answer.json()
    return receipt | {"names": [one["nominee"]["name"] for one in body["nominations"]]}


async def test_its_unit_sees_each_nomination_with_state_and_link(served: Served) -> None:
    receipt = await a_dossier(served)

    async with signed_in(served, receipt["number"], place="ho-so") as client:
        answer = await client.get(f"/ho-so/{receipt['number']}")

    assert answer.status_code == 200
    assert answer.text.count("<h1>") == 1
    for name, nomination in zip(receipt["names"], receipt["nominations"], strict=True):
        assert f'<a href="/de-nghi/{nomination["number"]}">{name}</a>' in answer.text
    assert "2 đang xét" in answer.text
    assert "Đơn vị cần làm" not in answer.text
    assert (
        answer.text.count("<script") == answer.text.count(f'<script type="module" src="{address_of("trang.js")}">') == 1
    )
    assert "style=" not in answer.text


async def test_an_authority_on_the_slip_sees_it_and_others_do_not(served: Served) -> None:
    number = (await a_dossier(served))["number"]
    seen = {}

    for username in ("chuyen-vien.xa-yen-phu", "nop.thcs-yen-phu", "chuyen-vien.so-y-te"):
        async with signed_in(served, number, username, place="ho-so") as client:
            seen[username] = (await client.get(f"/ho-so/{number}")).status_code

    assert seen == {"chuyen-vien.xa-yen-phu": 200, "nop.thcs-yen-phu": 404, "chuyen-vien.so-y-te": 404}


async def test_who_is_not_signed_in_learns_only_that_one_must_be(served: Served) -> None:
    receipt = await a_dossier(served)

    async with browser(served) as client:
        answer = await client.get(f"/ho-so/{receipt['number']}")

    assert answer.status_code == 401
    assert "Đăng nhập để xem hồ sơ" in answer.text
    assert f'name="tiep" value="/ho-so/{receipt["number"]}"' in answer.text
    assert not any(name in answer.text for name in receipt["names"])


async def test_a_number_of_the_other_kind_leads_to_its_own_page(served: Served) -> None:
    receipt = await a_dossier(served)
    nomination = receipt["nominations"][0]["number"]

    async with signed_in(served, nomination) as client:
        to_dossier = await client.get(f"/de-nghi/{receipt['number']}")
        to_nomination = await client.get(f"/ho-so/{nomination}")

    assert (to_dossier.status_code, to_dossier.headers["Location"]) == (303, f"/ho-so/{receipt['number']}")
    assert (to_nomination.status_code, to_nomination.headers["Location"]) == (303, f"/de-nghi/{nomination}")


@pytest.mark.parametrize("kind", ["dossier", "nomination"])
async def test_a_number_typed_in_any_usual_way_is_found(served: Served, kind: str) -> None:
    receipt = await a_dossier(served)
    number, path = (
        (receipt["number"], "ho-so") if kind == "dossier" else (receipt["nominations"][0]["number"], "de-nghi")
    )
    plain = number.replace("-", "")
    typed = [
        plain.lower(),
        f"số {number}",
        f"http://intake/{path}/{number}",
        number.replace("0", "O"),
        f"\u200b{plain}",
    ]

    async with signed_in(served, number, place=path) as client:
        found = [await client.get("/de-nghi", params={"so": each}, follow_redirects=True) for each in typed]
        found += [
            await client.get(f"/{path}/{each}", follow_redirects=True) for each in (plain.lower(), f"Số {number}")
        ]

    assert {(str(each.url), each.status_code) for each in found} == {(f"http://intake/{path}/{number}", 200)}


async def test_what_is_no_number_is_told_with_what_was_typed(served: Served) -> None:
    async with browser(served) as client:
        answer = await client.get("/ho-so/abc", follow_redirects=True)

    assert answer.status_code == 422
    assert 'value="abc"' in answer.text


async def test_what_waits_for_the_unit_stands_first_for_it_alone(served: Served) -> None:
    receipt = await a_dossier(served)
    number, waiting = receipt["number"], receipt["nominations"][0]
    asked = written(UUID(waiting["id"]))
    returned = CaseReturned(
        nomination_id=UUID(waiting["id"]),
        step=1,
        version=1,
        level=Level.COMMUNE,
        role=StepRole.APPRAISE,
        follows=0,
        authority=asked.authority,
        at=datetime.now(UTC),
        missing=(MissingItem(section="Thành tích", message="Nêu rõ thời gian."),),
    )
    await served.tell(returned, "appraisal-commune")
    await until(
        lambda: served.get(f"/api/v1/nominations/{waiting['number']}"),
        lambda answer: answer.json()["status"] == "cho-bo-sung",
    )

    pages = []
    for username in ("nop.doan-yen-phu", "chuyen-vien.xa-yen-phu"):
        async with signed_in(served, number, username, place="ho-so") as client:
            pages.append((await client.get(f"/ho-so/{number}")).text)
            narrowed = (await client.get(f"/ho-so/{number}", params={"trang-thai": "cho-bo-sung"})).text

    assert "Đơn vị cần làm" in pages[0]
    assert pages[0].index("Đơn vị cần làm") < pages[0].index("Các đề nghị")
    assert "Đơn vị cần làm" not in pages[1]
    assert "1 đang xét" in pages[1]
    assert "1 chờ bổ sung" in pages[1]
    assert re.findall(r'class="dau-the"><a href="/de-nghi/([^"]+)"', narrowed) == [waiting["number"]]


async def test_a_long_dossier_goes_on_on_a_next_page(served: Served) -> None:
    receipt = await a_dossier(served, people=101)
    numbers: list[str] = []

    async with signed_in(served, receipt["number"], place="ho-so") as client:
        address = f"/ho-so/{receipt['number']}"
        while address:
            page = (await client.get(address)).text
            numbers += re.findall(r'class="dau-the"><a href="/de-nghi/([^"]+)"', page)
            following = re.search(r'rel="next" href="([^"]+)"', page)
            address = following[1].replace("&amp;", "&") if following else ""

    assert sorted(numbers) == sorted(one["number"] for one in receipt["nominations"])


async def test_mails_about_it_are_listed_with_what_became_of_them(served: Served) -> None:
    receipt = await a_dossier(served)
    mail = {
        "mail_id": f"{receipt['id']}:received:unit",
        "dossier_id": UUID(str(receipt["id"])),
        "recipient": "unit",
        "subject": "Hồ sơ: đã tiếp nhận <b>",
        "covers": (Covered(version=1),),
        "at": datetime.now(UTC),
    }
    await served.tell(MailSent.model_validate(mail | {"version": 3}), "notifier")
    await served.tell(MailFailed.model_validate(mail | {"version": 4, "reason": "5.1.1"}), "notifier")
    await until(
        lambda: served.get(f"/api/v1/dossiers/{receipt['number']}"),
        lambda answer: [one["state"] for one in answer.json()["mails"]] == ["failed"],
    )

    async with signed_in(served, receipt["number"], place="ho-so") as client:
        page = (await client.get(f"/ho-so/{receipt['number']}")).text

    assert "Hồ sơ: đã tiếp nhận &lt;b&gt;" in page
    assert "không gửi được" in page
