"""Viewers as accounts of the directory, for what is asked of it."""

from shared.identity.viewer import Viewer
from shared.mongo.client import Database


async def settle(directory: Database, *viewers: Viewer) -> None:
    """Let the directory hold an active account for each of the viewers."""
    for one in viewers:
        document = {
            "username": one.account,
            "name": one.name,
            "roles": sorted(one.roles),
            "unit": one.unit,
            "authorities": sorted(one.authorities),
            "mail": None,
            "password_hash": "",
            "active": True,
            "demo": False,
            "schema": 1,
        }
        await directory["accounts"].replace_one({"_id": one.account}, document, upsert=True)
