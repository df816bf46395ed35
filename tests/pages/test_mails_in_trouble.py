"""An operator settles mails in trouble in the browser, with scripts and without: nothing is sent twice by mistake."""

import base64
import json
from collections.abc import AsyncIterator
from email import message_from_bytes
from email.policy import default
from functools import partial

import httpx
import pytest
from playwright.async_api import Browser, Page, expect

from ops.demo.desks import submit
from ops.demo.dossiers import volunteer
from ops.demo.people import Office
from ops.demo.views import Taken
from ops.demo.waiting import until
from tests.pages.axe import axe
from tests.pages.browser import Visits
from tests.pages.scripts import ScriptAttempts
from tests.pages.visitors import Visitor
from tests.running import HASTY, System, started, whole_system

# Nothing is tried again by itself, so that every further mail is the operator's.
_PATIENT = {"THIDUA_MAIL_FIRST_RETRY_SECONDS": "3600", "THIDUA_MAIL_LONGEST_RETRY_SECONDS": "3600"}
_UNANSWERED = {"Message": {"ErrorCode": 0, "Times": 2}}
_HOW = "Nhật ký máy chủ thư không ghi đã nhận"

patient_system, patient_office = whole_system(
    "patient", partial(started, settings=HASTY | _PATIENT), names=("patient_system", "patient_office"), scope="module"
)


@pytest.fixture(scope="module")
def patient_visits(browser: Browser, patient_system: System) -> Visits:
    return Visits(browser, patient_system.stack.address)


@pytest.fixture
async def unanswered(patient_system: System, patient_office: Office) -> AsyncIterator[Taken]:
    """A dossier whose two receipts the mail server took without saying so."""
    async with httpx.AsyncClient(base_url=patient_system.stack.mail.api, trust_env=False) as sink:
        (await sink.put("/api/v1/chaos", json=_UNANSWERED)).raise_for_status()
        taken = await submit(patient_office, Visitor.UNIT, volunteer())
        for recipient in ("unit", "submitter"):
            await _stands(patient_office, _mail(taken, recipient), "uncertain")
        yield taken
        (await sink.put("/api/v1/chaos", json={})).raise_for_status()


@pytest.mark.parametrize("has_scripts", [True, False], ids=["scripts", "no-scripts"])
async def test_an_uncertain_mail_sent_again_arrives_once_more(
    patient_system: System, patient_office: Office, patient_visits: Visits, unanswered: Taken, *, has_scripts: bool
) -> None:
    mail, other = _mail(unanswered, "unit"), _mail(unanswered, "submitter")
    assert (_copies(patient_system, mail), _copies(patient_system, other)) == (1, 1)
    async with patient_visits.visit(Visitor.OPERATOR, width=360, java_script_enabled=has_scripts) as page:
        await page.goto("/van-hanh/thu")
        await page.get_by_role("link", name="Có thể đã gửi").click()
        await page.locator(f'a[href="/van-hanh/thu/{mail}"]').click()
        await page.get_by_role("link", name="Gửi lại thư").click()
        await page.get_by_role("button", name="Gửi lại thư").click()
        await expect(page.get_by_role("alert")).to_contain_text("lý do")
        await page.get_by_label("Vì sao gửi lại").fill(_HOW)
        if has_scripts:
            await axe(page)
        checked = page.url
        form = await _typed(page)
        await page.get_by_role("button", name="Gửi lại thư").click()

        await expect(page.get_by_text(_HOW)).to_be_visible()
        await _stands(patient_office, mail, "sent")
        again = await page.request.post(checked, form=form, max_redirects=0)
        assert again.status == 303
        await page.goto(f"/van-hanh/thu/{mail}")
        await expect(page.get_by_text("Đã gửi", exact=True)).to_be_visible()
        if has_scripts:
            await axe(page)

    assert (_copies(patient_system, mail), _copies(patient_system, other)) == (2, 1)


async def test_a_mail_known_to_have_arrived_is_not_sent_again(
    patient_system: System, patient_office: Office, patient_visits: Visits, unanswered: Taken
) -> None:
    mail = _mail(unanswered, "unit")
    async with patient_visits.visit(Visitor.OPERATOR, width=360, java_script_enabled=False) as page:
        await page.goto(f"/van-hanh/thu?ma=<{mail.replace(':', '.')}@hungyen.example>")
        await page.get_by_role("link", name="Ghi là đã đến").click()
        await page.get_by_label("Vì sao biết thư đã đến").fill("Người nhận gọi điện báo đã nhận.")
        await page.get_by_role("button", name="Ghi là đã đến").click()
        await expect(page.get_by_text("Người nhận gọi điện báo đã nhận.")).to_be_visible()
        await _stands(patient_office, mail, "sent")

        await page.get_by_role("link", name="Ghi là bị trả lại").click()
        await page.get_by_label("Vì sao biết thư bị trả lại").fill("Báo cáo đến hộp thư của hệ thống.")
        await page.get_by_role("button", name="Ghi là bị trả lại").click()
        await expect(page.get_by_role("alert")).to_be_visible()
        await page.get_by_label("Máy chủ thư báo gì").select_option("5.2.2")
        await page.get_by_role("button", name="Ghi là bị trả lại").click()
        await expect(page.get_by_text("Báo cáo đến hộp thư của hệ thống.")).to_be_visible()
        await _stands(patient_office, mail, "returned")

    assert _copies(patient_system, mail) == 1


async def test_an_outdated_page_shows_what_became_of_the_mail(
    patient_system: System, patient_office: Office, patient_visits: Visits, unanswered: Taken
) -> None:
    mail, operator = _mail(unanswered, "submitter"), await patient_office.person(Visitor.OPERATOR)
    async with patient_visits.visit(Visitor.OPERATOR) as page:
        await page.goto(f"/van-hanh/thu/{mail}/gui-lai")
        await page.get_by_label("Vì sao gửi lại").fill(_HOW)
        (await operator.ask(f"/api/v1/mails/{mail}/mark-sent", {"reason": "Đã đến."})).raise_for_status()
        await page.get_by_role("button", name="Gửi lại thư").click()

        await expect(page.get_by_role("alert")).to_contain_text(_HOW)
        await expect(page.get_by_text("ghi là đã đến")).to_be_visible()
        await axe(page)

    assert _copies(patient_system, mail) == 1


async def test_mail_pages_run_nothing_that_is_typed(patient_visits: Visits, unanswered: Taken) -> None:
    mail = _mail(unanswered, "unit")
    async with patient_visits.visit(Visitor.OPERATOR, bypass_csp=True) as page:
        await page.goto(f"/van-hanh/thu/{mail}/gui-lai")
        attempts = ScriptAttempts(page)
        await attempts.fill("main form")
        await page.get_by_role("button", name="Gửi lại thư").click()
        await page.wait_for_url(f"**/van-hanh/thu/{mail}")
        await attempts.look(f"/van-hanh/thu/{mail}", "/van-hanh/thu")


def _mail(taken: Taken, recipient: str) -> str:
    return f"{taken.id}:received:{recipient}"


async def _stands(office: Office, mail: str, state: str) -> None:
    operator = await office.person(Visitor.OPERATOR)

    async def look() -> bool | None:
        answer = await operator.see(f"/api/v1/mails/{mail}")
        return True if answer is not None and answer.json()["state"] == state else None

    await until(look, what=f"mail {mail} {state}")


async def _typed(page: Page) -> dict[str, str | float | bool]:
    fields = page.locator("main form").locator("input[name], textarea[name]")
    return {str(await each.get_attribute("name")): await each.input_value() for each in await fields.all()}


def _copies(system: System, mail: str) -> int:
    """How often the mail server took it."""
    entries = map(json.loads, system.stack.mail.record.read_text(encoding="utf-8").splitlines())
    raw = [base64.b64decode(entry["raw"]) for entry in entries if entry["kind"] == "mail"]
    ids = [str(message_from_bytes(each, policy=default)["Message-ID"]) for each in raw]
    return sum(each.startswith(f"<{mail.replace(':', '.')}@") for each in ids)
