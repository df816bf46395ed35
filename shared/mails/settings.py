"""What a deployment tells each service that sends mails: the mail server, and under which address."""

from email.utils import parseaddr
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, PositiveFloat, SecretStr, model_validator

from shared.mails.smtp import MailServer
from shared.settings import ServiceSettings
from shared.text.addresses import UNREACHABLE, is_address
from shared.text.seen import compose_line


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


class MailSettings(ServiceSettings):
    """The settings of a service that sends mails; each adds its own."""

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

    @property
    def mail_server(self) -> MailServer:
        """How to reach the mail server."""
        return MailServer(
            host=self.smtp_host,
            port=self.smtp_port,
            sender=self.mail_envelope_sender or parseaddr(self.mail_sender)[1],
            tls=self.smtp_tls,
            username=self.smtp_username,
            password=self.smtp_password.get_secret_value(),
            command_seconds=self.smtp_command_seconds,
            content_seconds=self.smtp_content_seconds,
        )

    @model_validator(mode="after")
    def _no_password_crosses_the_network_readable(self) -> Self:
        if self.env == "production" and self.smtp_username and self.smtp_tls == "none":
            raise ValueError(
                "THIDUA_SMTP_TLS=none sends THIDUA_SMTP_PASSWORD readable over the network. Set THIDUA_SMTP_TLS to "
                "starttls or tls, as the mail server has it, or leave out THIDUA_SMTP_USERNAME."
            )
        return self
