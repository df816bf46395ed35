"""A confidential nomination on a real database: who finds it by name, opens its files, and reads who looked."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from services.intake.adapters.disclosures import MongoDisclosures
from services.intake.application.ports import Filters
from services.intake.domain.disclosures import MOST_LOOKS, Disclosure
from services.intake.domain.dossier import Dossier
from shared.events.cases import CaseReferred
from shared.events.content import NominationContent
from shared.identity.viewer import Role
from shared.refusals import InvalidError, TooManyError
from tests.integration.intake.office import OFFICER, SUBMITTER, Office, named
from tests.integration.intake.served import Served
from tests.integration.intake.test_api import a_body
from tests.integration.intake.test_showing import DEPARTMENT
from tests.unit.intake.samples import NOW, YEN_PHU, case_fact

NAME, INITIALS = "Đặng Ẩn Mẫu Khuất", "Đ.Ẩ.M.K."
CLERK = replace(OFFICER, account="acc-7", roles=frozenset({Role.CLERK}))
ROUTE = "/api/v1/nominations/{id}/identity-number/looks"


def kept() -> NominationContent:
    return named(NAME).model_copy(update={"consent": False, "confidential": True})


async def found(office: Office, dossier: Dossier, viewer: object, text: str) -> list[str]:
    page = await office.list_nominations(viewer, dossier.id, Filters(text=text), None, 10)  # type: ignore[arg-type]
    return [line.name for line in page.items]


async def test_those_alone_who_may_be_told_find_it_by_name(office: Office) -> None:
    dossier = await office.submitted("k1", kept())
    number = (await office.nomination(dossier.nomination_ids[0])).number

    for text in (NAME, "khuat", "Trạm Y tế"):
        assert await found(office, dossier, SUBMITTER, text) == [NAME]
        assert await found(office, dossier, OFFICER, text) == [NAME]
        assert await found(office, dossier, CLERK, text) == []
    assert await found(office, dossier, CLERK, number) == [INITIALS]
    assert await found(office, dossier, CLERK, "") == [INITIALS]


async def test_an_authority_finds_it_by_name_once_its_step_has_come(office: Office) -> None:
    dossier = await office.submitted("k1", kept())
    await office.applied(case_fact(CaseReferred, await office.nomination(dossier.nomination_ids[0])))
    nomination = await office.nomination(dossier.nomination_ids[0])

    reached = {step.authority.code for step in nomination.slip if step.step <= 3}
    assert (await office.stored("nominations"))[0]["near"] == sorted(reached)
    seen = await office.show_nomination(DEPARTMENT, nomination.id)
    assert (seen.content.nominee.name == NAME) is ("33.so-y-te" in reached)


async def test_neither_order_nor_mark_of_a_list_tells_the_name(office: Office) -> None:
    await office.submitted("k1", kept())

    [stored] = await office.stored("nominations")

    assert stored["sort_name"] == INITIALS
    assert "khuat" not in stored["search"]


async def test_those_of_before_are_kept_like_new(office: Office) -> None:
    dossier = await office.submitted("k1", kept())
    bare = {"$set": {"search": "dang an mau khuat", "sort_name": NAME}, "$unset": {"near": "", "search_near": ""}}
    await office.database["nominations"].update_one({}, bare)
    assert await found(office, dossier, CLERK, "khuat") == [INITIALS]

    await office.nominations.ensure_indexes()

    assert await found(office, dossier, CLERK, "khuat") == []
    assert await found(office, dossier, OFFICER, "khuat") == [NAME]
    assert (await office.stored("nominations"))[0]["sort_name"] == INITIALS


async def test_what_is_told_of_it_has_initials(office: Office) -> None:
    dossier = await office.submitted("k1", kept())

    [receipt] = (await office.stored("dossiers", {"_id": dossier.id}))[0]["outbox"]

    assert INITIALS in receipt["body"].decode()
    assert NAME not in receipt["body"].decode()


async def test_another_unit_s_finding_does_not_tell_of_it(office: Office) -> None:
    await office.submitted("first", kept())
    await office.submitted("second", named(NAME))

    [work] = (await office.stored("nominations"))[1]["outbox"]

    assert NAME in work["body"].decode()
    assert "trung-dang-xet" not in work["body"].decode()


async def test_it_is_alone_in_its_dossier(office: Office) -> None:
    with pytest.raises(InvalidError) as refusal:
        await office.submitted("k1", named("Nguyễn Thị Ấn"), kept())

    assert [one.field for one in refusal.value.problems] == ["nominations[1].confidential"]


async def test_no_more_looks_than_an_hour_s_share_are_kept(office: Office) -> None:
    looks = MongoDisclosures(office.database)
    await looks.ensure_indexes()

    def a_look(minutes: int = 0, account: str = "a") -> Disclosure:
        return Disclosure(uuid4(), uuid4(), YEN_PHU, account, "vì sao", NOW + timedelta(minutes=minutes))

    answers = await asyncio.gather(*(looks.add(a_look()) for _ in range(MOST_LOOKS + 5)), return_exceptions=True)

    refused = [one for one in answers if one is not None]
    assert [type(one) for one in refused] == [TooManyError] * 5
    assert len(await office.stored("looks")) == MOST_LOOKS
    await looks.add(a_look(account="b"))
    await looks.add(a_look(minutes=60))


async def test_an_officer_is_shown_the_number_and_the_unit_reads_why(served: Served) -> None:
    body = a_body()
    body["nominations"][0]["nominee"]["identity_number"] = "033190001234"
    receipt = (await served.submit(body)).raise_for_status().json()
    path = ROUTE.format(id=receipt["nominations"][0]["id"])
    officer = await served.signed_in("chuyen-vien.xa-yen-phu")
    reason = {"reason": "Đối chiếu với căn cước bản gốc."}

    shown = await served.client.post(path, json=reason, headers=officer)
    seen = await served.get(path.removesuffix("/identity-number/looks"), "chuyen-vien.xa-yen-phu")
    told = await served.get(path)

    assert shown.status_code == 200, shown.text
    assert shown.json()["identity_number"] == "033190001234"
    assert seen.json()["content"]["nominee"]["identity_number"] == "0331••••••34"
    assert [(one["authority"]["name"], one["reason"]) for one in told.json()["items"]] == [
        ("UBND xã Yên Phú", reason["reason"])
    ]
    assert "chuyen-vien" not in told.text


async def test_trivial_reasons_and_strangers_are_refused(served: Served) -> None:
    receipt = (await served.submit(a_body())).raise_for_status().json()
    path = ROUTE.format(id=receipt["nominations"][0]["id"])

    async def asked(by: str, reason: str) -> int:
        return (await served.client.post(path, json={"reason": reason}, headers=await served.signed_in(by))).status_code

    assert await asked("chuyen-vien.xa-yen-phu", "xem") == 422
    assert await asked("chuyen-vien.so-y-te", "Đối chiếu với bản gốc.") == 404
    assert await asked("nop.thcs-yen-phu", "Đối chiếu với bản gốc.") == 404
    assert (await served.get(path, "chuyen-vien.xa-yen-phu")).status_code == 403
