"""The commands of `thidua`, read from its parser, and words with which each can be called."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import typer

from ops.admin.__main__ import app
from shared.messaging.topology.queues import NOTIFIER_QUEUE

ROOT: Any = typer.main.get_command(app)
# What a command wants beside its name; every command has its line.
WORDS: Mapping[str, Sequence[str]] = {
    "status": (),
    "doctor": (),
    "provision": (),
    "seed": (),
    "unit add": ("33.mttq.a", "--name", "A", "--managed-by", "33.mttq"),
    "unit import": (__file__,),
    "unit close": ("33.mttq.a",),
    "unit open": ("33.mttq.a",),
    "unit list": (),
    "unit succeed": ("33.mttq.a", "33.mttq.b", "--on", "2025-07-01", "--yes"),
    "authority list": (),
    "authority add": ("33.so-moi", "--name", "Sở Mới", "--level", "department", "--head-title", "Giám đốc Sở Mới"),
    "authority rename": ("33.mttq", "--name", "A", "--on", "2025-07-01", "--yes"),
    "authority end": ("33.mttq", "--on", "2025-07-01", "--yes"),
    "authority succeed": ("33.mttq", "33.so-y-te", "--on", "2025-07-01", "--yes"),
    "authority open": ("33.mttq",),
    "commune list": (),
    "commune add": ("12999", "--name", "Xã Mới", "--kind", "xã", "--district", "327"),
    "commune end": ("12079", "--on", "2025-07-01", "--yes"),
    "commune succeed": ("12079", "12052", "--on", "2025-07-01", "--yes"),
    "commune open": ("12079",),
    "account add": ("a", "--name", "A", "--role", "operator"),
    "account lock": ("a",),
    "account unlock": ("a",),
    "account digest": ("nop.doan-yen-phu", "--off"),
    "account password": ("a",),
    "account revoke-sessions": ("a",),
    "account second-factor-remove": ("a",),
    "account show": ("a",),
    "account list": (),
    "account remove-demo": (),
    "account change": ("a", "--mail", "a@b.example"),
    "deputy authorise": ("a", "--until", "2098-01-01", "--paper", "1/UQ", "--signed", "2021-10-01"),
    "deputy end": ("a",),
    "deputy show": ("a",),
    "feed create": ("33.so-y-te",),
    "feed list": (),
    "feed follow": ("33.so-y-te",),
    "feed remove": ("33.so-y-te",),
    "park list": (),
    "park show": (NOTIFIER_QUEUE,),
    "park replay": (NOTIFIER_QUEUE, "--all"),
    "park drop": (NOTIFIER_QUEUE, "a", "--reason", "trùng"),
    "mails list": (),
    "mails show": ("a",),
    "mails resend": ("a",),
    "mails mark-sent": ("a", "--why", "nhật ký máy chủ thư"),
    "mails bounced": (__file__,),
    "audit list": (),
    "audit verify": (),
    "rules check": (),
    "rules compare": ("2017-10", "2025-07"),
}


def walked(command: Any = ROOT, path: str = "") -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - typer's own classes are private
    """Every group and every command with its path; the root's is empty."""
    yield path, command
    for name, child in getattr(command, "commands", {}).items():
        yield from walked(child, f"{path} {name}".strip())


EVERYTHING = dict(walked())
ACTS = {path: command for path, command in EVERYTHING.items() if not hasattr(command, "commands")}
