"""Builds what enters facts into the ledger, what sends mails, and what operators do about those in trouble."""

from collections.abc import Callable
from datetime import timedelta
from random import SystemRandom

from services.notifier.adapters.letters import MimeLetters, Stationery
from services.notifier.application.delivering import Delivery
from services.notifier.application.entering import EnterFact
from services.notifier.application.sending import SendMail
from services.notifier.application.trouble import MarkMailReturned, MarkMailSent, ResendMail, ReturnMail
from services.notifier.domain.schedule import Schedule
from services.notifier.messaging.subscribers import subscribers
from services.notifier.settings import Settings
from services.notifier.web.api.mails import MailUseCases
from services.notifier.wiring.ports import Ports
from shared.crashpoints import checkpoint
from shared.identity.digest_links import DigestLinks
from shared.mails.law import Law
from shared.mails.smtp import SmtpLine
from shared.messaging.consumer.consumer import Consumer
from shared.messaging.topology.queues import NOTIFIER_QUEUE
from shared.rules.loading import load_rule_sets


def consume(settings: Settings, ports: Ports, wake: Callable[[], None]) -> Consumer:
    """What takes facts off the notifier's queue and enters them; `wake` is called for each."""
    enter = EnterFact(ports.ledger, ports.addresses, _schedule(settings), ports.now, checkpoint, wake)
    return Consumer(
        settings.amqp_url.get_secret_value(),
        NOTIFIER_QUEUE,
        subscribers(enter),
        prefetch=settings.mail_prefetch,
        parked_days=settings.parked_days,
    )


def mail_use_cases(ports: Ports, wake: Callable[[], None]) -> MailUseCases:
    """What operators see and do."""
    return MailUseCases(
        ledger=ports.ledger,
        resend=ResendMail(ports.ledger, ports.fresh_addresses, ports.audit, ports.now, wake),
        mark_sent=MarkMailSent(ports.ledger, ports.audit, ports.now, wake),
        return_mail=ReturnMail(ports.ledger, ports.now, wake),
        mark_returned=MarkMailReturned(ports.ledger, ports.audit, ports.now, wake),
    )


def deliver(settings: Settings, ports: Ports) -> Delivery:
    """The workers that send what is due."""
    links = DigestLinks(settings.digest_key.get_secret_value())
    stationery = Stationery(settings.public_url, settings.mail_sender, settings.mail_idempotency_header, links)
    server = settings.mail_server
    luck = SystemRandom().random
    letters = MimeLetters(stationery, Law(load_rule_sets(as_of=settings.law_day)))
    send = SendMail(ports.ledger, letters, _schedule(settings), ports.now, checkpoint, luck)
    return Delivery(
        ports.ledger, send, lambda: SmtpLine(server), workers=settings.mail_workers, now=ports.now, luck=luck
    )


def _schedule(settings: Settings) -> Schedule:
    return Schedule(
        window=timedelta(seconds=settings.mail_window_seconds),
        lease=timedelta(seconds=settings.mail_lease_seconds),
        first_retry=timedelta(seconds=settings.mail_first_retry_seconds),
        longest_retry=timedelta(seconds=settings.mail_longest_retry_seconds),
        give_up=timedelta(hours=settings.mail_give_up_hours),
        patience=timedelta(seconds=settings.mail_order_wait_seconds),
    )
