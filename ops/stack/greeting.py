"""What `make run` says when the system is ready: where to open it, and as whom to sign in."""

import textwrap

from ops.stack.caddy import find_caddy
from ops.stack.parts import SERVICES
from ops.stack.running import Stack
from shared.directory.demo import DEMO_PASSWORD
from shared.directory.loading import load_directory
from shared.directory.roles import ROLE_NAMES

_LINES = textwrap.TextWrapper(110, initial_indent="  ", subsequent_indent="      ", break_on_hyphens=False)


def opening(stack: Stack) -> str:
    """The first line of all: the one address, or the services' own where there is no Caddy."""
    if find_caddy():
        return f"Address: {stack.address}"
    own = "\n".join(f"  {name:22} {stack.address_of(name)}" for name in SERVICES)
    return f"Caddy is not installed, so there is no common address. The services answer here:\n{own}"


def greeting(stack: Stack, *, with_demo: bool) -> str:
    """Everything that somebody who has just started the system needs to know."""
    lines = [
        "",
        f"Ready.  {opening(stack)}",
        f"Mails:    {stack.mail.api}/api/v1/messages",
        f"Logs:     {stack.root / 'logs'}",
        "",
    ]
    if with_demo:
        lines += [f"Demo accounts, password {DEMO_PASSWORD} for all:", *_accounts(), ""]
    lines += ["Ctrl-C stops everything; data stays for the next start. `make demo` shows nominations on every route."]
    return "\n".join(lines)


def _accounts() -> list[str]:
    accounts = load_directory().demo_accounts
    shown: list[str] = []
    for role, name in ROLE_NAMES.items():
        holders = ", ".join(account.username for account in accounts if role in account.roles)
        if holders:
            shown += _LINES.wrap(f"{name}: {holders}")
    return shown
