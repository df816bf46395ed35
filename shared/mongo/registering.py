"""Bodies, units and choices as administrators write them; services only read them. Accounts are identity's."""

from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence

from pymongo import ReplaceOne, UpdateOne

from shared.audit.entry import UNKNOWN, Actor, Detail, Entry, Kind
from shared.clock import utc_now
from shared.directory.bodies import Account, Authority, Unit
from shared.directory.loading import DirectoryData
from shared.mongo.audit import MongoAudit
from shared.mongo.body_fields import authority_fields, commune_fields, unit_fields
from shared.mongo.body_register import BodyRegister
from shared.mongo.client import Client, Document, translated
from shared.mongo.digest_choices import DigestChoices
from shared.mongo.directory import to_authority, to_unit
from shared.mongo.filling import Written, describe_filling, insert_missing
from shared.mongo.transactions import Transaction, together
from shared.observability.progress import Tell, untold
from shared.refusals import NotFoundError

_AT_ONCE = 500


class BodyRegistrar:
    """Bodies and units, written and recorded in the name of whoever runs the admin command."""

    def __init__(self, client: Client, database: str, *, by: Actor = UNKNOWN) -> None:
        self.client = client
        self._database = client[database]
        self._units = self._database["units"]
        self.audit = MongoAudit(self._database)
        self.bodies = BodyRegister(self._database, by)
        self._digest_choices = DigestChoices(self._database)
        self._by = by

    async def ensure_indexes(self) -> None:
        """Create what bodies and units are searched by."""
        with translated():
            await self._units.create_index("managed_by")
            await self._database["authorities"].create_index("worked_by", sparse=True)
            for name in ("authorities", "units"):
                await self._database[name].create_index("ends_on", sparse=True)

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
                "units": await insert_missing(self._units, map(unit_fields, data.units), transaction),
            }

        return await self._fill(act)

    async def save_demo_units(self, units: Sequence[Unit]) -> Mapping[str, Written]:
        """Add the demo's units that are missing; what was changed by hand stays."""

        async def act(transaction: Transaction) -> Mapping[str, Written]:
            return {"demo_units": await insert_missing(self._units, map(unit_fields, units), transaction)}

        return await self._fill(act)

    async def choose_digest(self, account: Account, *, wanted: bool) -> None:
        """Have the daily digest sent to whoever has this account, or not."""

        async def act(transaction: Transaction) -> None:
            await self._digest_choices.choose(account.id, wanted=wanted, by="administrator", transaction=transaction)
            details: dict[str, Detail] = {"username": account.username, "wanted": wanted}
            entry = Entry(utc_now(), Kind.DIGEST_CHOSEN, self._by, subject=account.id, details=details)
            await self.audit.append(entry, transaction)

        await together(self.client, act)

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
                found |= {each["_id"]: each["name"] for each in await collection.find({}, {"name": 1}).to_list(None)}
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
            async with await self.client.start_session() as session, session.start_transaction():
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

        await together(self.client, act)

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
            for entry in describe_filling(written, self._by):
                await self.audit.append(entry, transaction)
            return written

        return await together(self.client, recorded)

    async def _replace_all(self, name: str, documents: Iterable[Document], transaction: Transaction) -> Written:
        collection = self._database[name]
        changed = await collection.find({"by_hand": {"$exists": True}}, session=transaction).to_list(None)
        standing = {document["_id"]: document for document in changed}
        kept = [_with_what_is_by_hand(document, standing.get(document["_id"])) for document in documents]
        writes = [ReplaceOne({"_id": document["_id"]}, document, upsert=True) for document in kept]
        result = await collection.bulk_write(writes, ordered=False, session=transaction)
        return Written(added=result.upserted_count, changed=result.modified_count)


def _with_what_is_by_hand(fields: Document, standing: Document | None) -> Document:
    if standing is None:
        return fields
    by_hand = standing["by_hand"]
    rest = {name: value for name, value in fields.items() if name not in by_hand}
    # In the order of the fields that stand, since a document with another order would count as changed.
    merged = rest | {name: standing[name] for name in by_hand if name in standing} | {"by_hand": by_hand}
    return {name: merged[name] for name in (*standing, *merged) if name in merged}
