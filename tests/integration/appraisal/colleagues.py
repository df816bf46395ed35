"""Viewers as accounts of the directory, for what is asked of it."""

from shared.identity.viewer import Viewer
from shared.mongo.client import Database


async def settle(directory: Database, *viewers: Viewer) -> None:
    """Let the directory hold an active account for each of the viewers."""
    for viewer in viewers:
        document = {
            "username": viewer.account,
            "name": viewer.name,
            "roles": sorted(viewer.roles),
            "unit": viewer.unit,
            "authorities": sorted(viewer.authorities),
            "mail": None,
            "password_hash": "",
            "active": True,
            "demo": False,
            "schema": 1,
        }
        await directory["accounts"].replace_one({"_id": viewer.account}, document, upsert=True)
