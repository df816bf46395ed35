"""A transaction that a killed process left open stands in the way of the same dossier for seconds, not for a minute."""

from typing import Any

from pymongo import MongoClient
from pymongo.errors import OperationFailure

from ops.stack.waiting import wait_until
from tests.servers.fresh import FreshDatabase

SECONDS = 30


def test_what_an_open_transaction_wrote_can_soon_be_written(database: FreshDatabase) -> None:
    with MongoClient[dict[str, Any]](database.url) as dead, MongoClient[dict[str, Any]](database.url) as next_one:
        next_one[database.name].create_collection("dossiers")
        session = dead.start_session()
        session.start_transaction()
        dead[database.name]["dossiers"].insert_one({"_id": "same"}, session=session)

        def is_stored() -> bool:
            with next_one.start_session() as own, own.start_transaction():
                try:
                    next_one[database.name]["dossiers"].insert_one({"_id": "same"}, session=own)
                except OperationFailure as error:
                    if not error.has_error_label("TransientTransactionError"):
                        raise
                    own.abort_transaction()
                    return False
            return True

        assert not is_stored()
        wait_until(is_stored, what="the end of what was left open", seconds=SECONDS, way_out="")
