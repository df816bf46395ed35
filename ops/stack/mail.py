"""The SMTP sink as a part of the stack."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from ops.stack.processes import Program
from ops.stack.waiting import accepts_connections, answers

PROJECT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class MailSink:
    """Where the sink listens and keeps its record."""

    port: int
    api_port: int
    record: Path
    name: str = "mail"

    def program(self) -> Program:
        """How to start it."""
        command = [
            *(sys.executable, "-m", "ops.mail_sink", "--record", str(self.record)),
            *("--smtp-port", str(self.port), "--http-port", str(self.api_port)),
        ]
        return Program(self.name, command, {"PATH": os.environ.get("PATH", "")}, PROJECT)

    @property
    def api(self) -> str:
        """Its HTTP address, Mailpit's API."""
        return f"http://127.0.0.1:{self.api_port}"

    def is_up(self) -> bool:
        """Both protocols are served."""
        return accepts_connections(self.port) and answers(f"{self.api}/readyz")
