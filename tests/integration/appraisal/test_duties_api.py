"""One account with all roles at a commune, over the API: warned of and recorded, and never deciding its own work."""

from dataclasses import replace
from uuid import uuid4

import pytest

from services.appraisal.domain.case import Case, CaseKey, CaseState
from shared.events.content import DutyDone
from shared.events.words import CaseDuty
from shared.identity.viewer import Role
from tests.chains import is_whole
from tests.integration.appraisal.parts import BULK, CASES, CLERK, DECISIONS, HEAD, AppraisalParts, viewer
from tests.unit.appraisal.samples import YEN_PHU, opened, work

ONE_HAND = viewer(Role.SUBMITTER, Role.OFFICER, Role.HEAD, Role.CLERK, name="Bùi Mẫu Tay")
HELPER = replace(
    viewer(Role.HEAD, Role.OFFICER, Role.CLERK, name="Vũ Mẫu Giúp"),
    authorities=frozenset({"33.so-noi-vu", YEN_PHU.code}),
    lent=frozenset({YEN_PHU.code}),
)
FORWARD = {"outcome": "forward", "text": "Đủ điều kiện."}


async def submitted(parts: AppraisalParts, step: int = 1) -> Case:
    """A case of a dossier that the one account handed in; each nominee is somebody else."""
    case = opened(work(step, nomination=uuid4()))
    named = case.content.nominee.model_copy(update={"name": f"Người {uuid4().hex}", "identity_number": None})
    return await parts.put(
        replace(
            case,
            dossier=case.dossier.model_copy(update={"submitter": ONE_HAND.account}),
            content=case.content.model_copy(update={"nominee": named}),
        )
    )


async def test_a_proposal_on_ones_own_dossier_is_warned_of(parts: AppraisalParts) -> None:
    case = await submitted(parts)

    proposed = await parts.ask(ONE_HAND, "PUT", f"{CASES}/{case.key}/proposal", FORWARD)
    seen = await parts.ask(HEAD, "GET", f"{CASES}/{case.key}")

    assert proposed.status_code == 200, proposed.text
    for answer in (proposed, seen):
        (warning,) = answer.json()["duty_warnings"]
        assert (warning["code"], warning["version"]) == ("submit-propose", 2)
        assert "vừa nộp hồ sơ vừa đề xuất xử lý" in warning["message"]
        assert [entry["combined"] for entry in answer.json()["history"]] == [[], ["submit-propose"]]
    assert is_whole(await parts.case(case.key))


@pytest.mark.parametrize("body", [FORWARD, {"confirm": True}, {"outcome": "decline", "text": "Không."}])
async def test_the_outcome_on_ones_own_dossier_is_refused(parts: AppraisalParts, body: dict[str, object]) -> None:
    case = await submitted(parts)
    await parts.ask(ONE_HAND, "PUT", f"{CASES}/{case.key}/proposal", FORWARD)

    refused = await parts.outcome(ONE_HAND, case, body, 2)

    assert refused.status_code == 403, refused.text
    assert "Chuyển cho thủ trưởng hoặc cấp phó được ủy quyền khác của UBND xã Yên Phú" in refused.json()["detail"]
    assert (await parts.case(case.key)).state is CaseState.OPEN
    assert (await parts.outcome(HEAD, case, {"confirm": True}, 2)).status_code == 200


async def test_an_act_over_many_tells_warnings_and_refusals_by_case(parts: AppraisalParts) -> None:
    cases = [await submitted(parts), await parts.open()]

    tried = await parts.bulk(ONE_HAND, cases, kind="proposal", text="Đủ.", dry_run=True)
    done = await parts.bulk(ONE_HAND, cases, "k-1", kind="proposal", text="Đủ.")
    again = await parts.bulk(ONE_HAND, cases, "k-1", kind="proposal", text="Đủ.")
    shown = await parts.ask(HEAD, "GET", f"{BULK}/{done.json()['id']}")
    mine = [await parts.case(case.key) for case in cases]
    decided = await parts.bulk(ONE_HAND, mine, "k-2")

    assert (tried.status_code, done.status_code) == (200, 201), done.text
    for answer in (tried, done, again, shown):
        warned = [[each["code"] for each in item["duty_warnings"]] for item in answer.json()["items"]]
        assert warned == [["submit-propose"], []]
    assert [item["result"] for item in decided.json()["items"]] == ["refused", "refused"]
    assert {(await parts.case(case.key)).state for case in cases} == {CaseState.OPEN}


async def test_recording_warns_beforehand_in_the_answer_and_the_case(parts: AppraisalParts) -> None:
    own, other = await parts.approve(2)
    done = (DutyDone(duty=CaseDuty.PROPOSE, account=ONE_HAND.account),)
    await parts.database["cases"].update_one(
        {"_id": str(own.key)}, {"$set": {"done": [each.model_dump(mode="json") for each in done]}}
    )
    body = {
        "number": "30/QĐ-UBND",
        "issued_on": "2021-10-05",
        "signatory": {"name": "Lê Văn Chủ", "position": "Chủ tịch"},
        "case_ids": [str(own.key), str(other.key)],
    }
    headers = {"Idempotency-Key": "k-1"}

    tried = await parts.ask(ONE_HAND, "POST", DECISIONS, body | {"dry_run": True}, headers=headers)
    signed = {"name": ONE_HAND.name, "position": "Chủ tịch"}
    refused = await parts.ask(ONE_HAND, "POST", DECISIONS, body | {"signatory": signed}, headers=headers)
    made = await parts.ask(ONE_HAND, "POST", DECISIONS, body, headers=headers)
    read = await parts.ask(CLERK, "GET", f"{DECISIONS}/{made.json()['id']}")

    warned = [[each["code"] for each in item["duty_warnings"]] for item in tried.json()["items"]]
    assert warned == [["propose-record"], []]
    assert refused.status_code == 422, refused.text
    assert [error["field"] for error in refused.json()["errors"]] == ["signatory.name"]
    assert made.status_code == 201, made.text
    for answer in (made, read):
        (found,) = answer.json()["duty_warnings"]
        assert (found["case_id"], found["code"]) == (str(own.key), "propose-record")
    cases = [await parts.case(key) for key in (own.key, other.key)]
    assert [case.history[-1].combined for case in cases] == [("propose-record",), ()]
    assert all(is_whole(case) for case in cases)


async def test_a_helping_body_prepares_and_records_and_does_not_decide(parts: AppraisalParts) -> None:
    case = await parts.open()

    proposed = await parts.ask(HELPER, "PUT", f"{CASES}/{case.key}/proposal", FORWARD)
    refused = await parts.outcome(HELPER, case, FORWARD, 2)
    (approved,) = await parts.approve(1)
    recorded = await parts.record(HELPER, "31/QĐ-UBND", [approved])

    assert proposed.status_code == 200, proposed.text
    assert refused.status_code == 403, refused.text
    assert "không quyết định thay" in refused.json()["detail"]
    assert (await parts.case(case.key)).state is CaseState.OPEN
    assert recorded.status_code == 201, recorded.text


async def test_a_case_stored_before_there_were_duties_is_read(parts: AppraisalParts) -> None:
    case = await parts.open()
    drop = {"done": "", "history.0.combined": ""}
    await parts.database["cases"].update_one({"_id": str(case.key)}, {"$unset": drop})

    read = await parts.case(CaseKey.parse(str(case.key)))

    assert (read.done, read.history[0].combined) == ((), ())
    assert is_whole(read)
