"""Has limits run out, which no API can: straight in the databases of a `make run` on this machine, and nowhere else."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from urllib.parse import urlsplit

from ops.demo.dossiers import today
from ops.demo.full.filling import SetBack
from ops.provisioning.databases import appraisal_database
from ops.stack.secrets import Secrets
from ops.stack.services import data_folder
from ops.stack.standing import is_supervised, read_standing
from ops.troubles import TroubleError
from shared.events.words import Level
from shared.messaging.topology.queues import level_user
from shared.mongo.client import connect


def set_back(address_of: Callable[[Level], str]) -> SetBack:
    """What moves the limits of cases to so many days from today; `address_of` is the database of a level.

    What is due by then stays as it is. Histories tell nothing of limits, so they hold; the level's own clock tells
    the units of what is overdue.
    """

    async def move(limits: Mapping[str, int]) -> int:
        moved = 0
        for level in Level:
            client = connect(address_of(level))
            try:
                stored = client[appraisal_database(level)]["cases"]
                for case, days in limits.items():
                    day = (today() + timedelta(days=days)).isoformat()
                    later = {"_id": case, "state": "open", "due_on": {"$gt": max(day, today().isoformat())}}
                    change = {"$set": {"due_on": day, "untold_due_on": day}}
                    moved += (await stored.update_one(later, change)).modified_count
            finally:
                client.close()
        return moved

    return move


def of_this_machine(address: str) -> SetBack | None:
    """The same for the demo that stands on this machine at that address; nothing where it is another system."""
    try:
        standing = read_standing()
    except TroubleError:
        return None
    operator = standing.get("operator")
    if standing.get("address") != address or not isinstance(operator, dict) or not is_supervised(standing):
        return None
    server = urlsplit(str(operator["THIDUA_MONGO_URL"]))
    secrets = Secrets(data_folder() / "secrets")
    return set_back(lambda level: _as_user(server.geturl(), level_user(level), secrets))


def _as_user(address: str, user: str, secrets: Secrets) -> str:
    parts = urlsplit(address)
    reached = parts.netloc.rpartition("@")[2]
    return parts._replace(netloc=f"{user}:{secrets.password(f'mongo-{user}')}@{reached}").geturl()
