"""The notifier's settings, from the environment."""

from collections.abc import Sequence

from pydantic import NonNegativeFloat, PositiveFloat, PositiveInt, SecretStr

from services.notifier.domain.schedule import Schedule
from shared.mails.settings import MailSettings
from shared.web.http.parts import read_addresses

_USUAL = Schedule()


class Settings(MailSettings):
    """Every value can be set as `THIDUA_<NAME>`; what has no default must be."""

    port: int = 8120
    mongo_url: SecretStr
    database: str = "notifier"
    amqp_url: SecretStr

    # Signs the links that end a digest; intake has the same. Without it there are none.
    digest_key: SecretStr = SecretStr("")
    # The processes of the system as `name=address` with blanks between them, for the page of operations.
    services: str = ""
    mail_idempotency_header: str = "X-Idempotency-Key"
    mail_workers: PositiveInt = 12
    mail_prefetch: PositiveInt = 32
    mail_window_seconds: NonNegativeFloat = _USUAL.window.total_seconds()
    mail_lease_seconds: PositiveFloat = _USUAL.lease.total_seconds()
    mail_first_retry_seconds: PositiveFloat = _USUAL.first_retry.total_seconds()
    mail_longest_retry_seconds: PositiveFloat = _USUAL.longest_retry.total_seconds()
    mail_give_up_hours: PositiveFloat = _USUAL.give_up.total_seconds() / 3600
    mail_order_wait_seconds: NonNegativeFloat = _USUAL.patience.total_seconds()

    @property
    def addresses(self) -> Sequence[tuple[str, str]]:
        """Name and address of each process; none where the deployment names none."""
        return read_addresses(self.services) if self.services.strip() else ()
