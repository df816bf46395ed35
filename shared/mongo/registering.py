"""The directory as administrators write it; services only read it."""

from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, replace

from pymongo import ReplaceOne, UpdateOne

from shared.audit.accounts import describe_authorisation
from shared.audit.entry import UNKNOWN, Actor, Detail, Entry, Kind
from shared.clock import utc_now
from shared.directory.authorising import Authorisation
from shared.directory.bodies import Account, Authority, Unit
from shared.directory.loading import DirectoryData
from shared.mongo.account_register import AccountRegister, account_fields
from shared.mongo.audit import MongoAudit
from shared.mongo.authorisations import NAME as AUTHORISATIONS
from shared.mongo.authorisations import MongoAuthorisations, authorisation_fields
from shared.mongo.body_fields import authority_fields, commune_fields, unit_fields
from shared.mongo.body_register import BodyRegister
from shared.mongo.client import Client, Document, translated
from shared.mongo.directory import to_authority, to_unit
from shared.mongo.transactions import Transaction, together
from shared.observability.progress import Tell, untold
from shared.refusals import NotFoundError

_AT_ONCE = 500


@dataclass(frozen=True)
class Written:
    """How many documents a write added and how many it changed."""

    added: int = 0
    changed: int = 0


class Registrar:
    """Bodies, units and accounts, written and recorded in the name of whoever runs the admin command."""

    def __init__(self, client: Client, database: str, *, by: Actor = UNKNOWN) -> None:
        self._client = client
        self._database = client[database]
        self._units = self._database["units"]
        self.audit = MongoAudit(self._database)
        self.authorisations = MongoAuthorisations(self._database)
        self.bodies = BodyRegister(self._database, by)
        self.accounts = AccountRegister(self._database, self.authorisations, by)
        self._by = by

    async def ensure_indexes(self) -> None:
        """Create what the directory is searched by; also the expiry of sessions and counted attempts."""
        with translated():
            await self._database["accounts"].create_index("username", unique=True)
            await self._database["accounts"].create_index("authorities")
            await self._database["accounts"].create_index("unit")
            await self._units.create_index("managed_by")
            await self._database["authorities"].create_index("worked_by", sparse=True)
            for name in ("authorities", "units"):
                await self._database[name].create_index("ends_on", sparse=True)
            await self._database["sessions"].create_index("expires_at", expireAfterSeconds=0)
            await self._database["sessions"].create_index("account_id")
            await self._database["sign_ins"].create_index("expires_at", expireAfterSeconds=0)
        await self.authorisations.ensure_indexes()

    async def save_bodies(self, data: DirectoryData) -> Mapping[str, Written]:
        """Bring bodies and units to what the data files say; units that an administrator added stay."""

        async def act(transaction: Transaction) -> Mapping[str, Written]:
            return {
                "authorities": await self._replace_all(
                    "authorities", map(authority_fields, data.authorities), transaction
                ),
                "communes": await self._replace_all("communes", map(commune_fields, data.communes), transaction),
                "blocks": await self._replace_all(
                    "blocks",
                    [{"_id": code, "name": name, "schema": 1} for code, name in data.blocks.items()],
                    transaction,
                ),
                "units": await self._insert_missing("units", map(unit_fields, data.units), transaction),
            }

        return await self._fill(act)

    async def save_demo(
        self, units: Sequence[Unit], accounts: Sequence[Account], authorisations: Sequence[Authorisation]
    ) -> Mapping[str, Written]:
        """Add the demo's units, accounts and authorisations that are missing; what was changed by hand stays."""

        async def act(transaction: Transaction) -> Mapping[str, Written]:
            papers = map(authorisation_fields, authorisations)
            return {
                "demo_units": await self._insert_missing("units", map(unit_fields, units), transaction),
                "demo_accounts": await self._insert_missing("accounts", map(account_fields, accounts), transaction),
                "demo_authorisations": await self._insert_missing(AUTHORISATIONS, papers, transaction),
            }

        return await self._fill(act)

    async def authorise(self, given: Sequence[Authorisation]) -> None:
        """Record authorisations that a deputy is given."""
        await self._settle(given, Kind.AUTHORISATION_GIVEN, self.authorisations.add)

    async def end_authorisations(self, over: Sequence[Authorisation]) -> None:
        """Record that authorisations end before their last day."""
        await self._settle(over, Kind.AUTHORISATION_ENDED, self.authorisations.end)

    async def _settle(
        self,
        changed: Sequence[Authorisation],
        kind: Kind,
        save: Callable[[Authorisation, Transaction], Awaitable[bool]],
    ) -> None:
        async def act(transaction: Transaction) -> None:
            for one in changed:
                if await save(one, transaction):
                    await self.audit.append(describe_authorisation(one, kind, self._by, utc_now()), transaction)

        await together(self._client, act)

    async def codes(self) -> tuple[frozenset[str], frozenset[str]]:
        """The codes of all authorities and of all communes."""
        with translated():
            authorities = await self._database["authorities"].distinct("_id")
            communes = await self._database["communes"].distinct("_id")
        return frozenset(authorities), frozenset(communes)

    async def authorities(self) -> tuple[Authority, ...]:
        """All authorities, by code."""
        with translated():
            documents = await self._database["authorities"].find().sort("_id").to_list(None)
        return tuple(to_authority(document) for document in documents)

    async def names(self) -> Mapping[str, str]:
        """What each authority and unit is called, by code; an authority's own unit as the authority."""
        found: dict[str, str] = {}
        with translated():
            for collection in (self._units, self._database["authorities"]):
                found |= {one["_id"]: one["name"] for one in await collection.find({}, {"name": 1}).to_list(None)}
        return found

    async def import_units(self, units: Sequence[Unit], tell: Tell = untold) -> Written:
        """Add or change all of them, or none; `tell` hears how many are written, of how many."""
        fields = [unit_fields(unit) for unit in units]
        writes = [
            UpdateOne(
                {"_id": unit["_id"]},
                {"$set": {key: value for key, value in unit.items() if key not in {"_id", "active"}}}
                | {"$setOnInsert": {"active": True}},
                upsert=True,
            )
            for unit in fields
        ]
        with translated():
            async with await self._client.start_session() as session, session.start_transaction():
                added = changed = 0
                for start in range(0, len(writes), _AT_ONCE):
                    result = await self._units.bulk_write(writes[start : start + _AT_ONCE], session=session)
                    added, changed = added + result.upserted_count, changed + result.modified_count
                    tell(min(start + _AT_ONCE, len(writes)), len(writes))
                if added or changed:
                    details: dict[str, Detail] = {"added": added, "changed": changed}
                    entry = Entry(utc_now(), Kind.UNITS_IMPORTED, self._by, details=details)
                    await self.audit.append(entry, session)
        return Written(added=added, changed=changed)

    async def blocks(self) -> Mapping[str, str]:
        """What each khối thi đua is called, by code."""
        with translated():
            found = await self._database["blocks"].find().to_list(None)
        return {document["_id"]: document["name"] for document in found}

    async def set_unit_active(self, code: str, *, active: bool) -> None:
        """Close a unit, or open it again; what it has submitted stays.

        Raises:
            NotFoundError: There is no such unit.
        """

        async def act(transaction: Transaction) -> None:
            result = await self._units.update_one({"_id": code}, {"$set": {"active": active}}, session=transaction)
            if result.matched_count == 0:
                raise NotFoundError(f"Không có đơn vị mã “{code}”. Xem danh sách: thidua unit list")
            kind = Kind.BODY_REOPENED if active else Kind.BODY_ENDED
            entry = Entry(utc_now(), kind, self._by, subject=code, details={"of": "unit"})
            await self.audit.append(entry, transaction)

        await together(self._client, act)

    async def units(self, managed_by: str | None) -> tuple[Unit, ...]:
        """The units, or those of one authority, by code."""
        query = {"managed_by": managed_by} if managed_by else {}
        with translated():
            documents = await self._units.find(query).sort("_id").to_list(None)
        return tuple(to_unit(document) for document in documents)

    async def has_unit(self, code: str) -> bool:
        """Whether there is a unit with this code."""
        with translated():
            return await self._units.find_one({"_id": code}, {"_id": 1}) is not None

    async def _fill(
        self, act: Callable[[Transaction], Coroutine[None, None, Mapping[str, Written]]]
    ) -> Mapping[str, Written]:
        async def recorded(transaction: Transaction) -> Mapping[str, Written]:
            written = await act(transaction)
            details: dict[str, Detail] = {
                name: one.added + one.changed for name, one in written.items() if any(astuple(one))
            }
            if details:
                entry = Entry(utc_now(), Kind.DIRECTORY_FILLED, self._by, details=details)
                await self.audit.append(entry, transaction)
            return written

        return await together(self._client, recorded)

    async def _replace_all(self, name: str, documents: Iterable[Document], transaction: Transaction) -> Written:
        collection = self._database[name]
        changed = await collection.find({"by_hand": {"$exists": True}}, session=transaction).to_list(None)
        standing = {document["_id"]: document for document in changed}
        kept = [_with_what_is_by_hand(document, standing.get(document["_id"])) for document in documents]
        writes = [ReplaceOne({"_id": document["_id"]}, document, upsert=True) for document in kept]
        result = await collection.bulk_write(writes, ordered=False, session=transaction)
        return Written(added=result.upserted_count, changed=result.modified_count)

    async def _insert_missing(self, name: str, documents: Iterable[Document], transaction: Transaction) -> Written:
        writes = [
            UpdateOne({"_id": document["_id"]}, {"$setOnInsert": document}, upsert=True) for document in documents
        ]
        if not writes:
            return Written(added=0)
        result = await self._database[name].bulk_write(writes, ordered=False, session=transaction)
        return Written(added=result.upserted_count)


def _with_what_is_by_hand(fields: Document, standing: Document | None) -> Document:
    if standing is None:
        return fields
    by_hand = standing["by_hand"]
    rest = {name: value for name, value in fields.items() if name not in by_hand}
    # In the order of the fields that stand, since a document with another order would count as changed.
    merged = rest | {name: standing[name] for name in by_hand if name in standing} | {"by_hand": by_hand}
    return {name: merged[name] for name in (*standing, *merged) if name in merged}


def with_password(accounts: Iterable[Account], password_hash: str) -> list[Account]:
    """The accounts, each with this hash."""
    return [replace(account, password_hash=password_hash) for account in accounts]
