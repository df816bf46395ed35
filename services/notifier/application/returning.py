"""An operator's command: a mail server has reported that a mail which it took reached nobody."""

from collections.abc import Callable
from dataclasses import dataclass

from services.notifier.application.ports import Clock, Ledger
from services.notifier.domain.mail_news import news
from services.notifier.domain.mails import Mail, Return, knows_return, return_mail
from shared.observability.logs import get_logger

_log = get_logger(__name__)


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
