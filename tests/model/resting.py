"""Coming to rest: what stands still goes on, what waits arrives, and no fault strikes any more."""

from datetime import timedelta

from services.notifier.domain.mails import Mail
from services.notifier.domain.mails import State as MailState
from tests.model.people import LEVELS
from tests.model.stepping import SMOOTH
from tests.model.world import World

ROUNDS = 40


def come_to_rest(world: World) -> None:
    """Until nothing is on its way.

    Raises:
        AssertionError: Something is on its way for ever.
    """
    for _ in range(ROUNDS):
        while world.stepping.still:
            world.resume(0, SMOOTH)
        world.post_runs()
        for level in range(len(LEVELS)):
            world.tick(level, SMOOTH)
        _send_what_is_due(world)
        while any(mail.state is MailState.FAILED for mail in world.notifier.ledger.mails.values()):
            world.resend(0, SMOOTH)
            _send_what_is_due(world)
        if _is_at_rest(world):
            return
        world.now.pass_by(timedelta(hours=1))
    raise AssertionError(f"not at rest: {_waiting(world)}")


def _send_what_is_due(world: World) -> None:
    """Last first: that the earlier goes first is the notifier's to see to."""
    ledger = world.notifier.ledger
    for mail in sorted(ledger.look(world.now()), key=_place, reverse=True):
        before = len(world.notifier.post.taken)
        first = min((one for one in ledger.mails.values() if one.thread == mail.thread and one.due_at), key=_place)
        world.begin_mail(mail.id)
        assert len(world.notifier.post.taken) == before or first.id == mail.id, "a mail went before an earlier one"


def _place(mail: Mail) -> tuple[object, str]:
    return (mail.order, mail.id)


def _is_at_rest(world: World) -> bool:
    return not any(_waiting(world).values())


def _waiting(world: World) -> dict[str, int]:
    decisions = [one for office in world.levels.values() for one in office.decisions.held.values()]
    return {
        "outbox": len(world.broker.outbox),
        "queued": len(world.broker.queued),
        "facts": sum(len(one.waiting) for one in world.nominations),
        "mails": sum(mail.due_at is not None for mail in world.notifier.ledger.mails.values()),
        "decisions": sum(not one.is_complete and one.state.value != "abandoned" for one in decisions),
        "reserved": sum(case.state.value == "approved" and case.reservation is not None for case in world.cases),
    }
