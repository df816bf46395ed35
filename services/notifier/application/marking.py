"""An operator's command: an uncertain mail is known to have arrived, and is settled without being sent again."""

from collections.abc import Callable
from dataclasses import dataclass

from services.notifier.application.ports import Clock, Ledger
from services.notifier.domain.mail_news import news
from services.notifier.domain.mails import Mail, Marking, is_marked, mark_sent
from shared.observability.logs import get_logger

_log = get_logger(__name__)


@dataclass(frozen=True)
class MarkMailSent:
    """Take an operator's word, from the mail server's log or the recipient, that an uncertain mail arrived."""

    ledger: Ledger
    now: Clock
    wake: Callable[[], None]

    async def __call__(self, account: str, mail_id: str, reason: str) -> Mail:
        """The mail, sent; as it stands where this person has marked it for this reason before.

        Raises:
            NotFoundError: There is no such mail.
            ConflictError: It is not uncertain, or a worker has just taken it.
        """
        mail = await self.ledger.get(mail_id)
        if is_marked(mail, account, reason):
            return mail
        at = self.now()
        sent = mark_sent(mail, Marking(account, reason, at))
        await self.ledger.save(mail, sent, at=at, facts=news(sent, at))
        _log.info("mail.marked_sent", mail=mail_id, marked_by=account)
        # What waited behind it in its conversation may go now.
        self.wake()
        return sent
