"""Authorities, units and communes as administrators change them by day: ended, succeeded, renamed, added."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from enum import StrEnum

from shared.audit.entry import Actor, Detail, Entry
from shared.audit.entry import Kind as Done
from shared.clock import utc_now
from shared.directory.bodies import Account, Authority, Commune, Former, Unit
from shared.directory.succession import Link
from shared.mongo.audit import MongoAudit
from shared.mongo.body_fields import authority_fields, commune_fields
from shared.mongo.client import Database, Document, translated
from shared.mongo.directory import PEOPLE, to_account, to_authority, to_commune, to_unit
from shared.mongo.errors import DuplicateError
from shared.mongo.succession import read_links
from shared.mongo.transactions import Transaction, together
from shared.refusals import ConflictError, NotFoundError
from shared.text.seen import compose_line


class Kind(StrEnum):
    """What is ended or succeeded, by the collection in which it stands."""

    UNIT = "units"
    AUTHORITY = "authorities"
    COMMUNE = "communes"


NOUNS: Mapping[Kind, str] = {Kind.UNIT: "đơn vị", Kind.AUTHORITY: "cơ quan", Kind.COMMUNE: "xã, phường, thị trấn"}
COMMANDS: Mapping[Kind, str] = {Kind.UNIT: "unit", Kind.AUTHORITY: "authority", Kind.COMMUNE: "commune"}
Body = Unit | Authority | Commune


class BodyRegister:
    """What an administrator changes is noted in `by_hand`, and loading the data files again leaves it so."""

    def __init__(self, directory: Database, by: Actor) -> None:
        self._database = directory
        self._audit = MongoAudit(directory)
        self._by = by

    async def get(self, kind: Kind, code: str) -> Body:
        """The body.

        Raises:
            NotFoundError: There is none with this code.
        """
        with translated():
            document = await self._database[kind.value].find_one({"_id": code})
        if document is None:
            raise NotFoundError(f"Không có {NOUNS[kind]} mã “{code}”. Xem danh sách: thidua {COMMANDS[kind]} list")
        return _to_body(kind, document)

    async def authority(self, code: str) -> Authority:
        """The authority.

        Raises:
            NotFoundError: There is none with this code.
        """
        found = await self.get(Kind.AUTHORITY, code)
        if not isinstance(found, Authority):
            raise TypeError(code)
        return found

    async def has(self, kind: Kind, code: str) -> bool:
        """Whether there is one with this code."""
        with translated():
            return await self._database[kind.value].find_one({"_id": code}, {"_id": 1}) is not None

    async def links(self, kind: Kind) -> Mapping[str, Link]:
        """How those of this kind that end or are worked for go on."""
        return await read_links(self._database[kind.value])

    async def communes(self, district: str | None) -> tuple[Commune, ...]:
        """The communes, or those of one district, by code."""
        query = {"district": district} if district else {}
        with translated():
            documents = await self._database["communes"].find(query).sort("_id").to_list(None)
        return tuple(to_commune(document) for document in documents)

    async def people_of(self, kind: Kind, code: str) -> tuple[Account, ...]:
        """The active accounts that belong to it, by name."""
        field = "unit" if kind is Kind.UNIT else "authorities"
        with translated():
            found = await self._database[PEOPLE].find({field: code, "active": True}).sort("username").to_list(None)
        return tuple(to_account(document) for document in found)

    async def person_named(self, username: str) -> str:
        """The account that people sign in to by this name; empty where there is none."""
        with translated():
            found = await self._database[PEOPLE].find_one({"username": compose_line(username).casefold()}, {"_id": 1})
        return found["_id"] if found else ""

    async def end(self, kind: Kind, code: str, on: date, successor: str | None) -> None:
        """From this day on it acts no more, and the successor, if there is one, goes on."""
        last = (on - timedelta(days=1)).isoformat()
        change: Document = {"$set": {"ends_on": last, **({"successor": successor} if successor else {})}}
        if successor is None:
            change["$unset"] = {"successor": ""}
        details: dict[str, Detail] = {"last_day": last, "successor": successor or ""}
        await self._change(kind, code, change, ("ends_on", "successor"), (Done.BODY_ENDED, details))

    async def reopen(self, kind: Kind, code: str) -> None:
        """It acts again, without an end and without a successor."""
        opened = {"$set": {"active": True}} if kind is Kind.UNIT else {}
        change: Document = {**opened, "$unset": {"ends_on": "", "successor": ""}}
        await self._change(kind, code, change, ("ends_on", "successor"), (Done.BODY_REOPENED, {}))

    async def rename(self, authority: Authority, names: Former, on: date) -> Authority:
        """Other names from this day on; the names of before hold until the day before it."""
        last = Former(on - timedelta(days=1), authority.name, authority.short_name, authority.head_title)
        renamed = replace(
            authority,
            name=names.name,
            short_name=names.short_name,
            head_title=names.head_title,
            former=(*authority.former, last),
        )
        fields = authority_fields(renamed)
        kept = ("name", "short_name", "head_title", "former")
        change: Document = {"$set": {name: fields[name] for name in kept}}
        details: dict[str, Detail] = {"from": on.isoformat(), "before": authority.name, "after": names.name}
        await self._change(Kind.AUTHORITY, authority.code, change, kept, (Done.BODY_CHANGED, details))
        return renamed

    async def add(self, kind: Kind, fields: Document) -> None:
        """Add one.

        Raises:
            ConflictError: The code is taken.
        """
        added = fields | {"by_hand": sorted(name for name in fields if name not in {"_id", "schema"})}

        async def act(transaction: Transaction) -> None:
            await self._database[kind.value].insert_one(added, session=transaction)
            await self._audit.append(self._entry(kind, fields["_id"], Done.BODY_ADDED, {}), transaction)

        try:
            await together(self._database.client, act)
        except DuplicateError as error:
            raise ConflictError(
                f"Đã có {NOUNS[kind]} mã “{fields['_id']}”. Chọn mã khác; để xem: thidua {COMMANDS[kind]} list"
            ) from error

    async def add_authority(self, authority: Authority) -> None:
        """Add an authority; `ConflictError` when its code is taken."""
        await self.add(Kind.AUTHORITY, authority_fields(authority))

    async def add_commune(self, commune: Commune) -> None:
        """Add a commune; `ConflictError` when its code is taken."""
        await self.add(Kind.COMMUNE, commune_fields(commune))

    async def _change(
        self,
        kind: Kind,
        code: str,
        change: Document,
        kept: tuple[str, ...],
        recorded: tuple[Done, Mapping[str, Detail]],
    ) -> None:
        noted = {"$addToSet": {"by_hand": {"$each": list(kept)}}}

        async def act(transaction: Transaction) -> None:
            await self._database[kind.value].update_one({"_id": code}, {**change, **noted}, session=transaction)
            await self._audit.append(self._entry(kind, code, *recorded), transaction)

        await together(self._database.client, act)

    def _entry(self, kind: Kind, code: str, done: Done, details: Mapping[str, Detail]) -> Entry:
        return Entry(utc_now(), done, self._by, subject=code, details={"of": COMMANDS[kind], **details})


def _to_body(kind: Kind, document: Document) -> Body:
    if kind is Kind.UNIT:
        return to_unit(document)
    return to_authority(document) if kind is Kind.AUTHORITY else to_commune(document)
