"""One account with every role at a commune, and helpers of the Prime Minister: warned, recorded, and never deciding."""

import json
from typing import Any
from uuid import uuid4

from pydantic import JsonValue

from ops.demo.catalogue import DOCTOR, PRIME_MINISTER
from ops.demo.desks import rule, submit, wait_for_case, wait_for_status
from ops.demo.dossiers import today, volunteer
from ops.demo.people import Office, Person
from tests.journey.acts import APPROVE, COMMUNE, FORWARD
from tests.journey.test_runbook import thidua
from tests.running import System

_FORBIDDEN = 403
_ROLES = "--role submitter --role officer --role head --role clerk"
_WHERE = "--unit 33.327.12079.doan-thanh-nien --authority 33.327.12079"


async def test_one_account_does_all_but_decide(system: System, office: Office) -> None:
    one, head = await _one_hand(system, office), await office.person(COMMUNE.head)
    nomination = (await submit(office, one.username, volunteer())).nominations[0].id

    for step, verdict in ((1, FORWARD), (2, APPROVE)):
        path = f"{COMMUNE.cases}/{nomination}:{step}"
        await wait_for_case(one, path)
        proposed = await one.do(f"{path}/proposal", verdict, method="PUT")
        version = proposed.json()["version"]
        assert _codes(proposed.json()) == ["submit-propose"]
        refused = await one.ask(f"{path}/outcome", verdict, version=version)
        many = await one.do(f"/api/v1/levels/{COMMUNE.level}/bulk", _confirming(path, version), key=str(uuid4()))
        assert refused.status_code == _FORBIDDEN, refused.text
        assert "khác của UBND xã Yên Phú" in refused.json()["detail"]
        assert [item["result"] for item in many.json()["items"]] == ["refused"]
        await head.do(f"{path}/outcome", {"confirm": True}, version=version)

    decision = _decision(head.name, f"{nomination}:2")
    tried = await one.do(COMMUNE.decisions, decision | {"dry_run": True}, key=str(uuid4()))
    recorded = await one.do(COMMUNE.decisions, decision, key=str(uuid4()))
    await wait_for_status(one, nomination, "da-khen-thuong")
    seen = (await head.do(f"{COMMUNE.cases}/{nomination}:2", method="GET")).json()

    expected = ["submit-record", "propose-record"]
    assert _codes(tried.json()["items"][0]) == _codes(recorded.json()) == expected
    assert _codes(seen) == ["submit-propose", *expected]
    assert all(warning["message"] for warning in seen["duty_warnings"])


async def test_home_affairs_records_for_the_prime_minister_only(office: Office) -> None:
    taken = await submit(office, DOCTOR.submitter, DOCTOR.submission())
    nomination = taken.nominations[0].id
    *before, last = DOCTOR.stops
    for stop in before:
        await rule(office, stop.desk, f"{nomination}:{stop.step}", stop.verdict)
    path = f"{PRIME_MINISTER.cases}/{nomination}:{last.step}"
    officer = await office.person("chuyen-vien.so-noi-vu")
    await wait_for_case(officer, path)
    version = (await officer.do(f"{path}/proposal", last.verdict, method="PUT")).json()["version"]

    for username in ("pho.so-noi-vu", "lanh-dao.so-noi-vu"):
        helper = await office.person(username)
        assert (await helper.do(path, method="GET")).json()["state"] == "open"
        refused = await helper.ask(f"{path}/outcome", last.verdict, version=version)
        assert refused.status_code == _FORBIDDEN, (username, refused.text)
        assert "không quyết định thay" in refused.json()["detail"]
    approved = await (await office.person(PRIME_MINISTER.head)).do(
        f"{path}/outcome", {"confirm": True}, version=version
    )
    clerk = await office.person("van-thu.so-noi-vu")
    recorded = await clerk.do(
        PRIME_MINISTER.decisions, _decision("Nguyễn Mẫu An", f"{nomination}:{last.step}", "TTg"), key=str(uuid4())
    )

    assert approved.json()["state"] == "approved"
    assert recorded.json()["authority"]["code"] == "00.thu-tuong"


async def _one_hand(system: System, office: Office) -> Person:
    """A new account that submits for the youth union and has every role at the commune."""
    username = f"mot-tay-{uuid4().hex[:8]}"
    added = await thidua(
        system, f"account add <username> --name <name> {_ROLES} {_WHERE} --json", username=username, name="Bùi Mẫu Tay"
    )
    assert added.exit_code == 0, added.output
    given, own = json.loads(added.stdout)["password"], f"của riêng {uuid4().hex}"
    person = await office.person(username, given)
    await person.do("/api/v1/account/password", {"old_password": given, "new_password": own})
    return person


def _codes(answer: dict[str, Any]) -> list[str]:
    return [warning["code"] for warning in answer["duty_warnings"]]


def _confirming(path: str, version: int) -> dict[str, JsonValue]:
    case_id = path.rpartition("/")[2]
    return {"kind": "outcome", "confirm": True, "cases": [{"case_id": case_id, "version": version}]}


def _decision(signatory: str, case_id: str, sign: str = "UBND") -> dict[str, JsonValue]:
    return {
        "number": f"{uuid4().int % 99_999}/QĐ-{sign}",
        "issued_on": today().isoformat(),
        "signatory": {"name": signatory, "position": "Chủ tịch"},
        "case_ids": [case_id],
    }
