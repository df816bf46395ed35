"""Where a running system stands, written for the demo and for command lines that work on it."""

import json
import os
from pathlib import Path

from ops.stack.parts import SERVICES
from ops.stack.running import Stack
from ops.stack.services import data_folder
from ops.troubles import TroubleError, from_os_error

_FILE = "standing.json"


def write_standing(stack: Stack) -> None:
    """Keep addresses and the operator's access in a file that only its owner reads.

    Raises:
        TroubleError: The folder cannot be written.
    """
    standing = {
        "address": stack.address,
        "services": {name: stack.address_of(name) for name in SERVICES},
        "mail_api": stack.mail.api,
        "mail_record": str(stack.mail.record),
        "operator": stack.operator_environment(),
    }
    path = stack.root / _FILE
    try:
        path.unlink(missing_ok=True)
        path.touch(mode=0o600)
        path.write_text(json.dumps(standing, indent=2), encoding="utf-8")
    except OSError as error:
        raise from_os_error(error, path) from error


def read_standing(root: Path | None = None) -> dict[str, object]:
    """What `write_standing` wrote: address, services, mail_api, mail_record, operator (settings for command lines).

    Raises:
        TroubleError: No system was ever started there.
    """
    path = (root or data_folder()) / _FILE
    try:
        standing: dict[str, object] = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise TroubleError(f"No system has been started with its data in {path.parent}.", "Run `make run`.") from error
    return standing


def operator_environment(root: Path | None = None) -> dict[str, str]:
    """The settings of this process, filled up with those of the running system for command lines."""
    operator = read_standing(root)["operator"]
    known = {str(name): str(value) for name, value in operator.items()} if isinstance(operator, dict) else {}
    return {**known, **os.environ}
