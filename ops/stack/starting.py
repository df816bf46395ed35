"""How a program is started as a process of its own; the tests have another way for the services (tests/servers)."""

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

# What is written below a root is its owner's alone: queues, mails and logs hold what people entrusted to the system.
PRIVATE = 0o077


class Child(Protocol):
    """A process that was started here."""

    @property
    def pid(self) -> int:
        """Its number, which no other process gets before its end was looked at."""

    def poll(self) -> int | None:
        """How it ended (negative: by that signal); None while it runs."""

    def wait(self, timeout: float | None = None) -> int:
        """How it ended, as soon as it has.

        Raises:
            subprocess.TimeoutExpired: It still runs after so many seconds.
        """


class Start(Protocol):
    """Starts a program in a session of its own, with that environment alone."""

    def __call__(self, command: Sequence[str], environment: Mapping[str, str], folder: Path, output: int) -> Child:
        """All that it says goes to the file `output`.

        Raises:
            OSError: It cannot be started.
        """


def start_program(command: Sequence[str], environment: Mapping[str, str], folder: Path, output: int) -> Child:
    """Start it as any program is started."""
    return subprocess.Popen(
        list(command),
        env=dict(environment),
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        umask=PRIVATE,
    )
