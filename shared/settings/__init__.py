"""What a deployment tells every service, by environment variables beginning with THIDUA_."""

from typing import Literal

from pydantic_settings import BaseSettings, SettingsConfigDict


class ServiceSettings(BaseSettings):
    """What all have in common; each adds its own. Addresses carry passwords and are never shown."""

    model_config = SettingsConfigDict(env_prefix="THIDUA_", env_nested_delimiter="__", extra="ignore")

    # Unsaid, it is the one that refuses the demo's accounts.
    env: Literal["demo", "test", "production"] = "production"
    host: str = "127.0.0.1"
    directory_database: str = "directory"
    log_level: str = "INFO"
