"""The appraisal application of two levels on a real database, with viewers by name and no broker."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID, uuid4

import httpx
from fastapi import FastAPI, Request

from services.appraisal.adapters.bulk_acts import MongoBulkActs
from services.appraisal.adapters.cases import MongoCases
from services.appraisal.adapters.decisions import MongoDecisions
from services.appraisal.adapters.posting import Posting
from services.appraisal.adapters.register import MongoRegister
from services.appraisal.adapters.reservable_cases import MongoReservableCases
from services.appraisal.domain.case import Case, CaseKey
from services.appraisal.main import create
from services.appraisal.settings import Settings
from shared.events.content import NominationContent
from shared.events.decided import Decided
from shared.events.envelope import Outgoing
from shared.events.words import Level, Outcome
from shared.identity.viewer import Role, Viewer
from shared.mongo.client import Database, connect
from shared.mongo.outbox import Outbox
from shared.refusals import NotSignedInError
from tests.chains import renamed
from tests.recognising import recognise_by
from tests.servers.fresh import show_people
from tests.unit.appraisal.samples import CONTENT, VERDICTS, YEN_PHU, opened, ruled, work
from tests.unit.directory.samples import authorised
from tests.unit.signing.samples import PUBLIC_KEYS_FILE

OTHER = "33.327.12052"
CASES = "/api/v1/levels/commune/cases"
DECISIONS = "/api/v1/levels/commune/decisions"
BULK = "/api/v1/levels/commune/bulk"
_NOWHERE = "amqp://nobody:nothing@127.0.0.1:1/"


@dataclass
class Offers:
    """What was handed to the relay."""

    made: list[tuple[str, object, tuple[Outgoing, ...]]] = field(default_factory=list)

    def __call__(self, collection: str, document_id: object, messages: Sequence[Outgoing]) -> None:
        self.made.append((collection, document_id, tuple(messages)))

    @property
    def types(self) -> list[str]:
        return [message.type for _, _, messages in self.made for message in messages]


def now() -> datetime:
    at = datetime.now(UTC)
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


def viewer(*roles: Role, authority: str = YEN_PHU.code, name: str = "Bùi Thị Bất Kỳ") -> Viewer:
    account = f"{'-'.join(roles)}@{authority}/{name}"
    return authorised(Viewer(account, name, frozenset(roles), authorities=frozenset({authority})))


OFFICER = viewer(Role.OFFICER, name="Phạm Thị Chuyên")
HEAD = viewer(Role.HEAD, name="Lê Văn Chủ")
DEPUTY = viewer(Role.DEPUTY, name="Hoàng Thị Phó")
CLERK = viewer(Role.CLERK, name="Đỗ Văn Thư")


@dataclass
class AppraisalParts:
    """An application and the stores behind its commune level."""

    app: FastAPI
    database: Database
    offers: Offers = field(default_factory=Offers)

    def __post_init__(self) -> None:
        self.viewers: dict[str, Viewer] = {}
        posting = Posting(Level.COMMUNE, self.offers)
        self.cases = MongoCases(self.database["cases"], posting, now)
        self.register = MongoRegister(self.database["cases"])
        self.reservable = MongoReservableCases(self.database["cases"])
        self.decisions = MongoDecisions(self.database["decisions"], posting, now)
        self.bulk_acts = MongoBulkActs(self.database["bulk_acts"])
        recognise_by(self.app, self._viewer)

    async def prepare(self) -> None:
        await self.cases.ensure_indexes()
        await self.register.ensure_indexes()
        await self.decisions.ensure_indexes()
        await self.bulk_acts.ensure_indexes()
        await Outbox(self.database["cases"]).ensure_indexes()

    async def empty(self) -> None:
        people = ("accounts", "authorisations", "authorities", "identities")
        for name in ("cases", "decisions", "bulk_acts", "messages", "digests", *people):
            await self.database[name].delete_many({})
        self.offers.made.clear()

    async def ask(
        self,
        who: Viewer | None,
        method: str,
        path: str,
        body: object = None,
        *,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str | list[str]] | None = None,
    ) -> httpx.Response:
        signed: dict[str, str] = {}
        if who is not None:
            self.viewers[who.account] = who
            signed = {"X-Who": who.account.encode().hex()}
        transport = httpx.ASGITransport(self.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://appraisal") as http:
            return await http.request(method, path, json=body, headers={**signed, **(headers or {})}, params=params)

    async def case(self, key: CaseKey) -> Case:
        found = await self.cases.find(key)
        assert isinstance(found, Case)
        return found

    async def put(self, case: Case) -> Case:
        await self.cases.insert(Decided(None, case))
        return case

    async def open(self, step: int = 1, content: NominationContent = CONTENT, nomination: UUID | None = None) -> Case:
        """A new case; each nominee is somebody else, unless the content is given."""
        identity = nomination or uuid4()
        if content is CONTENT:
            named = content.nominee.model_copy(update={"name": f"Người {identity.hex}", "identity_number": None})
            content = content.model_copy(update={"nominee": named})
        return await self.put(opened(work(step, content=content, nomination=identity)))

    async def approve(self, count: int) -> list[Case]:
        """Approved cases, as many as asked."""
        first = ruled(opened(work(2)), VERDICTS[Outcome.APPROVE]).after
        cases = [renamed(first, CaseKey(uuid4(), 2)) for _ in range(count)]
        for case in cases:
            await self.put(case)
        return cases

    async def outcome(self, who: Viewer, case: Case, body: object, version: int | None = None) -> httpx.Response:
        headers = {"If-Match": f'"{version or case.version}"'}
        return await self.ask(who, "POST", f"{CASES}/{case.key}/outcome", body, headers=headers)

    async def record(self, who: Viewer, number: str, cases: Sequence[Case], key: str = "") -> httpx.Response:
        body = {
            "number": number,
            "issued_on": "2021-10-05",
            "signatory": {"name": "Lê Văn Chủ", "position": "Chủ tịch"},
            "case_ids": [str(case.key) for case in cases],
        }
        return await self.ask(who, "POST", DECISIONS, body, headers={"Idempotency-Key": key or str(uuid4())})

    async def bulk(self, who: Viewer, cases: Sequence[Case], key: str = "", **also: object) -> httpx.Response:
        """One act over the cases as they are given; an outcome `forward` unless said otherwise."""
        lines = [{"case_id": str(case.key), "version": case.version} for case in cases]
        body = {"kind": "outcome", "outcome": "forward", "cases": lines, **also}
        return await self.ask(who, "POST", BULK, body, headers={"Idempotency-Key": key or str(uuid4())})

    async def _viewer(self, request: Request) -> Viewer:
        who = request.headers.get("x-who", "")
        if not who:
            raise NotSignedInError("Hãy đăng nhập.")
        return self.viewers[bytes.fromhex(who).decode()]


@asynccontextmanager
async def parts_at(mongo_url: str, name: str) -> AsyncIterator[AppraisalParts]:
    """The parts on a database of that name, dropped afterwards."""
    level = {"mongo_url": mongo_url, "amqp_url": _NOWHERE}
    levels = {"commune": level | {"database": name}, "province": level | {"database": f"{name}_province"}}
    settings = Settings.model_validate(
        {"env": "test", "APPRAISAL_LEVELS": "commune,province", "levels": levels, "directory_database": name}
        | {"public_keys_file": PUBLIC_KEYS_FILE}
    )
    client = connect(mongo_url)
    await show_people(client[name])
    made = AppraisalParts(create(settings), client[name])
    await made.prepare()
    yield made
    await client.drop_database(name)
    await client.drop_database(f"{name}_province")
    client.close()
