"""Windows at level province: opened by Sở Nội vụ with both directions, closed once, and told as facts."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import uuid4

import httpx
import pytest

from services.appraisal.web.api.windows import WINDOW
from shared.clock.days import day_of
from shared.identity.viewer import Role, Viewer
from shared.mongo.client import Document
from tests.integration.appraisal.parts import AppraisalParts, now, viewer

WINDOWS = "/api/v1/levels/province/windows"
HOME_AFFAIRS = viewer(Role.HEAD, authority="33.so-noi-vu", name="Nguyễn Thị Đứng Đầu")


async def opening(
    parts: AppraisalParts, who: Viewer = HOME_AFFAIRS, key: str = "", **changes: object
) -> httpx.Response:
    return await parts.ask(
        who, "POST", WINDOWS, {**WINDOW, **changes}, headers={"Idempotency-Key": key or str(uuid4())}
    )


async def closing(parts: AppraisalParts, window: str, who: Viewer = HOME_AFFAIRS) -> httpx.Response:
    return await parts.ask(who, "POST", f"{WINDOWS}/{window}/close")


async def stored(parts: AppraisalParts, window: str) -> Document:
    province = parts.database.client[f"{parts.database.name}_province"]
    found: Document | None = await province["windows"].find_one({"_id": window})
    assert found is not None
    return found


async def test_a_window_and_its_fact_are_one_write(parts: AppraisalParts) -> None:
    response = await opening(parts)

    window = response.json()
    assert response.status_code == 201
    assert (window["state"], window["authority"]["code"]) == ("open", "33.so-noi-vu")
    assert window["of_government"] == WINDOW["of_government"]
    document = await stored(parts, window["id"])
    assert [entry["type"] for entry in document["outbox"]] == ["window.opened.v1"]


async def test_a_key_belongs_to_one_window(parts: AppraisalParts) -> None:
    first = await opening(parts, key="dot-tong-ket")

    again = await opening(parts, key="dot-tong-ket")
    other = await opening(parts, key="dot-tong-ket", occasion="so-ket")

    assert again.json() == first.json()
    assert other.status_code == 422
    assert len((await stored(parts, first.json()["id"]))["outbox"]) == 1


async def test_a_window_is_closed_once_and_the_second_is_told_so(parts: AppraisalParts) -> None:
    window = (await opening(parts)).json()["id"]

    first, second = await closing(parts, window), await closing(parts, window)

    assert (first.status_code, first.json()["state"]) == (200, "closed")
    assert second.status_code == 409
    document = await stored(parts, window)
    assert [entry["type"] for entry in document["outbox"]] == ["window.opened.v1", "window.closed.v1"]


@pytest.mark.parametrize(
    ("role", "authority", "expected"),
    [
        *((role, "33.so-noi-vu", 201 if role in {Role.HEAD, Role.DEPUTY} else 403) for role in Role),
        *((role, "33.chu-tich", 403) for role in Role),
    ],
)
async def test_only_head_and_deputy_of_home_affairs_open_and_close(
    parts: AppraisalParts, role: Role, authority: str, expected: int
) -> None:
    window = (await opening(parts)).json()["id"]
    who = viewer(role, authority=authority)

    opened, closed = await opening(parts, who), await closing(parts, window, who)

    assert (opened.status_code, closed.status_code) == (expected, 200 if expected == 201 else 403)


LATER = (day_of(now()) + timedelta(days=1)).isoformat()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"occasion": "dot-xuat"}, "occasion"),
        ({"closes_on": "2021-11-30"}, "closes_on"),
        ({"of_government": {"number": "", "issued_on": "2021-09-25", "file": "a.pdf"}}, "of_government.number"),
        ({"of_province": {"number": "1", "issued_on": "2021-09-25", "file": ""}}, "of_province.file"),
        ({"of_province": {"number": "1", "issued_on": LATER, "file": "a.pdf"}}, "of_province.issued_on"),
        ({"movement": "phong-trao-la"}, "movement"),
    ],
)
async def test_what_is_wrong_is_told_at_its_field(
    parts: AppraisalParts, changes: Mapping[str, object], field: str
) -> None:
    response = await opening(parts, **changes)

    assert response.status_code == 422
    assert [problem["field"] for problem in response.json()["errors"]] == [field]
