"""I4: each step of a nomination has one final outcome; of those who raced, one won and all others were told."""

from collections.abc import Iterator, Mapping, Sequence

from tests.oracle.entries import SeenCase
from tests.oracle.evidence import Call, Evidence, text

CONFLICT = 409
FINAL: Mapping[str, str] = {
    "forward": "forwarded",
    "approve": "approved",
    "decline": "declined",
    "refer": "referred",
}
# An award completes an approval, it is no second outcome; nor is its end.
_COMPLETED = {"awarded": "approved", "annulled": "approved"}
_ENDED = frozenset({*FINAL.values(), *_COMPLETED, "withdrawn"})


def second_outcomes(evidence: Evidence) -> Iterator[str]:
    """Winners are those answered 2xx: at most one person and outcome per case, and the case stands by it."""
    for key, calls in evidence.outcomes.items():
        case = evidence.cases.get(key)
        if case is None:
            if any(call.is_done for call in calls):
                yield f"case {key} had an outcome accepted and is gone"
            continue
        final = [call for call in calls if text(call.request.get("outcome")) in FINAL]
        yield from _two_winners(case, [call for call in final if call.is_done])
        yield from _winner_overruled(evidence, case, final)
        yield from _losers_misled(case, [call for call in final if _lost(call)])


def standing(case: SeenCase) -> str:
    """The final outcome by which the case stands, as a fact; blank while it has none."""
    state = _COMPLETED.get(case.state, case.state)
    return state if state in {*FINAL.values(), "withdrawn"} else ""


def _two_winners(case: SeenCase, winners: Sequence[Call]) -> Iterator[str]:
    # The same person asking the same again is told the same again.
    distinct = {(call.asked.who, repr(sorted(call.request.items()))) for call in winners}
    if len(distinct) > 1:
        who = sorted({f"{call.asked.who} {_asked_for(call)}" for call in winners})
        yield f"case {case.id} was won {len(distinct)} times: {who}"


def _winner_overruled(evidence: Evidence, case: SeenCase, calls: Sequence[Call]) -> Iterator[str]:
    stands = standing(case)
    for call in calls:
        if call.is_done and _asked_for(call) != stands:
            yield f"case {case.id}: {call.asked.who} was told {_asked_for(call)}, it stands as {case.state}"
    if stands in {"", "withdrawn"}:
        return
    able = [call for call in calls if (call.is_done or call.is_open) and _asked_for(call) == stands]
    if not able:
        yield f"case {case.id} stands as {case.state}, which nobody asked for"
    elif case.by not in {evidence.names.get(call.asked.who, call.asked.who) for call in able}:
        yield f"case {case.id} names {case.by or 'nobody'} for its outcome, who was not its winner"


def _losers_misled(case: SeenCase, losers: Sequence[Call]) -> Iterator[str]:
    for call in losers:
        told = text(call.reply.get("state"))
        if not told:
            yield f"case {case.id}: {call.asked.who} was refused without being told where it stands"
        elif told in _ENDED and _COMPLETED.get(told, told) != standing(case):
            yield f"case {case.id}: {call.asked.who} was told that it is {told}, it stands as {case.state}"
        elif told in _ENDED and told != "withdrawn" and not text(call.reply.get("decided_by")):
            yield f"case {case.id}: {call.asked.who} was refused without being told who won"


def _asked_for(call: Call) -> str:
    return FINAL[text(call.request.get("outcome"))]


def _lost(call: Call) -> bool:
    return call.answer is not None and call.answer.status == CONFLICT
