"""Operators and what was put aside: found, read without personal data, handled again or dropped; what is down."""

import json
import re
from collections.abc import AsyncIterator, Mapping
from uuid import uuid4

import pytest
from aio_pika import Message
from aio_pika.abc import HeadersType
from motor.motor_asyncio import AsyncIOMotorClient
from playwright.async_api import Page, expect

from ops.demo.desks import Desk, submit, wait_for_case
from ops.demo.dossiers import volunteer
from ops.demo.people import Office
from ops.demo.waiting import until
from shared.audit.entry import Kind
from shared.directory.demo import DEMO_OPERATOR
from shared.events.words import Level
from shared.messaging.parked.counting import count_queues
from shared.messaging.parked.looking import opened
from shared.messaging.topology.queues import INTAKE, WORK, exchange_of, level_user, work_queue
from shared.mongo.audit import Filter, MongoAudit
from shared.signing.keys import SigningKey
from tests.pages.axe import axe
from tests.pages.browser import Visits
from tests.pages.scripts import ScriptAttempts
from tests.pages.scripts import submit as submit_form
from tests.pages.visitors import Visitor
from tests.running import System

_LEVEL = Level.COMMUNE
_PART, _QUEUE = level_user(_LEVEL), work_queue(_LEVEL)
_START = f"/cap/{_LEVEL.value}/van-hanh"
_DESK = Desk(_LEVEL.value, "xa-yen-phu")
_PERSONAL = {
    "identity_number": "033099001234",
    "nominee": {"name": "Nguyễn Thị Thử", "phone": "0912 345 678", "born_on": "1990-02-03"},
    "Trần Văn Khóa": "mot.nguoi@hop-thu.example",
    "remark": "Bà Thử ở thôn Mễ, điện thoại 0321.555.666",
    "number": 912345678,
}
_TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture
async def parked(system: System) -> AsyncIterator[str]:
    """The id of a message with everything about a person in it, which the commune cannot read and has put aside."""
    name = str(uuid4())
    before = await _parked(system)
    await _send(system, name, _PERSONAL)
    await until(lambda: _is_parked(system, before + 1), what="the message among those put aside")
    yield name
    async with opened(system.stack.amqp_url("provisioner")) as connection:
        channel = await connection.channel()
        await (await channel.get_queue(f"{_QUEUE}.parked", ensure=False)).purge()


async def test_an_operator_mends_the_cause_and_has_it_handled_again(
    system: System, office: Office, visits: Visits
) -> None:
    keys = system.stack.public_keys.read_text(encoding="ascii")
    foreign = SigningKey(b"a key that is not intake's, for this test alone").public.raw.hex()
    system.stack.stop_part(_PART)
    try:
        system.stack.public_keys.write_text(f"{foreign}\n", encoding="ascii")
        system.stack.start_part(_PART)
        taken = await submit(office, Visitor.OTHER_UNIT, volunteer())
        await until(lambda: _is_parked(system, 1), what="work that is not believed, put aside")
    finally:
        system.stack.public_keys.write_text(keys, encoding="ascii")

    async with visits.visit(Visitor.OPERATOR, java_script_enabled=False) as page:
        await page.goto("/van-hanh")
        await page.get_by_role("link", name="1 thông điệp của cấp xã").click()
        await page.get_by_role("link", name=re.compile("work.handed_over.v1.*thông điệp 1")).click()
        await page.get_by_role("link", name="Xử lý lại…").click()
        check = page.url
        await page.get_by_label("Đã sửa nguyên nhân thế nào").fill("Đã ghi lại khóa công khai")
        await page.get_by_role("button", name="Xử lý lại thông điệp").click()
        await expect(page.locator("#ket-qua")).to_have_text("Đã đưa trở lại hàng đợi 1 thông điệp.")
        await expect(page.get_by_text("Không có thông điệp nào để riêng.")).to_be_visible()
        gone = await page.goto(check)

    await wait_for_case(await office.person(Visitor.HEAD), f"{_DESK.cases}/{taken.nominations[0].id}:1")
    assert gone is not None
    assert gone.status == 404
    assert await _recorded(system, Kind.MESSAGE_REPLAYED) == ["Đã ghi lại khóa công khai"]


async def test_nothing_of_a_person_is_shown(visits: Visits, parked: str) -> None:
    secrets = [*_texts(_PERSONAL), "Trần Văn Khóa", "born_on", "912345678"]

    async with visits.visit(Visitor.OPERATOR, width=360) as page:
        for address in (_START, f"{_START}/thong-diep/{parked}", f"{_START}/bo?thong-diep={parked}"):
            await page.goto(address)
            content = await page.content()

            assert [secret for secret in secrets if secret in content] == [], address
            assert not await page.evaluate(_TOO_WIDE)
            await axe(page)

        await page.goto(f"{_START}/thong-diep/{parked}")
        await expect(page.get_by_role("row", name="nominee Giá trị •••")).to_be_visible()
        await expect(page.get_by_role("row", name="step Giá trị 1")).to_be_visible()


async def test_a_message_is_dropped_once_with_its_reason(system: System, visits: Visits, parked: str) -> None:
    async with visits.visit(Visitor.OPERATOR) as page:
        await page.goto(_START)
        await page.get_by_role("checkbox").check()
        await page.get_by_role("button", name="Bỏ…").click()
        await page.get_by_role("button", name="Bỏ hẳn thông điệp").click()
        await expect(page.get_by_role("alert")).to_contain_text("lý do")
        await page.get_by_label("Lý do bỏ").fill("Gửi thử, không có hồ sơ")
        order = await _form(page)

        first = await page.request.post(f"{_START}/bo", form=order, max_redirects=0)
        again = await page.request.post(f"{_START}/bo", form=order, max_redirects=0)
        await page.goto(again.headers["location"])

        await expect(page.locator("#ket-qua")).to_contain_text("không có gì thay đổi")
        assert (first.status, again.status) == (303, 303)
        assert "da=1" in first.headers["location"]
        assert "da=0" in again.headers["location"]

    assert await _parked(system) == 0
    assert await _recorded(system, Kind.MESSAGE_DROPPED, parked) == ["Gửi thử, không có hồ sơ"]


async def test_what_comes_back_since_is_not_dropped_by_an_old_page(system: System, visits: Visits, parked: str) -> None:
    async with visits.visit(Visitor.OPERATOR) as page:
        await page.goto(f"{_START}/bo?tat-ca=co")
        old = {**await _form(page), "reason": "Trang cũ"}
        await page.goto(f"{_START}/xu-ly-lai?thong-diep={parked}")
        await page.get_by_label("Đã sửa nguyên nhân thế nào").fill("Chưa sửa gì")
        await page.get_by_role("button", name="Xử lý lại thông điệp").click()
        await expect(page.locator("#ket-qua")).to_have_text("Đã đưa trở lại hàng đợi 1 thông điệp.")
        await until(lambda: _is_parked(system, 1), what="the message, put aside again", seconds=30)

        dropped = await page.request.post(f"{_START}/bo", form=old, max_redirects=0)

    assert "da=0" in dropped.headers["location"]
    assert await _parked(system) == 1


async def test_scripts_in_a_reason_stay_text(visits: Visits, parked: str) -> None:
    async with visits.visit(Visitor.OPERATOR, bypass_csp=True) as page:
        await page.goto(f"{_START}/bo?thong-diep={parked}")
        attempts = ScriptAttempts(page)
        await attempts.fill("main form")
        await submit_form(page, "main form")

        await attempts.look(_START)


@pytest.mark.parametrize("visitor", [Visitor.OFFICER, Visitor.ADMINISTRATOR, Visitor.HEAD])
async def test_nobody_else_reads_it(visits: Visits, visitor: Visitor, parked: str) -> None:
    async with visits.visit(visitor) as page:
        for address in ("/van-hanh", _START, f"{_START}/thong-diep/{parked}", f"{_START}/bo?thong-diep={parked}"):
            answer = await page.goto(address)

            assert answer is not None
            assert answer.status == 403
            await expect(page.get_by_role("main")).to_contain_text("người vận hành hệ thống")
            await expect(page.get_by_role("main")).not_to_contain_text("work.handed_over")


async def test_the_overview_stands_while_a_level_is_down(system: System, visits: Visits, office: Office) -> None:
    system.stack.kill("appraisal-state")
    try:
        async with visits.visit(Visitor.OPERATOR, width=360) as page:
            await page.goto("/van-hanh")

            row = page.get_by_role("row", name="Cấp Nhà nước")
            await expect(row).to_contain_text("Không trả lời")
            await expect(row).to_contain_text("từ ")
            await expect(page.get_by_role("row", name="Tiếp nhận")).to_contain_text("Chạy tốt")
            await expect(page.get_by_text("Cấp Nhà nước: không trả lời")).to_be_visible()
            assert not await page.evaluate(_TOO_WIDE)
            await axe(page)
    finally:
        system.stack.start_part("appraisal-state")

    async with visits.visit(Visitor.OPERATOR) as page:
        await page.goto("/van-hanh")
        await expect(page.get_by_role("row", name="Cấp Nhà nước")).to_contain_text("Chạy tốt")
        for name in ("Phần mềm", "Bộ quy định", "RabbitMQ", "MongoDB"):
            await expect(page.get_by_text(name, exact=True)).to_be_visible()
    assert (await office.person(DEMO_OPERATOR)).username == Visitor.OPERATOR


async def _send(system: System, name: str, content: Mapping[str, object]) -> None:
    """Have intake's user send the level work that it cannot read."""
    async with opened(system.stack.amqp_url(INTAKE)) as connection:
        channel = await connection.channel()
        exchange = await channel.get_exchange(exchange_of(WORK, INTAKE), ensure=False)
        body = json.dumps({"type": "work.handed_over.v1", "step": 1, **content}).encode()
        headers: HeadersType = {"cloudEvents:type": "work.handed_over.v1", "cloudEvents:subject": "Bà Thử, 0912345678"}
        message = Message(body, message_id=name, user_id=INTAKE, headers=headers, type="work.handed_over.v1")
        await exchange.publish(message, f"intake.{_LEVEL.value}")


async def _parked(system: System) -> int:
    return (await count_queues(system.stack.amqp_url(_PART), [_QUEUE]))[_QUEUE].parked


async def _is_parked(system: System, count: int) -> bool | None:
    return await _parked(system) == count or None


async def _recorded(system: System, kind: Kind, message: str = "") -> list[str]:
    """The reasons that stand in the record for such an act of the operator, about that message."""
    client: AsyncIOMotorClient[dict[str, object]] = AsyncIOMotorClient(
        system.stack.mongo_url("administration"), tz_aware=True
    )
    entries = await MongoAudit(client["directory"]).find(Filter(kinds=(kind,), subject=_QUEUE), most=20)
    client.close()
    assert {bool(entry.actor.account and entry.actor.name) for entry in entries} <= {True}
    return [entry.reason for entry in entries if message in (*_messages(entry.details.get("messages")), "")]


def _messages(value: object) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else ()


async def _form(page: Page) -> dict[str, str | float | bool]:
    """What the page's own form would send."""
    fields = page.locator("main form input[name], main form textarea[name]")
    pairs = await fields.evaluate_all("nodes => nodes.map(node => [node.name, node.value])")
    return dict(pairs)


def _texts(value: object) -> list[str]:
    if isinstance(value, Mapping):
        return [text for inner in value.values() for text in _texts(inner)]
    return [value] if isinstance(value, str) else []
