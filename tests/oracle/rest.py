"""I8: after the last fault everything comes to rest, and nothing is left lying about."""

from collections.abc import Iterator

from tests.oracle.evidence import Evidence

LONGEST_UNREST = 60.0
PARKED = ".parked"


def unrest(evidence: Evidence) -> Iterator[str]:
    """Quiet within 60 s, queues and outboxes empty, nothing parked that was not put there."""
    if evidence.quiet is None:
        yield "never came to rest"
    elif evidence.quiet.after_seconds > LONGEST_UNREST:
        yield f"took {evidence.quiet.after_seconds:.0f} s to come to rest"
    for queue in evidence.queues:
        allowed = evidence.poisoned.get(queue.name.removesuffix(PARKED), 0) if queue.name.endswith(PARKED) else 0
        if queue.messages != allowed:
            yield f"queue {queue.name} holds {queue.messages} messages, {allowed} expected"
    for outbox in evidence.outboxes:
        if outbox.pending:
            yield f"outbox of {outbox.service} holds {outbox.pending} documents"
    if not evidence.queues or not evidence.outboxes:
        yield "queues or outboxes were not looked at"
