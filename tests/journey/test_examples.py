"""Whoever pastes an example of the description gets what it promises: each body as it stands, in the order of work.

The system is seeded as `make run` seeds it. What differs from system to system is the version of a case alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from ops.demo.people import Office, Person
from ops.demo.samples import PAPER, upload_papers
from ops.demo.waiting import until
from shared.web.api.examples import DOSSIER, FIRST_CASE, KEY, NOMINATION, SECOND_CASE
from shared.web.api.examples import PAPER as SAMPLE
from tests.attack.described import Json, document
from tests.journey.acts import APPROVE, COMMUNE, YOUTH, decide, happened, opened, submitted
from tests.running import System

_OFFICER, _HEAD, _CLERK, _CENTRE = (
    "chuyen-vien.xa-yen-phu",
    "lanh-dao.xa-yen-phu",
    "van-thu.xa-yen-phu",
    "nop.ttyt-yen-my",
)
_CASES = "/api/v1/levels/{level}/cases/{case_id}"
_NOMINATION = "/api/v1/nominations/{reference}"
# They need what a system just started has not: a council's case, mails in trouble, a decision of an earlier day.
_ELSEWHERE = {
    ("post", f"{_CASES}/vote"),
    ("post", "/api/v1/mails/{mail_id}/mark-sent"),
    ("post", "/api/v1/mails/{mail_id}/returned"),
    ("post", "/api/v1/levels/{level}/decisions/{decision_id}/corrections"),
    ("post", "/api/v1/levels/{level}/decisions/{decision_id}/annulments"),
}
# Passwords, codes, links of mails and versions of a draft's sections, which nobody else's example can name.
_OWN = ("/api/v1/account/", "/api/v1/password-resets", "/api/v1/mail-confirmations", "/api/v1/drafts/")


@dataclass
class Pasting:
    """Sends the examples of the running services' documents and remembers which were sent."""

    office: Office
    documents: dict[str, Json]
    left: set[tuple[str, str, int]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.left = {
            (method, path, at)
            for method, path, at, _ in self._all()
            if (method, path) not in _ELSEWHERE and not path.startswith(_OWN)
        }

    async def paste(
        self,
        username: str,
        method: str,
        path: str,
        at: int = 0,
        *,
        case_id: str = FIRST_CASE,
        nomination: str = NOMINATION,
        level: str = "commune",
    ) -> Json:
        """The answer to the example with that number of an operation; it is a success that the document describes."""
        body = next(value for *one, value in self._all() if tuple(one) == (method, path, at))
        person = await self.office.person(username)
        where = path.format(level=level, case_id=case_id, reference=nomination)
        headers = {"Idempotency-Key": KEY, "If-Match": await self._version(person, where)}
        response = await person.http.request(method.upper(), where, json=body, headers=headers)
        described = self._operation(method, path)["responses"]
        assert response.is_success, (method, where, at, response.text)
        assert str(response.status_code) in described
        self.left.discard((method, path, at))
        return dict(response.json())

    def _all(self) -> Iterator[tuple[str, str, int, Any]]:
        for one in self.documents.values():
            for path, item in one["paths"].items():
                for method, described in item.items():
                    for at, example in enumerate(_examples(described, one)):
                        yield method, path, at, example

    def _operation(self, method: str, path: str) -> Json:
        return dict(next(one["paths"][path][method] for one in self.documents.values() if path in one["paths"]))

    @staticmethod
    async def _version(person: Person, where: str) -> str:
        """The tag of the case or nomination as it stands, which its reader has before they act."""
        seen = await person.http.get("/".join(where.split("/")[: 7 if "/levels/" in where else 5]))
        return seen.headers.get("ETag", '"1"')


def _examples(described: Json, whole: Json) -> list[Any]:
    content = described.get("requestBody", {}).get("content", {}).get("application/json", {})
    if "examples" in content:
        return [one["value"] for one in content["examples"].values()]
    schema = content.get("schema", {})
    for each in (schema, *schema.get("anyOf", ())):
        if "$ref" in each:
            return list(whole["components"]["schemas"][each["$ref"].rpartition("/")[2]].get("examples", ()))
    return []


@pytest.fixture
def pasting(system: System, office: Office) -> Pasting:
    services = ("identity", "intake", "appraisal-commune", "notifier")
    return Pasting(office, {service: document(system, service) for service in services})


async def test_every_example_succeeds_as_it_stands(system: System, office: Office, pasting: Pasting) -> None:
    await upload_papers(system.stack.address)

    await _submit(pasting)
    await _appraise(office, pasting)
    await _give_outcomes(office, pasting)
    await _decide(office, pasting)
    await _settle(pasting)

    assert pasting.left == set()


async def test_the_upload_of_the_example_is_what_the_submission_names(office: Office) -> None:
    unit = await office.person(YOUTH)

    response = await unit.http.post("/api/v1/attachments?name=to-trinh.pdf", content=PAPER.read_bytes())

    assert response.status_code == httpx.codes.CREATED
    assert response.json()["id"] == SAMPLE


async def _submit(pasting: Pasting) -> None:
    await pasting.paste(YOUTH, "post", "/api/v1/sessions")
    receipt = await pasting.paste(YOUTH, "post", "/api/v1/dossiers", 0)
    assert (receipt["id"], receipt["nominations"][0]["id"]) == (DOSSIER, NOMINATION)
    await pasting.paste(_CENTRE, "post", "/api/v1/dossiers", 1)
    await pasting.paste(YOUTH, "post", "/api/v1/drafts")


async def _appraise(office: Office, pasting: Pasting) -> None:
    await opened(office, COMMUNE, FIRST_CASE)
    bulk = "/api/v1/levels/{level}/bulk"
    proposed = await pasting.paste(_OFFICER, "post", bulk, 1)
    tried = await pasting.paste(_HEAD, "post", bulk, 0)
    assert (proposed["refused"], tried["refused"]) == (0, 0)
    await pasting.paste(_OFFICER, "post", f"{_CASES}/claim")
    await pasting.paste(_HEAD, "put", f"{_CASES}/assignee")
    await pasting.paste(_OFFICER, "post", f"{_CASES}/messages")
    await _answered(pasting)
    for at in range(4):
        await pasting.paste(_OFFICER, "put", f"{_CASES}/proposal", at)
    await pasting.paste(_HEAD, "post", f"{_CASES}/outcome", 5)


async def _answered(pasting: Pasting) -> None:
    unit = await pasting.office.person(YOUTH)

    async def arrived() -> bool | None:
        return (await unit.do(f"/api/v1/nominations/{NOMINATION}/messages", method="GET")).json()["items"] != [] or None

    await until(arrived, what="the message is there")
    await pasting.paste(YOUTH, "post", f"{_NOMINATION}/messages")


async def _give_outcomes(office: Office, pasting: Pasting) -> None:
    """Those that end a case on cases of their own; the others on the one of the examples, until it is to be decided."""
    for at in (0, 2, 3):
        other = f"{(await submitted(office)).nominations[0].id}:1"
        await opened(office, COMMUNE, other)
        await pasting.paste(_HEAD, "post", f"{_CASES}/outcome", at, case_id=other)
    await pasting.paste(_HEAD, "post", f"{_CASES}/outcome", 1)
    unit = await office.person(YOUTH)

    async def stands(status: str) -> bool | None:
        seen = (await unit.do(f"/api/v1/nominations/{NOMINATION}", method="GET")).json()
        return seen["status"] == status or None

    await until(lambda: stands("cho-bo-sung"), what="the nomination is returned")
    await pasting.paste(YOUTH, "post", f"{_NOMINATION}/supplement")
    head = await office.person(_HEAD)

    async def is_open_again() -> bool | None:
        seen = (await head.do(f"{COMMUNE.cases}/{FIRST_CASE}", method="GET")).json()
        return (seen["state"], seen["round"]) == ("open", 2) or None

    await until(is_open_again, what="the case is open again")
    await pasting.paste(_OFFICER, "put", f"{_CASES}/proposal", 0)
    await pasting.paste(_HEAD, "post", f"{_CASES}/outcome", 4)


async def _decide(office: Office, pasting: Pasting) -> None:
    (await decide(office, COMMUNE, SECOND_CASE, APPROVE)).raise_for_status()
    issued = await pasting.paste(_CLERK, "post", "/api/v1/levels/{level}/decisions")
    assert issued["case_ids"] == [SECOND_CASE]


async def _settle(pasting: Pasting) -> None:
    await pasting.paste(_HEAD, "post", "/api/v1/levels/{level}/authorisations")
    await pasting.paste("lanh-dao.so-noi-vu", "post", "/api/v1/levels/{level}/windows", level="province")
    other = str((await submitted(pasting.office)).nominations[0].id)
    await happened(pasting.office, YOUTH, other, "opened")
    # The nominee of the examples has no number.
    await pasting.paste(_OFFICER, "post", f"{_NOMINATION}/identity-number/looks", nomination=other)
    await pasting.paste(YOUTH, "post", f"{_NOMINATION}/withdrawal", nomination=other)
