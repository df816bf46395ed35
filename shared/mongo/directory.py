"""The directory as services read it: a few hundred bodies, remembered for at most ten seconds."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import TypeVar

from shared.clock import utc_now
from shared.clock.days import day_of
from shared.directory.authorising import Authorisation
from shared.directory.bodies import Account, Authority, Commune, Former, Unit, UnitKind
from shared.directory.roles import Role
from shared.directory.succession import Link, Succession
from shared.events.content import AuthorityRef, UnitRef
from shared.events.words import Level
from shared.mongo.authorisations import MongoAuthorisations
from shared.mongo.client import Database, Document, translated
from shared.mongo.remembering import Remembered
from shared.mongo.round_trips import ById
from shared.mongo.succession import read_links, to_day
from shared.refusals import NotFoundError
from shared.text.addresses import reach

ACCOUNTS = "accounts"
PEOPLE = "people"  # the view of accounts without what signs them in, which provisioning makes
CACHE_SECONDS = 8.0
_CHANGES_SECONDS = 5.0  # with the four for which a session is remembered: within ten
_LONGEST_CHAIN = 5
_MOST_BODIES = 10_000
_Body = TypeVar("_Body", Authority, Unit, Commune)


class Directory:
    """Units, authorities, communes and addresses by code; remembered for 0 seconds, as they are at that moment."""

    def __init__(
        self, database: Database, *, remembered_seconds: float = CACHE_SECONDS, now: Callable[[], datetime] = utc_now
    ) -> None:
        self._database = database
        self._now = now
        self._authorities = Remembered[Authority | None](remembered_seconds)
        self._units = Remembered[Unit | None](remembered_seconds)
        self._communes = Remembered[Commune | None](remembered_seconds)
        self._succession = Remembered[Mapping[str, Link]](min(remembered_seconds, _CHANGES_SECONDS))
        self._all_communes = Remembered[Sequence[Commune]](remembered_seconds)
        self._at_level = Remembered[Sequence[Authority]](remembered_seconds)

    async def authority(self, code: str) -> Authority:
        """The authority.

        Raises:
            NotFoundError: The directory has no such code.
        """
        authority = await self._read("authorities", code, self._authorities, to_authority)
        return _known(authority, code, "cơ quan").on(self._today())

    async def unit(self, code: str) -> Unit:
        """The unit, also one that is no longer active.

        Raises:
            NotFoundError: The directory has no such code.
        """
        return _known(await self._read("units", code, self._units, to_unit), code, "đơn vị")

    async def commune(self, code: str) -> Commune:
        """The xã, phường or thị trấn with this official code.

        Raises:
            NotFoundError: The province has no such code.
        """
        commune = await self._read("communes", code, self._communes, to_commune)
        return _known(commune, code, "xã, phường, thị trấn")

    async def communes(self) -> Sequence[Commune]:
        """Every xã, phường and thị trấn, by code."""

        async def read() -> Sequence[Commune]:
            with translated():
                documents = await self._database["communes"].find({}, sort=[("_id", 1)]).to_list(_MOST_BODIES)
            return [to_commune(document) for document in documents]

        return await self._all_communes.get("all", read)

    async def authorities_at(self, level: Level) -> Sequence[Authority]:
        """The authorities that work at a level, by code."""

        async def read() -> Sequence[Authority]:
            query = {"levels": level.value}
            with translated():
                documents = await self._database["authorities"].find(query, sort=[("_id", 1)]).to_list(_MOST_BODIES)
            return [to_authority(document) for document in documents]

        return await self._at_level.get(level, read)

    async def authority_ref(self, code: str, level: Level | None = None) -> AuthorityRef:
        """The authority as slips address it, at `level` or the first that it works at.

        Raises:
            NotFoundError: The directory has no such code.
        """
        authority = await self.authority(code)
        return AuthorityRef(code=authority.code, name=authority.name, level=level or authority.levels[0])

    async def unit_ref(self, code: str) -> UnitRef:
        """The unit with who must endorse upwards: its managing authority first, the member of a khối thi đua last.

        Raises:
            NotFoundError: The directory has no such unit.
        """
        unit = await self.unit(code)
        acting = await self.authorities_on(self._today())
        chain: list[AuthorityRef] = []
        above: str | None = unit.managed_by
        while above is not None and len(chain) < _LONGEST_CHAIN:
            authority = await self.authority(acting.heir(above))
            chain.append(AuthorityRef(code=authority.code, name=authority.name, level=authority.levels[0]))
            above = None if authority.block else authority.parent
        return UnitRef(code=unit.code, name=unit.name, chain=tuple(chain))

    async def levels_of(self, authorities: frozenset[str]) -> frozenset[Level]:
        """The levels at which any of them works; codes that the directory does not have work at none."""
        return frozenset(level for found in await self.authorities_of(authorities) for level in found.levels)

    async def authorities_of(self, codes: frozenset[str]) -> Sequence[Authority]:
        """The authorities with these codes, by code; what the directory does not have is left out."""
        found = [await self._read("authorities", code, self._authorities, to_authority) for code in sorted(codes)]
        return [authority for authority in found if authority is not None]

    async def authorities_on(self, day: date) -> Succession:
        """Which authorities act for which on that day."""
        return await self._standing("authorities", day)

    async def units_on(self, day: date) -> Succession:
        """Which units have succeeded which by that day."""
        return await self._standing("units", day)

    def _today(self) -> date:
        return day_of(self._now())

    async def _standing(self, collection: str, day: date) -> Succession:
        async def read() -> Mapping[str, Link]:
            return await read_links(self._database[collection])

        return Succession(await self._succession.get(collection, read), day)

    async def _read(
        self, collection: str, code: str, remembered: Remembered[_Body | None], to_body: Callable[[Document], _Body]
    ) -> _Body | None:
        async def read() -> _Body | None:
            with translated():
                document = await self._database[collection].find_one({"_id": code})
            return to_body(document) if document else None

        return await remembered.get(code, read)


def _known(body: _Body | None, code: str, what: str) -> _Body:
    if body is None:
        raise NotFoundError(f"Không có {what} với mã “{code[:60]}”. Tra mã trong danh mục rồi nhập lại.")
    return body


class MongoPeople:
    """The people behind accounts, read freshly for recognising them; without what signs them in."""

    def __init__(self, database: Database, directory: Directory) -> None:
        self._people = database[PEOPLE]
        self._found = ById(self._people)
        self._authorisations = MongoAuthorisations(database)
        self._directory = directory

    async def account(self, account_id: str) -> Account | None:
        """The account with this id, also a locked one."""
        document = await self._found(account_id)
        return to_account(document) if document else None

    async def authorities_on(self, day: date) -> Succession:
        """Which authorities act for which on that day."""
        return await self._directory.authorities_on(day)

    async def units_on(self, day: date) -> Succession:
        """Which units have succeeded which by that day."""
        return await self._directory.units_on(day)

    async def authorisations(self, account_id: str) -> Sequence[Authorisation]:
        """The authorisations that a deputy was ever given."""
        return await self._authorisations.of_accounts([account_id])

    async def has_demo(self) -> bool:
        """Whether any account of the demo exists."""
        with translated():
            return await self._people.find_one({"demo": True}, {"_id": 1}) is not None


def to_authority(document: Document) -> Authority:
    """The authority in its document."""
    return Authority(
        code=document["_id"],
        name=document["name"],
        short_name=document["short_name"],
        levels=tuple(Level(level) for level in document["levels"]),
        head_title=document["head_title"],
        parent=document.get("parent"),
        block=document.get("block"),
        worked_by=document.get("worked_by"),
        begins_on=to_day(document.get("begins_on")),
        ends_on=to_day(document.get("ends_on")),
        successor=document.get("successor"),
        former=tuple(
            Former(date.fromisoformat(each["ends_on"]), each["name"], each["short_name"], each["head_title"])
            for each in document.get("former", ())
        ),
        sign=document.get("sign", "UBND"),
    )


def to_commune(document: Document) -> Commune:
    """The commune in its document."""
    return Commune(
        document["_id"],
        document["name"],
        document["kind"],
        document["district"],
        begins_on=to_day(document.get("begins_on")),
        ends_on=to_day(document.get("ends_on")),
        successor=document.get("successor"),
    )


def to_unit(document: Document) -> Unit:
    """The unit in its document."""
    return Unit(
        code=document["_id"],
        name=document["name"],
        kind=UnitKind(document["kind"]),
        managed_by=document["managed_by"],
        commune=document.get("commune"),
        mailbox=reach(document.get("mailbox")),
        active=document["active"],
        ends_on=to_day(document.get("ends_on")),
        successor=document.get("successor"),
    )


def to_account(document: Document) -> Account:
    """The account in its document."""
    return Account(
        id=document["_id"],
        username=document["username"],
        name=document["name"],
        roles=frozenset(Role(role) for role in document["roles"]),
        unit=document.get("unit"),
        authorities=frozenset(document["authorities"]),
        mail=reach(document.get("mail")),
        password_hash=document.get("password_hash", ""),  # the view has none, and no password fits it
        active=document["active"],
        demo=document["demo"],
        wants_digest=document.get("wants_digest", True),
        credential_version=document.get("credential_version", 0),
        password_is_temporary=document.get("password_is_temporary", False),
    )
