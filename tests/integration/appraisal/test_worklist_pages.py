"""The worklist and the check of acts over many, rendered from real records: what is shown, what is left out and why."""

from dataclasses import replace
from uuid import uuid4

import httpx

from services.appraisal.domain.case import Case, CaseKey, CaseState
from services.appraisal.domain.claims import claim
from shared.identity.viewer import Viewer
from shared.web.pages.viewer import page_viewer
from tests.chains import renamed
from tests.integration.appraisal.parts import HEAD, OFFICER, AppraisalParts, now
from tests.unit.appraisal.samples import BLOCKING, SIGNED_OFFICER, opened

LIST, MANY = "/cap/commune/viec", "/cap/commune/hang-loat"


async def open_page(parts: AppraisalParts, who: Viewer, path: str) -> httpx.Response:
    parts.app.dependency_overrides[page_viewer] = lambda: who
    transport = httpx.ASGITransport(parts.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://appraisal") as http:
        return await http.get(path, headers={"Accept": "text/html"})


async def put(parts: AppraisalParts, **changes: object) -> Case:
    return await parts.put(renamed(replace(opened(), **changes), CaseKey(uuid4(), 1)))


async def test_a_list_shows_what_fits_and_says_what_to_drop(parts: AppraisalParts) -> None:
    case = await put(parts)

    shown = await open_page(parts, OFFICER, f"{LIST}?tim=loai:dot-xuat")
    empty = await open_page(parts, OFFICER, f"{LIST}?tim=loai:so-ket&nguoi=chua-giao")

    assert (shown.status_code, empty.status_code) == (200, 200)
    assert f"/cap/commune/viec/{case.key}?ds=tim%3Dloai%253Adot-xuat" in shown.text
    assert "Không có việc nào khớp" in empty.text
    assert "Bỏ “Loại khen: Sơ kết phong trào”</a>: 1 việc" in empty.text


async def test_columns_that_are_not_chosen_are_not_shown(parts: AppraisalParts) -> None:
    await put(parts)

    chosen = await open_page(parts, OFFICER, f"{LIST}?cot=han")

    assert 'data-nhan="Thời hạn"' in chosen.text
    assert 'data-nhan="Việc tiếp theo"' not in chosen.text


async def test_a_check_says_what_stays_as_it_is_and_why(parts: AppraisalParts) -> None:
    free, blocked, held, changed = [
        await put(parts), await put(parts, findings=(BLOCKING,)), await put(parts), await put(parts)
    ]  # fmt: skip
    await parts.cases.save_claim(held, claim(held, SIGNED_OFFICER, at=now()))
    chosen = "&".join(f"viec={case.key}@{case.version}" for case in (free, blocked, held))

    page = await open_page(parts, HEAD, f"{MANY}?lam=chuyen&{chosen}&viec={changed.key}@{changed.version + 1}")

    assert "1 việc sẽ được chuyển bước tiếp theo" in page.text
    assert "3 việc không làm được, giữ nguyên" in page.text
    assert BLOCKING.message in page.text
    assert f"đang do {SIGNED_OFFICER.name} giữ" in page.text
    # Only what can be done is carried on to the act.
    carried = page.text.partition('method="post"')[2]
    assert f"{free.key}@" in carried
    assert not any(f'value="{case.key}@' in carried for case in (blocked, held, changed))


async def test_all_that_is_found_is_what_the_filters_find(parts: AppraisalParts) -> None:
    for _ in range(3):
        await put(parts)
    await put(parts, state=CaseState.RETURNED)

    page = await open_page(parts, HEAD, f"{MANY}?lam=chuyen&tat-ca=co&ds=ngan%3Dcan-lam")

    assert "Đã chọn 3 việc" in page.text
