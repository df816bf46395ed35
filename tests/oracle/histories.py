"""I5 and I7: every nomination tells a story that can have happened, and all parts of the system tell the same one."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from tests.oracle.entries import Happened, SeenNomination
from tests.oracle.evidence import Evidence
from tests.oracle.levels import stories
from tests.oracle.outcomes import standing

_FINAL = frozenset({"forwarded", "declined", "approved", "referred", "withdrawn"})
_GOES_ON = frozenset({"forwarded", "referred"})
_STATUS: dict[str, str] = {
    "awarded": "da-khen-thuong",
    "approved": "da-duyet",
    "declined": "khong-duoc-khen-thuong",
    "withdrawn": "da-rut",
}
_AWARDS: dict[str, str] = {
    **dict.fromkeys(("awarded", "award_corrected", "award_restored"), "da-khen-thuong"),
    "award_annulled": "da-thu-hoi",
    "award_undone": "da-duyet",
}
_OWN = frozenset({"received", "supplemented", "withdrawal_requested"})  # intake's, of no step


def broken_histories(evidence: Evidence) -> Iterator[str]:
    """I5: versions 1 to n, each linked to the one before; told in the order in which the levels recorded it."""
    recorded = stories(evidence)
    for nomination in evidence.nominations.values():
        for problem in (*_problems(nomination), *_disorder(nomination, recorded.get(nomination.id, []))):
            yield f"nomination {nomination.id}: {problem}"


def broken_conservation(evidence: Evidence) -> Iterator[str]:
    """I7: what a level decided is in the nomination's history once, and nothing else is; what went on has arrived."""
    decided: dict[str, list[str]] = {}
    for case in evidence.cases.values():
        fact = standing(case)
        found = _of_step(evidence.nominations.get(case.nomination), case.step, _FINAL)
        decided.setdefault(case.nomination, []).append(f"{case.step}")
        if [fact] * bool(fact) != found:
            yield f"case {case.id} stands as {case.state}, the history says {found or 'nothing'}"
    for nomination in evidence.nominations.values():
        steps = {str(entry.step) for entry in nomination.history if entry.fact not in _OWN}
        for step in sorted(steps - set(decided.get(nomination.id, []))):
            yield f"nomination {nomination.id} tells of step {step}, whose level has no such case"
        if not decided.get(nomination.id):
            yield f"nomination {nomination.id} reached no level"
    yield from _awards(evidence)


def _awards(evidence: Evidence) -> Iterator[str]:
    named = Counter(nomination for decision in evidence.decisions for nomination in decision.nominations)
    for nomination in evidence.nominations.values():
        awarded = sum(entry.fact == "awarded" for entry in nomination.history)
        if awarded != named[nomination.id]:
            yield f"nomination {nomination.id} is in {named[nomination.id]} decisions and was awarded {awarded} times"
    numbers = Counter((decision.authority, decision.number) for decision in evidence.decisions)
    for (authority, number), times in numbers.items():
        if times > 1:
            yield f"decision number {number} of {authority} was given {times} times"


def _problems(nomination: SeenNomination) -> Iterator[str]:
    # Entries are shown where they belong; the chain links them in the order in which they came.
    history = sorted(nomination.history, key=lambda entry: entry.version)
    if [entry.version for entry in history] != list(range(1, len(history) + 1)):
        yield f"versions are {[entry.version for entry in history]}"
    for before, entry in pairwise(history):
        if entry.prev != before.hash:
            yield f"version {entry.version} does not follow version {before.version}"
    if not history or nomination.history[0].fact != "received":
        yield "does not begin with its receipt"
    if sum(entry.fact == "received" for entry in history) > 1:
        yield "was received twice"
    steps = sorted({entry.step for entry in history if entry.fact not in _OWN})
    for step in steps:
        yield from _step_problems(step, [entry for entry in history if entry.step == step and entry.fact not in _OWN])
    yield from _order_problems(nomination, steps)


def _disorder(nomination: SeenNomination, recorded: list[tuple[int, str]]) -> Iterator[str]:
    told = [(entry.step, entry.fact) for entry in nomination.history if entry.fact not in _OWN]
    if told != recorded:
        yield f"is told as {told}, recorded as {recorded}"


def _step_problems(step: int, entries: list[Happened]) -> Iterator[str]:
    times = Counter(entry.fact for entry in entries)
    ends = [entry.fact for entry in entries if entry.fact in _FINAL]
    if len(ends) > 1:
        yield f"step {step} ended {len(ends)} times: {ends}"
    # A withdrawal may be there before the work: then the case is born withdrawn.
    if times["opened"] != 1 and not (ends == ["withdrawn"] and not times["opened"]):
        yield f"step {step} was opened {times['opened']} times"
    if times["returned"] > 1 or times["reopened"] > times["returned"]:
        yield f"step {step} was returned {times['returned']} and reopened {times['reopened']} times"
    if times["awarded"] > times["approved"] + times["award_undone"]:
        yield f"step {step} was awarded {times['awarded']} times and approved {times['approved']} times"


def _order_problems(nomination: SeenNomination, steps: list[int]) -> Iterator[str]:
    ends = {step: _of_step(nomination, step, _FINAL) for step in steps}
    for step in steps[:-1]:
        if not set(ends[step]) <= _GOES_ON or not ends[step]:
            yield f"step {step} ended as {ends[step] or 'nothing'} and yet later steps follow"
    last = ends[steps[-1]][-1] if steps and ends[steps[-1]] else ""
    awards = [entry.fact for entry in nomination.history if entry.fact in _AWARDS]
    told = awards[-1] if awards else last
    expected = (_STATUS | _AWARDS).get(told)
    if expected and nomination.status != expected:
        yield f"is shown as {nomination.status} after {told}"
    if not expected and nomination.status in _STATUS.values():
        yield f"is shown as {nomination.status} without cause"


def _of_step(nomination: SeenNomination | None, step: int, facts: frozenset[str]) -> list[str]:
    if nomination is None:
        return []
    return [entry.fact for entry in nomination.history if entry.step == step and entry.fact in facts]
