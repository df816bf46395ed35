"""What operators do about a mail in trouble: send it again, mark it as arrived, or as come back."""

from collections.abc import Callable
from dataclasses import dataclass

from services.notifier.application.entering import recipients_of
from services.notifier.application.ports import Addresses, Clock, Ledger
from services.notifier.domain.mail_news import news
from services.notifier.domain.mails import Mail, is_marked, is_ordered, knows_return, mark_sent, resend, return_mail
from services.notifier.domain.remarks import Marking, Resend, Return, name_report
from shared.audit.entry import Actor, AuditRecord, Entry, Kind
from shared.observability.logs import get_logger
from shared.refusals import NotFoundError, StaleError

_NOBODY = "Người nhận thư này không còn địa chỉ thư. Bổ sung địa chỉ cho tài khoản rồi gửi lại."
_CHANGED = "Thư này vừa đổi trạng thái. Xem tình trạng hiện nay ở dưới rồi thực hiện lại nếu còn cần."

_log = get_logger(__name__)


@dataclass(frozen=True)
class ResendMail:
    """Put a mail back in line, to be sent now; a failed one goes to the address that the directory has today.

    For one version of the mail, the same order of the same person counts once.
    """

    ledger: Ledger
    addresses: Addresses
    audit: AuditRecord
    now: Clock
    wake: Callable[[], None]

    async def __call__(self, mail_id: str, by: Actor, reason: str = "", version: int | None = None) -> Mail:
        """The mail as it stands then; what `by` did is recorded. `version` is that of the mail as they saw it.

        Raises:
            NotFoundError: There is no such mail, or nobody to send it to any more.
            ConflictError: It was sent, or is being sent.
            StaleError: It is no longer at `version`.
        """
        mail = await self.ledger.get(mail_id)
        order = Resend(by.account or "", reason, mail.version if version is None else version, self.now(), by.name)
        if is_ordered(mail, order):
            return mail
        _refuse_outdated(mail, version)
        known = await recipients_of(self.addresses, mail.facts[0])
        if not known:
            raise NotFoundError(_NOBODY)
        recipient = next((each for each in known if mail.recipient.key in each.keys), known[0])
        waiting = resend(mail, recipient, order)
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

    async def __call__(self, mail_id: str, reason: str, by: Actor, version: int | None = None) -> Mail:
        """The mail, sent; as it stands where this person has marked it for this reason before. It is recorded.

        Raises:
            NotFoundError: There is no such mail.
            ConflictError: It is not uncertain, or a worker has just taken it.
            StaleError: It is no longer at `version`.
        """
        mail = await self.ledger.get(mail_id)
        account = by.account or ""
        if is_marked(mail, account, reason):
            return mail
        _refuse_outdated(mail, version)
        at = self.now()
        sent = mark_sent(mail, Marking(account, reason, at, by.name))
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


@dataclass(frozen=True)
class MarkMailReturned:
    """Take an operator's word that a mail reached nobody, where no report says so that could be read."""

    ledger: Ledger
    audit: AuditRecord
    now: Clock
    wake: Callable[[], None]

    async def __call__(self, mail_id: str, status: str, reason: str, by: Actor, version: int) -> Mail:
        """The mail, returned; as it stands where this person has said so of this version before. It is recorded.

        Raises:
            NotFoundError: There is no such mail.
            ConflictError: It waits or is being sent.
            StaleError: It is no longer at `version`.
        """
        mail, account = await self.ledger.get(mail_id), by.account or ""
        report = name_report(mail_id, version, status, account, reason)
        if knows_return(mail, report):
            return mail
        _refuse_outdated(mail, version)
        at = self.now()
        back = return_mail(mail, Return(report, status, at, account, reason, by.name))
        await self.audit.append(Entry(at, Kind.MAIL_MARKED, by, subject=mail_id))
        await self.ledger.save(mail, back, at=at, facts=news(back, at))
        _log.info("mail.marked_returned", mail=mail_id, status=status, marked_by=account)
        self.wake()
        return back


def _refuse_outdated(mail: Mail, version: int | None) -> None:
    if version is not None and version != mail.version:
        raise StaleError(_CHANGED)
