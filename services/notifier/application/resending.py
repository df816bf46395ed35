"""An operator's command: send a failed or uncertain mail now."""

from collections.abc import Callable
from dataclasses import dataclass

from services.notifier.application.addressing import recipients_of
from services.notifier.application.ports import Addresses, Clock, Ledger
from services.notifier.domain.mails import Mail, resend
from shared.refusals import NotFoundError

_NOBODY = "Người nhận thư này không còn địa chỉ thư. Bổ sung địa chỉ cho tài khoản rồi gửi lại."


@dataclass(frozen=True)
class ResendMail:
    """Put a mail back in line, to be sent now; a failed one goes to the address that the directory has today."""

    ledger: Ledger
    addresses: Addresses
    now: Clock
    wake: Callable[[], None]

    async def __call__(self, mail_id: str) -> Mail:
        """The mail as it stands then.

        Raises:
            NotFoundError: There is no such mail, or nobody to send it to any more.
            ConflictError: It was sent, or is being sent.
        """
        mail = await self.ledger.get(mail_id)
        known = await recipients_of(self.addresses, mail.facts[0])
        if not known:
            raise NotFoundError(_NOBODY)
        recipient = next((one for one in known if mail.recipient.key in one.keys), known[0])
        waiting = resend(mail, recipient, at=self.now())
        await self.ledger.save(mail, waiting, at=self.now())
        self.wake()
        return waiting
