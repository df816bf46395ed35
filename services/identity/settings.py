"""What a deployment tells identity, by environment variables beginning with THIDUA_."""

from pydantic import SecretStr

from shared.settings import ServiceSettings


class Settings(ServiceSettings):
    """The settings; addresses carry passwords and are never shown."""

    port: int = 8105
    mongo_url: SecretStr
