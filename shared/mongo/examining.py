"""What a MongoDB server says of itself and of the directory, for whoever looks whether a deployment is in order."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.clock import utc_now
from shared.mongo.client import Client, translated
from shared.mongo.directory import PEOPLE

_NEEDED: Mapping[str, tuple[str, ...]] = {
    "accounts": ("username", "authorities", "unit"),
    "units": ("managed_by",),
    "sessions": ("expires_at", "account_id"),
    "sign_ins": ("expires_at",),
    "authorisations": ("account",),
}


@dataclass(frozen=True)
class ServerSeen:
    """The clock and the members of the database's server; `ahead` is how far its clock is before this machine's."""

    ahead: timedelta
    members: int
    has_primary: bool


@dataclass(frozen=True)
class DirectorySeen:
    """Which indexes are missing, how many accounts of the demo are left, and who may administer and operate."""

    missing_indexes: tuple[str, ...]
    demo_accounts: int
    administrators: int
    operators: int


async def look_at_server(client: Client) -> ServerSeen:
    """The server as it is now.

    Raises:
        UnavailableError: It is away.
    """
    begun = utc_now()
    with translated():
        hello = await client.admin.command("hello")
    middle = begun + (utc_now() - begun) / 2
    local = hello["localTime"]
    ahead = local.replace(tzinfo=middle.tzinfo) - middle if isinstance(local, datetime) else timedelta()
    return ServerSeen(ahead, len(hello.get("hosts", ())), bool(hello.get("primary")))


async def look_at_directory(client: Client, database: str) -> DirectorySeen:
    """The directory as it is now.

    Raises:
        UnavailableError: It is away.
    """
    directory = client[database]
    missing = []
    with translated():
        for collection, fields in _NEEDED.items():
            known = {next(iter(each["key"])) for each in await directory[collection].list_indexes().to_list(None)}
            missing += [f"{collection}.{field}" for field in fields if field not in known]
        people = directory[PEOPLE]
        return DirectorySeen(
            missing_indexes=tuple(missing),
            demo_accounts=await people.count_documents({"demo": True}),
            administrators=await people.count_documents({"roles": "administrator", "active": True, "demo": False}),
            operators=await people.count_documents({"roles": "operator", "active": True, "demo": False}),
        )
