"""Every link of every kind of mail, opened by the one who got it: it leads to a page about what the mail tells."""

import re
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from uuid import UUID

import pytest

from services.notifier.adapters.letters import MimeLetters, Stationery
from shared.events.correspondence import NominationMessageAnswered
from shared.events.digests import DigestDue
from shared.events.drafts import DraftEnding
from shared.events.nominations import DossierReceived
from shared.identity.digest_links import DigestLinks
from shared.mails.facts import Fact
from shared.mails.recipients import Recipient
from tests.integration.intake.browsing import signed_in
from tests.integration.intake.served import DIGEST_KEY, Served
from tests.integration.intake.test_dossier_page import a_dossier
from tests.unit.notifier.samples import AT, FACTS, LAW, approved, awarded, declined, forwarded, mail_of

ADDRESS = "http://intake"
LINKS = DigestLinks(DIGEST_KEY)
LETTERS = MimeLetters(Stationery(ADDRESS, "thong-bao@hungyen.example", digest_links=LINKS), LAW)
TO_AUTHORITY = (DigestDue, NominationMessageAnswered)
UNIT, OFFICER, HEAD = "nop.doan-yen-phu", "chuyen-vien.xa-yen-phu", "lanh-dao.xa-yen-phu"
KINDS: dict[str, tuple[Fact, ...]] = {
    **{name: (fact,) for name, fact in FACTS.items()},
    "one nomination twice": (forwarded(), awarded()),
    "many nominations": (forwarded("A"), approved("A"), declined("B"), awarded("A")),
}


def about(fact: Fact, receipt: dict[str, object]) -> Fact:
    """The fact as it would be told of this dossier."""
    names, nominations = receipt["names"], receipt["nominations"]
    assert isinstance(names, list)
    assert isinstance(nominations, list)
    told = [{"number": one["number"], "nominee": name} for one, name in zip(nominations, names, strict=True)]
    if isinstance(fact, DraftEnding):
        return fact.model_copy(update={"draft_id": UUID(str(receipt["draft"]))})
    dossier = {"dossier_id": UUID(str(receipt["id"])), "dossier_number": receipt["number"]}
    if isinstance(fact, DigestDue):
        lines = [line.model_copy(update=one) for line, one in zip(fact.lines, told, strict=True)]
        return fact.model_copy(update={"lines": tuple(lines)})
    if isinstance(fact, DossierReceived):
        lines_received = [line.model_copy(update=one) for line, one in zip(fact.lines, told, strict=True)]
        return fact.model_copy(update={**dossier, "number": receipt["number"], "lines": tuple(lines_received)})
    place = 1 if fact.nominee == "B" else 0
    return fact.model_copy(update={**dossier, **told[place], "nomination_id": UUID(nominations[place]["id"])})


async def a_draft(served: Served) -> str:
    """A draft of the unit that is asked."""
    body = {"petition": {"movement": "covid-19", "occasion": "dot-xuat"}}
    headers = {**await served.signed_in(UNIT), "Idempotency-Key": "draft-of-the-mails"}
    answer = await served.client.post("/api/v1/drafts", json=body, headers=headers)
    return str(answer.raise_for_status().json()["id"])


def links_of(facts: tuple[Fact, ...], recipient: Recipient) -> set[str]:
    """Whatever a reader of the text or of the page may click on."""
    raw = LETTERS(replace(mail_of(facts[0], recipient), facts=facts), AT).raw
    message = message_from_bytes(raw, policy=default)
    assert isinstance(message, EmailMessage)
    bodies = {}
    for kind in ("plain", "html"):
        body = message.get_body((kind,))
        assert isinstance(body, EmailMessage)
        bodies[kind] = str(body.get_content())
    in_text = set(re.findall(r"https?://\S+", bodies["plain"]))
    in_page = set(re.findall(r'href="([^"]+)"', bodies["html"]))
    assert in_text == in_page
    return in_text


@pytest.mark.parametrize("kind", KINDS)
async def test_every_link_of_a_mail_opens_for_its_recipient(served: Served, kind: str) -> None:
    receipt = await a_dossier(served) | {"draft": await a_draft(served)}
    facts = tuple(about(fact, receipt) for fact in KINDS[kind])
    to_authority = isinstance(facts[0], TO_AUTHORITY)
    recipient = Recipient(("officer",) if to_authority else ("unit", "submitter"), "a@hungyen.example", "Người nhận")
    links = links_of(facts, recipient)
    pages: dict[str, str] = {}

    for username in (OFFICER, HEAD) if to_authority else (UNIT,):
        async with signed_in(served, str(receipt["number"]), username, place="ho-so") as client:
            for link in links:
                answer = await client.get(link, follow_redirects=True)
                assert answer.status_code == 200, link
                assert str(answer.url) == link
                pages[link] = answer.text

    assert links
    for link, page in pages.items():
        heading = re.search("<h1>(.*?)</h1>", page)
        assert heading
        if "/thu-tom-tat/" in link:
            assert heading[1] == "Thôi nhận thư tóm tắt"
            continue
        if "/ban-nhap/" in link:
            assert heading[1] == "Hồ sơ chưa có số Tờ trình"
            continue
        number = link.rpartition("/")[2]
        # A nomination's page is headed by the nominee, its number stands beneath.
        assert number in heading[1] or f'Đề nghị <strong class="khong-xuong">{number}</strong>' in page
        assert any(str(name) in page for name in receipt["names"])
