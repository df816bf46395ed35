"""The judgement: each invariant of the promise, held against the record alone."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from tests.oracle.bounds import excess, idling
from tests.oracle.entries import Entry
from tests.oracle.evidence import Evidence
from tests.oracle.histories import broken_conservation, broken_histories
from tests.oracle.keeping import broken_idempotency, lost, phantoms
from tests.oracle.outcomes import second_outcomes
from tests.oracle.rest import unrest
from tests.oracle.telling import wrong_mails

Check = Callable[[Evidence], Iterator[str]]

# I9, that each service reaches only what is its own, is asked of broker and database in tests/integration/permissions.
INVARIANTS: Mapping[str, Check] = {
    "I1 no loss": lost,
    "I2 no phantom": phantoms,
    "I3 idempotency": broken_idempotency,
    "I4 one outcome": second_outcomes,
    "I5 legal, gapless history": broken_histories,
    "I6 mail": wrong_mails,
    "I7 conservation": broken_conservation,
    "I8 quiescence": unrest,
    "I10 progress": idling,
    "I11 bounds": excess,
}


@dataclass(frozen=True)
class Complaint:
    """An invariant that does not hold, and where it shows."""

    invariant: str
    message: str


def judge(entries: Iterable[Entry]) -> list[Complaint]:
    """Every complaint that the record gives rise to; none when the promise was kept."""
    evidence = Evidence(entries)
    return [Complaint(name, message) for name, check in INVARIANTS.items() for message in check(evidence)]
