"""The notifier's settings, from the environment."""

from email.utils import parseaddr
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, NonNegativeFloat, PositiveFloat, PositiveInt, SecretStr, model_validator

from services.notifier.domain.schedule import Schedule
from shared.settings import ServiceSettings
from shared.text.addresses import UNREACHABLE, is_address
from shared.text.seen import compose_line

_USUAL = Schedule()


def _read_sender(typed: str) -> str:
    """The sender as headers carry it: an address, with or without a name before it."""
    sender = compose_line(typed)
    if not is_address(parseaddr(sender)[1]):
        raise ValueError(UNREACHABLE)
    return sender


def _read_mailbox(typed: str) -> str:
    """A bare address, as envelopes carry it; or nothing."""
    mailbox = compose_line(typed)
    if mailbox and not is_address(mailbox):
        raise ValueError(UNREACHABLE)
    return mailbox


def _require_name(host: str) -> str:
    if not host.strip():
        raise ValueError("THIDUA_SMTP_HOST names the mail server; without one mails would wait for ever.")
    return host


class Settings(ServiceSettings):
    """Every value can be set as `THIDUA_<NAME>`; what has no default must be."""

    port: int = 8120
    mongo_url: SecretStr
    database: str = "notifier"
    amqp_url: SecretStr

    smtp_host: Annotated[str, AfterValidator(_require_name)]
    smtp_port: int = 25
    smtp_tls: Literal["none", "starttls", "tls"] = "none"
    smtp_username: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_command_seconds: PositiveFloat = 15.0
    smtp_content_seconds: PositiveFloat = 120.0

    mail_sender: Annotated[str, AfterValidator(_read_sender)]
    # Where reports of mails that reached nobody go, for `thidua mails bounced`; unsaid, to the sender's own address.
    mail_envelope_sender: Annotated[str, AfterValidator(_read_mailbox)] = ""
    # Signs the links that end a digest; intake has the same. Without it there are none.
    digest_key: SecretStr = SecretStr("")
    mail_idempotency_header: str = "X-Idempotency-Key"
    mail_workers: PositiveInt = 12
    mail_prefetch: PositiveInt = 32
    mail_window_seconds: NonNegativeFloat = _USUAL.window.total_seconds()
    mail_lease_seconds: PositiveFloat = _USUAL.lease.total_seconds()
    mail_first_retry_seconds: PositiveFloat = _USUAL.first_retry.total_seconds()
    mail_longest_retry_seconds: PositiveFloat = _USUAL.longest_retry.total_seconds()
    mail_give_up_hours: PositiveFloat = _USUAL.give_up.total_seconds() / 3600
    mail_order_wait_seconds: NonNegativeFloat = _USUAL.patience.total_seconds()

    @model_validator(mode="after")
    def _no_password_crosses_the_network_readable(self) -> Self:
        if self.env == "production" and self.smtp_username and self.smtp_tls == "none":
            raise ValueError(
                "THIDUA_SMTP_TLS=none sends THIDUA_SMTP_PASSWORD readable over the network. Set THIDUA_SMTP_TLS to "
                "starttls or tls, as the mail server has it, or leave out THIDUA_SMTP_USERNAME."
            )
        return self
