"""The API from outside: the answers that programs of units rely on."""

import asyncio
import json
from copy import deepcopy
from typing import Any
from uuid import uuid4

import pytest

from ops.demo.samples import PAPER, UNITS
from services.intake.web.api.submissions import SUBMISSIONS
from tests.integration.intake.served import Served


def without_files(example: dict[str, Any]) -> dict[str, Any]:
    """The dossier of an example for a unit that has uploaded nothing: this deployment asks for no signed paper."""
    return {
        **example,
        "petition": {name: value for name, value in example["petition"].items() if name != "attachments"},
    }


VOLUNTEER = without_files(SUBMISSIONS["giay-khen"]["value"])
NURSE = without_files(SUBMISSIONS["bang-khen"]["value"])


def a_body(**changes: object) -> dict[str, Any]:
    body = deepcopy(VOLUNTEER)
    body["petition"]["number"] = f"{uuid4().hex[:6]}/TTr"
    body["nominations"][0]["nominee"]["name"] = f"Đặng Văn {uuid4().hex[:6]}"
    body["nominations"][0] |= changes
    return body


async def test_a_dossier_is_accepted_with_numbers_and_route(served: Served) -> None:
    answer = await served.submit(a_body())

    assert answer.status_code == 201
    receipt = answer.json()
    assert answer.headers["Location"] == f"/api/v1/dossiers/{receipt['id']}"
    [nomination] = receipt["nominations"]
    assert [(step["step"], step["role"], step["authority"]["code"]) for step in nomination["route"]] == [
        (1, "appraise", "33.327.12079"),
        (2, "decide", "33.327.12079"),
    ]
    assert all(step["expected_on"] for step in nomination["route"])


async def test_the_nurses_slip_leads_by_the_department_to_the_chairman(served: Served) -> None:
    other = {**NURSE, "petition": {**NURSE["petition"], "number": f"{uuid4().hex[:6]}/TTr"}}

    answer = await served.submit(other, by="nop.ttyt-yen-my")

    [nomination] = answer.json()["nominations"]
    assert [step["authority"]["code"] for step in nomination["route"]] == ["33.so-y-te", "33.so-noi-vu", "33.chu-tich"]
    assert [step["role"] for step in nomination["route"]] == ["compile", "appraise", "decide"]


async def test_the_same_key_and_body_give_the_same_bytes(served: Served) -> None:
    body, key = a_body(), uuid4().hex
    first = await served.submit(body, key=key)
    again = await served.submit(json.loads(json.dumps(body, sort_keys=True)), key=key)

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content


async def test_the_same_key_with_another_body_is_422(served: Served) -> None:
    key = uuid4().hex
    await served.submit(a_body(), key=key)

    refused = await served.submit(a_body(), key=key)

    assert refused.status_code == 422
    assert [error["field"] for error in refused.json()["errors"]] == ["Idempotency-Key"]


async def test_one_petition_under_two_keys_is_409_and_the_remedy_works(served: Served) -> None:
    body = a_body()
    first = (await served.submit(body)).json()

    refused = await served.submit(body)
    confirmed = await served.submit(body | {"confirm_repeat": True})

    assert refused.status_code == 409
    assert refused.headers["content-type"] == "application/problem+json"
    assert first["number"] in refused.json()["detail"]
    assert "confirm_repeat" in refused.json()["detail"]
    assert refused.json()["dossier_id"] == first["id"]
    assert confirmed.status_code == 201
    assert (await served.get(f"/api/v1/dossiers/{confirmed.json()['id']}")).json()["repeats"] == first["number"]


async def test_a_missing_key_is_named(served: Served) -> None:
    answer = await served.client.post(
        "/api/v1/dossiers", json=a_body(), headers=await served.signed_in("nop.doan-yen-phu")
    )

    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == ["Idempotency-Key"]


async def test_every_wrong_field_is_named_at_once_with_its_remedy(served: Served) -> None:
    body = a_body(ground="khac", award_form="bang-khen-so")
    body["nominations"][0]["nominee"] |= {"birth_date": None, "place": {"commune": "99999"}}
    body["petition"]["signed_on"] = "2999-01-01"

    answer = await served.submit(body)

    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    errors = {error["field"]: error["message"] for error in answer.json()["errors"]}
    assert set(errors) == {
        "petition.signed_on",
        "nominations[0].nominee.birth_date",
        "nominations[0].nominee.place.commune",
        "nominations[0].award_form",
        "nominations[0].ground",
    }
    assert "giay-khen-xa" in errors["nominations[0].award_form"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"nominations": []}, "petition"),
        ({**VOLUNTEER, "nominations": []}, "nominations"),
        ({**VOLUNTEER, "nominations": [{}]}, "nominations[0].nominee"),
        ({**VOLUNTEER, "nominations": VOLUNTEER["nominations"] * 501}, "nominations"),
        ({**VOLUNTEER, "petition": {**VOLUNTEER["petition"], "occasion": "khac"}}, "petition.occasion"),
        ({**VOLUNTEER, "petition": {**VOLUNTEER["petition"], "movement": "khac"}}, "petition.movement"),
    ],
)
async def test_what_does_not_fit_the_form_is_422(served: Served, body: dict[str, Any], field: str) -> None:
    answer = await served.submit(body)

    assert answer.status_code == 422
    assert field in [error["field"] for error in answer.json()["errors"]]


BLANKS = ["\u200b\u200b", "\u3164", "\u2800", "\u2060\ufeff", "\u00ad", " \t", "\u0301"]


@pytest.mark.parametrize("blank", BLANKS, ids=ascii)
async def test_what_cannot_be_seen_is_not_there(served: Served, blank: str) -> None:
    body = a_body()
    body["petition"] |= {"number": blank, "signer": {"name": blank, "position": blank}}
    body["nominations"][0]["nominee"] |= {"name": blank}
    body["nominations"][0]["achievement"] |= {"summary": blank}

    answer = await served.submit(body)

    errors = {error["field"]: error["message"] for error in answer.json()["errors"]}
    assert answer.status_code == 422
    assert errors["nominations[0].nominee.name"] == "Nhập tên đối tượng được đề nghị."
    assert {"petition.number", "petition.signer.name", "petition.signer.position"} <= errors.keys()
    assert "nominations[0].achievement.summary" in errors


ENTERED = {
    "Nguyễn Thị\nMẫu\n\nQuyết định số 9/QĐ-TTg: Huân chương": "Nguyễn Thị Mẫu Quyết định số 9/QĐ-TTg: Huân chương",
    "Nguyễn\tMẫu": "Nguyễn Mẫu",
    "Nguyễn\u2028Mẫu\u200b": "Nguyễn Mẫu",
    "Nguyễn\u000b\u0085Mẫu": "Nguyễn Mẫu",
    "\ufeffNguyễn\u001b[31m M\u00adẫu": "Nguyễn[31m Mẫu",
    "Nguye\u0302\u0303n \u202eMẫu": "Nguyễn Mẫu",
}


@pytest.mark.parametrize(("typed", "kept"), ENTERED.items(), ids=map(ascii, ENTERED))
async def test_a_name_is_one_line_of_what_is_seen(served: Served, typed: str, kept: str) -> None:
    body = a_body()
    body["nominations"][0]["nominee"] |= {"name": typed, "position": typed, "workplace": typed}
    body["petition"] |= {"number": f"{typed} {uuid4().hex}", "signer": {"name": f"Trần {typed}", "position": typed}}

    receipt = await served.submit(body)

    assert receipt.status_code == 201, receipt.text
    shown = (await served.get(f"/api/v1/nominations/{receipt.json()['nominations'][0]['id']}")).json()
    nominee = shown["content"]["nominee"]
    assert (nominee["name"], nominee["position"], nominee["workplace"]) == (kept, kept, kept)


@pytest.mark.parametrize(
    ("part", "typed", "field", "message"),
    [
        ("gift", {"money_vnd": "50.000"}, "money_vnd", "Nhập số tiền (đồng) bằng số nguyên."),
        ("gift", {"money_vnd": 50000.0}, "money_vnd", "Nhập số tiền (đồng) bằng số nguyên."),
        ("nominee", {"birth_date": 0}, "birth_date", "Nhập ngày sinh dạng năm-tháng-ngày, ví dụ 2021-10-05."),
        ("nominee", {"birth_date": "642902400"}, "birth_date", "Nhập ngày sinh là ngày có thật"),
        ("nominee", {"posthumous": "off"}, "posthumous", "Chọn có (true) hoặc không (false) cho truy tặng."),
        ("nominee", {"posthumous": 0}, "posthumous", "Chọn có (true) hoặc không (false) cho truy tặng."),
        ("achievement", {"began_on": "0001-01-01"}, "began_on", "Ngày này trước năm 1900."),
    ],
)
async def test_no_kind_is_taken_for_another(
    served: Served, part: str, typed: dict[str, Any], field: str, message: str
) -> None:
    body = a_body()
    gift = {"money_vnd": 50_000_000, "given_on": "2021-09-01", "receiver": "MTTQ tỉnh"}
    body["nominations"][0] |= {"gift": gift}
    body["nominations"][0][part] |= typed

    answer = await served.submit(body)

    assert answer.status_code == 422
    found = {error["field"]: error["message"] for error in answer.json()["errors"]}
    assert found[f"nominations[0].{part}.{field}"].startswith(message)


async def test_an_empty_text_where_nothing_must_be_is_nothing(served: Served) -> None:
    body = a_body(gift="")
    body["petition"] |= {"addressed_to": ""}
    body["nominations"][0]["nominee"] |= {"identity_number": "", "place": {"commune": "", "text": "Hà Nội"}}
    body["nominations"][0]["earlier_awards"] = [{"form": "Giấy khen", "decided_on": ""}]

    taken = await served.submit(body)
    asked = await served.get("/api/v1/dossiers?status=&award_form=&submitted_from=&submitted_to=&after=")

    assert taken.status_code == 201, taken.text
    assert asked.status_code == 200, asked.text


@pytest.mark.parametrize("query", ["limit=1.0", "limit=1_0", "limit=+1", "submitted_from=0", "submitted_to=1633305600"])
async def test_a_query_is_read_strictly(served: Served, query: str) -> None:
    assert (await served.get(f"/api/v1/dossiers?{query}")).status_code == 422


async def test_a_wrong_movement_hides_no_other_mistake(served: Served) -> None:
    body = a_body()
    body["petition"] |= {"movement": "khac", "number": ""}
    body["nominations"][0]["nominee"] |= {"birth_date": "2999-01-01", "place": {"commune": "99999"}}

    answer = await served.submit(body)

    fields = {error["field"] for error in answer.json()["errors"]}
    assert answer.status_code == 422
    assert {"petition.movement", "petition.number", "nominations[0].nominee.birth_date"} <= fields
    assert "nominations[0].nominee.place.commune" in fields
    assert "nominations[0].award_form" not in fields


async def test_a_letter_drawn_alike_makes_nobody_somebody_else(served: Served) -> None:
    body = a_body()
    body["petition"]["signer"] = {"name": "Đặng Thị Mẫu", "position": "Giám đốc"}
    body["nominations"][0]["nominee"] |= {"name": "\u00d0ặng Thị Mẫu", "position": ""}

    answer = await served.submit(body)

    assert answer.status_code == 422
    assert "không tự đề nghị" in answer.json()["errors"][0]["message"]


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b"null"])
async def test_what_is_no_dossier_at_all_is_refused(served: Served, content: bytes) -> None:
    headers = await served.signed_in("nop.doan-yen-phu")
    headers |= {"Idempotency-Key": uuid4().hex, "Content-Type": "application/json"}

    answer = await served.client.post("/api/v1/dossiers", content=content, headers=headers)

    assert answer.status_code in {400, 422}
    assert answer.headers["content-type"] == "application/problem+json"


async def test_over_16_mib_is_413(served: Served) -> None:
    headers = await served.signed_in("nop.doan-yen-phu")
    headers |= {"Idempotency-Key": uuid4().hex, "Content-Type": "application/json"}

    answer = await served.client.post("/api/v1/dossiers", content=b" " * (16 * 1024 * 1024 + 1), headers=headers)

    assert answer.status_code == 413


async def test_without_a_token_it_is_401_and_for_others_403(served: Served) -> None:
    anonymous = await served.client.post("/api/v1/dossiers", json=a_body(), headers={"Idempotency-Key": "k"})
    officer = await served.submit(a_body(), by="chuyen-vien.xa-yen-phu")

    assert anonymous.status_code == 401
    assert officer.status_code == 403


async def test_a_dossier_and_its_nominations_are_shown_to_their_unit(served: Served) -> None:
    receipt = (await served.submit(a_body())).json()
    [accepted] = receipt["nominations"]

    dossier = (await served.get(f"/api/v1/dossiers/{receipt['number']}")).json()
    shown = await served.get(f"/api/v1/nominations/{accepted['id']}")
    listed = (await served.get(f"/api/v1/dossiers?search={receipt['number']}")).json()
    nominations = (await served.get(f"/api/v1/dossiers/{receipt['id']}/nominations")).json()

    assert dossier["total"] == 1
    assert dossier["nominations"][0]["status_text"] == "đang xét"
    assert shown.headers["ETag"] == '"1"'
    nomination = shown.json()
    assert [step["state"] for step in nomination["route"]] == ["dang-xet", "chua-den"]
    assert [(entry["fact"], entry["text"]) for entry in nomination["history"]] == [
        ("received", "Đã tiếp nhận, chuyển UBND xã Yên Phú")
    ]
    assert [item["id"] for item in listed["items"]] == [receipt["id"]]
    assert nominations["items"] == dossier["nominations"]


async def test_others_do_not_learn_of_it(served: Served) -> None:
    receipt = (await served.submit(a_body())).json()
    identity = receipt["nominations"][0]["id"]

    for by in ("nop.thcs-yen-phu", "chuyen-vien.thi-tran-yen-my", "van-hanh"):
        assert (await served.get(f"/api/v1/nominations/{identity}", by)).status_code == 404
        assert (await served.get(f"/api/v1/dossiers/{receipt['id']}", by)).status_code == 404
    assert (await served.get(f"/api/v1/nominations/{identity}", "chuyen-vien.xa-yen-phu")).status_code == 200


async def test_a_withdrawal_is_accepted_and_its_version_respected(served: Served) -> None:
    identity = (await served.submit(a_body())).json()["nominations"][0]["id"]
    path, headers = f"/api/v1/nominations/{identity}/withdrawal", await served.signed_in("nop.doan-yen-phu")

    outdated = await served.client.post(path, json={"reason": "Nhầm"}, headers=headers | {"If-Match": '"7"'})
    asked = await served.client.post(path, json={"reason": "Nhầm"}, headers=headers | {"If-Match": '"1"'})
    silent = await served.client.post(path, json={"reason": " "}, headers=headers)

    assert outdated.status_code == 409
    assert outdated.json()["version"] == 1
    assert (asked.status_code, asked.json()["status"]) == (202, "dang-rut")
    assert asked.headers["ETag"] == '"2"'
    assert silent.status_code == 422


async def test_a_supplement_that_nobody_asked_for_is_409(served: Served) -> None:
    body = a_body()
    identity = (await served.submit(body)).json()["nominations"][0]["id"]

    answer = await served.client.post(
        f"/api/v1/nominations/{identity}/supplement",
        json={"content": body["nominations"][0], "note": "Thêm"},
        headers=await served.signed_in("nop.doan-yen-phu"),
    )

    assert answer.status_code == 409
    assert answer.json()["nomination_status"] == "dang-xet"


async def test_the_description_holds_examples_that_are_accepted(served: Served) -> None:
    description = (await served.client.get("/openapi.json")).json()

    operation = description["paths"]["/api/v1/dossiers"]["post"]
    examples = operation["requestBody"]["content"]["application/json"]["examples"]
    assert set(examples) == {"bang-khen", "giay-khen"}
    for unit in UNITS:
        kept = await served.client.post(
            "/api/v1/attachments?name=to-trinh.pdf", content=PAPER.read_bytes(), headers=await served.signed_in(unit)
        )
        assert kept.status_code == 201
    answers = await asyncio.gather(
        served.submit(examples["bang-khen"]["value"], by="nop.ttyt-yen-my"),
        served.submit(examples["giay-khen"]["value"]),
    )
    assert [answer.status_code for answer in answers] == [201, 201]
    assert operation["responses"]["201"]["content"]["application/json"]["schema"]["$ref"].endswith("/ReceiptView")
    [receipt] = description["components"]["schemas"]["ReceiptView"]["examples"]
    assert receipt.keys() == answers[1].json().keys()


async def test_it_is_ready_with_all_its_parts(served: Served) -> None:
    answer = await served.client.get("/health/ready")

    assert answer.json() == {
        "status": "ok",
        "parts": {"running": True, "database": True, "relay": True, "consumer": True},
    }


@pytest.mark.parametrize(
    "place", ["", "petition", "nominations.0", "nominations.0.nominee", "nominations.0.achievement"]
)
async def test_a_misspelt_name_is_told_rather_than_lost(served: Served, place: str) -> None:
    body = a_body()
    inner: Any = body
    for step in filter(None, place.split(".")):
        inner = inner[int(step) if step.isdigit() else step]
    inner["truy_tangg"] = True

    answer = await served.submit(body)

    assert answer.status_code == 422
    assert [each["field"].rpartition(".")[2] for each in answer.json()["errors"]] == ["truy_tangg"]
