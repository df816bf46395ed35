"""Where a number, a telephone, a mail address and a name that is kept may be found: a list; anywhere else fails.

Two nominations go a whole route to the decision, one of them confidential. Everybody asks every route of every service,
before and after; then mails, facts, work, logs, files and databases are searched.
"""

import asyncio
import base64
import email
import email.policy
import json
import os
import re
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeGuard

import aio_pika
import httpx
import pytest
from pydantic import JsonValue

from ops.demo.desks import record_decision, rule, submit, wait_for_status
from ops.demo.dossiers import nominated
from ops.demo.people import Office
from ops.demo.waiting import until
from ops.stack.parts import MONGOD, RABBITMQ
from shared.messaging.topology.queues import EXCHANGES
from shared.text.folding import fold
from shared.web.http.cookies import SESSION_COOKIE
from tests.attack.conftest import Mongo
from tests.attack.described import document
from tests.journey.acts import CENTRE, CHAIRMAN, HEALTH, HOME_AFFAIRS, opened
from tests.running import System

ROUTE = (HEALTH, HOME_AFFAIRS, CHAIRMAN)
SERVICES = ("intake", "appraisal-department", "notifier")
_AT_ONCE = 6
_SILENT_SECONDS = 0.3


@dataclass(frozen=True)
class Marked:
    """A nomination, and what in it is found nowhere else in the system."""

    id: str
    number: str
    dossier: str
    dossier_number: str
    attachment: str
    words: Mapping[str, tuple[str, ...]]

    @property
    def cases(self) -> list[str]:
        """Its cases, of those at its route."""
        return [f"{self.id}:{step}" for step in range(1, len(ROUTE) + 1)]

    def in_text(self, text: str) -> frozenset[str]:
        """Which of its markers the text has."""
        return frozenset(what for what, written in self.words.items() if any(one in text for one in written))


def _markers(name: str, number: str, phone: str, mail: str) -> Mapping[str, tuple[str, ...]]:
    escaped = json.dumps(name)[1:-1]
    return {"name": (name, fold(name), escaped), "number": (number,), "phone": (phone,), "mail": (mail,)}


KEPT = _markers("Quách Kín Mẫu Niệm", "033298765417", "0987612345", "nguoi.kin@vi-du.example")
OPEN = _markers("Thân Rõ Mẫu Tường", "033297654318", "0976523456", "nguoi.ro@vi-du.example")
FILE = "file"  # the signed Tờ trình, which names the nominee
NOTHING, NAME, PERSONAL = frozenset[str](), frozenset({"name"}), frozenset({"name", "phone", "mail"})
WORKING, ALL = PERSONAL | {FILE}, frozenset({*KEPT, FILE})

# Who is told what: of the open nomination, and of the one that is confidential, before the first outcome and after the
# decision. Nobody is told anything else, by any route.
OF_UNIT = {"nop.ttyt-yen-my": (ALL, ALL, ALL, ALL)}
FIRST = dict.fromkeys(("chuyen-vien.so-y-te", "lanh-dao.so-y-te", "pho.so-y-te"), (WORKING, WORKING) * 2)
FIRST_COLLEAGUE = {"van-thu.so-y-te": (WORKING, NOTHING) * 2}
LATER = dict.fromkeys(
    (f"{role}.{place}" for place in ("so-noi-vu", "chu-tich") for role in ("chuyen-vien", "lanh-dao", "pho")),
    (NAME, NOTHING, WORKING, WORKING),
)
LATER_COLLEAGUES = dict.fromkeys(("van-thu.so-noi-vu", "van-thu.chu-tich"), (NAME, NOTHING, WORKING, NOTHING))
OTHERS = dict.fromkeys(
    (
        *("nop.so-y-te", "nop.doan-yen-phu", "chuyen-vien.huyen-yen-my", "lanh-dao.xa-yen-phu", "van-thu.mttq"),
        *("chuyen-vien.van-phong-ubnd", "lanh-dao.ubnd", "lanh-dao.thu-tuong", "thu-ky.hoi-dong"),
        *("thanh-vien-1.hoi-dong", "bien-tap", "quan-tri", "van-hanh", ""),
    ),
    (NOTHING,) * 4,
)
# Others are asked once, when there is most to be told.
ON_ROUTE = OF_UNIT | FIRST | FIRST_COLLEAGUE | LATER | LATER_COLLEAGUES
TOLD = ON_ROUTE | OTHERS
# Of those who are told the same, at least one is asked in each run, all in `make matrix`.
ALWAYS = frozenset(
    {
        *("nop.ttyt-yen-my", "lanh-dao.so-y-te", "van-thu.so-y-te", "chuyen-vien.so-noi-vu", "van-thu.chu-tich"),
        *("nop.doan-yen-phu", "lanh-dao.xa-yen-phu", "lanh-dao.ubnd", "thanh-vien-1.hoi-dong", "quan-tri", ""),
    }
)


async def _handed_in(office: Office, words: Mapping[str, tuple[str, ...]], *, confidential: bool) -> Marked:
    name, number, phone, mail = (written[0] for written in words.values())
    nominee: dict[str, JsonValue] = {"name": name, "identity_number": number, "workplace": f"Trạm y tế, {phone}"}
    summary = f"Trực khu cách ly 60 ngày liên tục; lấy 5.200 mẫu xét nghiệm. Liên hệ {phone}, {mail}. " * 3
    changes: dict[str, JsonValue] = {"confidential": confidential, "consent": not confidential}
    signer = ("Lương Mẫu Hoài", "Giám đốc Trung tâm Y tế huyện Yên Mỹ")
    taken = await submit(
        office, CENTRE, nominated("TTr-TTYT", signer, "bang-khen-tinh", summary, nominee=nominee, changes=changes)
    )
    unit = await office.person(CENTRE)
    shown = (await unit.do(f"/api/v1/dossiers/{taken.id}", method="GET")).json()
    attachment = shown["petition"]["attachments"][0]["id"]
    first = taken.nominations[0]
    return Marked(first.id, first.number, taken.id, taken.number, attachment, words)


async def _walk(office: Office, marked: Marked, number: str) -> None:
    """The whole route; officials write the name into whatever they may write."""
    name = marked.words["name"][0]
    for step, desk in enumerate(ROUTE, 1):
        verdict: dict[str, JsonValue] = {"outcome": "forward" if desk is not CHAIRMAN else "approve"}
        verdict["text"] = f"Đồng ý với đề nghị cho {name}, đủ điều kiện."
        await rule(office, desk, f"{marked.id}:{step}", verdict)
    await record_decision(office, CHAIRMAN, number, [f"{marked.id}:3"])
    await wait_for_status(await office.person(CENTRE), marked.id, "da-khen-thuong")


def _paths(system: System, marked: Marked, decisions: Iterable[str]) -> Iterator[str]:
    """Every address that answers GET, with the ids of this nomination in every place, and searches for each marker."""
    name, *others = (written[0] for written in marked.words.values())
    for service in SERVICES:
        for path, methods in document(system, service)["paths"].items():
            if "get" not in methods:
                continue
            named = {one["name"] for one in methods["get"].get("parameters", ()) if one["in"] == "query"}
            asked = [f"?search={text}" for text in (fold(name), *others) if "search" in named]
            for filled in _filled(path, marked, decisions):
                yield filled
                yield from (f"{filled}{one}" for one in asked)
    yield f"/de-nghi/{marked.number}"
    yield f"/ho-so/{marked.dossier_number}"


def _filled(path: str, marked: Marked, decisions: Iterable[str]) -> Iterator[str]:
    """The path with everything that may stand in its places; each case at the level that has it."""
    if "{case_id}" in path:
        cases = zip((desk.level for desk in ROUTE), marked.cases, strict=True)
        yield from (path.replace("{level}", level).replace("{case_id}", case) for level, case in cases)
        return
    values = {
        "level": sorted({desk.level for desk in ROUTE}),
        "attachment_id": [marked.attachment],
        "decision_id": list(decisions),
        "reference": [marked.dossier if "/dossiers/" in path else marked.id],
    }
    paths = [path]
    for name in re.findall(r"{(\w+)}", path):
        paths = [one.replace(f"{{{name}}}", each) for one in paths for each in values.get(name, [marked.id])]
    yield from paths


async def _text_of(http: httpx.AsyncClient, path: str) -> tuple[int, str]:
    """The status, and all that is answered; of a stream, what comes at once."""
    async with http.stream("GET", path) as response:
        parts = bytearray()
        with suppress(TimeoutError):
            # Of a stream that does not end, what has come is kept.
            async with asyncio.timeout(_SILENT_SECONDS if path.endswith("/events") else 20):
                async for part in response.aiter_bytes():
                    parts += part
        assert response.status_code < httpx.codes.INTERNAL_SERVER_ERROR, path
        return response.status_code, f"{response.headers}{parts.decode(errors='replace')}"


async def _told(
    system: System, office: Office, username: str, everything: Iterable[tuple[Marked, str]]
) -> dict[str, set[str]]:
    """What somebody is told of each nomination by all addresses together; the address of each marker."""
    headers = {"Accept": "*/*"}
    if username:
        token = (await office.person(username)).http.headers["Authorization"]
        headers |= {"Authorization": token, "Cookie": f"{SESSION_COOKIE}={token.removeprefix('Bearer ')}"}
    found: defaultdict[str, set[str]] = defaultdict(set)
    turn = asyncio.Semaphore(_AT_ONCE)
    async with httpx.AsyncClient(base_url=system.stack.address, trust_env=False, headers=headers, timeout=20) as http:

        async def ask(marked: Marked, path: str) -> None:
            async with turn:
                status, text = await _text_of(http, path)
            if path.endswith(marked.attachment) and status == httpx.codes.OK:
                found[f"{marked.number} {FILE}"].add(path)
            # A search that finds it tells that it says what was searched for.
            by = marked.in_text(path) if marked.number in text or marked.id in text else NOTHING
            for what in marked.in_text(text) | by:
                found[f"{marked.number} {what}"].add(path)

        await asyncio.gather(*(ask(marked, path) for marked, path in everything))
    return found


@dataclass(frozen=True)
class Searched:
    """The two nominations, what everybody was told at both moments, and every message that went by."""

    kept: Marked
    open: Marked
    told: Mapping[str, tuple[frozenset[str], frozenset[str], frozenset[str], frozenset[str]]]
    addresses: Mapping[str, Mapping[str, set[str]]]
    messages: list[tuple[str, str, str]]


@asynccontextmanager
async def _listening(system: System) -> AsyncIterator[list[tuple[str, str, str]]]:
    """All messages from now on: kind, routing key, body."""
    heard: list[tuple[str, str, str]] = []
    connection = await aio_pika.connect(system.stack.amqp_url("provisioner"))
    async with connection:
        channel = await connection.channel()
        queue = await channel.declare_queue(exclusive=True)
        kinds = {each.name: each.kind for each in EXCHANGES if each.type == "topic"}
        for exchange in kinds:
            await queue.bind(exchange, "#")

        async def hear(message: aio_pika.abc.AbstractIncomingMessage) -> None:
            heard.append((kinds[str(message.exchange)], str(message.routing_key), message.body.decode()))

        await queue.consume(hear, no_ack=True)
        yield heard


@pytest.fixture(scope="module")
async def searched(request: pytest.FixtureRequest, system: System, office: Office) -> Searched:
    """The whole of it, once, for those about whom a test of this run asks."""
    asked = {item.callspec.params["who"] for item in request.session.items if _is_about_somebody(item)}
    async with _listening(system) as messages:
        kept = await _handed_in(office, KEPT, confidential=True)
        shown = await _handed_in(office, OPEN, confidential=False)
        for one in (kept, shown):
            await opened(office, HEALTH, f"{one.id}:1")
        before = await _everybody(system, office, asked & ON_ROUTE.keys(), (kept, shown), ())
        await _walk(office, kept, "9801/QĐ-UBND")
        await _walk(office, shown, "9802/QĐ-UBND")
        clerk = await office.person(CHAIRMAN.clerk)
        listed = (await clerk.do(f"{CHAIRMAN.decisions}?limit=2", method="GET")).json()["items"]
        after = await _everybody(system, office, asked, (kept, shown), [one["id"] for one in listed])
        await _mails_about(system, kept.number)
    told = {
        who: tuple(
            frozenset(what for what in (*KEPT, FILE) if f"{one.number} {what}" in found.get(who, {}))
            for found in (before, after)
            for one in (shown, kept)
        )
        for who in asked
    }
    addresses = {
        who: {f"{what} before": where for what, where in before.get(who, {}).items()} | after[who] for who in asked
    }
    return Searched(kept, shown, told, addresses, messages)  # type: ignore[arg-type]  # four of them, by construction


def _is_about_somebody(item: pytest.Item) -> TypeGuard[pytest.Function]:
    return (
        isinstance(item, pytest.Function) and item.originalname == "test_everybody_is_told_exactly_what_the_list_says"
    )


async def _everybody(
    system: System, office: Office, who: Iterable[str], marked: Iterable[Marked], decisions: Iterable[str]
) -> Mapping[str, dict[str, set[str]]]:
    everything = [(one, path) for one in marked for path in _paths(system, one, decisions)]
    return {one: await _told(system, office, one, everything) for one in who}


async def _mails_about(system: System, number: str) -> None:
    async def look() -> bool | None:
        return any(number in text and "9801/QĐ-UBND" in text for text in _mails(system)) or None

    await until(look, what="the mail about the award", seconds=60)


def _mails(system: System) -> Iterator[str]:
    """Every mail as its reader sees it, headers and all parts."""
    for line in system.stack.mail.record.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        if entry["kind"] != "mail":
            continue
        message = email.message_from_bytes(base64.b64decode(entry["raw"]), policy=email.policy.default)
        parts = [part.get_content() for part in message.walk() if part.get_content_maintype() == "text"]
        yield "\n".join([*(f"{name}: {value}" for name, value in message.items()), *parts])


@pytest.mark.parametrize(
    "who", [pytest.param(who, marks=[] if who in ALWAYS else [pytest.mark.matrix]) for who in TOLD]
)
async def test_everybody_is_told_exactly_what_the_list_says(searched: Searched, who: str) -> None:
    assert searched.told[who] == TOLD[who], searched.addresses[who]


async def test_a_number_is_shown_whole_once_a_reason_is_recorded(
    office: Office, mongo: Mongo, searched: Searched
) -> None:
    path, reason = f"/api/v1/nominations/{searched.kept.id}/identity-number/looks", "Đối chiếu với căn cước bản gốc."
    officer, clerk = [await office.person(one) for one in (HOME_AFFAIRS.officer, HOME_AFFAIRS.clerk)]

    shown = await officer.do(path, {"reason": reason})
    refused = await clerk.ask(path, {"reason": reason})
    told = await (await office.person(CENTRE)).do(path, method="GET")

    assert (shown.json()["identity_number"], refused.status_code) == (*KEPT["number"], 403)
    assert [(one["authority"]["code"], one["reason"]) for one in told.json()["items"]] == [("33.so-noi-vu", reason)]
    [entry] = mongo["directory"]["audit_entries"].find({"subject": searched.kept.number})
    assert (entry["kind"], entry["reason"]) == ("personal-data-shown", reason)


async def test_mails_have_initials_of_a_kept_name_and_no_more(system: System, searched: Searched) -> None:
    texts = list(_mails(system))

    assert frozenset().union(*map(searched.open.in_text, texts)) == NAME
    assert frozenset().union(*map(searched.kept.in_text, texts)) == NOTHING
    assert any("Q.K.M.N." in text for text in texts)


async def test_facts_tell_a_name_at_most_and_work_no_number(searched: Searched) -> None:
    facts = [body for exchange, _, body in searched.messages if exchange == "thidua.events"]
    work = [body for exchange, _, body in searched.messages if exchange == "thidua.work"]

    assert frozenset().union(*map(searched.open.in_text, facts)) == NAME
    assert frozenset().union(*map(searched.kept.in_text, facts)) == NOTHING
    for marked in (searched.open, searched.kept):
        assert frozenset().union(*map(marked.in_text, work)) == PERSONAL
        to = {key for exchange, key, body in searched.messages if exchange == "thidua.work" and marked.in_text(body)}
        assert to == {"intake.department", "department.province", "province.province"}


# By the folder below the stack's: of the open nomination, and of the kept one. Of all else nothing may lie anywhere;
# databases are searched by themselves.
FILES: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {RABBITMQ: (PERSONAL, PERSONAL)}


async def test_no_file_has_more_than_the_list_says(system: System, searched: Searched) -> None:
    found: defaultdict[str, tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
    for path in _files(system.stack.root):
        text = path.read_bytes().decode(errors="replace")
        for place, marked in enumerate((searched.open, searched.kept)):
            found[path.relative_to(system.stack.root).parts[0]][place].update(marked.in_text(text))

    told = {kind: (frozenset(of_open), frozenset(of_kept)) for kind, (of_open, of_kept) in found.items()}
    assert {kind: what for kind, what in told.items() if any(what)} == FILES
    assert "logs" in told


def _files(root: Path) -> Iterator[Path]:
    for folder, _, names in os.walk(root, followlinks=True):
        if MONGOD not in Path(folder).relative_to(root).parts[:1]:
            yield from (Path(folder, name) for name in names if Path(folder, name).is_file())


async def test_databases_have_the_number_in_intake_alone(mongo: Mongo, searched: Searched) -> None:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for database in mongo.list_database_names():
        if database in {"admin", "config", "local"}:
            continue
        for collection in mongo[database].list_collection_names():
            if collection.startswith("system."):
                continue
            for stored in mongo[database][collection].find():
                found[f"{database}.{collection}"] |= searched.kept.in_text(repr(stored))

    assert {place for place, what in found.items() if "number" in what} == {"intake.nominations"}
    assert {place for place, what in found.items() if "name" in what} == {
        "intake.nominations",
        "appraisal_department.cases",
        "appraisal_province.cases",
    }
