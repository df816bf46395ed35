"""What a deployment tells every service, by environment variables beginning with THIDUA_ or files of their names."""

from datetime import date
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import PositiveInt, SecretStr, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    NestedSecretsSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from shared.settings.secret_files import SECRETS_FOLDER, join_passwords


class ServiceSettings(BaseSettings):
    """What all have in common; each adds its own. Addresses carry passwords and are never shown."""

    model_config = SettingsConfigDict(
        env_prefix="THIDUA_",
        env_nested_delimiter="__",
        extra="ignore",
        secrets_dir=SECRETS_FOLDER,
        secrets_dir_missing="ok",
    )

    # Unsaid, it is the one that refuses the demo's accounts.
    env: Literal["demo", "test", "production"] = "production"
    host: str = "127.0.0.1"
    directory_database: str = "directory"
    log_level: str = "INFO"
    # What people open, and mails link to.
    public_url: str = "http://localhost:8080"
    # Names besides the one above by which people reach it, with blanks between them; in production it has no others.
    other_hosts: str = ""
    # Whether acts of an account are counted (`shared.web.http.rates`): they are, except in tests of other things.
    counts_acts: bool | None = None
    # Demos and tests run by the law of a past day; where the system is in use, each day's own law holds.
    law_day: date | None = None
    # How many days parked messages are kept for the operator (`shared.messaging.parked.retention`).
    parked_days: PositiveInt = 90
    # Where a deployment keeps passwords in files, the addresses name the user alone.
    mongo_password: SecretStr | None = None
    amqp_password: SecretStr | None = None

    @property
    def hosts(self) -> frozenset[str] | None:
        """The names that requests may ask for; nothing where any will do."""
        if self.env != "production":
            return None
        return frozenset({urlsplit(self.public_url).hostname or "", *self.other_hosts.lower().split()})

    @property
    def is_rated(self) -> bool:
        """Whether acts of an account are counted."""
        return self.env != "test" if self.counts_acts is None else self.counts_acts

    @model_validator(mode="after")
    def _law_of_the_day_where_it_counts(self) -> Self:
        if self.env == "production" and self.law_day is not None:
            raise ValueError("THIDUA_LAW_DAY: only demos and tests run by the law of another day; take it away")
        return self

    @field_validator("law_day", mode="before")
    @classmethod
    def _empty_is_the_day_itself(cls, given: object) -> object:
        return None if given == "" else given

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003  the library's signature
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The usual ones; files may also hold what is a level's own, such as `thidua_levels__state__amqp_password`."""
        return init_settings, env_settings, dotenv_settings, NestedSecretsSettingsSource(file_secret_settings)

    @model_validator(mode="before")
    @classmethod
    def _passwords_belong_into_addresses(cls, given: object) -> object:
        return join_passwords(given) if isinstance(given, dict) else given

    @model_validator(mode="after")
    def _production_is_reached_by_tls(self) -> Self:
        address = urlsplit(self.public_url)
        if self.env == "production" and not (address.scheme == "https" and address.hostname):
            raise ValueError(
                "THIDUA_PUBLIC_URL must begin with https:// and a name in production: passwords and cookies would "
                "cross the network readable. Give the people's address, or set THIDUA_ENV=demo to try the system out."
            )
        return self
