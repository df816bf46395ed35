"""The roll of honour, start and help as browsers and the press get them."""

import json
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4
from xml.etree.ElementTree import fromstring

import httpx
import pytest

from services.intake.web.pages.help import PAGES, STATEMENTS
from shared.events.amendments import CorrectedItem, DecisionAnnulled, DecisionCorrected, FieldChange
from shared.events.cases import AwardedItem, DecisionIssued
from shared.events.content import Person
from shared.events.words import AnnulmentKind, CorrectedField, CorrectionKind, Level
from shared.web.http.cookies import SESSION_COOKIE
from shared.web.pages.refusals import HELP, PARAGRAPHS
from tests.integration.intake.browsing import browser
from tests.integration.intake.served import Served, until
from tests.integration.intake.test_api import a_body
from tests.integration.intake.test_messaging import YEN_PHU
from tests.servers.signed_in import open_session

_ATOM = "{http://www.w3.org/2005/Atom}"


class Awarded:
    """A nomination of the served unit with a decision that the tests tell of."""

    def __init__(self, served: Served, nomination: dict[str, Any]) -> None:
        self._served = served
        self._decision = uuid4()
        self.id, self.number = nomination["id"], nomination["number"]
        self.path = f"/so-vang/{self.number}"

    async def tell(self, fact: type[DecisionIssued | DecisionCorrected | DecisionAnnulled], **more: object) -> None:
        """A fact of the decision, as the commune tells it."""
        about = {
            "decision_id": self._decision,
            "version": 1,
            "level": Level.COMMUNE,
            "authority": YEN_PHU,
            "number": "15/QĐ-UBND",
            "issued_on": date(2021, 11, 1),
            "at": datetime.now(UTC),
            "items": (AwardedItem(nomination_id=UUID(self.id), step=1, sequence=1),),
        }
        await self._served.tell(fact.model_validate(about | more), "appraisal-commune")

    async def page(self) -> httpx.Response:
        """Its page, as a stranger's browser gets it."""
        async with browser(self._served) as client:
            return await client.get(self.path)


async def awarded(served: Served, **content: object) -> Awarded:
    """An award by a decision of the commune; it is on the roll unless something forbids it."""
    made = await nominated(served, **content)
    await made.tell(DecisionIssued, signatory=Person(name="Lê Văn Mẫu", position="Chủ tịch"))
    return made


async def nominated(served: Served, **content: object) -> Awarded:
    receipt = (await served.submit(a_body(**content))).json()
    return Awarded(served, receipt["nominations"][0])


async def on_roll(made: Awarded) -> httpx.Response:
    return await until(made.page, lambda answer: answer.status_code == 200)


async def test_an_award_has_a_page_of_its_own(served: Served) -> None:
    answer = await on_roll(await awarded(served))

    for text in ("Đặng Văn", "Giấy khen cấp xã", "15/QĐ-UBND", "01/11/2021", "Xã Yên Phú", "Huyện Yên Mỹ"):
        assert text in answer.text
    assert "12079" not in answer.text.replace("dia-ban=12079", "")


async def test_a_correction_changes_and_an_annulment_takes_away(served: Served) -> None:
    made = await awarded(served)
    await on_roll(made)

    change = FieldChange(field=CorrectedField.NOMINEE_NAME, before="Đặng Văn", after="Đặng Văn Đúng Tên")
    item = CorrectedItem(nomination_id=UUID(made.id), step=1, sequence=2, changes=(change,))
    for _ in range(2):
        await made.tell(DecisionCorrected, version=2, reason="Sai tên", kind=CorrectionKind.RECORD, items=(item,))
    corrected = await until(made.page, lambda answer: "Đặng Văn Đúng Tên" in answer.text)
    assert corrected.status_code == 200

    gone = AwardedItem(nomination_id=UUID(made.id), step=1, sequence=3)
    await made.tell(
        DecisionAnnulled, version=3, reason="Kê khai sai", kind=AnnulmentKind.REVOKED, is_whole=True, items=(gone,)
    )
    answer = await until(made.page, lambda answer: answer.status_code == 404)
    assert "Đặng Văn Đúng Tên" not in answer.text


@pytest.mark.parametrize("content", [{"consent": False}, {"consent": False, "confidential": True}])
async def test_who_is_not_to_be_named_is_nowhere(served: Served, content: dict[str, bool]) -> None:
    silent, known = await awarded(served, **content), await awarded(served)
    name = await full_name(served, silent)
    other = await full_name(served, known)
    await on_roll(known)
    # The roll has come past both awards: what follows would find the first as it finds the second.
    pages = ["/so-vang", f"/so-vang?tim={name}", f"/so-vang?tim={other}", "/so-vang/feed.atom", "/so-vang/feed.json"]

    async with browser(served) as client:
        texts = [(await client.get(page)).text for page in pages]

    assert any(other in text for text in texts)
    assert not any(f">{name}<" in text or f"{name}:" in text for text in texts)
    assert (await silent.page()).status_code == 404


async def full_name(served: Served, made: Awarded) -> str:
    return str((await served.get(f"/api/v1/nominations/{made.id}")).json()["content"]["nominee"]["name"])


async def test_filters_are_addresses(served: Served) -> None:
    made = await awarded(served)
    await on_roll(made)
    name = await full_name(served, made)

    async def found(query: str) -> bool:
        async with browser(served) as client:
            answer = await client.get(f"/so-vang?tim={name}&{query}")
        assert answer.status_code == 200
        return made.path in answer.text

    assert await found("cap=commune&hinh-thuc=giay-khen-xa&nam=2021&dia-ban=327")
    assert await found("dia-ban=12079&cap=")
    assert not await found("cap=province")
    assert not await found("nam=2020")
    assert not await found("dia-ban=323")
    assert not await found("hinh-thuc=bang-khen-tinh")
    assert await found("cap=abc&nam=20x1")  # what is no level and no year is no filter
    async with browser(served) as client:
        assert (await client.get("/so-vang?sau=abc")).status_code == 422


async def test_strangers_pages_are_kept_and_asked_after_by_tag(served: Served) -> None:
    await on_roll(await awarded(served))
    async with browser(served) as client:
        for page in ("/so-vang", "/", "/tro-giup", "/so-vang/feed.json", "/so-vang/feed.atom"):
            first = await client.get(page)
            client.cookies.clear()
            again = await client.get(page, headers={"If-None-Match": first.headers["ETag"]})

            assert first.headers["Cache-Control"].startswith("public, max-age=")
            assert "set-cookie" not in first.headers
            assert (again.status_code, again.content) == (304, b"")


async def test_nobody_keeps_a_page_with_a_name_in_its_head(served: Served) -> None:
    async with browser(served) as client:
        client.cookies.set(SESSION_COOKIE, await open_session(served.databases, "nop.doan-yen-phu"))
        answer = await client.get("/so-vang")

    assert answer.status_code == 200
    assert "Đăng xuất" in answer.text
    assert "public" not in answer.headers.get("Cache-Control", "")
    assert "ETag" not in answer.headers


async def test_feeds_tell_the_latest_awards(served: Served) -> None:
    made = await awarded(served)
    await on_roll(made)
    name = await full_name(served, made)
    async with browser(served) as client:
        atom = await client.get(f"/so-vang/feed.atom?tim={name}")
        shown = await client.get(f"/so-vang/feed.json?tim={name}")

    assert atom.headers["Content-Type"].startswith("application/atom+xml")
    feed = fromstring(atom.content)  # noqa: S314 made by this very program
    [entry] = feed.findall(f"{_ATOM}entry")
    assert entry.findtext(f"{_ATOM}id") == f"urn:uuid:{made.id}"
    assert name in str(entry.findtext(f"{_ATOM}title"))
    assert shown.headers["Content-Type"].startswith("application/feed+json")
    [item] = json.loads(shown.content)["items"]
    assert item["url"].endswith(made.path)
    assert "15/QĐ-UBND" in item["summary"]


async def test_the_start_page_says_what_the_rules_say(served: Served) -> None:
    async with browser(served) as client:
        answer = await client.get("/")

    for text in ("Cả nước đoàn kết", "Giấy khen cấp xã", "15–20", "Bằng khen Thủ tướng", "Sở Nội vụ", "Tờ trình đã ký"):
        assert text in answer.text
    assert len(answer.content) < 100_000


@pytest.mark.parametrize("name", [*PAGES, *STATEMENTS])
async def test_each_page_of_help_is_there(served: Served, name: str) -> None:
    async with browser(served) as client:
        answer = await client.get(f"/tro-giup/{name}")

    assert answer.status_code == 200
    assert (PAGES | STATEMENTS)[name].title in answer.text


async def test_each_refusal_leads_to_a_paragraph_that_is_there(served: Served) -> None:
    async with browser(served) as client:
        helped = (await client.get(HELP)).text
        refused = (await client.get("/so-vang/abc")).text
        unknown = await client.get("/tro-giup/khong-co")

    assert [name for name in PARAGRAPHS.values() if f'id="{name}"' not in helped] == []
    assert f'href="{HELP}#{PARAGRAPHS[404]}"' in refused
    assert unknown.status_code == 404
