"""Where a running system stands, written for the demo and for command lines that work on it."""

import contextlib
import json
import os
from pathlib import Path

from ops.stack.parts import SERVICES
from ops.stack.process_table import born
from ops.stack.running import Stack
from ops.stack.services import data_folder
from ops.troubles import TroubleError, from_os_error

_FILE = "standing.json"


def write_standing(stack: Stack) -> None:
    """Keep addresses and the operator's access in a file that only its owner reads, with who supervises the system.

    Raises:
        TroubleError: The folder cannot be written.
    """
    standing = {
        "address": stack.address,
        "services": {name: stack.address_of(name) for name in SERVICES},
        "mail_api": stack.mail.api,
        "mail_record": str(stack.mail.record),
        "operator": stack.operator_environment(),
        "supervisor": {"pid": os.getpid(), "born": born(os.getpid())},
    }
    path = stack.root / _FILE
    try:
        path.unlink(missing_ok=True)
        path.touch(mode=0o600)
        path.write_text(json.dumps(standing, indent=2), encoding="utf-8")
    except OSError as error:
        raise from_os_error(error, path) from error


def remove_standing(root: Path) -> None:
    """Take the file away: what it tells holds no more, or not yet."""
    with contextlib.suppress(OSError):
        (root / _FILE).unlink(missing_ok=True)


def read_standing(root: Path | None = None) -> dict[str, object]:
    """What `write_standing` wrote: address, services, mail_api, mail_record, operator (settings for command lines).

    Raises:
        TroubleError: No system was ever started there, or what is written there cannot be read.
    """
    path = (root or data_folder()) / _FILE
    try:
        standing = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise TroubleError(f"No system has been started with its data in {path.parent}.", "Run `make run`.") from error
    except (OSError, ValueError) as error:
        raise TroubleError(f"{path} cannot be read.", "Start the system again with `make run`.") from error
    if not isinstance(standing, dict):
        raise TroubleError(f"{path} tells of no system.", "Start the system again with `make run`.")
    return {str(name): value for name, value in standing.items()}


def is_supervised(standing: dict[str, object]) -> bool:
    """Whether the process that wrote this still runs: itself, and no later one with its number."""
    supervisor = standing.get("supervisor")
    if not isinstance(supervisor, dict):
        return False
    pid, since = supervisor.get("pid"), supervisor.get("born")
    return isinstance(pid, int) and bool(since) and born(pid) == since
