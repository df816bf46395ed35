"""What a deployment tells every service, by environment variables beginning with THIDUA_."""

from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class ServiceSettings(BaseSettings):
    """What all have in common; each adds its own. Addresses carry passwords and are never shown."""

    model_config = SettingsConfigDict(env_prefix="THIDUA_", env_nested_delimiter="__", extra="ignore")

    # Unsaid, it is the one that refuses the demo's accounts.
    env: Literal["demo", "test", "production"] = "production"
    host: str = "127.0.0.1"
    directory_database: str = "directory"
    log_level: str = "INFO"
    # What people open, and mails link to.
    public_url: str = "http://localhost:8080"

    @model_validator(mode="after")
    def _production_is_reached_by_tls(self) -> Self:
        if self.env == "production" and urlsplit(self.public_url).scheme != "https":
            raise ValueError(
                "THIDUA_PUBLIC_URL must begin with https:// in production: passwords and cookies would cross the "
                "network readable. Give the people's address, or set THIDUA_ENV=demo to try the system out."
            )
        return self
