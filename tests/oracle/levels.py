"""What the levels recorded of each nomination, in the order in which it happened there: the measure of all telling."""

from collections.abc import Iterator, Mapping

from tests.oracle.entries import SeenCase
from tests.oracle.evidence import Evidence

# What the nomination's history calls it; whatever is missing here is the level's own business.
_FACTS: Mapping[str, str] = {
    "open": "opened",
    "return": "returned",
    "supplement": "reopened",
    "delay": "delayed",
    "forward": "forwarded",
    "approve": "approved",
    "decline": "declined",
    "refer": "referred",
    "withdraw": "withdrawn",
    "refuse_withdrawal": "withdrawal_refused",
    "award": "awarded",
    "correct_award": "award_corrected",
    "annul_award": "award_annulled",
    "undo_award": "award_undone",
    "restore_award": "award_restored",
}


def stories(evidence: Evidence) -> Mapping[str, list[tuple[int, str]]]:
    """The facts of each nomination with their steps. A nomination passes through its steps by their numbers."""
    told: dict[str, list[tuple[int, str]]] = {}
    for case in sorted(evidence.cases.values(), key=lambda one: one.step):
        told.setdefault(case.nomination, []).extend((case.step, fact) for fact in _facts(case))
    return told


def _facts(case: SeenCase) -> Iterator[str]:
    history = sorted(case.history, key=lambda one: one.version)
    # A withdrawal may be there before the work: then the case is born withdrawn, and only that is told.
    is_born_withdrawn = [one.action for one in history] == ["open", "withdraw"] and len(
        {one.at for one in history}
    ) == 1
    for one in history[1:] if is_born_withdrawn else history:
        if one.action in _FACTS:
            yield _FACTS[one.action]
