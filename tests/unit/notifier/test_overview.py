"""The overview of all parts: what it remembers, and what it says where somebody is silent."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import pytest

from services.notifier.application.overview import LookAround
from services.notifier.domain.standing import Since, Standing, follow, lengthen, standing_of
from shared.messaging.topology.counts import QueueCounts
from shared.refusals import UnavailableError
from shared.web.http.parts import Seen, silent

NINE = datetime(2021, 10, 5, 9, tzinfo=UTC)
READY, UNREADY, SILENT = (True, False), (False, False), (False, True)
COUNTS = QueueCounts(waiting=2, retried={"5s": 1}, parked=0, orders=0, consumers=1)


@pytest.mark.parametrize(
    ("instances", "standing"),
    [
        ([READY], Standing.WORKING),
        ([READY, READY], Standing.WORKING),
        ([READY, SILENT], Standing.PARTLY),
        ([READY, UNREADY], Standing.PARTLY),
        ([UNREADY], Standing.UNREADY),
        ([UNREADY, SILENT], Standing.UNREADY),
        ([SILENT, SILENT], Standing.SILENT),
    ],
)
def test_a_part_stands_as_its_instances_do(instances: Sequence[tuple[bool, bool]], standing: Standing) -> None:
    assert standing_of(instances) is standing


def test_a_change_is_dated_by_the_look_that_saw_it() -> None:
    first = follow({}, {"intake": Standing.WORKING}, NINE)
    same = follow(first, {"intake": Standing.WORKING}, NINE + timedelta(hours=1))
    down = follow(same, {"intake": Standing.SILENT}, NINE + timedelta(hours=2))
    still = follow(down, {"intake": Standing.SILENT}, NINE + timedelta(hours=3))

    assert first == same == {"intake": Since(Standing.WORKING, NINE, is_change=False)}
    assert down == still == {"intake": Since(Standing.SILENT, NINE + timedelta(hours=2), is_change=True)}


def test_the_latest_counts_are_kept() -> None:
    assert lengthen((1, 2, 3), 4, most=3) == (2, 3, 4)


class Parts:
    """Processes that say what they are told to."""

    def __init__(self, *seen: Seen) -> None:
        self.seen = seen

    async def ask(self) -> Sequence[Seen]:
        return self.seen


class Queues:
    """Queues with these counts; away where there are none."""

    def __init__(self, counts: Mapping[str, QueueCounts] | None) -> None:
        self.counts = counts

    async def count(self) -> Mapping[str, QueueCounts]:
        if self.counts is None:
            raise UnavailableError
        return self.counts


async def test_a_silent_part_hides_no_other() -> None:
    parts = Parts(Seen("intake", ready=True), silent("intake@2"), silent("appraisal-state"))
    look = LookAround(parts, Queues({"intake.facts": COUNTS}), lambda: NINE)

    seen = await look()

    assert {name: since.standing for name, since in seen.since.items()} == {
        "intake": Standing.PARTLY,
        "appraisal-state": Standing.SILENT,
    }
    assert [each.name for each in seen.processes["intake"]] == ["intake", "intake@2"]
    assert seen.queues == {"intake.facts": COUNTS}


async def test_without_the_broker_the_rest_is_told() -> None:
    seen = await LookAround(Parts(Seen("intake", ready=True)), Queues(None), lambda: NINE)()

    assert seen.queues is None
    assert seen.since["intake"].standing is Standing.WORKING
