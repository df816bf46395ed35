"""Secrets that stand in files: each in one of its setting's name in small letters, as Docker mounts them."""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

SECRETS_FOLDER = Path("/run/secrets")
_PREFIX = "thidua_"
_ADDRESSED = ("mongo", "amqp")


def fill_from_files(environment: Mapping[str, str], folder: Path = SECRETS_FOLDER) -> dict[str, str]:
    """The settings, those that are not set taken from the files of that folder, and passwords put into addresses."""
    files = folder.glob(f"{_PREFIX}*") if folder.is_dir() else ()
    found = {file.name.upper(): file.read_text().strip() for file in files if file.is_file()}
    settings = {name: value for name, value in environment.items() if value or name not in found}
    return {name: str(value) for name, value in join_passwords({**found, **settings}).items()}


def join_passwords(settings: Mapping[str, object]) -> dict[str, object]:
    """The settings with `MONGO_PASSWORD` put into the address `MONGO_URL` beside it, and so for AMQP, at each depth.

    An address that names no user, or has a password already, stays as it is.
    """
    joined = {name: join_passwords(value) if isinstance(value, dict) else value for name, value in settings.items()}
    for name, address in joined.items():
        kind, separator, what = name.rpartition("_")
        password = joined.get(f"{kind}{separator}{'PASSWORD' if what.isupper() else 'password'}")
        if what.lower() == "url" and kind.lower().endswith(_ADDRESSED) and isinstance(address, str) and password:
            joined[name] = _with_password(address, str(password))
    return joined


def _with_password(address: str, password: str) -> str:
    scheme, separator, rest = address.partition("://")
    user, at, hosts = rest.partition("@")
    if not at or ":" in user:
        return address
    return f"{scheme}{separator}{user}:{quote(password, safe='')}@{hosts}"
