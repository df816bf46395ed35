"""What a storm did and what the oracle found, as a table for people."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from tests.oracle.entries import Entry
from tests.oracle.evidence import Evidence
from tests.oracle.telling import doubled
from tests.oracle.verdict import Complaint


def tally(lines: Sequence[Entry], complaints: Sequence[Complaint], injected: Mapping[str, int]) -> str:
    """The table; its rows are what the promise is about."""
    return "\n".join(f"| {name:26} | {value}" for name, value in _rows(lines, complaints, injected))


def _rows(
    lines: Sequence[Entry], complaints: Sequence[Complaint], injected: Mapping[str, int]
) -> Iterator[tuple[str, object]]:
    evidence = Evidence(lines)
    wrong = Counter(each.invariant.partition(" ")[0] for each in complaints)
    copies = doubled(evidence)
    yield "faults injected", sum(injected.values())
    for name, times in sorted(injected.items()):
        yield f"  {name}", times
    yield "requests", sum(each.kind == "asked" for each in lines)
    yield "  without an answer", sum(each.kind == "unanswered" for each in lines)
    yield "dossiers accepted", len(evidence.dossiers)
    yield "  lost", wrong["I1"]
    yield "  phantom", wrong["I2"]
    yield "  taken twice", wrong["I3"]
    yield "double outcomes", wrong["I4"]
    yield "broken histories", wrong["I5"]
    yield "mails", len({mail.message_id for mail in evidence.mails})
    yield "  missing", _of_mails(complaints, "missing")
    yield "  out of order", _of_mails(complaints, "happened as")
    yield "  doubled, marked uncertain", sum(copies.values())
    yield "  doubled, not marked", len(copies) - sum(copies.values())
    yield "not conserved", wrong["I7"]
    yield "left lying about", wrong["I8"]
    yield "idle over a minute", wrong["I10"]
    yield "beyond bounds", wrong["I11"]
    yield "longest time to quiet", f"{evidence.quiet.after_seconds:.0f} s" if evidence.quiet else "never"


def _of_mails(complaints: Sequence[Complaint], word: str) -> int:
    return sum(word in each.message for each in complaints if each.invariant.startswith("I6"))
