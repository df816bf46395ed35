"""`make run`: the whole system on this machine until Ctrl-C; `python -m ops.stack stop|start PART` while it runs."""

import argparse
import os
import sys
from collections.abc import Sequence

from ops.stack.parts import SERVICES
from ops.stack.starting import PRIVATE
from ops.stack.supervisor import Supervisor, start_part, stop_part
from ops.troubles import TroubleError, from_os_error


def main(arguments: Sequence[str] | None = None) -> int:
    """Run until told to stop, or tell the one that runs; the answer is the exit status."""
    parser = argparse.ArgumentParser(prog="python -m ops.stack", description=__doc__)
    commands = parser.add_subparsers(dest="command")
    run = commands.add_parser("run", help="run the whole system (what `make run` does)")
    run.add_argument("--servers-only", action="store_true", help="without services, which you start yourself")
    for name, text in (("stop", "stop one service and keep it stopped"), ("start", "start it again")):
        commands.add_parser(name, help=text).add_argument("part", choices=SERVICES)
    chosen = parser.parse_args(arguments)
    os.umask(PRIVATE)
    try:
        if chosen.command == "stop":
            return stop_part(chosen.part)
        if chosen.command == "start":
            return start_part(chosen.part)
        return Supervisor(() if getattr(chosen, "servers_only", False) else SERVICES).run()
    except TroubleError as trouble:
        print(f"\n{trouble}", file=sys.stderr)
    except OSError as error:
        print(f"\n{from_os_error(error, 'The stack')}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
