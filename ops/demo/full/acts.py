"""What people do with one nomination of the full demo, each step only where it has not been done yet."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

import httpx
from pydantic import JsonValue

from ops.demo.desks import Desk, nomination, wait_for_case, wait_for_status
from ops.demo.full.plan import PlannedNomination, Stage
from ops.demo.full.ways import DESKS
from ops.demo.people import Office, Person, RefusedError, Shown
from ops.demo.views import Nomination
from ops.demo.waiting import until
from shared.directory.demo import demo_account_id

_TRIES = 4
_CASE_SECONDS = 90
_OPEN = "open"
_FORWARD: Mapping[str, JsonValue] = {"outcome": "forward", "text": "Hồ sơ đủ thành phần, thành tích rõ; đề nghị xét."}
_APPROVE: Mapping[str, JsonValue] = {"outcome": "approve", "text": "Đồng ý khen thưởng."}
_DECLINE: Mapping[str, JsonValue] = {
    "outcome": "decline",
    "reason_code": "khong-du-tieu-chuan",
    "text": "Thành tích nêu trong báo cáo thuộc nhiệm vụ thường xuyên.",
}
_RETURN: Mapping[str, JsonValue] = {
    "outcome": "return",
    "text": "Đề nghị đơn vị hoàn thiện hồ sơ.",
    "missing": [
        {"section": "Thành tích", "message": "Nêu rõ số liệu của từng tháng và kết quả so với trước."},
        {"section": "Tài liệu kèm theo", "message": "Gửi báo cáo thành tích có xác nhận của đơn vị quản lý."},
    ],
}
_REFER: Mapping[str, JsonValue] = {
    "outcome": "refer",
    "award_form": "bang-khen-tinh",
    "text": "Thành tích có ảnh hưởng trong toàn huyện, xứng đáng Bằng khen của Chủ tịch UBND tỉnh.",
}
_SEND_BACK: Mapping[str, JsonValue] = {
    "send_back": True,
    "text": "Nêu rõ vì sao thành tích vượt nhiệm vụ được giao.",
}
_QUESTION = "Đề nghị đơn vị cho biết người được đề nghị đã được khen thưởng lần nào cho thành tích này chưa."
_ANSWER = "Đơn vị đã rà soát: người được đề nghị chưa được khen thưởng lần nào cho thành tích này."
_MORE = " Số liệu từng tháng và kết quả so với trước đã được đơn vị quản lý xác nhận trong báo cáo kèm theo."


class _Note(Shown):
    sender: str


class _Notes(Shown):
    items: tuple[_Note, ...]


class _Proposal(Shown):
    sent_back: str | None = None


class _Case(Shown):
    version: int
    state: str
    proposal: _Proposal | None = None
    claim: JsonValue = None
    assignment: JsonValue = None
    round: int = 1


class _Version(Shown):
    version: int


@dataclass(frozen=True)
class Standing:
    """A nomination in the system: its plan, its id and number, and who proposed it."""

    planned: PlannedNomination
    id: str
    submitter: str
    seen: Nomination

    def desk(self, step: int) -> Desk:
        """Whose people do that step."""
        [found] = [each for each in self.seen.route if each.step == step]
        return DESKS[found.level, found.authority.code]

    def authority(self, step: int) -> str:
        """The code of the authority of that step."""
        return next(each.authority.code for each in self.seen.route if each.step == step)

    def case(self, step: int) -> str:
        """How the level calls it at that step."""
        return f"{self.id}:{step}"

    def path(self, step: int) -> str:
        """Where its case at that step is."""
        return f"{self.desk(step).cases}/{self.case(step)}"


async def bring(office: Office, standing: Standing) -> None:
    """The nomination, lived through as far as it is planned.

    Raises:
        RefusedError: The system refused something that it must allow.
        NotInTimeError: Something did not arrive.
    """
    for step in range(1, standing.planned.step):
        await _rule(office, standing, step, _FORWARD)
    act = _ACTS.get(standing.planned.stage)
    if act is None:
        await _case(office, standing, standing.planned.step)
    else:
        await act(office, standing)


async def _case(office: Office, standing: Standing, step: int) -> _Case:
    head = await _head(office, standing, step)
    path = standing.path(step)
    await wait_for_case(head, path, seconds=_CASE_SECONDS)
    return _Case.model_validate_json((await head.do(path, method="GET")).content)


async def _head(office: Office, standing: Standing, step: int) -> Person:
    desk = standing.desk(step)
    return await office.person(desk.head if desk.place != "hoi-dong" else f"thu-ky.{desk.place}")


async def _rule(office: Office, standing: Standing, step: int, verdict: Mapping[str, JsonValue]) -> None:
    """The case with that outcome, unless it has one; the council's by its vote."""
    head = await _head(office, standing, step)

    async def decide() -> None:
        case = await _case(office, standing, step)
        if case.state != _OPEN:
            return
        if standing.desk(step).place == "hoi-dong":
            await head.do(f"{standing.path(step)}/vote", _tally(verdict), version=case.version)
        else:
            await head.do(f"{standing.path(step)}/outcome", dict(verdict), version=case.version)

    await _insist(decide)


def _tally(verdict: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    approving = 8 if verdict["outcome"] == "decline" else 13
    return {"members": 15, "present": 14, "approving": approving, "minutes": "09/BB-HĐTĐKT"}


async def _insist(act: Callable[[], Awaitable[None]]) -> None:
    # Time may bring about a change (a limit runs out) between looking and acting: then it is looked at anew.
    for left in reversed(range(_TRIES)):
        try:
            await act()
        except RefusedError as refusal:
            if refusal.status != httpx.codes.CONFLICT or not left:
                raise
        else:
            return


async def _finish(office: Office, standing: Standing, verdict: Mapping[str, JsonValue]) -> None:
    await _rule(office, standing, standing.planned.step, verdict)


async def _claim(office: Office, standing: Standing) -> None:
    step = standing.planned.step
    officer = await office.person(standing.desk(step).officer)
    case = await _case(office, standing, step)
    if case.state == _OPEN and case.claim is None:
        await officer.do(f"{standing.path(step)}/claim")


async def _assign(office: Office, standing: Standing) -> None:
    step = standing.planned.step
    desk, head = standing.desk(step), await _head(office, standing, step)
    case = await _case(office, standing, step)
    # Whom another body lends can be given nothing.
    if case.state == _OPEN and case.assignment is None and not desk.helped_by:
        body: JsonValue = {"assignee": demo_account_id(desk.officer), "reason": "Phụ trách đơn vị này."}
        await head.do(f"{standing.path(step)}/assignee", body, method="PUT", version=case.version)


async def _propose(office: Office, standing: Standing) -> None:
    step = standing.planned.step
    officer = await office.person(standing.desk(step).officer)
    verdict = _APPROVE if step == len(standing.seen.route) else _FORWARD

    async def propose() -> None:
        case = await _case(office, standing, step)
        if case.state == _OPEN and case.proposal is None:
            await officer.do(f"{standing.path(step)}/proposal", dict(verdict), method="PUT", version=case.version)

    await _insist(propose)


async def _send_back(office: Office, standing: Standing) -> None:
    await _propose(office, standing)
    step = standing.planned.step
    case, head = await _case(office, standing, step), await _head(office, standing, step)
    if case.state == _OPEN and case.proposal is not None and case.proposal.sent_back is None:
        await head.do(f"{standing.path(step)}/outcome", dict(_SEND_BACK), version=case.version)


async def _supplement(office: Office, standing: Standing) -> None:
    step = standing.planned.step
    if (await _case(office, standing, step)).round == 1:
        await _finish(office, standing, _RETURN)
        unit = await office.person(standing.submitter)
        seen = await nomination(unit, standing.id)
        if seen.status == "dang-xet":
            seen = await wait_for_status(unit, standing.id, "cho-bo-sung", seconds=_CASE_SECONDS)
        body: JsonValue = {"content": _lengthen(standing.planned.content), "note": "Đơn vị đã bổ sung như yêu cầu."}
        if seen.status == "cho-bo-sung":
            version = await _version(unit, standing)
            await unit.do(f"/api/v1/nominations/{standing.id}/supplement", body, version=version)


def _lengthen(content: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    achievement = content["achievement"]
    if not isinstance(achievement, dict):
        raise TypeError("an achievement is an object")
    return {**content, "achievement": {**achievement, "summary": f"{achievement['summary']}{_MORE}"}}


async def _ask(office: Office, standing: Standing) -> None:
    step = standing.planned.step
    await _case(office, standing, step)
    officer = await office.person(standing.desk(step).officer)
    path = f"{standing.path(step)}/messages"
    if not _Notes.model_validate_json((await officer.do(path, method="GET")).content).items:
        await officer.do(path, {"text": _QUESTION}, key=f"full-demo-{standing.case(step)}")


async def _answer(office: Office, standing: Standing) -> None:
    await _ask(office, standing)
    unit = await office.person(standing.submitter)
    path = f"/api/v1/nominations/{standing.id}/messages"

    async def look() -> _Notes | None:
        notes = _Notes.model_validate_json((await unit.do(path, method="GET")).content)
        return notes if notes.items else None

    notes = await until(look, what=f"Thư về đề nghị {standing.id}", seconds=_CASE_SECONDS)
    if all(note.sender == "authority" for note in notes.items):
        await unit.do(path, {"text": _ANSWER}, key=f"full-demo-{standing.id}")


async def _withdraw(office: Office, standing: Standing) -> None:
    await _case(office, standing, standing.planned.step)
    unit = await office.person(standing.submitter)

    async def withdraw() -> None:
        seen = await nomination(unit, standing.id)
        if seen.status == "dang-xet":
            body: JsonValue = {"reason": "Đơn vị rà soát lại, sẽ đề nghị ở đợt tổng kết."}
            await unit.do(f"/api/v1/nominations/{standing.id}/withdrawal", body, version=await _version(unit, standing))

    await _insist(withdraw)


async def _version(unit: Person, standing: Standing) -> int:
    answer = await unit.do(f"/api/v1/nominations/{standing.id}", method="GET")
    return _Version.model_validate_json(answer.content).version


def _with(verdict: Mapping[str, JsonValue]) -> Callable[[Office, Standing], Awaitable[None]]:
    async def act(office: Office, standing: Standing) -> None:
        await _finish(office, standing, verdict)

    return act


_ACTS: Mapping[Stage, Callable[[Office, Standing], Awaitable[None]]] = {
    Stage.CLAIMED: _claim,
    Stage.ASSIGNED: _assign,
    Stage.PROPOSED: _propose,
    Stage.SENT_BACK: _send_back,
    Stage.RETURNED: _with(_RETURN),
    Stage.SUPPLEMENTED: _supplement,
    Stage.ASKED: _ask,
    Stage.ANSWERED: _answer,
    Stage.REFERRED: _with(_REFER),
    Stage.APPROVED: _with(_APPROVE),
    Stage.DECIDED: _with(_APPROVE),
    Stage.DECLINED: _with(_DECLINE),
    Stage.WITHDRAWN: _withdraw,
}
