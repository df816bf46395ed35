"""What a deployment tells identity, by environment variables beginning with THIDUA_."""

import json
from typing import Annotated

from pydantic import BeforeValidator, Field, PositiveFloat, SecretStr
from pydantic_settings import NoDecode

from shared.directory.roles import Role
from shared.mails.settings import MailSettings


def _read_roles(given: object) -> object:
    if not isinstance(given, str):
        return given
    text = given.strip()
    return json.loads(text) if text.startswith("[") else [each.strip() for each in text.split(",") if each.strip()]


class Settings(MailSettings):
    """The settings; addresses carry passwords and are never shown."""

    port: int = 8105
    mongo_url: SecretStr
    # Seals second factors; with another one, nobody's second factor is readable.
    account_key: SecretStr = Field(min_length=16)
    # The roles that do nothing before a second factor is set up; as JSON, or with commas between.
    second_factor_required: Annotated[tuple[Role, ...], NoDecode, BeforeValidator(_read_roles)] = ()
    # For how long a process that died keeps the mail that it was sending.
    mail_lease_seconds: PositiveFloat = 20.0
