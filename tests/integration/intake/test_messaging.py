"""Intake and the broker: work goes out to the first level, facts come in and are said on, strangers' are parked."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from shared.events.cases import CaseEvent, CaseForwarded, CaseOpened, CaseReferred
from shared.events.content import AuthorityRef
from shared.events.mails import Covered, MailSent
from shared.events.words import Level, StepRole
from tests.integration.intake.served import Served, until
from tests.integration.intake.test_api import a_body
from tests.unit.intake.samples import LONGER_SLIP

YEN_PHU = AuthorityRef(code="33.327.12079", name="Ủy ban nhân dân xã Yên Phú", level=Level.COMMUNE)


def fact(kind: type[CaseEvent], identity: str, version: int, **more: object) -> CaseEvent:
    about = {
        "nomination_id": identity,
        "version": version,
        "step": 1,
        "level": Level.COMMUNE,
        "role": StepRole.APPRAISE,
        "authority": YEN_PHU,
        "at": datetime.now(UTC),
    }
    return kind.model_validate(about | more)


async def shown(served: Served, identity: str) -> dict[str, Any]:
    answer: dict[str, Any] = (await served.get(f"/api/v1/nominations/{identity}")).json()
    return answer


async def test_work_reaches_the_level_and_the_receipt_the_notifier(served: Served) -> None:
    receipt = (await served.submit(a_body())).json()

    message = await served.taken_about("appraisal.commune", "appraisal-commune", receipt["nominations"][0]["id"])
    await served.taken_about("notifier.facts", "notifier", receipt["id"])

    assert (message.routing_key, message.user_id, message.type) == ("intake.commune", "intake", "work.handed_over.v1")


async def test_a_levels_fact_is_applied_and_the_outbox_runs_empty(served: Served) -> None:
    identity = (await served.submit(a_body())).json()["nominations"][0]["id"]

    await served.tell(fact(CaseOpened, identity, 1, due_on=date(2030, 1, 2)), "appraisal-commune")
    await served.tell(fact(CaseForwarded, identity, 2, next_step=2, note="Đồng ý"), "appraisal-commune")

    after = await until(lambda: shown(served, identity), lambda one: one["version"] == 3)
    assert {entry["fact"] for entry in after["history"]} == {"received", "opened", "forwarded"}
    assert [step["state"] for step in after["route"]] == ["da-xong", "dang-xet"]
    assert after["route"][0]["expected_on"] == "2030-01-02"


async def test_a_fact_told_by_another_level_is_parked(served: Served) -> None:
    identity = (await served.submit(a_body())).json()["nominations"][0]["id"]

    await served.tell(fact(CaseOpened, identity, 1, due_on=date(2030, 1, 2)), "appraisal-district")

    [parked] = await served.taken("intake.facts.parked", "operator")
    assert "does not serve commune" in str(parked.headers["thidua-reason"])
    assert (await shown(served, identity))["version"] == 1


async def test_a_referral_while_being_withdrawn_asks_the_new_levels(served: Served) -> None:
    identity = (await served.submit(a_body())).json()["nominations"][0]["id"]
    path = f"/api/v1/nominations/{identity}/withdrawal"
    await served.client.post(path, json={"reason": "Nộp nhầm"}, headers=await served.signed_in("nop.doan-yen-phu"))

    referral = fact(
        CaseReferred,
        identity,
        2,
        follows=0,
        award_form="bang-khen-tinh",
        reason="Cao hơn",
        slip=LONGER_SLIP,
        next_step=3,
    )
    await served.tell(referral, "appraisal-commune")

    await served.taken_about("appraisal.province", "appraisal-province", identity)
    assert (await shown(served, identity))["status"] == "dang-rut"


async def test_a_mail_is_listed_without_a_new_version(served: Served) -> None:
    receipt = (await served.submit(a_body())).json()
    identity = receipt["nominations"][0]["id"]

    mail = MailSent(
        mail_id=f"{identity}:1:acc",
        version=3,
        dossier_id=UUID(receipt["id"]),
        recipient="unit",
        subject="Đã tiếp nhận hồ sơ",
        covers=(Covered(nomination_id=UUID(identity), version=1), Covered(version=1)),
        at=datetime.now(UTC),
    )
    await served.tell(mail, "notifier")

    after = await until(lambda: shown(served, identity), lambda one: one["mails"])
    assert [(one["subject"], one["state"]) for one in after["mails"]] == [("Đã tiếp nhận hồ sơ", "sent")]
    assert after["version"] == 1
