"""What operators do about a mail in trouble: send it again, mark it as arrived, or as come back."""

from collections.abc import Callable
from dataclasses import dataclass

from services.notifier.application.entering import recipients_of
from services.notifier.application.ports import Addresses, Clock, Ledger
from services.notifier.domain.mail_news import news
from services.notifier.domain.mails import (
    Mail,
    Marking,
    Return,
    is_marked,
    knows_return,
    mark_sent,
    resend,
    return_mail,
)
from shared.audit.entry import Actor, AuditRecord, Entry, Kind
from shared.observability.logs import get_logger
from shared.refusals import NotFoundError

_NOBODY = "Người nhận thư này không còn địa chỉ thư. Bổ sung địa chỉ cho tài khoản rồi gửi lại."

_log = get_logger(__name__)


@dataclass(frozen=True)
class ResendMail:
    """Put a mail back in line, to be sent now; a failed one goes to the address that the directory has today."""

    ledger: Ledger
    addresses: Addresses
    audit: AuditRecord
    now: Clock
    wake: Callable[[], None]

    async def __call__(self, mail_id: str, by: Actor) -> Mail:
        """The mail as it stands then; what `by` did is recorded.

        Raises:
            NotFoundError: There is no such mail, or nobody to send it to any more.
            ConflictError: It was sent, or is being sent.
        """
        mail = await self.ledger.get(mail_id)
        known = await recipients_of(self.addresses, mail.facts[0])
        if not known:
            raise NotFoundError(_NOBODY)
        recipient = next((each for each in known if mail.recipient.key in each.keys), known[0])
        waiting = resend(mail, recipient, at=self.now())
        await self.audit.append(Entry(self.now(), Kind.MAIL_SENT_AGAIN, by, subject=mail_id))
        await self.ledger.save(mail, waiting, at=self.now())
        self.wake()
        return waiting


@dataclass(frozen=True)
class MarkMailSent:
    """Take an operator's word, from the mail server's log or the recipient, that an uncertain mail arrived."""

    ledger: Ledger
    audit: AuditRecord
    now: Clock
    wake: Callable[[], None]

    async def __call__(self, mail_id: str, reason: str, by: Actor) -> Mail:
        """The mail, sent; as it stands where this person has marked it for this reason before. It is recorded.

        Raises:
            NotFoundError: There is no such mail.
            ConflictError: It is not uncertain, or a worker has just taken it.
        """
        mail = await self.ledger.get(mail_id)
        account = by.account or ""
        if is_marked(mail, account, reason):
            return mail
        at = self.now()
        sent = mark_sent(mail, Marking(account, reason, at))
        await self.audit.append(Entry(at, Kind.MAIL_MARKED, by, subject=mail_id))
        await self.ledger.save(mail, sent, at=at, facts=news(sent, at))
        _log.info("mail.marked_sent", mail=mail_id, marked_by=account)
        # What waited behind it in its conversation may go now.
        self.wake()
        return sent


@dataclass(frozen=True)
class ReturnMail:
    """Take the word of a report, which names the mail by its Message-ID or envelope id; each report counts once."""

    ledger: Ledger
    now: Clock
    wake: Callable[[], None]

    async def __call__(self, mail_id: str, report: str, status: str) -> Mail:
        """The mail, returned; as it stands where this report was read before.

        Raises:
            NotFoundError: There is no such mail.
            ConflictError: It waits or is being sent anew: the report is about an earlier attempt.
        """
        mail = await self.ledger.get(mail_id)
        if knows_return(mail, report):
            return mail
        at = self.now()
        back = return_mail(mail, Return(report, status, at))
        await self.ledger.save(mail, back, at=at, facts=news(back, at))
        _log.info("mail.returned", mail=mail_id, status=status)
        # An uncertain one that others waited behind is settled now.
        self.wake()
        return back
