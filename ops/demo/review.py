"""The demo's tổng kết: a window, a dossier of thirty nominees, votes, one decision. A sơ kết goes alike."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

import httpx
from pydantic import JsonValue

from ops.demo.desks import Desk, nomination, record_decision, submit, vote, wait_for_case, wait_for_status
from ops.demo.dossiers import many, today
from ops.demo.people import Office, RefusedError
from ops.demo.stories import CHAIRMAN, COUNCIL, HEALTH, HOME_AFFAIRS, Tell
from ops.demo.views import Nomination, Taken, TakenNomination
from ops.demo.waiting import until

SUBMITTER = "nop.so-y-te"
INTERIM, FINAL = "so-ket", "tong-ket"
NOMINEES, LOST_AT_EACH = 30, 2  # at Sở Y tế, at Sở Nội vụ and in the council: twenty-four are left
_AT_ONCE = 6
_ENOUGH, _TOO_FEW = 13, 9
_NUMBERS = 99_999
_DECLINE: dict[str, JsonValue] = {
    "outcome": "decline",
    "reason_code": "khong-du-tieu-chuan",
    "text": "Thành tích thuộc nhiệm vụ thường xuyên.",
}


@dataclass(frozen=True)
class Reviewed:
    """What became of the dossier."""

    taken: Taken
    awarded: tuple[Nomination, ...]
    declined: tuple[Nomination, ...]
    decision_number: str


async def open_window(office: Office, occasion: str) -> None:
    """A window for that occasion from today on, with the directions of Government and of UBND tỉnh."""
    head = await office.person("lanh-dao.so-noi-vu")
    day = today()
    body: dict[str, JsonValue] = {
        "movement": "covid-19",
        "occasion": occasion,
        "opens_on": day.isoformat(),
        "closes_on": (day + timedelta(days=30)).isoformat(),
        "of_government": {"number": "6892/VPCP-KGVX", "issued_on": day.isoformat(), "file": "6892-vpcp.pdf"},
        "of_province": {"number": "150/KH-UBND", "issued_on": day.isoformat(), "file": "150-kh-ubnd.pdf"},
    }
    await head.do("/api/v1/levels/province/windows", body, key=str(uuid4()))


async def review(office: Office, taken: Taken, tell: Tell) -> Reviewed:
    """The dossier lived through, told as it goes."""
    left = list(taken.nominations)
    tell(f"hồ sơ {taken.number}: {len(left)} đối tượng, lộ trình {len(left[0].route)} bước")
    for step, desk in ((1, HEALTH), (2, HOME_AFFAIRS)):
        left = await _thinned(office, desk, step, left)
        tell(f"✓ bước {step}: {desk.place} chuyển {len(left)} đối tượng")
    left = await _voted(office, left)
    tell(f"✓ bước 3: Hội đồng bỏ phiếu, {len(left)} đối tượng đủ phiếu")
    await _each(left, lambda each: _ruled(office, CHAIRMAN, f"{each.id}:4", {"outcome": "approve"}))
    number = f"{secrets.randbelow(_NUMBERS) + 1}/QĐ-UBND-{taken.number[:5]}"
    await record_decision(office, CHAIRMAN, number, [f"{each.id}:4" for each in left])
    tell(f"✓ ban hành Quyết định số {number} cho {len(left)} đối tượng")
    return await _ended(office, taken, left, number)


async def submitted_in_window(office: Office, occasion: str = FINAL, nominees: int = NOMINEES) -> Taken:
    """The dossier as it was taken in, in a window opened for it."""
    await open_window(office, occasion)
    dossier = many(nominees, occasion)

    # The window reaches intake as a message, so the first tries may come before it.
    async def look() -> Taken | None:
        try:
            return await submit(office, SUBMITTER, dossier)
        except RefusedError as refusal:
            if not is_outside_window(refusal):
                raise
            return None

    return await until(look, what="Hồ sơ được nhận trong đợt")


def is_outside_window(refusal: RefusedError) -> bool:
    """Whether nothing but the occasion stands in the way: no window for it is known yet."""
    if refusal.status != httpx.codes.UNPROCESSABLE_ENTITY:
        return False
    return [error["field"] for error in refusal.response.json()["errors"]] == ["petition.occasion"]


async def _thinned(office: Office, desk: Desk, step: int, of: Sequence[TakenNomination]) -> list[TakenNomination]:
    lost, left = of[:LOST_AT_EACH], of[LOST_AT_EACH:]
    forward: dict[str, JsonValue] = {"outcome": "forward", "text": "Đủ điều kiện."}
    await _each(lost, lambda each: _ruled(office, desk, f"{each.id}:{step}", _DECLINE))
    await _each(left, lambda each: _ruled(office, desk, f"{each.id}:{step}", forward))
    return list(left)


async def _voted(office: Office, of: Sequence[TakenNomination]) -> list[TakenNomination]:
    lost, left = of[:LOST_AT_EACH], of[LOST_AT_EACH:]
    await _each(lost, lambda each: vote(office, COUNCIL, f"{each.id}:3", _TOO_FEW))
    await _each(left, lambda each: vote(office, COUNCIL, f"{each.id}:3", _ENOUGH))
    return list(left)


async def _ruled(office: Office, desk: Desk, case_id: str, verdict: dict[str, JsonValue]) -> None:
    head = await office.person(desk.head)
    path = f"{desk.cases}/{case_id}"
    await head.do(f"{path}/outcome", verdict, version=(await wait_for_case(head, path)).version)


async def _ended(office: Office, taken: Taken, left: Sequence[TakenNomination], number: str) -> Reviewed:
    unit = await office.person(SUBMITTER)
    going_on = {each.id for each in left}
    for each in taken.nominations:
        status = "da-khen-thuong" if each.id in going_on else "khong-duoc-khen-thuong"
        await wait_for_status(unit, each.id, status, seconds=60)
    seen = [await nomination(unit, each.id) for each in taken.nominations]
    awarded = tuple(each for each in seen if each.status == "da-khen-thuong")
    declined = tuple(each for each in seen if each.status == "khong-duoc-khen-thuong")
    return Reviewed(taken, awarded, declined, number)


async def _each(of: Sequence[TakenNomination], act: Callable[[TakenNomination], Awaitable[object]]) -> None:
    # A few at once, as a few people at a desk would.
    limit = asyncio.Semaphore(_AT_ONCE)

    async def act_on(taken: TakenNomination) -> None:
        async with limit:
            await act(taken)

    await asyncio.gather(*(act_on(each) for each in of))
