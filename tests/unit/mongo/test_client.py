"""The write guarantee of every connection: without it, a fail-over could take back what was answered for."""

from shared.mongo.client import connect


async def test_a_write_is_reported_when_a_majority_has_journaled_it() -> None:
    client = connect("mongodb://127.0.0.1:1/")

    collection = client["intake"]["nominations"]

    assert collection.write_concern.document == {"w": "majority", "j": True}
    assert collection.read_concern.document == {"level": "majority"}
    client.close()
