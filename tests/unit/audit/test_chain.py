"""The chain of a history: whatever is changed in it later is found, at the first entry that no longer fits."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import reduce
from uuid import UUID

import pytest

from services.appraisal.domain.history import Entry as CaseEntry
from services.intake.domain.history import HistoryEntry
from services.intake.domain.status import Fact
from shared.audit.chain import Break, Difference, append, find_break, start_of

RECORD, OTHER = b"a", b"b"


@dataclass(frozen=True)
class Entry:
    version: int
    text: str
    prev: str = ""
    hash: str = ""

    def content(self) -> Sequence[object]:
        return [self.version, self.text]


History = tuple[Entry, ...]


def write(*texts: str, record: bytes = RECORD) -> History:
    entries = [Entry(version, text) for version, text in enumerate(texts, start=1)]
    empty: History = ()
    return reduce(lambda history, entry: append(history, entry, record=record), entries, empty)


MOMENT = datetime(2021, 10, 4, 3, 0, 0, 123000, UTC)
NOMINATION = UUID("0b8f6d3e-8d6f-5f0e-9b1a-3f5c2d7e9a10")
# As the programs wrote them that had a chain each.
HASH_OF_CASE = "4dd29c22e671f554b9cc3a2d42dee376a4e991d6a22708ef112cf52234f4fd4d"
HASH_OF_NOMINATION = "036e16c3bea62796211d2aa4a89d4010d3c47a74ac8c518214af08485e0cf18f"
WHOLE = write("nhận", "chuyển", "duyệt")
FORGERIES: Sequence[tuple[str, Callable[[History], History], Break]] = (
    ("changed", lambda h: (h[0], replace(h[1], text="rút"), h[2]), Break(2, Difference.CONTENT)),
    ("resealed", lambda h: (h[0], append(h[:1], replace(h[1], text="rút"), record=RECORD)[1], h[2]),
     Break(3, Difference.PREVIOUS)),
    ("first removed", lambda h: h[1:], Break(1, Difference.NUMBER)),
    ("middle removed", lambda h: (h[0], h[2]), Break(2, Difference.NUMBER)),
    ("last removed", lambda h: h[:2], Break(3, Difference.MISSING)),
    ("all removed", lambda _: (), Break(1, Difference.MISSING)),
    ("swapped", lambda h: (h[1], h[0], h[2]), Break(1, Difference.NUMBER)),
    ("of another record", lambda _: write("nhận", "chuyển", "duyệt", record=OTHER), Break(1, Difference.PREVIOUS)),
    ("renumbered", lambda h: (replace(h[0], version=2), h[1], h[2]), Break(1, Difference.NUMBER)),
)  # fmt: skip


def test_a_chain_as_it_was_written_is_whole() -> None:
    assert find_break(WHOLE, record=RECORD, version=3) is None


@pytest.mark.parametrize(("forge", "found"), [row[1:] for row in FORGERIES], ids=[row[0] for row in FORGERIES])
def test_names_the_first_entry_that_no_longer_fits(forge: Callable[[History], History], found: Break) -> None:
    assert find_break(forge(WHOLE), record=RECORD, version=3) == found


def test_a_case_that_was_stored_before_stays_readable() -> None:
    stored = CaseEntry(1, "open", MOMENT, "intake", prev="0" * 64, hash=HASH_OF_CASE)
    later = append((stored,), CaseEntry(2, "propose", MOMENT, "a"), record=RECORD)

    assert find_break(later, record=RECORD, version=2) is None


def test_a_nomination_that_was_stored_before_stays_readable() -> None:
    details = {"decision_number": "12/QĐ-UBND"}
    entry = HistoryEntry(1, Fact.AWARDED, 1, 2, MOMENT, NOMINATION, details=details)
    stored = replace(entry, prev=start_of(NOMINATION.bytes), hash=HASH_OF_NOMINATION)

    assert find_break((stored,), record=NOMINATION.bytes, version=1) is None


def test_a_chain_begins_with_its_record() -> None:
    assert WHOLE[0].prev == start_of(RECORD)
