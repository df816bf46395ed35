"""The project's own services as parts of the stack: their settings as environment, the same names as in compose."""

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ops.provisioning.databases import DIRECTORY, appraisal_database
from ops.stack.instances import service_of
from ops.stack.mail import PROJECT
from ops.stack.parts import IDENTITY
from ops.stack.ports import Ports
from ops.stack.processes import Program
from shared.events.words import Level
from shared.messaging.topology.queues import OPERATOR, level_user

SIGNING_KEY = "signing-key"
# The demo is of the autumn of the plan: three levels below the centre, Giấy khen of districts.
LAW_DAY = "2021-11-15"
_SENDER = "thidua@hungyen.example"
_PASSED_ON = (
    *("PATH", "TZ", "THIDUA_LOG_LEVEL"),
    *("THIDUA_MAIL_ENVELOPE_SENDER", "THIDUA_MAIL_WINDOW_SECONDS"),
    *("THIDUA_SIGNED_PETITION_REQUIRED", "THIDUA_DIGEST_AT"),
    *("THIDUA_TELEMETRY_ENDPOINT", "THIDUA_TELEMETRY_RATIO"),
)


@dataclass(frozen=True)
class ServiceSettings:
    """What the services' settings are made of; `services` is where each listens, as `THIDUA_SERVICES` has it."""

    env: str
    ports: Ports
    mongo_url: Callable[[str], str]
    amqp_url: Callable[[str], str]
    secret: Callable[[str], str]
    public_keys: Path
    public_url: str
    services: str
    extra: Mapping[str, str]

    def program(self, name: str, port: int) -> Program:
        """How to start the instance of that name, listening there."""
        service = service_of(name)
        environment = self._shared() | self._own(service) | {"THIDUA_PORT": str(port)} | dict(self.extra)
        module = f"services.{service.partition('-')[0]}.main"
        return Program(name, [sys.executable, "-m", module], environment, PROJECT)

    def administration(self) -> dict[str, str]:
        """What the admin and park command lines need."""
        own = {
            "THIDUA_MONGO_URL": self.mongo_url("administration"),
            "THIDUA_IDENTITY_MONGO_URL": self.mongo_url(IDENTITY),
            "THIDUA_DATABASE": DIRECTORY,
            "THIDUA_AMQP_URL": self.amqp_url(OPERATOR),
        }
        return self._shared() | own | dict(self.extra)

    def _shared(self) -> dict[str, str]:
        passed = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        return passed | {
            "LANG": "C.UTF-8",
            "PYTHONUNBUFFERED": "1",
            "THIDUA_ENV": self.env,
            "THIDUA_HOST": "127.0.0.1",
            "THIDUA_PUBLIC_URL": self.public_url,
            "THIDUA_DIRECTORY_DATABASE": DIRECTORY,
            **({} if self.env == "production" else {"THIDUA_LAW_DAY": LAW_DAY}),
        }

    def _own(self, name: str) -> dict[str, str]:
        kind, _, level = name.partition("-")
        if level:
            return self._appraisal(Level(level))
        if kind == IDENTITY:
            account_key = self.secret("account-key")
            return {"THIDUA_MONGO_URL": self.mongo_url(kind), "THIDUA_ACCOUNT_KEY": account_key, **self._mail()}
        own = {
            "THIDUA_MONGO_URL": self.mongo_url(kind),
            "THIDUA_DATABASE": kind,
            "THIDUA_AMQP_URL": self.amqp_url(kind),
            "THIDUA_DIGEST_KEY": self.secret("digest-key"),
        }
        if kind == "intake":
            own["THIDUA_IDENTITY_KEY"] = self.secret("identity-key")
            own["THIDUA_SIGNING_KEY"] = self.secret(SIGNING_KEY)
        if kind == "notifier":
            own |= self._mail() | {"THIDUA_SERVICES": self.services}
        return own

    def _mail(self) -> dict[str, str]:
        return {
            "THIDUA_SMTP_HOST": "127.0.0.1",
            "THIDUA_SMTP_PORT": str(self.ports.smtp),
            "THIDUA_MAIL_SENDER": _SENDER,
        }

    def _appraisal(self, level: Level) -> dict[str, str]:
        start = f"THIDUA_LEVELS__{level.value.upper()}__"
        user = level_user(level)
        return {
            "APPRAISAL_LEVELS": level.value,
            "THIDUA_PUBLIC_KEYS_FILE": str(self.public_keys),
            f"{start}MONGO_URL": self.mongo_url(user),
            f"{start}DATABASE": appraisal_database(level),
            f"{start}AMQP_URL": self.amqp_url(user),
        }


def data_folder() -> Path:
    """Where `make run` keeps its data: THIDUA_DATA, else `.data` in the project."""
    return Path(os.environ.get("THIDUA_DATA") or PROJECT / ".data").resolve()
