"""Appraisers and clerks under load: head and deputy race for every case, the clerk records what was approved."""

import asyncio
from uuid import uuid4

from pydantic import JsonValue

from ops.demo.desks import Desk
from ops.demo.dossiers import today
from ops.demo.people import Person, Shown
from tests.chaos.insisting import insist
from tests.chaos.load import Load

DESKS = (
    Desk("commune", "xa-yen-phu"),
    Desk("district", "huyen-yen-my"),
    Desk("department", "so-y-te"),
    Desk("province", "so-noi-vu"),
    Desk("province", "chu-tich"),
)
_RACES_AT_ONCE = 4
_PROPOSE_EVERY, _DECLINE_EVERY, _REFER_EVERY = 4, 7, 3
_LARGEST_DECISION = "40"
_PAGE = "50"
_CONFLICT = 409
_REFER: dict[str, JsonValue] = {"outcome": "refer", "award_form": "bang-khen-tinh"}
_DECLINE: dict[str, JsonValue] = {
    "outcome": "decline",
    "reason_code": "khong-du-tieu-chuan",
    "text": "Thành tích chưa nêu rõ kết quả.",
}


class _Row(Shown):
    id: str
    version: int
    role: str

    @property
    def nomination(self) -> str:
        return self.id.partition(":")[0]

    @property
    def dice(self) -> int:
        """A number that the case always has."""
        return int(self.nomination[-6:], 16)


class _Rows(Shown):
    items: tuple[_Row, ...]


class _Standing(Shown):
    state: str


async def work(load: Load, desk: Desk) -> None:
    """Decide whatever lies on the desk, until the load is done."""
    head = await load.office.person(f"lanh-dao.{desk.place}")
    turn = asyncio.Semaphore(_RACES_AT_ONCE)

    async def decide(row: _Row) -> None:
        async with turn:
            await _decide(load, desk, row)

    while not load.is_done:
        rows = await _rows(head, desk.cases, {"state": "open", "limit": _PAGE})
        async with asyncio.TaskGroup() as group:
            for row in rows:
                group.create_task(decide(row))
        if not rows:
            await _breathe()


async def record(load: Load, desk: Desk) -> None:
    """Put whatever was approved into numbered decisions, until the load is done."""
    clerk = await load.office.person(f"van-thu.{desk.place}")
    head = await load.office.person(f"lanh-dao.{desk.place}")
    while not load.is_done:
        rows = await _rows(clerk, desk.cases, {"state": "approved", "limit": _LARGEST_DECISION})
        if not rows:
            await _breathe()
            continue
        key = str(uuid4())
        body: dict[str, JsonValue] = {
            "number": f"{load.run}{key[:8]}1/QĐ-UBND",
            "issued_on": today().isoformat(),
            "signatory": {"name": head.name, "position": "Chủ tịch"},
            "case_ids": [row.id for row in rows],
        }
        answer = await insist(lambda: clerk.ask(desk.decisions, body, key=key), what=f"decision {body['number']}")  # noqa: B023 asked at once
        if answer.is_success:
            load.ended.update(row.nomination for row in rows)


async def _decide(load: Load, desk: Desk, row: _Row) -> None:
    path = f"{desk.cases}/{row.id}"
    if row.dice % _PROPOSE_EVERY == 0 and row.id not in load.proposed:
        load.proposed.add(row.id)
        officer = await load.office.person(f"chuyen-vien.{desk.place}")
        proposed = _passing(load, desk, row, "đề xuất")
        await insist(lambda: officer.ask(f"{path}/proposal", proposed, method="PUT"), what=row.id)
        # Whoever still looks at the earlier version is told so, and comes again.
    head = await load.office.person(f"lanh-dao.{desk.place}")
    deputy = await load.office.person(f"pho.{desk.place}")
    declines = row.dice % _DECLINE_EVERY == 0
    async with asyncio.TaskGroup() as group:
        group.create_task(_rule(load, head, path, row, _passing(load, desk, row, "thủ trưởng")))
        group.create_task(
            _rule(load, deputy, path, row, _DECLINE if declines else _passing(load, desk, row, "cấp phó"))
        )


async def _rule(load: Load, person: Person, path: str, row: _Row, verdict: dict[str, JsonValue]) -> None:
    answer = await insist(
        lambda: person.ask(f"{path}/outcome", verdict, version=row.version), what=f"an outcome of {row.id}"
    )
    is_told = answer.is_success or answer.status_code == _CONFLICT
    if is_told and _Standing.model_validate_json(answer.content).state in {"declined", "withdrawn"}:
        load.ended.add(row.nomination)


def _passing(load: Load, desk: Desk, row: _Row, who: str) -> dict[str, JsonValue]:
    if load.refers and desk.level == "commune" and row.role != "decide" and row.dice % _REFER_EVERY == 0:
        return _REFER | {"text": f"Thành tích có ảnh hưởng rộng ({who})."}
    outcome = "approve" if row.role == "decide" else "forward"
    return {"outcome": outcome, "text": f"Đồng ý ({who})."}


async def _rows(reader: Person, path: str, params: dict[str, str]) -> tuple[_Row, ...]:
    response = await insist(lambda: reader.http.get(path, params=params), what=path)
    return _Rows.model_validate_json(response.raise_for_status().content).items


async def _breathe() -> None:
    """Let others work before looking at an empty desk again; at a tenth of a second, that was four in ten requests."""
    await asyncio.sleep(0.5)
