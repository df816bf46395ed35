"""Whether and where traces are sent: off unless a deployment names an endpoint, and then of no cost at all."""

import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

_PATH = "/v1/traces"
_WHAT_TO_DO = (
    "Set THIDUA_TELEMETRY_ENDPOINT to the address of an OTLP/HTTP receiver such as http://127.0.0.1:4318 (empty: off) "
    "and THIDUA_TELEMETRY_RATIO to a number from 0 to 1."
)


class Telemetry(BaseSettings):
    """What is set as `THIDUA_TELEMETRY_<NAME>`. An empty endpoint means off."""

    model_config = SettingsConfigDict(env_prefix="THIDUA_TELEMETRY_", extra="ignore", env_ignore_empty=True)

    endpoint: str = ""
    ratio: float = Field(default=1.0, ge=0, le=1)
    service: str = Field(default="", max_length=100)
    instance: str = Field(default_factory=lambda: f"{socket.gethostname()}:{os.getpid()}", max_length=100)

    @field_validator("endpoint")
    @classmethod
    def _address(cls, given: str) -> str:
        if not given:
            return given
        parts = urlsplit(given)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.port == 0:
            raise ValueError("no http or https address")
        if parts.username or parts.password or parts.query or parts.fragment:
            raise ValueError("an address without password, query and fragment is needed")
        return given.rstrip("/").removesuffix(_PATH) + _PATH

    @classmethod
    def of_deployment(cls) -> Self:
        """As the environment says; what does not make sense ends the process with a sentence on what to do."""
        try:
            return cls()
        except ValidationError as error:
            found = "; ".join(
                f"THIDUA_TELEMETRY_{str(each['loc'][0]).upper()}: {each['msg']}"
                for each in error.errors(include_input=False)
            )
            sys.exit(f"{found}. {_WHAT_TO_DO}")


@contextmanager
def traced(service: str, telemetry: Telemetry) -> Iterator[None]:
    """Traces are sent while the block runs, under this service's name unless the deployment gives another."""
    if not telemetry.endpoint:
        yield
        return
    # Loaded by those alone who use it: it is a third of a second and some megabytes.
    from shared.observability.exporting import exporting  # noqa: PLC0415

    with exporting(
        telemetry.service or f"thidua-{service}", telemetry.instance, telemetry.endpoint, ratio=telemetry.ratio
    ):
        yield
