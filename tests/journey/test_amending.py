"""A decision corrected, recorded by mistake, recorded anew and taken back: what the unit sees and is mailed."""

from uuid import uuid4

from pydantic import JsonValue

from ops.demo.desks import record_decision
from ops.demo.dossiers import today
from ops.demo.people import Office
from ops.demo.views import Decision
from tests.journey.acts import APPROVE, COMMUNE, FORWARD, YOUTH, Nomination, decide, happened, submitted, told
from tests.running import System

_SIGNATORY: dict[str, JsonValue] = {"name": "Nguyễn Văn Mẫu", "position": "Chủ tịch"}
_FACTS = ["forwarded", "approved", "awarded", "award_corrected", "award_undone", "awarded", "award_annulled"]


async def test_a_decision_is_corrected_recorded_anew_and_taken_back(system: System, office: Office) -> None:
    taken = (await submitted(office)).nominations[0]
    case = f"{taken.id}:2"
    await decide(office, COMMUNE, f"{taken.id}:1", FORWARD)
    await decide(office, COMMUNE, case, APPROVE)
    wrong, right = f"{uuid4().int % 10**9}/QĐ-UBND", f"{uuid4().int % 10**9}/QĐ-UBND"

    _, first = await record_decision(office, COMMUNE, wrong, [case])
    await happened(office, YOUTH, taken.id, "awarded")
    corrected = await _corrected(office, first, right)
    seen = await happened(office, YOUTH, taken.id, "award_corrected")
    assert (seen.status, seen.ending("award_corrected").details["decision_number"]) == ("da-khen-thuong", right)

    await _annulled(office, corrected, {"kind": "ghi-nham", "reason": "Ghi nhầm danh sách."})
    assert (await happened(office, YOUTH, taken.id, "award_undone")).status == "da-duyet"
    _, second = await record_decision(office, COMMUNE, right, [case])
    paper: JsonValue = {"number": f"TH-{wrong}", "issued_on": today().isoformat(), "signatory": _SIGNATORY}
    why: dict[str, JsonValue] = {"reason": "Kê khai không đúng thành tích.", "basis": "Luật Thi đua, Khen thưởng"}
    await _annulled(office, second, {"kind": "thu-hoi", "paper": paper, **why})

    seen = await happened(office, YOUTH, taken.id, "award_annulled")
    assert (seen.status, _of_award(seen)) == ("da-thu-hoi", _FACTS[2:])
    heard = await told(system, taken.number, _FACTS)
    assert set(map(tuple, heard.values())) == {tuple(_FACTS)}


def _of_award(seen: Nomination) -> list[str]:
    return [fact for fact in seen.facts if fact.startswith("award")]


async def _corrected(office: Office, decision: Decision, number: str) -> Decision:
    change: JsonValue = {"field": "so-quyet-dinh", "value": number}
    return await _amended(
        office, decision, "corrections", {"kind": "ghi-sai", "reason": "Nhập nhầm số.", "changes": [change]}
    )


async def _annulled(office: Office, decision: Decision, body: dict[str, JsonValue]) -> Decision:
    return await _amended(office, decision, "annulments", body)


async def _amended(office: Office, decision: Decision, what: str, body: dict[str, JsonValue]) -> Decision:
    clerk = await office.person("van-thu.xa-yen-phu")
    path = f"{COMMUNE.decisions}/{decision.id}"
    response = await clerk.do(f"{path}/{what}", body, key=str(uuid4()), version=decision.version)
    return Decision.model_validate_json(response.content)
