"""What a deployment tells appraisal, by environment variables: which levels this process serves, and each one's own."""

from datetime import time
from pathlib import Path
from typing import Annotated, Self

from pydantic import (
    AliasChoices,
    BaseModel,
    Field,
    PositiveFloat,
    PositiveInt,
    SecretStr,
    field_validator,
    model_validator,
)
from pydantic_settings import NoDecode

from shared.events.words import Level
from shared.settings import ServiceSettings


class LevelSettings(BaseModel):
    """A level's own database and broker user; addresses carry passwords and are never shown."""

    mongo_url: SecretStr
    database: str
    amqp_url: SecretStr


class Settings(ServiceSettings):
    """The settings. `THIDUA_LEVELS__COMMUNE__MONGO_URL` and its like belong to one level each."""

    port: int = 8111
    appraisal_levels: Annotated[tuple[Level, ...], NoDecode] = Field(
        min_length=1, validation_alias=AliasChoices("APPRAISAL_LEVELS", "THIDUA_APPRAISAL_LEVELS")
    )
    levels: dict[Level, LevelSettings]
    # The keys that intake's signature is checked by, one to a line; provisioning writes it.
    public_keys_file: Path
    mongo_url: SecretStr | None = None
    prefetch: PositiveInt = 32
    timer_seconds: PositiveFloat = 5.0
    # On the clocks of Vietnam, each working day; empty for no digests.
    digest_at: time | None = time(7, 30)

    @field_validator("appraisal_levels", mode="before")
    @classmethod
    def _comma_separated(cls, given: object) -> object:
        return [word.strip() for word in given.split(",") if word.strip()] if isinstance(given, str) else given

    @field_validator("digest_at", mode="before")
    @classmethod
    def _empty_is_none(cls, given: object) -> object:
        return None if given == "" else given

    @model_validator(mode="after")
    def _each_level_has_its_own(self) -> Self:
        for level in self.appraisal_levels:
            if level not in self.levels:
                start = f"THIDUA_LEVELS__{level.value.upper()}__"
                raise ValueError(f"level {level.value}: set {start}MONGO_URL, {start}DATABASE and {start}AMQP_URL")
        return self

    @property
    def served(self) -> dict[Level, LevelSettings]:
        """The levels of this process, each once."""
        return {level: self.levels[level] for level in self.appraisal_levels}

    @property
    def directory_url(self) -> SecretStr:
        """Where accounts, sessions and authorisations are: every level's user may work with them."""
        return self.mongo_url or self.levels[self.appraisal_levels[0]].mongo_url
