"""What a deployment tells intake, by environment variables beginning with THIDUA_."""

from collections.abc import Callable
from datetime import timedelta
from typing import Self
from uuid import UUID

from pydantic import NonNegativeFloat, SecretStr, field_validator, model_validator

from services.intake.domain.attachments import draw_id, example_id_of
from shared.nominees.keyed import LEAST_CHARACTERS, IdentityKeys
from shared.settings import ServiceSettings
from shared.signing.keys import SigningKey


class Settings(ServiceSettings):
    """The settings; addresses carry passwords and are never shown."""

    port: int = 8101
    mongo_url: SecretStr
    database: str = "intake"
    amqp_url: SecretStr
    # Under it identity numbers are hashed; levels see nothing else of them. Only intake has it. The one before stays
    # here until nothing stands under it any more.
    identity_key: SecretStr
    identity_key_before: SecretStr | None = None
    # Of it the private key is made that intake signs nominations with. Only intake has it, and provisioning, which
    # tells the levels the public one.
    signing_key: SecretStr
    # Past this age of the oldest unsent message, intake asks submitters to come back later.
    outbox_age_limit_seconds: float = 4 * 3600
    prefetch: int = 64
    attachment_max_bytes: int = 20 * 1024 * 1024
    # Files of a unit that wait to be handed in. A dossier has at most 50 files, each as large as above: the room holds
    # the largest there can be, and the files of two.
    unused_max_files: int = 100
    unused_max_bytes: int = 1024 * 1024 * 1024
    # Long enough to gather signatures for; a Friday's file is there on Monday, and after the holidays of Tết.
    unused_kept_days: int = 30
    # From its last change on; the plan names no period, so it is the province's to set.
    draft_kept_days: int = 90
    # So long before its end the unit is told by mail.
    draft_reminded_days: int = 14
    # Unsaid, the rule set decides, except in tests of other things.
    signed_petition_required: bool | None = None
    max_streams: int = 4_000
    # A person's own: pages open at once, and the same page in several windows.
    max_streams_each: int = 20
    max_streams_same: int = 5
    # Signs the links that end a digest; the notifier has the same. Without it there are none.
    digest_key: SecretStr = SecretStr("")
    # How long a fact waits for the one before it. What was put back into a queue comes again within ten minutes: a
    # little more than that, so that nobody is told that something is missing which is on its way.
    fact_order_wait_seconds: NonNegativeFloat = 11 * 60

    @property
    def patience(self) -> timedelta:
        """How long a fact waits at most for the one that it follows."""
        return timedelta(seconds=self.fact_order_wait_seconds)

    @field_validator("identity_key_before", mode="before")
    @classmethod
    def _empty_is_none(cls, given: object) -> object:
        return None if given == "" else given

    @model_validator(mode="after")
    def _keys_are_long_enough(self) -> Self:
        for name, key in (
            ("IDENTITY_KEY", self.identity_key),
            ("IDENTITY_KEY_BEFORE", self.identity_key_before),
            ("SIGNING_KEY", self.signing_key),
        ):
            if key is not None and len(key.get_secret_value()) < LEAST_CHARACTERS:
                raise ValueError(
                    f"THIDUA_{name} has at least {LEAST_CHARACTERS} characters: sh ops/secrets.sh makes one"
                )
        return self

    @property
    def identity_keys(self) -> IdentityKeys:
        """The keys of the deployment, the one in use first."""
        given = (self.identity_key, self.identity_key_before)
        return IdentityKeys(tuple(key.get_secret_value().encode() for key in given if key is not None))

    @property
    def new_file_id(self) -> Callable[[str, str], UUID]:
        """What gives files their ids: drawn by lot, except where the examples of the descriptions name them."""
        return draw_id if self.env == "production" else example_id_of

    @property
    def signer(self) -> SigningKey:
        """The key that nominations are signed with."""
        return SigningKey(self.signing_key.get_secret_value().encode())

    @property
    def requires_petition(self) -> bool:
        """Whether this deployment holds dossiers to the signed Tờ trình that the rule set asks for."""
        return self.env != "test" if self.signed_petition_required is None else self.signed_petition_required
