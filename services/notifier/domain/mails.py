"""The ledger entry of one mail: what may happen to it is the table; what follows is computed here, saved elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from services.notifier.domain.facts import conversation, cover_key, dossier_number, keys_before, thread
from services.notifier.domain.remarks import KEPT, Marking, Resend, Return
from services.notifier.domain.schedule import Schedule
from shared.mails.facts import Alone, Fact, MessageFact
from shared.mails.recipients import Recipient
from shared.refusals import ConflictError


class State(StrEnum):
    """Where a mail stands. `uncertain`: the server may have it, and it is sent again under the same Message-ID.

    `returned`: the server took it, and later reported that it reached nobody.
    """

    PENDING = "pending"
    CLAIMED = "claimed"
    SENT = "sent"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    RETURNED = "returned"


class Action(StrEnum):
    """What can happen to a mail."""

    CLAIM = "claim"
    ENTER_DATA = "enter-data"
    CONFIRM = "confirm"
    DEFER = "defer"
    REFUSE = "refuse"
    DOUBT = "doubt"
    EXPIRE = "expire"
    RESEND = "resend"
    MARK_SENT = "mark-sent"
    RETURN = "return"


class Phase(StrEnum):
    """How far a claim has come: from `data` on, the server may have the mail without our knowing."""

    ENVELOPE = "envelope"
    DATA = "data"


# After a claim, what follows may also lead back to `uncertain`: see `_waiting`.
TRANSITIONS: Mapping[tuple[State, Action], State] = {
    (State.PENDING, Action.CLAIM): State.CLAIMED,
    (State.UNCERTAIN, Action.CLAIM): State.CLAIMED,
    (State.CLAIMED, Action.ENTER_DATA): State.CLAIMED,
    (State.CLAIMED, Action.DEFER): State.PENDING,
    (State.CLAIMED, Action.REFUSE): State.FAILED,
    (State.CLAIMED, Action.DOUBT): State.UNCERTAIN,
    (State.CLAIMED, Action.EXPIRE): State.PENDING,
    # The server's 250 is the truth, whatever the ledger believed by then.
    (State.CLAIMED, Action.CONFIRM): State.SENT,
    (State.PENDING, Action.CONFIRM): State.SENT,
    (State.UNCERTAIN, Action.CONFIRM): State.SENT,
    (State.FAILED, Action.CONFIRM): State.SENT,
    (State.FAILED, Action.RESEND): State.PENDING,
    (State.UNCERTAIN, Action.RESEND): State.UNCERTAIN,
    (State.PENDING, Action.RESEND): State.PENDING,
    # What the mail server refused reached nobody, whoever says so: that is sent again.
    (State.UNCERTAIN, Action.MARK_SENT): State.SENT,
    # What is on its way anew is none of a report's business: that is about an earlier attempt.
    (State.SENT, Action.RETURN): State.RETURNED,
    (State.UNCERTAIN, Action.RETURN): State.RETURNED,
    (State.RETURNED, Action.RESEND): State.PENDING,
}

_SHOWN: Mapping[State, str] = {
    State.PENDING: "đang chờ gửi",
    State.CLAIMED: "đang được gửi",
    State.SENT: "đã gửi",
    State.FAILED: "không gửi được",
    State.UNCERTAIN: "chưa rõ đã đến máy chủ thư hay chưa",
    State.RETURNED: "bị trả lại",
}
_MEND_ADDRESS = (
    "Sửa địa chỉ của người nhận nếu sai (người: thidua account change; đơn vị: thidua unit import), rồi gửi lại thư: "
    "thidua mails resend."
)
_REMEDIES: Mapping[State, str] = {
    State.PENDING: "Hệ thống tự gửi, không cần làm gì thêm.",
    State.CLAIMED: "Đợi vài phút rồi tải lại danh sách để xem.",
    State.SENT: "Không cần làm gì thêm.",
    State.FAILED: _MEND_ADDRESS,
    State.UNCERTAIN: "Hãy tải lại danh sách để xem.",
    State.RETURNED: _MEND_ADDRESS,
}


@dataclass(frozen=True)
class Letter:
    """A mail written out: its subject, and all its bytes from the first header to the last line."""

    subject: str
    raw: bytes


@dataclass(frozen=True)
class Mail:
    """One mail to one address. `due_at` is when somebody must look at it next; a settled mail has none.

    A digest is about no dossier: its own id stands in the place of the dossier's, and the number is empty.

    `traces` are the W3C headers of the acts that it tells of, where they had any.

    Until `waits_until` at most it waits for changes before its own that had no mail when it was entered.
    """

    id: str
    dossier_id: UUID
    dossier_number: str
    recipient: Recipient
    covers: tuple[str, ...]
    facts: tuple[Fact, ...]
    order: datetime
    created_at: datetime
    due_at: datetime | None
    window_ends_at: datetime | None = None
    waits_until: datetime | None = None
    state: State = State.PENDING
    phase: Phase | None = None
    version: int = 1
    attempts: int = 0
    is_doubtful: bool = False
    subject: str = ""
    raw: bytes | None = None
    reason: str = ""
    marking: Marking | None = None
    returns: tuple[Return, ...] = ()
    resends: tuple[Resend, ...] = ()
    traces: tuple[Mapping[str, str], ...] = ()

    @property
    def thread(self) -> str:
        """The conversation that this mail belongs to."""
        return thread(self.dossier_id, self.recipient.key, of_messages=isinstance(self.facts[0], MessageFact))

    @property
    def keys_before(self) -> frozenset[str]:
        """The keys of all changes that its recipient is told before those that it tells of, or with them."""
        return frozenset(key for fact in self.facts for key in keys_before(fact, self.recipient.keys))


def new_mail(fact: Fact, recipient: Recipient, *, at: datetime, schedule: Schedule, is_early: bool = False) -> Mail:
    """The mail that first tells this recipient of it; changes gather in it for a while, all else goes alone.

    It is early when what is told before it has no mail yet.
    """
    covers = tuple(cover_key(fact, key) for key in recipient.keys)
    due_at = at if isinstance(fact, Alone) else at + schedule.window
    return Mail(
        id=covers[0],
        dossier_id=conversation(fact),
        dossier_number=dossier_number(fact),
        recipient=recipient,
        covers=covers,
        facts=(fact,),
        order=fact.at,
        created_at=at,
        due_at=due_at,
        window_ends_at=due_at if due_at > at else None,
        waits_until=at + schedule.patience if is_early else None,
    )


def claim(mail: Mail, letter: Letter, *, until: datetime) -> Mail:
    """Taken by a worker until then: nothing joins it any more, and every attempt sends the bytes of the first."""
    moved = _moved(mail, Action.CLAIM)
    if moved.raw is None:
        moved = replace(moved, subject=letter.subject, raw=letter.raw)
    taken = replace(moved, phase=Phase.ENVELOPE, attempts=mail.attempts + 1, due_at=until)
    return replace(taken, window_ends_at=None, waits_until=None)


def enter_data(mail: Mail, *, until: datetime) -> Mail:
    """About to hand over the content: a crash from here on leaves a doubt."""
    return replace(_moved(mail, Action.ENTER_DATA), phase=Phase.DATA, due_at=until)


def confirm(mail: Mail) -> Mail:
    """Taken by the mail server."""
    return replace(_moved(mail, Action.CONFIRM), phase=None, due_at=None, window_ends_at=None, reason="")


def defer(mail: Mail, *, reason: str, due_at: datetime) -> Mail:
    """Refused for now; tried again then."""
    return replace(_waiting(_moved(mail, Action.DEFER)), due_at=due_at, reason=reason)


def refuse(mail: Mail, *, reason: str) -> Mail:
    """Refused for good; an operator can have it sent again."""
    return replace(_moved(mail, Action.REFUSE), phase=None, due_at=None, reason=reason)


def doubt(mail: Mail, *, reason: str, due_at: datetime) -> Mail:
    """Perhaps taken: the answer to the content never came. Sent again then, marked."""
    return replace(_moved(mail, Action.DOUBT), phase=None, is_doubtful=True, due_at=due_at, reason=reason)


def expire(mail: Mail, *, at: datetime) -> Mail:
    """The worker that had it is gone: back in line, with a doubt if it had come to the content."""
    moved = _moved(mail, Action.EXPIRE)
    if mail.phase is Phase.DATA:
        moved = replace(moved, is_doubtful=True, reason="worker lost after DATA")
    return replace(_waiting(moved), due_at=at)


def resend(mail: Mail, recipient: Recipient, order: Resend) -> Mail:
    """An operator wants it sent now. A mail that surely reached nobody goes to today's address, written anew."""
    at = order.at
    moved = replace(_moved(mail, Action.RESEND), due_at=at, window_ends_at=None, waits_until=None, created_at=at)
    moved = replace(moved, resends=(*mail.resends, order)[-KEPT:])
    reached_nobody = mail.state is State.RETURNED or (mail.state is State.FAILED and not mail.is_doubtful)
    if not reached_nobody:
        return moved
    address = Recipient(mail.recipient.keys, recipient.address, recipient.name)
    return replace(moved, recipient=address, raw=None, reason="")


def mark_sent(mail: Mail, marking: Marking) -> Mail:
    """An operator knows that it arrived: nothing is in doubt any more, and it is not sent again."""
    moved = replace(_moved(mail, Action.MARK_SENT), due_at=None, is_doubtful=False, reason="")
    return replace(moved, marking=marking)


def return_mail(mail: Mail, back: Return) -> Mail:
    """It came back: it reached nobody, and an operator can have it sent again."""
    moved = replace(_moved(mail, Action.RETURN), due_at=None, window_ends_at=None, is_doubtful=False)
    return replace(moved, reason=back.status, returns=(*mail.returns, back)[-KEPT:])


def knows_return(mail: Mail, report: str) -> bool:
    """Whether this report was read before: what was sent again since is not marked by it once more."""
    return any(back.report == report for back in mail.returns)


def is_ordered(mail: Mail, order: Resend) -> bool:
    """Whether this person has had the mail sent again for this reason, seeing the same version of it."""
    known = (order.account, order.reason, order.version)
    return any((each.account, each.reason, each.version) == known for each in mail.resends)


def may(mail: Mail, action: Action) -> bool:
    """Whether this can happen to the mail as it stands."""
    return (mail.state, action) in TRANSITIONS


def is_marked(mail: Mail, account: str, reason: str) -> bool:
    """Whether this person has marked it for this reason before."""
    return mail.marking is not None and (mail.marking.account, mail.marking.reason) == (account, reason)


def _waiting(mail: Mail) -> Mail:
    # A doubt outlives later refusals: until a 250, nobody knows whether the first attempt arrived.
    return replace(mail, state=State.UNCERTAIN if mail.is_doubtful else State.PENDING, phase=None)


def _moved(mail: Mail, action: Action) -> Mail:
    state = TRANSITIONS.get((mail.state, action))
    if state is None:
        raise ConflictError(
            f"Thư này {_SHOWN[mail.state]}, nên không thực hiện được yêu cầu. {_REMEDIES[mail.state]}",
            details={"state": mail.state.value},
        )
    return replace(mail, state=state, version=mail.version + 1)
