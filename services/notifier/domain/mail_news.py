"""What the world is told of a mail once its state has changed."""

from datetime import datetime

from services.notifier.domain.facts import covered
from services.notifier.domain.mails import Mail, State
from shared.events.drafts import DraftEnding
from shared.events.mails import MailEvent, MailFailed, MailSent


def news(mail: Mail, at: datetime) -> tuple[MailEvent, ...]:
    """The fact that a mail's new state gives out: that it was sent, or that it was given up or came back.

    Of mails to an authority, and of those about a draft, nothing is told: they are in no dossier's list.
    """
    recipient = mail.recipient.key
    if recipient not in ("unit", "submitter") or isinstance(mail.facts[0], DraftEnding):
        return ()
    covers = tuple(covered(fact) for fact in mail.facts)
    match mail.state:
        case State.SENT:
            sent = MailSent(
                mail_id=mail.id,
                version=mail.version,
                dossier_id=mail.dossier_id,
                recipient=recipient,
                subject=mail.subject,
                covers=covers,
                at=at,
                uncertain=mail.is_doubtful,
            )
            return (sent,)
        case State.FAILED | State.RETURNED:
            failed = MailFailed(
                mail_id=mail.id,
                version=mail.version,
                dossier_id=mail.dossier_id,
                recipient=recipient,
                subject=mail.subject,
                covers=covers,
                at=at,
                reason=mail.reason,
            )
            return (failed,)
        case _:
            return ()
