"""Taking a nomination back: a request to every level on the slip, and what their answers make of it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from itertools import groupby

from services.intake.domain.history import HistoryEntry, Remark
from services.intake.domain.nomination import Change, Nomination, Withdrawal, add_entry
from services.intake.domain.receipt import own_event_id
from services.intake.domain.status import TEXTS, TRANSITIONS, Fact
from shared.events.content import Step
from shared.events.words import Outcome, PublicStatus
from shared.events.work import WithdrawalRequested
from shared.refusals import ConflictError

# A step that was forwarded or referred has handed on: a later step answers. After these two none does.
ENDS = frozenset({Outcome.APPROVE.value, Outcome.DECLINE.value})


def request_withdrawal(nomination: Nomination, reason: str, at: datetime) -> Change | None:
    """The nomination shown as *đang rút* and the question to each level, or nothing when it was asked already.

    Raises:
        ConflictError: It has been decided; only an undecided nomination can be taken back.
    """
    if nomination.status in (PublicStatus.WITHDRAWING, PublicStatus.WITHDRAWN):
        return None
    if (nomination.standing, Fact.WITHDRAWAL_REQUESTED) not in TRANSITIONS:
        raise ConflictError(
            f"Đề nghị {TEXTS[nomination.standing]} nên không rút được nữa. Hãy liên hệ cơ quan đã xử lý.",
            details={"nomination_status": nomination.status.value, "version": nomination.version},
        )
    version = nomination.version + 1
    entry = HistoryEntry(
        version=version,
        fact=Fact.WITHDRAWAL_REQUESTED,
        step=0,
        sequence=version,
        at=at,
        event_id=own_event_id(nomination.id, version, Fact.WITHDRAWAL_REQUESTED),
    )
    asked = replace(nomination, withdrawal=Withdrawal(reason=reason, requested_at=at))
    after = add_entry(asked, entry, Remark(version=version, text=reason))
    return Change(nomination, after, events=withdrawal_requests(after, after.slip))


def withdrawal_requests(nomination: Nomination, steps: Iterable[Step]) -> tuple[WithdrawalRequested, ...]:
    """One question to each level that has any of `steps`."""
    if nomination.withdrawal is None:
        return ()
    by_level = groupby(sorted(steps, key=lambda step: (step.level, step.step)), key=lambda step: step.level)
    return tuple(
        WithdrawalRequested(
            nomination_id=nomination.id,
            version=nomination.version,
            to_level=level,
            steps=tuple(step.step for step in its_steps),
            reason=nomination.withdrawal.reason,
            requested_at=nomination.withdrawal.requested_at,
        )
        for level, its_steps in by_level
    )


def answer_withdrawal(withdrawal: Withdrawal | None, fact: Fact, standing: str | None) -> Withdrawal | None:
    """The request after a fact that may answer it."""
    if withdrawal is None or withdrawal.answer != "pending":
        return withdrawal
    if fact is Fact.WITHDRAWN:
        return replace(withdrawal, answer="granted")
    if fact is Fact.WITHDRAWAL_REFUSED and standing in ENDS:
        return replace(withdrawal, answer="refused")
    return withdrawal
