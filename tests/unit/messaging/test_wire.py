"""Whose word on a message is taken: that of the owner of its queue, and nobody else's."""

from datetime import UTC, datetime

import pytest

from shared.messaging.topology.queues import INTAKE, OWNERS
from shared.messaging.wire import PARKED_AT, SENDER, parked_since, sender_of
from tests.unit.messaging.deliveries import delivery

SENT = datetime(2021, 9, 1, 9, tzinfo=UTC)
PARKED = datetime(2021, 9, 2, 9, tzinfo=UTC)
OTHERS = sorted({*OWNERS.values(), "operator", "provisioner"} - {INTAKE})


@pytest.mark.parametrize("user", OTHERS)
def test_nobody_but_the_owner_names_an_earlier_sender(user: str) -> None:
    posing = delivery(user, {SENDER: "appraisal-commune" if user != "appraisal-commune" else "notifier"})

    assert sender_of(posing, INTAKE) == user


def test_the_owner_names_who_sent_it_first() -> None:
    assert sender_of(delivery(INTAKE, {SENDER: "notifier"}), INTAKE) == "notifier"


@pytest.mark.parametrize("user", OTHERS)
@pytest.mark.parametrize("said", ["0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59+00:00", "hôm qua", ""])
def test_nobody_but_the_owner_says_when_it_was_parked(user: str, said: str) -> None:
    assert parked_since(delivery(user, {PARKED_AT: said}, sent_at=SENT), INTAKE) == SENT


def test_what_the_owner_parked_lies_since_then() -> None:
    assert parked_since(delivery(INTAKE, {PARKED_AT: PARKED.isoformat()}, sent_at=SENT), INTAKE) == PARKED


def test_without_any_time_it_is_not_known_since_when() -> None:
    assert parked_since(delivery("notifier", {}), INTAKE) is None
