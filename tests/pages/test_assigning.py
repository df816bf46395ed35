"""Who works at a commune, in a browser: a head gives work, a leaver's goes to another, a colleague's hold is ended."""

import asyncio
import json
import os
import random
import string
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from playwright.async_api import Page, expect

from ops.demo.desks import submit, wait_for_case
from ops.demo.dossiers import Submission, volunteer
from ops.demo.people import Office
from ops.demo.stories import COMMUNE
from shared.directory.demo import demo_account_id
from tests.pages.axe import axe
from tests.pages.browser import Visits
from tests.pages.scripts import ScriptAttempts
from tests.pages.scripts import submit as send
from tests.pages.visitors import Visitor
from tests.running import System
from tests.servers.forking import run_forked

_PEOPLE, _GIVE = "/cap/commune/phan-cong", "/cap/commune/phan-cong/giao"
_COMMUNE = "33.327.12079"
_OFFICER = "Nguyễn Mẫu Khải"
_TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def dossier_of(word: str, size: int) -> Submission:
    """A dossier of so many volunteers who bear a name that nobody else has."""
    first, contents = volunteer(), []
    for number in range(size):
        [content] = nominations(volunteer() if number else first)
        nominee = content["nominee"]
        contents.append(
            {**content, "nominee": {**nominee, "name": f"Trần Mẫu {word} {string.ascii_uppercase[number]}"}}
        )
    return Submission(first.key, {**first.body, "nominations": contents})


def nominations(submission: Submission) -> list[dict[str, Any]]:
    """The contents in a submission."""
    found = submission.body["nominations"]
    assert isinstance(found, list)
    return [dict(each) for each in found if isinstance(each, dict)]


async def put(office: Office, size: int) -> str:
    """So many new cases of the commune; the answer is the word by which a search finds them and no other."""
    word = "Phân" + "".join(random.SystemRandom().choices(string.ascii_lowercase, k=9))
    taken = await submit(office, Visitor.UNIT, dossier_of(word, size))
    head = await office.person(Visitor.HEAD)
    for each in taken.nominations:
        await wait_for_case(head, f"{COMMUNE.cases}/{each.id}:1")
    return word


async def listed(office: Office, who: Visitor, **asked: str) -> Sequence[Mapping[str, Any]]:
    """What the worklist shows somebody."""
    answer = await (await office.person(who)).see(COMMUNE.cases, asked)
    assert answer is not None
    rows: Sequence[Mapping[str, Any]] = answer.json()["items"]
    return rows


async def administer(system: System, *words: str) -> Mapping[str, Any]:
    """What a command of the administrator answers."""
    environment = os.environ | system.stack.operator_environment()
    ended = await asyncio.to_thread(run_forked, ["ops.admin", *words, "--json"], environment)
    assert ended.code == 0, ended.err
    answer: Mapping[str, Any] = json.loads(ended.out)
    return answer


async def choose(page: Page, count: int, to: str) -> None:
    """Tick the first of the list, choose whom they are given to, and look at the check page."""
    boxes = page.get_by_role("main").locator("input[name=viec]")
    for place in range(count):
        await boxes.nth(place).check()
    await page.get_by_label("Giao cho").select_option(label=to)
    await page.get_by_role("button", name="Xem lại trước khi giao").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Xem lại trước khi giao")


async def test_a_head_gives_three_of_five_without_scripts(visits: Visits, office: Office) -> None:
    word = await put(office, 5)
    async with visits.visit(Visitor.HEAD, width=360, java_script_enabled=False) as page:
        await page.goto(f"{_GIVE}?tim={word}")
        await choose(page, 3, _OFFICER)
        assert not await listed(office, Visitor.OFFICER, tab="giao-cho-toi", search=word)
        await page.get_by_label("Lý do").fill("Phụ trách đơn vị này.")
        await page.get_by_role("button", name="Giao 3 việc").click()

        await expect(page.get_by_role("main").get_by_role("status")).to_have_text("Đã giao 3 việc.")
    rows = await listed(office, Visitor.OFFICER, tab="giao-cho-toi", search=word)
    left = await listed(office, Visitor.HEAD, tab="chua-giao", search=word)
    assert (len(rows), len(left)) == (3, 2)


async def test_nothing_chosen_is_told_at_its_place(visits: Visits, office: Office) -> None:
    word = await put(office, 1)
    async with visits.visit(Visitor.HEAD) as page:
        await page.goto(f"{_GIVE}?tim={word}")
        await page.get_by_role("button", name="Xem lại trước khi giao").click()

        summary = page.get_by_role("alert")
        await expect(summary).to_contain_text("Chọn ít nhất một việc trong danh sách.")
        await expect(summary).to_contain_text("Chọn người nhận việc")
        await axe(page)


async def test_work_of_a_leaver_comes_first_and_goes_on(visits: Visits, office: Office, system: System) -> None:
    leaver, word = f"thu-{uuid4().hex[:8]}", await put(office, 2)
    words = ("--name", "Đỗ Mẫu Rời", "--role", "officer", "--authority", _COMMUNE)
    account = (await administer(system, "account", "add", leaver, *words))["id"]
    head = await office.person(Visitor.HEAD)
    for row in await listed(office, Visitor.HEAD, search=word):
        path = f"{COMMUNE.cases}/{row['id']}/assignee"
        await head.do(path, {"assignee": account}, method="PUT", version=row["version"])
    await administer(system, "account", "lock", leaver)

    async with visits.visit(Visitor.HEAD) as page:
        await page.goto(_PEOPLE)
        again = page.get_by_role("region", name="Việc cần giao lại")
        await expect(again).to_contain_text("người được giao đã khóa tài khoản")
        await axe(page)
        await again.get_by_role("link", name="2 việc của Đỗ Mẫu Rời").click()
        await choose(page, 2, _OFFICER)
        await page.get_by_role("button", name="Giao 2 việc").click()

        await expect(page.get_by_role("main").get_by_role("status")).to_have_text("Đã giao 2 việc.")
        await expect(page.get_by_role("link", name="việc của Đỗ Mẫu Rời")).to_have_count(0)
    assert len(await listed(office, Visitor.OFFICER, tab="giao-cho-toi", search=word)) == 2


async def test_a_case_that_changed_stays_as_it_is(visits: Visits, office: Office) -> None:
    word = await put(office, 2)
    deputy = await office.person(Visitor.DEPUTY)
    async with visits.visit(Visitor.HEAD) as page:
        await page.goto(f"{_GIVE}?tim={word}")
        await choose(page, 2, _OFFICER)
        changed = (await listed(office, Visitor.HEAD, search=word))[0]
        verdict = {"outcome": "forward", "text": "Đủ điều kiện."}
        await deputy.do(f"{COMMUNE.cases}/{changed['id']}/outcome", verdict, version=changed["version"])
        await page.get_by_role("button", name="Giao 2 việc").click()

        await expect(page.get_by_role("heading", level=1)).to_have_text("Kết quả giao việc")
        await expect(page.get_by_role("alert")).to_contain_text("1 việc đã ghi; 1 việc giữ nguyên")
        await expect(page.get_by_role("row").filter(has_text=changed["number"])).to_contain_text("Giữ nguyên")


async def test_a_head_ends_the_hold_of_a_colleague(visits: Visits, office: Office) -> None:
    word = await put(office, 1)
    [row] = await listed(office, Visitor.HEAD, search=word)
    await (await office.person(Visitor.OFFICER)).do(f"{COMMUNE.cases}/{row['id']}/claim")
    async with visits.visit(Visitor.HEAD) as page:
        await page.goto(f"{_PEOPLE}/nguoi/{demo_account_id(Visitor.OFFICER)}")
        await page.get_by_role("button", name=f"Thôi giữ thay việc {row['number']}").click()

        await expect(page.get_by_role("main").get_by_role("status")).to_contain_text("Việc không còn ai giữ.")
    [after] = await listed(office, Visitor.HEAD, search=word)
    case = (await (await office.person(Visitor.HEAD)).do(f"{COMMUNE.cases}/{row['id']}", method="GET")).json()
    assert after["claim"] is None
    assert [taken["taken_by"]["name"] for taken in case["take_overs"]] == ["Lưu Mẫu Phúc"]


async def test_an_officer_sees_people_and_gives_nothing(visits: Visits) -> None:
    async with visits.visit(Visitor.OFFICER, width=320) as page:
        await page.goto(_PEOPLE)

        await expect(page.get_by_role("link", name="Đào Mẫu Mến")).to_be_visible()
        await expect(page.get_by_role("link", name="Chọn việc và giao")).to_have_count(0)
        assert not await page.evaluate(_TOO_WIDE)


async def test_my_digest_says_what_is_mine_and_is_switched_off(visits: Visits, office: Office) -> None:
    word = await put(office, 1)
    [row] = await listed(office, Visitor.HEAD, search=word)
    body = {"assignee": demo_account_id(Visitor.OFFICER)}
    head = await office.person(Visitor.HEAD)
    await head.do(f"{COMMUNE.cases}/{row['id']}/assignee", body, method="PUT", version=row["version"])
    async with visits.visit(Visitor.OFFICER) as page:
        await page.goto(f"{_PEOPLE}/thu-tom-tat")
        mine = page.get_by_role("main").locator("dl > div").filter(has_text="Giao cho tôi").locator("dd")
        assert int((await mine.first.inner_text()).replace(".", "")) > 0
        await axe(page)
        await page.get_by_role("button", name="Tắt thư tóm tắt").click()
        await page.goto(f"{_PEOPLE}/thu-tom-tat")

        await expect(page.get_by_role("main").get_by_role("status")).to_contain_text("không nhận")
        await page.get_by_role("button", name="Bật thư tóm tắt").click()


async def test_a_reason_shows_as_text(visits: Visits, office: Office) -> None:
    word = await put(office, 1)
    async with visits.visit(Visitor.HEAD, bypass_csp=True) as page:
        await page.goto(f"{_GIVE}?tim={word}")
        await choose(page, 1, _OFFICER)
        attempts = ScriptAttempts(page)
        await attempts.fill("main form")
        await send(page, "main form")
        await attempts.look(_PEOPLE)
