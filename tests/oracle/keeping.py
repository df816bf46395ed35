"""I1 to I3: what was accepted is there, unchanged and once; what was refused is not."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from pydantic import JsonValue

from tests.oracle.evidence import Call, Evidence, petition_of, rows, table, text

CREATED = 201


def lost(evidence: Evidence) -> Iterator[str]:
    """I1: every dossier answered 201 exists exactly once, with its nominations as they were sent."""
    seen = Counter(dossier.id for dossier in evidence.dossiers)
    for calls in evidence.submissions.values():
        for call in calls:
            if not (call.answer and call.answer.status == CREATED):
                continue
            dossier = text(call.reply.get("id"))
            if seen[dossier] != 1:
                yield f"dossier {dossier} was answered 201 and is listed {seen[dossier]} times"
            yield from _changed(evidence, call, dossier)


def phantoms(evidence: Evidence) -> Iterator[str]:
    """I2: every dossier comes from a request that was accepted, or whose fate nobody was told."""
    possible = {petition_of(call) for calls in evidence.submissions.values() for call in calls if _may_stand(call)}
    for dossier in evidence.dossiers:
        if dossier.petition not in possible:
            yield f"dossier {dossier.id} (petition {dossier.petition}) was never accepted"
    listed = {nomination for dossier in evidence.dossiers for nomination in dossier.nominations}
    for nomination in evidence.nominations.values():
        if nomination.id not in listed:
            yield f"nomination {nomination.id} belongs to no listed dossier"
    for case in evidence.cases.values():
        if case.nomination not in listed:
            yield f"case {case.id} is of no listed nomination"


def broken_idempotency(evidence: Evidence) -> Iterator[str]:
    """I3: one key and body, one dossier and one answer, however often it was asked; another body is refused."""
    owners: dict[str, set[str]] = defaultdict(set)
    for key, calls in evidence.submissions.items():
        accepted = [call for call in calls if call.answer and call.answer.status == CREATED]
        ids = {text(call.reply.get("id")) for call in accepted}
        if len(ids) > 1:
            yield f"key {key} led to {len(ids)} dossiers: {sorted(ids)}"
        if len({repr(call.request) for call in accepted}) > 1:
            yield f"key {key} was accepted with two different bodies"
        if len({repr(call.reply) for call in accepted}) > 1:
            yield f"key {key} was answered in two ways"
        for each in ids:
            owners[each].add(key)
    for dossier, keys in owners.items():
        if len(keys) > 1:
            yield f"dossier {dossier} was given to {len(keys)} keys"
    for petition, times in Counter(dossier.petition for dossier in evidence.dossiers).items():
        if times > 1:
            yield f"petition {petition} became {times} dossiers"


def differences(sent: JsonValue, kept: JsonValue, path: str = "") -> Iterator[str]:
    """Where what is kept is not what was sent; what the system adds of its own is no difference."""
    if isinstance(sent, dict):
        there = table(kept)
        for name, value in sent.items():
            yield from differences(value, there.get(name), f"{path}.{name}")
    elif isinstance(sent, list):
        there_too = kept if isinstance(kept, list) else []
        if len(sent) != len(there_too):
            yield f"{path}: {len(sent)} sent, {len(there_too)} kept"
        for index, (one, other) in enumerate(zip(sent, there_too, strict=False)):
            yield from differences(one, other, f"{path}[{index}]")
    elif sent != kept:
        yield f"{path}: not as sent"


def _changed(evidence: Evidence, call: Call, dossier: str) -> Iterator[str]:
    sent = rows(call.request.get("nominations"))
    answered = rows(call.reply.get("nominations"))
    if len(sent) != len(answered):
        yield f"dossier {dossier}: {len(sent)} nominations sent, {len(answered)} answered"
    for content, shown in zip(sent, answered, strict=False):
        kept = evidence.nominations.get(text(shown.get("id")))
        if kept is None:
            yield f"nomination {shown.get('id')} of dossier {dossier} is gone"
            continue
        if kept.dossier != dossier:
            yield f"nomination {kept.id} is in dossier {kept.dossier}, not in {dossier}"
        # A supplement replaces the content by leave.
        if not any(entry.fact == "supplemented" for entry in kept.history):
            yield from (f"nomination {kept.id}{where}" for where in differences(dict(content), kept.content))


def _may_stand(call: Call) -> bool:
    return call.is_open or (call.answer is not None and call.answer.status == CREATED)
