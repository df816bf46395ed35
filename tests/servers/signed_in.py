"""Sessions opened as identity opens them, but without a password: for tests that are about something else."""

from datetime import UTC, datetime

from services.identity.adapters.sessions import MongoSessions
from shared.audit.entry import Actor, Entry, Kind
from shared.directory.demo import demo_account_id
from shared.identity.recognising import SESSION_LIFE, Session
from shared.identity.tokens import new_token, token_hash
from shared.mongo.client import connect
from tests.servers.fresh import FreshDatabases


async def open_session(databases: FreshDatabases, username: str) -> str:
    """A token of that account of the demo, known to every service of these databases."""
    return await open_session_of(databases, demo_account_id(username))


async def open_session_of(databases: FreshDatabases, account_id: str) -> str:
    """A token of that account."""
    token, now = new_token(), datetime.now(UTC)
    client = connect(databases.url("identity"))
    try:
        sessions = MongoSessions(client[databases.name("directory")])
        entry = Entry(now, Kind.SIGN_IN, Actor(account_id), subject=account_id)
        await sessions.open(Session(token_hash(token), account_id, now, now + SESSION_LIFE), entry)
    finally:
        client.close()
    return token
