"""How an outbox becomes part of a repository's one write."""

from datetime import timedelta

import pytest

from shared.mongo.outbox import merge_update, outbox_on_insert, outbox_on_update
from tests.unit.messaging.messages import AT, message


def test_without_messages_a_document_gets_no_outbox_fields() -> None:
    assert outbox_on_insert([], AT) == {}
    assert outbox_on_update([], AT) == {}


def test_messages_are_due_after_the_writers_time_to_publish() -> None:
    fields = outbox_on_insert([message(1), message(2)], AT)

    assert [entry["sequence"] for entry in fields["outbox"]] == [1, 2]
    assert fields["outbox_due"] == AT + timedelta(seconds=2)


def test_an_update_pushes_and_never_puts_an_overdue_outbox_off() -> None:
    update = merge_update({"$set": {"state": "open"}, "$push": {"history": 1}}, outbox_on_update([message(1)], AT))

    assert update["$set"] == {"state": "open"}
    assert update["$push"].keys() == {"history", "outbox"}
    assert update["$min"] == {"outbox_due": AT + timedelta(seconds=2)}


def test_two_parts_of_an_update_do_not_speak_of_the_same_field() -> None:
    with pytest.raises(ValueError, match="history"):
        merge_update({"$push": {"history": 1}}, {"$push": {"history": 2}})
